"""Direct quotations: finds for each the words outside the marks that say whose it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import VERBAL, cue_range, noun_after, noun_before, source_range, subject_of
from pipeline.quotes import Quotation

STOPS = frozenset(".?!;")
LEADS_ON = frozenset(",?!—–-…")
ENDS_SENTENCE = frozenset(".?!…,—–-")
NOT_MAIN = frozenset({"relcl", "acl", "amod", "compound"})
MAX_STOPS_BETWEEN = 1


@dataclass(frozen=True, slots=True)
class Utterance:
    """A quotation with those that carry it on over paragraphs: indices [first, last] into the article's quotations."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A cue beside a quotation and its source."""

    rule: str
    cue: Token
    source: Range | None


def find_direct(article: Article) -> Iterator[Finding]:
    """The direct quotations that have a cue, each with the quotations that continue it, in text order."""
    pending: tuple[Attached, list[Range]] | None = None
    last = 0
    for utterance in _utterances(article):
        attached = _attach(article, utterance)
        if pending is not None and (
            _same_cue(pending[0], attached) or (attached is None and _continues(article, last, utterance))
        ):
            pending[1].extend(_fragments(article, utterance))
        elif attached is not None:
            if pending is not None:
                yield _finding(article, *pending)
            pending = attached, _fragments(article, utterance)
        else:
            continue
        last = utterance.last
    if pending is not None:
        yield _finding(article, *pending)


def _same_cue(pending: Attached, attached: Attached | None) -> bool:
    return attached is not None and attached.cue.i == pending.cue.i


def _utterances(article: Article) -> Iterator[Utterance]:
    first = 0
    for index, quotation in enumerate(article.quotations):
        if not quotation.continues:
            yield Utterance(first, index)
            first = index + 1


def _fragments(article: Article, utterance: Utterance) -> list[Range]:
    return [(each.start, each.end) for each in article.quotations[utterance.first : utterance.last + 1]]


def _finding(article: Article, attached: Attached, fragments: list[Range]) -> Finding:
    cue = attached.cue
    patterns = article.cues.verbs.get(cue.lemma_.lower(), {})
    return Finding(
        attached.rule,
        patterns.get("quote", "assertion"),
        cue.i,
        cue_range(article.doc, cue),
        attached.source,
        tuple(fragments),
    )


def _attach(article: Article, utterance: Utterance) -> Attached | None:
    after = _segment_after(article, utterance.last)
    if after is not None and (cue := _first_cue(article, after)) is not None:
        return Attached("quotation_then_cue", cue, _source_in(article, after, cue))
    before = _segment_before(article, utterance.first)
    if before is not None and (cue := _last_cue(article, before)) is not None:
        return Attached("cue_then_quotation", cue, _source_in(article, before, cue))
    return None


def _segment_after(article: Article, index: int) -> Range | None:
    """The tokens from a quotation to the next stop or quotation, when they can report it."""
    doc, quotation = article.doc, article.quotations[index]
    start, limit = _gap_after(article, index)
    end = next((i for i in range(start, limit) if doc[i].text in STOPS), limit)
    if start >= end:
        return None
    leads_on = _last_character(article, quotation) in LEADS_ON or doc[start].text in {",", "—", "–", "-"}
    return (start, end) if leads_on else None


def _segment_before(article: Article, index: int) -> Range | None:
    """The tokens from the stop or quotation before a quotation up to it, when they lead to it."""
    doc = article.doc
    start, end = _gap_before(article, index)
    while end > start and doc[end - 1].is_space:
        end -= 1
    begin = next((i + 1 for i in range(end - 1, start - 1, -1) if doc[i].text in STOPS), start)
    if begin >= end:
        return None
    last, quotation = doc[end - 1], article.quotations[index]
    if last.text == ":" or last.pos_ == "VERB" or (last.text in {",", "—"} and _is_sentence(article, quotation)):
        return begin, end
    return None


def _gap_after(article: Article, index: int) -> Range:
    quotation = article.quotations[index]
    _, paragraph_end = article.paragraph_at(quotation.start)
    following = article.quotations[index + 1].start if index + 1 < len(article.quotations) else paragraph_end
    return article.tokens_between(quotation.end, min(paragraph_end, following))


def _gap_before(article: Article, index: int) -> Range:
    """The tokens before a quotation; where it begins a paragraph, those of the one before if a colon ends it."""
    quotation, text = article.quotations[index], article.document.text
    start, _ = article.paragraph_at(quotation.start)
    if not text[start : quotation.start].strip() and start > 0:
        previous, end = article.paragraph_at(start - 1)
        if text[previous:end].rstrip().endswith(":"):
            start = previous
    preceding = article.quotations[index - 1].end if index > 0 else start
    return article.tokens_between(max(start, preceding), quotation.start)


def _first_cue(article: Article, segment: Range) -> Token | None:
    return next((article.doc[i] for i in range(*segment) if _is_cue(article, article.doc[i])), None)


def _last_cue(article: Article, segment: Range) -> Token | None:
    """The last cue verb; it must touch the quotation where no comma or colon leads to it."""
    start, end = segment
    if article.doc[end - 1].pos_ == "VERB":
        start = end - 1
    return next((article.doc[i] for i in range(end - 1, start - 1, -1) if _is_cue(article, article.doc[i])), None)


def _is_cue(article: Article, token: Token) -> bool:
    if token.pos_ not in VERBAL or token.dep_ in NOT_MAIN:
        return False
    return "quote" in article.cues.verbs.get(token.lemma_.lower(), {})


def _source_in(article: Article, segment: Range, cue: Token) -> Range | None:
    doc = article.doc
    subject = subject_of(cue)
    if subject is None or not segment[0] <= subject.i < segment[1]:
        beside = noun_after(doc, cue.i + 1, segment[1]) or noun_before(doc, cue.i, segment[0])
        outside = subject is not None and article.quotation_of[subject.i] < 0
        subject = beside or (subject if outside else None)
    range_ = source_range(doc, subject, cue)
    if range_ is None or subject is None or not segment[0] <= subject.i < segment[1]:
        return range_
    low, high = article.starts[segment[0]], article.starts[segment[1] - 1] + len(doc[segment[1] - 1])
    return max(range_[0], low), min(range_[1], high)


def _continues(article: Article, last: int, utterance: Utterance) -> bool:
    """Whether a quotation without a cue carries on the one before: only that one's cue stands between."""
    doc, quotation = article.doc, article.quotations[utterance.first]
    start, end = article.tokens_between(article.quotations[last].end, quotation.start)
    between = [doc[i] for i in range(start, end) if not doc[i].is_space]
    if sum(token.text in STOPS for token in between) > MAX_STOPS_BETWEEN:
        return False
    leads = not between or between[-1].text in STOPS or between[-1].text in {",", ":", "—", "–"}
    return leads and _is_sentence(article, quotation)


def _is_sentence(article: Article, quotation: Quotation) -> bool:
    """Whether a quotation stands as a sentence or the rest of one, not as words within the writer's."""
    if not quotation.is_closed or _last_character(article, quotation) in ENDS_SENTENCE:
        return True
    _, paragraph_end = article.paragraph_at(quotation.start)
    rest = article.document.text[quotation.end : paragraph_end].lstrip()
    return not rest or rest[0] in ".?!"


def _last_character(article: Article, quotation: Quotation) -> str:
    return article.document.text[quotation.inner_start : quotation.inner_end].rstrip()[-1:]
