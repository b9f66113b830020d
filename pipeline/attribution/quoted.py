"""Direct quotations: each with the words outside the marks that report it and the quotations that carry it on."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.beside import (
    STOPS,
    first_cue,
    is_any_verb,
    is_quoting_verb,
    is_reporting_verb,
    last_cue,
    leads_to,
    opens_sentence,
    segment_after,
    segment_before,
    source_beside,
    stands_alone,
)
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import VERBAL, cue_range

MAX_STOPS_BETWEEN = 1
MAX_TOKENS_BETWEEN = 100
MIN_WORDS_EMBEDDED = 2
MIN_WORDS_ALONE = 4
MAX_SIGNATURE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Utterance:
    """A quotation with those that carry it on over paragraphs: indices [first, last] into the article's quotations."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A cue beside a quotation, its source, and where the content begins when that is before the mark."""

    rule: str
    cue: Token
    source: Range | None
    start: int | None = None


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
        elif attached is None and pending is not None and (rest := _resumed(article, last, utterance)) is not None:
            pending[1].append(rest)
        elif attached is not None:
            if pending is not None:
                yield _finding(article, *pending)
            pending = attached, _fragments(article, utterance)
        else:
            continue
        last = utterance.last
    if pending is not None:
        yield _finding(article, *pending)


def find_left_over(article: Article, findings: Sequence[Finding]) -> list[Finding]:
    """All findings, with the quotations that none of them holds: reported by a verb the cue list lacks, or alone."""
    result = list(findings)
    reach = _Reach(findings)
    for utterance in _utterances(article):
        fragments = _fragments(article, utterance)
        if reach.holds(fragments[0]):
            continue
        attached = _attach_loosely(article, utterance)
        if attached is not None:
            result.append(_finding(article, attached, fragments))
        elif _fills_paragraph(article, utterance):
            source = _signature(article, utterance)
            rule = "quotation_signed" if source else "quotation_alone"
            result.append(Finding(rule, "assertion", None, None, source, tuple(fragments)))
    return result


class _Reach:
    """How far the contents found so far reach; asked in text order."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._parts = sorted(part for finding in findings for part in finding.content)
        self._next = 0
        self._end = 0

    def holds(self, range_: Range) -> bool:
        """Whether a content that begins before the range reaches to its end, closing mark aside."""
        while self._next < len(self._parts) and self._parts[self._next][0] <= range_[0] + 2:
            self._end = max(self._end, self._parts[self._next][1])
            self._next += 1
        return self._end >= range_[1] - 2


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
    patterns = article.patterns_of(attached.cue)
    if attached.start is not None:
        fragments = [(attached.start, fragments[0][1]), *fragments[1:]]
    return Finding(
        attached.rule,
        patterns.get("quote", "assertion"),
        attached.cue.i,
        cue_range(article.doc, attached.cue),
        attached.source,
        tuple(fragments),
    )


def _attach(article: Article, utterance: Utterance) -> Attached | None:
    after = segment_after(article, utterance.last)
    opens = opens_sentence(article, article.quotations[utterance.first])
    if after is not None and (cue := first_cue(article, after, is_quoting_verb, opens_sentence=opens)) is not None:
        if not _is_embedded(article, utterance):
            return Attached("quotation_then_cue", cue, source_beside(article, after, cue))
        start = _reported_clause_start(article, utterance, cue)
        if start is not None:
            return Attached("clause_then_cue", cue, source_beside(article, after, cue), start)
    before = segment_before(article, utterance.first)
    if before is None or not leads_to(article, before, article.quotations[utterance.first]):
        return None
    cue = last_cue(article, before, is_quoting_verb)
    return Attached("cue_then_quotation", cue, source_beside(article, before, cue)) if cue is not None else None


def _attach_loosely(article: Article, utterance: Utterance) -> Attached | None:
    before = segment_before(article, utterance.first)
    if before is None:
        return None
    last = article.doc[before[1] - 1]
    if last.text == ":" and (cue := last_cue(article, before, is_any_verb)) is not None:
        return Attached("colon_then_quotation", cue, source_beside(article, before, cue))
    if last.lower_ == "that" and (cue := last_cue(article, before, is_reporting_verb)) is not None:
        return Attached("cue_that_quotation", cue, source_beside(article, before, cue), last.idx)
    return None


def _is_embedded(article: Article, utterance: Utterance) -> bool:
    """Whether a quotation is the end of the writer's sentence: `The plan is "a gift," she said.`"""
    doc, quotation = article.doc, article.quotations[utterance.first]
    first, end = article.tokens_between(article.paragraph_at(quotation.start)[0], quotation.start)
    before = [doc[index] for index in range(max(first, end - MIN_WORDS_EMBEDDED), end)]
    return len(before) == MIN_WORDS_EMBEDDED and not any(token.is_punct or token.is_space for token in before)


def _reported_clause_start(article: Article, utterance: Utterance, cue: Token) -> int | None:
    """Where the clause begins that a cue after it reports, when the quotation is its end."""
    quotation = article.quotations[utterance.first]
    clauses = [each for each in cue.lefts if each.dep_ == "ccomp"]
    if cue.dep_ == "parataxis":
        clauses.append(cue.head)
    starts = [article.doc[clause.left_edge.i].idx for clause in clauses]
    return next((start for start in starts if start < quotation.start), None)


def _continues(article: Article, last: int, utterance: Utterance) -> bool:
    """Whether a quotation without a cue carries on the one before: only that one's cue stands between."""
    quotation = article.quotations[utterance.first]
    same_paragraph = article.paragraph_at(article.quotations[last].start) == article.paragraph_at(quotation.start)
    if not same_paragraph and not _fills_paragraph(article, utterance):
        return False
    return _follows(article, last, quotation.start) and stands_alone(article, quotation)


def _resumed(article: Article, last: int, utterance: Utterance) -> Range | None:
    """A sentence that carries on the quotation before it and is quoted only in its first part."""
    doc, quotation = article.doc, article.quotations[utterance.first]
    _, paragraph_end = article.paragraph_at(article.quotations[last].start)
    if quotation.start >= paragraph_end or not _follows(article, last, quotation.start):
        return None
    first, end = article.tokens_between(quotation.start, quotation.end)
    if not any(doc[index].pos_ in VERBAL for index in range(first, end)):
        return None
    _, limit = article.tokens_between(quotation.end, paragraph_end)
    stop = next((index for index in range(end, limit) if doc[index].text in STOPS), limit)
    return quotation.start, doc[stop - 1].idx + len(doc[stop - 1])


def _follows(article: Article, last: int, start: int) -> bool:
    """Whether what begins at `start` follows a quotation and its cue: at most one sentence end between, then a mark."""
    first, end = article.tokens_between(article.quotations[last].end, start)
    if end - first > MAX_TOKENS_BETWEEN:
        return False
    between = [article.doc[index] for index in range(first, end) if not article.doc[index].is_space]
    if sum(token.text in STOPS for token in between) > MAX_STOPS_BETWEEN:
        return False
    return not between or between[-1].text in STOPS or between[-1].text in {",", ":", "—", "–"}


def _signature(article: Article, utterance: Utterance) -> Range | None:
    """Who signs a quotation that fills its paragraph: a short next line that begins with a dash."""
    index = bisect_right(article.paragraphs, article.quotations[utterance.last].start, key=lambda each: each[0])
    if index >= len(article.paragraphs):
        return None
    start, end = article.paragraphs[index]
    line = article.document.text[start:end]
    name = line.lstrip("—–- \t\u00a0")
    if line[:1] not in {"—", "–", "-"} or not name[:1].isupper() or len(name.split()) > MAX_SIGNATURE_WORDS:
        return None
    return end - len(name), start + len(line.rstrip(" ."))


def _fills_paragraph(article: Article, utterance: Utterance) -> bool:
    """Whether nothing but the utterance stands in the paragraph where it begins, and it is more than a phrase."""
    quotation, text = article.quotations[utterance.first], article.document.text
    if article.before(quotation.start) or article.after(quotation.end, skipping=".,"):
        return False
    return len(text[quotation.inner_start : quotation.inner_end].split()) >= MIN_WORDS_ALONE
