"""Attributions whose cue is a verb: indirect speech, attitudes, and the passive."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import (
    PASSIVE_SUBJECTS,
    SUBJECTS,
    VERBAL,
    agent_of,
    child,
    content_ranges,
    cue_range,
    is_infinitive,
    is_passive,
    noun_before,
    source_range,
    subject_of,
    subtree_tokens,
    without,
)
from pipeline.resources.cues import CONSTRUCTIONS, Patterns

QUESTION_WORDS = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
Tokens = list[Range]
Frame = tuple[str, Tokens, int | None]


def find_at_verb(article: Article, verb: Token, patterns: Patterns) -> Finding | None:
    """The attribution a cue verb makes in the first of its constructions that `patterns` allow."""
    passive = is_passive(verb)
    frames = _passive_frames(verb) if passive else _active_frames(verb)
    for pattern, content, last in frames:
        if pattern in patterns:
            ranges = content_ranges(article.doc, content)
            if ranges:
                source = _passive_source(article, verb) if passive else _active_source(article, verb)
                cue = cue_range(article.doc, verb, last=last)
                return Finding(_rule(pattern), patterns[pattern], verb.i, cue, source, ranges)
    return None


def _rule(pattern: str) -> str:
    return pattern if pattern in CONSTRUCTIONS else "preposition"


def _active_source(article: Article, verb: Token) -> Range | None:
    start, _ = article.sentence_tokens(verb)
    return source_range(article.doc, subject_of(verb) or noun_before(article.doc, verb.i, start), verb)


def _passive_source(article: Article, verb: Token) -> Range | None:
    return source_range(article.doc, agent_of(verb), verb)


def _active_frames(verb: Token) -> Iterator[Frame]:
    """Constructions of an active verb, the most telling first: name, content as token ranges, last token of the cue."""
    yield from _clause_frames(verb)
    yield from _parenthetical_frames(verb)
    yield from _infinitive_frames(verb)
    yield from _object_frames(verb)
    yield from _preposition_frames(verb)


def _clause_frames(verb: Token) -> Iterator[Frame]:
    clauses = [each for each in verb.children if each.dep_ == "ccomp" and each.pos_ in VERBAL]
    for clause in sorted(clauses, key=lambda each: each.i < verb.i):
        if clause.i > verb.i or child(clause, *SUBJECTS, *PASSIVE_SUBJECTS) is not None or len(clauses) == 1:
            content = _clause_content(verb, clause)
            if is_infinitive(clause):
                yield "object_infinitive", content, None
            elif _is_question(clause):
                yield "question", content, None
            else:
                yield "clause", content, None


def _clause_content(verb: Token, clause: Token) -> Tokens:
    outer = subtree_tokens(clause)
    if not outer[0] <= verb.i < outer[1]:
        return [outer]
    return without(outer, (verb.left_edge.i if verb.left_edge.i > outer[0] else verb.i, verb.i + 1))


def _parenthetical_frames(verb: Token) -> Iterator[Frame]:
    """ "Rents, she said, will fall": the verb hangs on the clause it reports."""
    if verb.dep_ == "parataxis" and verb.head.i != verb.i:
        yield "clause", without(subtree_tokens(verb.head), subtree_tokens(verb)), None


def _infinitive_frames(verb: Token) -> Iterator[Frame]:
    for complement in verb.children:
        if complement.dep_ != "xcomp":
            continue
        addressee = child(verb, "dobj")
        content = [subtree_tokens(complement)]
        if complement.tag_ == "VBG":
            yield "gerund", content, None
        elif complement.pos_ not in {"VERB", "AUX"}:
            yield "object_complement", content, None
        elif addressee is not None and addressee.i < complement.i:
            yield "object_infinitive", content, None
        else:
            yield "infinitive", content, None


def _object_frames(verb: Token) -> Iterator[Frame]:
    for dobj in verb.children:
        if dobj.dep_ != "dobj":
            continue
        as_phrase = _preposition(verb, "as")
        reason = _preposition(verb, "for")
        complement = child(verb, "oprd")
        if as_phrase is not None:
            yield "object_as", [subtree_tokens(dobj), subtree_tokens(as_phrase)], None
        elif complement is not None:
            yield "object_complement", [subtree_tokens(dobj), subtree_tokens(complement)], None
        else:
            if reason is not None and reason.i > dobj.i:
                yield "object_for", [subtree_tokens(dobj), subtree_tokens(reason)], None
            yield "object", [subtree_tokens(dobj)], None


def _preposition_frames(verb: Token) -> Iterator[Frame]:
    for preposition in verb.children:
        if preposition.dep_ in {"prep", "dative"} and preposition.pos_ in {"ADP", "SCONJ"}:
            _start, end = subtree_tokens(preposition)
            yield preposition.lower_, [(preposition.i + 1, end)], preposition.i if preposition.i == verb.i + 1 else None


def _passive_frames(verb: Token) -> Iterator[Frame]:
    subject = child(verb, *PASSIVE_SUBJECTS)
    about = [subtree_tokens(subject)] if subject is not None and subject.lower_ != "it" else []
    for complement in verb.children:
        if complement.dep_ == "xcomp":
            yield "passive_infinitive", [*about, subtree_tokens(complement)], None
        elif complement.dep_ == "ccomp" and complement.i > verb.i:
            yield "clause", [subtree_tokens(complement)], None
    yield from _parenthetical_frames(verb)
    as_phrase = _preposition(verb, "as")
    if as_phrase is not None:
        yield "passive_as", [*about, subtree_tokens(as_phrase)], None
    if about:
        yield "passive", about, None
    yield from _preposition_frames(verb)


def _preposition(verb: Token, word: str) -> Token | None:
    return next((each for each in verb.children if each.dep_ == "prep" and each.lower_ == word), None)


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.i < clause.i and first.lower_ in QUESTION_WORDS
