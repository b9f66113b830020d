"""Finds words in an article again, and the statement that holds them."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from pipeline.records import Block, Document, Span, Statement

FRAGMENT_MARK = " … "
MIN_JACCARD = 0.4
MIN_SIMILARITY, CLEAR_LEAD = 75.0, 5.0
OPENING, CLOSING = "\"“„«‘'", "\"”“»’'"
INNER_MARK = re.compile(r"[\"“”„«»]|(?<!\w)['’‘]|['’](?!\w)")
VARIANTS = dict.fromkeys('"“”„', '["“”„]') | dict.fromkeys("'’‘`", "['’‘`]")
VARIANTS |= dict.fromkeys("-‐‑–—", "[-‐‑–—]") | {"…": r"(?:…|\.\.\.)"}


def find_words(text: str, words: str, *, near: int = 0) -> tuple[Span, ...]:
    """The place of words as a table shows them: line breaks as ¶, parts joined by …; empty where there is none.

    Of several places, the one closest to the character `near`. Blanks, and curly or straight
    quotation marks, and composed or decomposed accents, need not agree; marks around the whole
    are left out.
    """
    for form in dict.fromkeys((words, normalize("NFC", words), normalize("NFD", words))):
        for parts in ([form], form.split(FRAGMENT_MARK)):
            for wanted in (parts, _unmarked(parts)):
                if spans := _find_parts(text, wanted, near):
                    return tuple(_unmarked_span(text, span) for span in spans)
    return ()


def count_places(text: str, words: str) -> int:
    """At how many places the first part of the words stands."""
    return len(_places(text, words)) or len(_places(text, words.split(FRAGMENT_MARK, maxsplit=1)[0]))


def find_statement(
    statements: Sequence[Statement], spans: Sequence[Span], *, min_shared: float = MIN_JACCARD
) -> Statement | None:
    """The statement whose content shares most with the spans, at least so much of all characters in either."""
    if not spans:
        return None
    scored = [(jaccard(statement.content, spans), -number) for number, statement in enumerate(statements)]
    best, number = max(scored, default=(0.0, 0))
    return statements[-number] if best >= min_shared and best else None


def find_similar(statements: Sequence[Statement], words: str) -> Statement | None:
    """The statement with nearly these words, in an article that has been edited; None where two are as near."""
    from rapidfuzz import fuzz

    if not words:
        return None
    texts = [FRAGMENT_MARK.join(span.text for span in statement.content) for statement in statements]
    scored = sorted(((fuzz.ratio(text, words), -number) for number, text in enumerate(texts)), reverse=True)
    scored = [(score, number) for score, number in scored if score >= MIN_SIMILARITY]
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < CLEAR_LEAD):
        return None
    return statements[-scored[0][1]]


def jaccard(left: Sequence[Span], right: Sequence[Span]) -> float:
    """The share of characters that two groups of spans have in common."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in left for b in right)
    return shared / (_length(left) + _length(right) - shared) if shared else 0.0


def surroundings(document: Document, spans: Sequence[Span]) -> Span:
    """The paragraphs in which the spans stand, or the spans alone where there is none."""
    start, end = spans[0].start, spans[-1].end
    blocks: list[Block] = [block for block in document.blocks if block.start < end and start < block.end]
    start = min([start, *(block.start for block in blocks)])
    end = max([end, *(block.end for block in blocks)])
    return Span(document.text[start:end], start, end)


def is_quoted(text: str, spans: Sequence[Span]) -> bool:
    """Whether the spans stand between quotation marks."""
    before, after = text[: spans[0].start].rstrip()[-1:], text[spans[-1].end :].lstrip(" ,.")[:1]
    return bool(before) and before in OPENING and bool(after) and after in CLOSING


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _find_parts(text: str, parts: Sequence[str], near: int) -> list[Span]:
    """The parts one after the other, beginning where the first is closest to `near`."""
    if not all(part.strip() for part in parts):
        return []
    for first in sorted(_places(text, parts[0]), key=lambda span: abs(span.start - near)):
        spans = [first]
        for part in parts[1:]:
            match = _pattern(part).search(text, spans[-1].end)
            if match is None:
                break
            spans.append(Span(match[0], match.start(), match.end()))
        if len(spans) == len(parts):
            return spans
    return []


def _places(text: str, words: str) -> list[Span]:
    return [Span(match[0], match.start(), match.end()) for match in _pattern(words).finditer(text)]


def _pattern(words: str) -> re.Pattern[str]:
    parts = ("".join(VARIANTS.get(mark, re.escape(mark)) for mark in word) for word in words.replace("¶", " ").split())
    return re.compile(r"[\s¶\u200b]+".join(parts) or r"(?!)")


def _unmarked(parts: Sequence[str]) -> list[str]:
    """The parts without quotation marks around each."""
    return [part.strip()[1:-1] if _is_marked(part.strip()) else part for part in parts]


def _unmarked_span(text: str, span: Span) -> Span:
    """The span without the quotation marks around the whole of it."""
    width = 2 if span.text.startswith("''") and span.text.endswith("''") else 1
    if not _is_marked(span.text) or INNER_MARK.search(span.text[width:-width]):
        return span
    start, end = span.start + width, span.end - width
    return Span(text[start:end], start, end)


def _is_marked(part: str) -> bool:
    return len(part) > 2 and part[0] in OPENING and part[-1] in CLOSING
