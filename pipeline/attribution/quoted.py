"""Direct quotations: finds for each the words outside the marks that say whose it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import NOMINAL, characters, cue_range, source_range, subject_of

STOPS = frozenset(".?!;")
LEADS_ON = frozenset(",?!—–-…")
NOT_MAIN = frozenset({"relcl", "acl", "amod", "compound"})


@dataclass(frozen=True, slots=True)
class Attached:
    """A cue beside a quotation, its source, and whether it stands after the quotation."""

    cue: Token
    source: Range | None
    is_after: bool


def find_direct(article: Article) -> Iterator[Finding]:
    """The direct quotations that have a cue, each with the quotations that continue it, in text order."""
    pending: tuple[Attached, list[Range]] | None = None
    last_end = 0
    for index in _heads(article):
        fragments, end = _chain(article, index)
        attached = _attach(article, index, end)
        if attached is not None and pending is not None and pending[0].cue.i == attached.cue.i:
            pending[1].extend(fragments)
        elif attached is not None:
            if pending is not None:
                yield _finding(article, *pending)
            pending = attached, fragments
        elif pending is not None and _continues(article, last_end, index):
            pending[1].extend(fragments)
        last_end = article.quotations[end].end
    if pending is not None:
        yield _finding(article, *pending)


def _heads(article: Article) -> Iterator[int]:
    """The quotations that do not carry on one of the paragraph before."""
    for index in range(len(article.quotations)):
        if index == 0 or not article.quotations[index - 1].continues:
            yield index


def _chain(article: Article, index: int) -> tuple[list[Range], int]:
    quotation = article.quotations[index]
    fragments = [(quotation.start, quotation.end)]
    while quotation.continues:
        index += 1
        quotation = article.quotations[index]
        fragments.append((quotation.start, quotation.end))
    return fragments, index


def _finding(article: Article, attached: Attached, fragments: list[Range]) -> Finding:
    cue = attached.cue
    patterns = article.cues.verbs.get(cue.lemma_.lower(), {})
    return Finding(
        "quote_after" if not attached.is_after else "quote_before",
        patterns.get("quote", "assertion"),
        cue.i,
        cue_range(article.doc, cue),
        attached.source,
        tuple(fragments),
    )


def _attach(article: Article, first: int, last: int) -> Attached | None:
    after = _segment_after(article, last)
    if after is not None and (found := _cue_in(article, after, is_after=True)) is not None:
        return found
    before = _segment_before(article, first)
    if before is not None:
        return _cue_in(article, before, is_after=False)
    return None


def _segment_after(article: Article, index: int) -> Range | None:
    """The tokens from a quotation to the next stop or quotation, when they can report it."""
    doc, quotation = article.doc, article.quotations[index]
    start, limit = _gap_after(article, index)
    end = next((i for i in range(start, limit) if doc[i].text in STOPS), limit)
    if start >= end:
        return None
    said = article.document.text[quotation.inner_start : quotation.inner_end].rstrip()
    leads_on = said[-1:] in LEADS_ON or doc[start].text in {",", "—", "–", "-"}
    return (start, end) if leads_on else None


def _segment_before(article: Article, index: int) -> Range | None:
    """The tokens from the stop or quotation before a quotation up to it, when they lead to it."""
    doc = article.doc
    start, end = _gap_before(article, index)
    begin = next((i + 1 for i in range(end - 1, start - 1, -1) if doc[i].text in STOPS), start)
    if begin >= end:
        return None
    last = doc[end - 1]
    if last.text in {",", ":"} or last.pos_ == "VERB":
        return begin, end
    return None


def _gap_after(article: Article, index: int) -> Range:
    quotation = article.quotations[index]
    paragraph = _paragraph_end(article, quotation.start)
    following = article.quotations[index + 1].start if index + 1 < len(article.quotations) else paragraph
    return article.tokens_between(quotation.end, min(paragraph, following))


def _gap_before(article: Article, index: int) -> Range:
    quotation = article.quotations[index]
    paragraph = _paragraph_start(article, quotation.start)
    preceding = article.quotations[index - 1].end if index > 0 else paragraph
    return article.tokens_between(max(paragraph, preceding), quotation.start)


def _paragraph_start(article: Article, offset: int) -> int:
    first, _ = article.tokens_between(offset, offset)
    return article.paragraphs[article.paragraph_of[first]][0]


def _paragraph_end(article: Article, offset: int) -> int:
    first, _ = article.tokens_between(offset, offset)
    return article.paragraphs[article.paragraph_of[first]][1]


def _cue_in(article: Article, segment: Range, *, is_after: bool) -> Attached | None:
    """The first cue verb after a quotation, the last one before it."""
    order = range(*segment) if is_after else range(segment[1] - 1, segment[0] - 1, -1)
    for index in order:
        token = article.doc[index]
        if token.pos_ not in {"VERB", "AUX"} or token.dep_ in NOT_MAIN:
            continue
        if "quote" in article.cues.verbs.get(token.lemma_.lower(), {}):
            return Attached(token, _source_in(article, segment, token), is_after)
    return None


def _source_in(article: Article, segment: Range, cue: Token) -> Range | None:
    subject = subject_of(cue)
    if subject is not None and segment[0] <= subject.i < segment[1]:
        return source_range(article.doc, subject, cue)
    inverted = _noun_from(article, cue.i + 1, segment[1])
    if inverted is not None:
        return characters(article.doc, inverted.left_edge.i, min(inverted.right_edge.i + 1, segment[1]))
    return None


def _noun_from(article: Article, start: int, end: int) -> Token | None:
    """The head of the noun phrase that begins at token `start`."""
    for index in range(start, end):
        token = article.doc[index]
        if token.pos_ in NOMINAL:
            while token.dep_ in {"compound", "poss", "nmod", "amod"} and start <= token.head.i < end:
                token = token.head
            return token
        if token.pos_ not in {"DET", "ADJ", "ADV"}:
            return None
    return None


def _continues(article: Article, last_end: int, index: int) -> bool:
    """Whether a quotation without a cue carries on the statement before it: only that one's cue stands between."""
    start, end = article.tokens_between(last_end, article.quotations[index].start)
    return sum(article.doc[i].text in STOPS for i in range(start, end)) <= 1
