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
FINITE_PARTS = frozenset({"aux", "auxpass", "cop", "mark"})
REPORTED_AGAIN = frozenset({"conj", "advcl", "parataxis"})
Frame = tuple[str, list[Range], int | None]


def find_at_verb(article: Article, verb: Token, patterns: Patterns) -> Finding | None:
    """The attribution a cue verb makes in the first of its constructions that `patterns` allow."""
    passive = is_passive(verb)
    for pattern, content, last in passive_frames(verb) if passive else active_frames(article, verb):
        ranges = content_ranges(article.doc, content) if pattern in patterns else ()
        if ranges:
            source = _source(article, verb, pattern, passive=passive)
            rule = pattern if pattern in CONSTRUCTIONS else "preposition"
            return Finding(rule, patterns[pattern], verb.i, cue_range(article.doc, verb, last=last), source, ranges)
    return None


def _source(article: Article, verb: Token, pattern: str, *, passive: bool) -> Range | None:
    if pattern == "raising":
        return None
    return passive_source(article, verb) if passive else active_source(article, verb)


def active_source(article: Article, verb: Token) -> Range | None:
    """Who does what an active verb says."""
    start, _ = article.sentence_tokens(verb)
    return source_range(article.doc, subject_of(verb) or noun_before(article.doc, verb.i, start), verb)


def passive_source(article: Article, verb: Token) -> Range | None:
    """Who does what a passive verb says: the noun after "by"."""
    return source_range(article.doc, agent_of(verb), verb)


def active_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """Constructions of an active verb, the most telling first: name, content as token ranges, last token of the cue."""
    yield from _clause_frames(article, verb)
    yield from _parenthetical_frames(verb)
    yield from _infinitive_frames(verb)
    yield from _object_frames(verb)
    yield from _preposition_frames(verb)


def passive_frames(verb: Token) -> Iterator[Frame]:
    """Constructions of a passive verb, as `active_frames`."""
    subject = child(verb, *PASSIVE_SUBJECTS)
    about = [subtree_tokens(subject)] if subject is not None and subject.lower_ != "it" else []
    for complement in verb.children:
        if complement.dep_ == "xcomp":
            yield "passive_infinitive", [*about, subtree_tokens(complement)], None
        elif complement.dep_ == "ccomp" and complement.i > verb.i:
            yield "question" if _is_question(complement) else "clause", [subtree_tokens(complement)], None
    yield from _parenthetical_frames(verb)
    as_phrase = _preposition(verb, "as")
    if as_phrase is not None:
        yield "passive_as", [*about, subtree_tokens(as_phrase)], None
    charge = _preposition(verb, "of") or _preposition(verb, "for")
    if about:
        yield "passive", [*about, subtree_tokens(charge)] if charge is not None else about, None
    yield from _preposition_frames(verb)


def _clause_frames(article: Article, verb: Token) -> Iterator[Frame]:
    clauses = [each for each in verb.children if each.dep_ == "ccomp"]
    for clause in sorted(clauses, key=lambda each: each.i < verb.i):
        if clause.i < verb.i and len(clauses) > 1 and child(clause, *SUBJECTS, *PASSIVE_SUBJECTS) is None:
            continue
        content = _clause_content(article, verb, clause)
        if clause.pos_ not in VERBAL and child(clause, *FINITE_PARTS) is None:
            yield "object_complement", content, None
        elif is_infinitive(clause):
            yield "object_infinitive", content, None
        else:
            yield "question" if _is_question(clause) else "clause", content, None


def _clause_content(article: Article, verb: Token, clause: Token) -> list[Range]:
    """The clause without the cue inside it and without a later report that the parser hung on it."""
    start, end = subtree_tokens(clause)
    for each in clause.rights:
        if each.dep_ in REPORTED_AGAIN and each.i > verb.i and _reports_again(article, each):
            end = min(end, each.left_edge.i)
    if not start <= verb.i < end:
        return [(start, end)]
    return without((start, end), (verb.left_edge.i if verb.left_edge.i > start else verb.i, verb.i + 1))


def _reports_again(article: Article, verb: Token) -> bool:
    """Whether a clause after a comma or dash is a report of its own: ", while Roe said that …"."""
    before = article.doc[verb.left_edge.i - 1]
    if child(verb, *SUBJECTS) is None or (before.dep_ != "cc" and before.text not in {",", ";", "—", "–"}):
        return False
    patterns = article.cues.verbs.get(verb.lemma_.lower(), {})
    return "quote" in patterns and child(verb, "ccomp") is not None


def _parenthetical_frames(verb: Token) -> Iterator[Frame]:
    """The verb hangs on the clause it reports: "Rents, she said, will fall" or "As she said, rents will fall"."""
    if verb.head.i == verb.i:
        return
    mark = child(verb, "mark")
    if verb.dep_ == "parataxis" or (verb.dep_ == "advcl" and mark is not None and mark.lower_ == "as"):
        yield "clause", without(subtree_tokens(verb.head), subtree_tokens(verb)), None


def _infinitive_frames(verb: Token) -> Iterator[Frame]:
    for complement in verb.children:
        if complement.dep_ != "xcomp":
            continue
        addressee, subject = child(verb, "dobj"), child(verb, *SUBJECTS)
        content = [subtree_tokens(complement)]
        if subject is not None and addressee is None:
            yield "raising", [subtree_tokens(subject), *content], None
        if complement.tag_ == "VBG":
            yield "gerund", content, None
        elif complement.pos_ not in VERBAL:
            yield "object_complement", content, None
        elif addressee is not None and addressee.i < complement.i:
            yield "object_infinitive", content, None
        else:
            yield "infinitive", content, None


def _object_frames(verb: Token) -> Iterator[Frame]:
    for dobj in verb.children:
        if dobj.dep_ != "dobj":
            continue
        as_phrase, reason, complement = _preposition(verb, "as"), _preposition(verb, "for"), child(verb, "oprd")
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
            end = preposition.right_edge.i + 1
            touches = preposition.i == verb.i + 1
            yield preposition.lower_, [(preposition.i + 1, end)], preposition.i if touches else None


def _preposition(verb: Token, word: str) -> Token | None:
    return next((each for each in verb.children if each.dep_ == "prep" and each.lower_ == word), None)


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.i < clause.i and first.lower_ in QUESTION_WORDS
