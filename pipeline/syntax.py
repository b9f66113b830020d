"""Reads a parsed `Doc`: spans, noun phrases, negation. Shared by the stages that look at syntax."""

from bisect import bisect_left, bisect_right

from spacy.tokens import Doc, Token

from pipeline.records import Span

NOUN_PHRASE_DEPS = frozenset(
    {"det", "amod", "compound", "poss", "case", "nummod", "nmod", "quantmod", "predet", "advmod", "punct", "prep",
     "appos", "conj", "cc", "pobj", "neg", "npadvmod"}
)  # fmt: skip


def span_of_tokens(doc: Doc, start: int, end: int) -> Span:
    """The text span of tokens [start, end), without white space at its edges."""
    while start < end and doc[start].is_space:
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    if start >= end:
        offset = doc[start].idx if start < len(doc) else len(doc.text)
        return Span("", offset, offset)
    first, last = doc[start], doc[end - 1]
    start_char, end_char = first.idx, last.idx + len(last)
    return Span(doc[start:end].text, start_char, end_char)


def tokens_in(doc: Doc, span: Span) -> list[Token]:
    """The tokens that overlap a text span, in order."""
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    return list(found) if found is not None else []


def token_range(doc: Doc, start: int, end: int) -> range:
    """The numbers of the tokens that overlap characters [start, end), found by bisection."""
    first = bisect_right(range(len(doc)), start, key=lambda i: doc[i].idx + len(doc[i]))
    last = bisect_left(range(len(doc)), end, key=lambda i: doc[i].idx)
    return range(first, max(first, last))


def sentence_range(doc: Doc, at: int) -> tuple[int, int]:
    """The tokens [start, end) of the sentence of token number `at`; `token.sent` would read the whole document."""
    start, end = at, at + 1
    while start and not doc[start].is_sent_start:
        start -= 1
    while end < len(doc) and not doc[end].is_sent_start:
        end += 1
    return start, end


def is_negated(token: Token) -> bool:
    """Whether a verb is under "not", "never" or "no" of its own clause."""
    return any(child.dep_ == "neg" or child.lower_ in {"never", "no"} for child in token.children)
