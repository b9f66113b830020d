"""Whom and what a stance is toward: the named things of a statement, and nouns for what has no name."""

from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc, Token

from pipeline.records import Entities, Entity, Span
from pipeline.stance.reading import Feeling

FADING = 0.5
VAGUE_NOUNS = frozenset(
    {"thing", "way", "fact", "people", "person", "one", "time", "day", "year", "lot", "kind", "sort", "part", "place",
     "word", "idea", "issue", "question", "point", "case", "side", "man", "woman", "something", "anything", "nothing",
     "everything", "everyone", "anyone", "someone", "country", "nation", "matter", "number", "area", "move", "decision",
     "result", "reason", "situation", "other", "others", "term", "step", "effort", "statement", "comment", "remark"}
)  # fmt: skip


def names_by_token(doc: Doc, entities: Entities, spans: Iterable[Span]) -> dict[int, Entity]:
    """The entity that each token of the spans is a name of."""
    by_key = {entity.key: entity for entity in entities.entities}
    names: dict[int, Entity] = {}
    ranges = [(span.start, span.end) for span in spans]
    for mention in entities.mentions:
        if not any(start <= mention.span.start and mention.span.end <= end for start, end in ranges):
            continue
        found = doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
        for token in found or ():
            names[token.i] = by_key[mention.entity_key]
    return names


def combine(feelings: Sequence[Feeling]) -> tuple[float, tuple[int, ...]]:
    """One value from -1 to 1 out of several, the strongest counting most, and the words that show its side."""
    ranked = sorted(feelings, key=lambda feeling: (-abs(feeling.value), feeling.evidence))
    value = sum(feeling.value * FADING**rank for rank, feeling in enumerate(ranked))
    value = max(-1.0, min(1.0, value))
    words = dict.fromkeys(i for feeling in ranked if feeling.value * value > 0 for i in feeling.evidence)
    return value, tuple(words)


def by_entity(feelings: Iterable[Feeling], names: Mapping[int, Entity]) -> dict[str, list[Feeling]]:
    """The feelings toward each entity, by its key; one word of a name is enough."""
    found: dict[str, list[Feeling]] = {}
    for feeling in feelings:
        entity = names.get(feeling.token)
        if entity is not None:
            found.setdefault(entity.key, []).append(feeling)
    return found


def phrase_of(token: Token) -> str | None:
    """The noun phrase that names what a common noun stands for: "missile programme"; None where it is vague."""
    if token.pos_ != "NOUN" or token.lemma_.lower() in VAGUE_NOUNS:
        return None
    first = token.i
    for child in token.lefts:
        if child.dep_ in {"compound", "amod", "nmod"} and child.right_edge.i + 1 >= first - 1:
            first = min(first, child.left_edge.i)
    words = token.doc[first : token.i + 1]
    return " ".join(words.text.split()) if len(words) > 1 or token.dep_ in {"dobj", "pobj"} else None
