"""The words beside a quotation: which of them can report it, and whose they say it is."""

from collections.abc import Callable

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.spans import (
    NOMINAL,
    PASSIVE_SUBJECTS,
    SUBJECTS,
    VERBAL,
    child,
    noun_after,
    noun_before,
    source_range,
    subject_of,
)
from pipeline.quotes import Quotation

STOPS = frozenset(".?!;")
LEADS_ON = frozenset(",?!—–-…")
ENDS_SENTENCE = frozenset(".?!…,—–-")
FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD"})
OPENS_AFTER = frozenset(".?!:;…\"”’'—–-•*)")
NOT_MAIN = frozenset({"relcl", "acl", "amod", "compound"})
IsCue = Callable[[Article, Token], bool]


def is_quoting_verb(article: Article, token: Token) -> bool:
    """Whether a token is a main verb that the cue list lets carry a quotation."""
    if token.pos_ not in VERBAL or token.dep_ in NOT_MAIN:
        return False
    return "quote" in article.patterns_of(token)


def is_reporting_verb(article: Article, token: Token) -> bool:
    """Whether a token is a main verb that the cue list lets carry a clause."""
    return token.pos_ in VERBAL and "clause" in article.patterns_of(token)


def is_any_verb(_article: Article, token: Token) -> bool:
    """Whether a token is a main verb with a subject of its own: what is left where no cue is known."""
    return (
        token.pos_ == "VERB" and token.dep_ not in NOT_MAIN and child(token, *SUBJECTS, *PASSIVE_SUBJECTS) is not None
    )


def segment_after(article: Article, index: int) -> Range | None:
    """The tokens from a quotation to the next stop or quotation, when they can report it."""
    doc, quotation = article.doc, article.quotations[index]
    _, paragraph_end = article.paragraph_at(quotation.start)
    following = article.quotations[index + 1].start if index + 1 < len(article.quotations) else paragraph_end
    start, limit = article.tokens_between(quotation.end, min(paragraph_end, following))
    end = next((i for i in range(start, limit) if doc[i].text in STOPS), limit)
    if start >= end:
        return None
    leads_on = last_character(article, quotation) in LEADS_ON or doc[start].text in {",", "—", "–", "-"}
    return (start, end) if leads_on else None


def segment_before(article: Article, index: int) -> Range | None:
    """The tokens from the stop or quotation before a quotation up to it."""
    start, end = _gap_before(article, index)
    while end > start and article.doc[end - 1].is_space:
        end -= 1
    begin = next((i + 1 for i in range(end - 1, start - 1, -1) if article.doc[i].text in STOPS), start)
    return (begin, end) if begin < end else None


def leads_to(article: Article, segment: Range, quotation: Quotation) -> bool:
    """Whether the words before a quotation end as a report does: in a colon, a comma or a verb."""
    last = article.doc[segment[1] - 1]
    if last.text == ":":
        return True
    if last.pos_ == "VERB" or last.text in {",", "—"}:
        return stands_alone(article, quotation)
    return last.pos_ in NOMINAL and _is_whole_sentence(article, quotation)


def first_cue(article: Article, segment: Range, is_cue: IsCue, *, opens_sentence: bool = True) -> Token | None:
    """The first cue of a token range; None where it has a clause of its own and the quotation is not its first."""
    verb_came_first = not opens_sentence
    for index in range(*segment):
        token = article.doc[index]
        if is_cue(article, token):
            has_clause = any(each.dep_ == "ccomp" and each.i > token.i for each in token.children)
            return None if verb_came_first and has_clause else token
        verb_came_first = verb_came_first or token.pos_ == "VERB"
    return None


def last_cue(article: Article, segment: Range, is_cue: IsCue) -> Token | None:
    """The last cue of a token range; it must end the range where that ends in a verb."""
    start, end = segment
    if article.doc[end - 1].pos_ == "VERB":
        start = end - 1
    return next((article.doc[i] for i in range(end - 1, start - 1, -1) if is_cue(article, article.doc[i])), None)


def source_beside(article: Article, segment: Range, cue: Token) -> Range | None:
    """The source of a cue beside a quotation: its subject, else the noun phrase that touches it."""
    doc = article.doc
    subject = subject_of(cue)
    if subject is None or not segment[0] <= subject.i < segment[1]:
        beside = noun_after(doc, cue.i + 1, segment[1]) or noun_before(doc, cue.i, segment[0])
        outside = subject is not None and article.quotation_of[subject.i] < 0
        subject = beside or (subject if outside else None) or _noun_at_start(article, segment, cue)
    range_ = source_range(doc, subject, cue)
    if range_ is None or subject is None or not segment[0] <= subject.i < segment[1]:
        return range_
    low, high = article.starts[segment[0]], article.starts[segment[1] - 1] + len(doc[segment[1] - 1])
    if subject.i > cue.i or range_[0] < low:
        return max(range_[0], low), range_[1]
    return range_[0], min(range_[1], high)


def stands_alone(article: Article, quotation: Quotation) -> bool:
    """Whether a quotation stands as a sentence or the rest of one, not as words within the writer's."""
    if not quotation.is_closed or last_character(article, quotation) in ENDS_SENTENCE:
        return True
    after = article.after(quotation.end)
    return not after or after in ".?!"


def _is_whole_sentence(article: Article, quotation: Quotation) -> bool:
    """Whether a quotation has a capital, a verb and a stop of its own: `told the crowd "We won again."`"""
    text, first = article.document.text, article.document.text[quotation.inner_start : quotation.inner_start + 1]
    start, end = article.tokens_between(quotation.inner_start, quotation.inner_end)
    if (
        not first.isupper()
        or last_character(article, quotation) not in ENDS_SENTENCE
        or text[quotation.end : quotation.end + 1] == ","
    ):
        return False
    return any(article.doc[index].tag_ in FINITE_TAGS for index in range(start, end))


def opens_sentence(article: Article, quotation: Quotation) -> bool:
    """Whether a quotation begins a sentence or paragraph, or follows another quotation."""
    before = article.before(quotation.start)
    return not before or before in OPENS_AFTER


def last_character(article: Article, quotation: Quotation) -> str:
    """The last character inside the marks, blanks aside."""
    text, end = article.document.text, quotation.inner_end
    while end > quotation.inner_start and text[end - 1].isspace():
        end -= 1
    return text[end - 1 : end] if end > quotation.inner_start else ""


def _noun_at_start(article: Article, segment: Range, cue: Token) -> Token | None:
    """The head of the noun phrase that begins a segment before its cue: `" Ann Roe, the minister, said`."""
    start, doc = segment[0], article.doc
    while start < cue.i and (doc[start].is_punct or doc[start].is_space):
        start += 1
    return noun_after(doc, start, cue.i)


def _gap_before(article: Article, index: int) -> Range:
    """The tokens before a quotation; where it begins a paragraph, those of the one before if a colon ends it."""
    quotation = article.quotations[index]
    start, _ = article.paragraph_at(quotation.start)
    if not article.before(quotation.start) and start > 0:
        previous, end = article.paragraph_at(start - 1)
        if article.before(end) == ":":
            start = previous
    preceding = article.quotations[index - 1].end if index > 0 else start
    return article.tokens_between(max(start, preceding), quotation.start)
