"""Attributions whose cue is a verb: indirect speech, attitudes, and the passive."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.clauses import (
    clause_frames,
    inserted_frames,
    is_question,
    parenthetical_frames,
    reporter_above,
    that_frames,
)
from pipeline.attribution.finding import Finding
from pipeline.attribution.phrases import infinitive_frames, object_frames, preposition_frames, preposition_of
from pipeline.attribution.spans import (
    PASSIVE_SUBJECTS,
    Frame,
    agent_of,
    child,
    content_ranges,
    cue_range,
    is_passive,
    noun_after,
    noun_before,
    source_range,
    subject_of,
    subtree_tokens,
)
from pipeline.attribution.voices import may_speak
from pipeline.resources.cues import CONSTRUCTIONS, Patterns


def find_at_verb(article: Article, verb: Token, patterns: Patterns) -> Finding | None:
    """The attribution a cue verb makes in that of its constructions that `patterns` names first."""
    passive = is_passive(verb)
    frames = passive_frames(article, verb) if passive else active_frames(article, verb)
    rank = {pattern: place for place, pattern in enumerate(patterns)}
    licensed = sorted((frame for frame in frames if frame[0] in rank), key=lambda frame: rank[frame[0]])
    for pattern, content, last in licensed:
        ranges = content_ranges(article.doc, content)
        if ranges:
            head = _source_head(article, verb, pattern, content, passive=passive)
            if head is not None and not may_speak(article, head):
                return None
            source = source_range(article.doc, head, verb)
            rule = pattern if pattern in CONSTRUCTIONS else "preposition"
            return Finding(rule, patterns[pattern], verb.i, cue_range(article.doc, verb, last=last), source, ranges)
    return None


def doer_of(article: Article, verb: Token) -> Token | None:
    """The head of who does what an active verb says: its subject, else the noun phrase that touches it."""
    reporter = reporter_above(article, verb)
    return subject_of(reporter or verb) or noun_before(article.doc, verb.i, article.sentence_tokens(verb)[0])


def active_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """Constructions of an active verb, the most telling first: name, content as token ranges, last token of the cue."""
    yield from clause_frames(article, verb)
    yield from that_frames(article, verb)
    yield from parenthetical_frames(verb)
    yield from inserted_frames(article, verb)
    yield from infinitive_frames(verb)
    yield from object_frames(article, verb)
    yield from preposition_frames(article, verb)


def passive_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """Constructions of a passive verb, as `active_frames`."""
    subject = child(verb, *PASSIVE_SUBJECTS)
    about = [subtree_tokens(subject)] if subject is not None and subject.lower_ != "it" else []
    for complement in verb.children:
        if complement.dep_ == "xcomp":
            yield "passive_infinitive", [*about, subtree_tokens(complement)], None
        elif complement.dep_ == "ccomp" and complement.i > verb.i:
            yield "question" if is_question(complement) else "clause", [subtree_tokens(complement)], None
    yield from parenthetical_frames(verb)
    as_phrase = preposition_of(verb, "as")
    if as_phrase is not None:
        yield "passive_as", [*about, subtree_tokens(as_phrase)], None
    charge = preposition_of(verb, "of") or preposition_of(verb, "for")
    if about:
        yield "passive", [*about, subtree_tokens(charge)] if charge is not None else about, None
    yield from preposition_frames(article, verb)


def _source_head(article: Article, verb: Token, pattern: str, content: list[Range], *, passive: bool) -> Token | None:
    if pattern == "raising":
        return None
    if passive:
        return agent_of(verb)
    doer = doer_of(article, verb)
    before = max((end for _start, end in content if end <= verb.i), default=None)
    after = min((start for start, _end in content if start > verb.i), default=None)
    if before is None or after is None or (doer is not None and before <= doer.i < after):
        return doer
    return noun_after(article.doc, verb.i + 1, after) or noun_before(article.doc, verb.i, before) or doer
