"""Whom and what a stance is toward: the named things of a statement, and nouns for what has no name."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from pipeline.records import Entities, Entity, Span
from pipeline.stance.feelings import Feeling
from pipeline.stance.grammar import TIMES
from pipeline.stance.references import Names
from pipeline.syntax import span_of_tokens, token_range

FADING = 0.5
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
QUANTIFIERS = frozenset({"various", "several", "many", "other", "such", "own", "certain", "different", "few", "most"})
MODIFIERS = frozenset({"compound", "amod", "nmod"})
NO_TARGET_DEPS = frozenset({"appos", "poss", "ccomp", "xcomp", "advcl", "ROOT"})
PREFIXES = frozenset({"npadvmod", "advmod"})
NAMING_TAGS = frozenset({"NOUN", "ADJ", "PROPN"})
HYPHENS = frozenset({"-", "‐", "‑"})
VAGUE_NOUNS = frozenset(
    {"thing", "way", "fact", "people", "person", "one", "time", "day", "year", "lot", "kind", "sort", "part", "place",
     "word", "idea", "issue", "question", "point", "case", "side", "man", "woman", "something", "anything", "nothing",
     "everything", "everyone", "anyone", "someone", "country", "nation", "matter", "number", "area", "move", "decision",
     "result", "reason", "situation", "other", "others", "term", "step", "effort", "statement", "comment", "remark",
     "percent", "percentage", "majority", "hell", "sake", "goodness", "notion", "attempt", "role", "chance",
     "suggestion", "comparison", "surprise"}
)  # fmt: skip


def names_by_token(doc: Doc, entities: Entities) -> dict[int, Entity]:
    """The entity that each token of the article's names stands for."""
    by_key = {entity.key: entity for entity in entities.entities}
    names: dict[int, Entity] = {}
    for mention in entities.mentions:
        for i in token_range(doc, mention.span.start, mention.span.end):
            names[i] = by_key[mention.entity_key]
    return names


def combine(feelings: Sequence[Feeling]) -> tuple[float, tuple[int, ...]]:
    """One value from -1 to 1 out of several, the strongest counting most, and the words that show its side."""
    ranked = sorted(_strongest(feelings), key=lambda feeling: (-abs(feeling.value), feeling.evidence))
    value = sum(feeling.value * FADING**rank for rank, feeling in enumerate(ranked))
    value = max(-1.0, min(1.0, value))
    words = {i for feeling in ranked if feeling.value * value > 0 for i in feeling.evidence}
    return value, tuple(sorted(words))


def _strongest(feelings: Iterable[Feeling]) -> list[Feeling]:
    """One feeling for the same words, which may reach several words of a name."""
    found: dict[tuple[int, ...], Feeling] = {}
    for feeling in feelings:
        other = found.get(feeling.evidence)
        if other is None or abs(feeling.value) > abs(other.value):
            found[feeling.evidence] = feeling
    return list(found.values())


def by_entity(feelings: Iterable[Feeling], names: Names) -> dict[Entity, list[Feeling]]:
    """The feelings toward each entity; one word of a name is enough."""
    found: dict[Entity, list[Feeling]] = {}
    for feeling in feelings:
        for entity in names.get(feeling.token, ()):
            found.setdefault(entity, []).append(feeling)
    return found


def phrase_of(token: Token, names: Names, *, is_anywhere: bool = False) -> Span | None:
    """The noun phrase for what has no name: "missile programme"; None where it is vague, changing or named.

    Unless `is_anywhere`, also None where the noun is only said of something, or owns it.
    """
    if token.pos_ != "NOUN" or token.lemma_.lower() in VAGUE_NOUNS:
        return None
    if token.dep_ in NO_TARGET_DEPS and not is_anywhere:
        return None
    if token.ent_type_ in TIMES or any(child.dep_ == "amod" and child.tag_ == "VBG" for child in token.lefts):
        return None
    first = token.i
    while first and _is_part(token.doc[first - 1], token):
        first -= 1
    while token.doc[first].is_punct or token.doc[first].lower_ in QUANTIFIERS:
        first += 1
    if any(i in names and token.doc[i].dep_ != "amod" for i in range(first, token.i + 1)):
        return None
    return span_of_tokens(token.doc, first, token.i + 1)


def _is_part(word: Token, noun: Token) -> bool:
    """Whether a word before a noun is one of the nouns and adjectives that make up its name."""
    if word.text in HYPHENS:
        return word.i > 0 and not word.whitespace_
    return noun.is_ancestor(word) and (word.dep_ in MODIFIERS or word.dep_ in PREFIXES) and word.pos_ in NAMING_TAGS


def is_definite(token: Token) -> bool:
    """Whether a noun speaks of something known: "the vote", "their model"."""
    return any(child.lower_ in DEFINITE or child.dep_ == "poss" for child in token.lefts)
