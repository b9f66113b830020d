"""Attributions that the model finds, as findings with the type of their cue."""

from collections.abc import Iterator, Sequence

from pipeline.attribution.article import NOWHERE, Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.model import ModelAttribution, extract
from pipeline.attribution.spans import NOMINAL, PASSIVE_SUBJECTS
from pipeline.encoder import Encoder
from pipeline.records import AttributionType
from pipeline.resources.cues import Patterns

MODEL = "model"
WORDS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "VERB", "AUX", "ADJ", "INTJ"})
CUT_OFF = frozenset({"DET", "ADP", "CCONJ", "SCONJ"})
MAX_TOKENS_TO_HEAD = 3
MAX_TITLE_TOKENS = 10


def find_modelled(article: Article, encoder: Encoder) -> list[Finding]:
    """What the model finds in the paragraphs; contents that are no clause, noun phrase or quotation are left out."""
    found = extract(article.document.text, article.paragraphs, encoder)
    findings = (_finding(article, attribution) for attribution in found)
    return [finding for finding in findings if _is_whole(article, finding)]


def _finding(article: Article, attribution: ModelAttribution) -> Finding:
    cue = _hull(attribution.cue)
    content = tuple(part for part in attribution.content if not _is_stray(article, part)) or attribution.content
    return Finding(
        MODEL,
        _type(article, cue, content[0]),
        _cue_token(article, cue),
        cue,
        _source(article, cue, _hull(attribution.source)),
        content,
        confidence=round(100 * attribution.score),
    )


def _is_stray(article: Article, part: Range) -> bool:
    """Whether a content part is a title, or the smaller part of a quotation: what is left of one the model doubted."""
    first, last = article.tokens_between(*part)
    held = {article.quotation_of[index] for index in range(first, last)} - {NOWHERE}
    quotations = [article.quotations[index] for index in held]
    is_piece = any(quotation.end - quotation.start > 2 * (part[1] - part[0]) for quotation in quotations)
    return is_piece or is_title(article, part)


def is_title(article: Article, part: Range) -> bool:
    """Whether a content part is the title of a work: a short quotation with every content word in capitals."""
    first, last = article.tokens_between(*part)
    if last - first > MAX_TITLE_TOKENS or any(article.quotation_of[index] < 0 for index in range(first, last)):
        return False
    words = [token for token in article.doc[first:last] if token.pos_ in WORDS]
    return len(words) > 1 and all(token.text[0].isupper() for token in words)


def _source(article: Article, cue: Range | None, source: Range | None) -> Range | None:
    """The source as a noun phrase with its head; None where it is what a passive cue is said of."""
    if source is None:
        return None
    tokens = [token for token in article.doc[slice(*article.tokens_between(*source))] if not token.is_space]
    if all(token.pos_ in CUT_OFF for token in tokens):
        head = tokens[-1].head if tokens else None
        if head is None or head.pos_ not in NOMINAL or not 0 < head.i - tokens[-1].i <= MAX_TOKENS_TO_HEAD:
            return None
        return source[0], head.idx + len(head)
    index = _cue_token(article, cue)
    is_said_of = any(token.dep_ in PASSIVE_SUBJECTS and token.head.i == index for token in tokens)
    return None if is_said_of else source


def _hull(spans: tuple[Range, ...]) -> Range | None:
    return (spans[0][0], spans[-1][1]) if spans else None


def _is_whole(article: Article, finding: Finding) -> bool:
    """Whether a content holds a word that carries meaning and does not stop at one that only leads to the next."""
    first, last = article.tokens_between(finding.content[0][0], finding.content[-1][1])
    tokens = [token for token in article.doc[first:last] if not token.is_punct and not token.is_space]
    return any(token.pos_ in WORDS for token in tokens) and (
        tokens[-1].pos_ not in CUT_OFF or tokens[-1].head.i < tokens[-1].i
    )


def _cue_token(article: Article, cue: Range | None) -> int | None:
    """The word of a cue that the cue list knows, else its last verb, else its last word."""
    if cue is None:
        return None
    tokens = article.doc[slice(*article.tokens_between(*cue))]
    known = [token.i for token in tokens if _patterns(article, token.i)]
    verbs = [token.i for token in tokens if token.pos_ == "VERB"]
    return next(iter([*known, *reversed(verbs), *(token.i for token in reversed(tokens))]), None)


def _patterns(article: Article, index: int) -> Patterns:
    token = article.doc[index]
    lemma = token.lemma_.lower()
    return (
        article.patterns_of(token)
        if token.pos_ in {"VERB", "AUX"}
        else article.cues.nouns.get(lemma) or article.cues.adjectives.get(lemma) or {}
    )


def _type(article: Article, cue: Range | None, content: Range) -> AttributionType:
    """The attribution type of a cue in its construction; of an unlisted cue, by the sense of its words or its form."""
    index = _cue_token(article, cue)
    constructions = list(_constructions(article, content))
    patterns = _patterns(article, index) if index is not None else {}
    for construction in constructions:
        if construction in patterns:
            return patterns[construction]
    if patterns:
        return next(iter(patterns.values()))
    return _unlisted_type(article, cue, constructions)


def _unlisted_type(article: Article, cue: Range | None, constructions: Sequence[str]) -> AttributionType:
    """By a word of the cue whose sense is known; else wishes lead to infinitives, and adjectives tell attitudes."""
    tokens = article.doc[slice(*article.tokens_between(*cue))] if cue else ()
    for token in tokens:
        if sense := article.cues.senses.get(token.lemma_.lower()):
            return sense
    if "infinitive" in constructions:
        return "eventuality"
    is_attitude = any(token.pos_ == "ADJ" for token in tokens) and all(token.pos_ != "VERB" for token in tokens)
    return "belief" if is_attitude else "assertion"


def _constructions(article: Article, content: Range) -> Iterator[str]:
    """The constructions that a content's form allows, the likeliest first, in the words of the cue list."""
    tokens = [token for token in article.doc[slice(*article.tokens_between(*content))] if not token.is_space]
    if not tokens:
        return
    if article.quotation_of[tokens[0].i] >= 0:
        yield "quote"
    words = [token for token in tokens if not token.is_punct and not token.is_quote]
    if words and words[0].tag_ == "TO":
        yield from ("infinitive", "object_infinitive", "passive_infinitive")
    if any(token.dep_ in {"nsubj", "nsubjpass", "expl"} for token in words):
        yield from ("clause", "question", "quote")
    if any(token.tag_ == "TO" for token in words):
        yield "object_infinitive"
    if words and words[0].pos_ == "ADP":
        yield words[0].lower_
    yield from ("object", "object_as", "gerund")
