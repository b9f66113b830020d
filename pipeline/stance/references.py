"""Finds the named things that words without a name stand for: "the country", "both sides", "the treaty", "him"."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pipeline.records import Entity
from pipeline.resources.references import References

Names = Mapping[int, tuple[Entity, ...]]

WINDOW_TOKENS, SHORT_WINDOW_TOKENS = 120, 40
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their"})
NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4}
PERSONAL = frozenset({"he", "him", "she", "her", "his"})
PLURAL = frozenset({"they", "them", "their"})
PRONOUNS = PERSONAL | PLURAL | {"it", "its"}


class Named(NamedTuple):
    """A name in the text: where it begins, and what it stands for."""

    token: int
    entity: Entity


def add_references(doc: Doc, names: Mapping[int, Entity], references: References) -> Names:
    """What each token names or refers to; a reference to several things has all of them.

    A noun refers to the thing of its kind that was named last, or to an earlier one whose name
    ends in the same noun. What was not named before it is no reference.
    """
    found: dict[int, tuple[Entity, ...]] = {i: (entity,) for i, entity in names.items()}
    named = [Named(i, names[i]) for i in sorted(names) if names.get(i - 1) != names[i]]
    for token in doc:
        if token.i not in found:
            entities = _entities_behind(token, named, references)
            if entities:
                found[token.i] = entities
    return found


def _entities_behind(token: Token, named: Sequence[Named], references: References) -> tuple[Entity, ...]:
    kinds = references.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
    if kinds is None or any(child.dep_ in {"amod", "compound", "relcl"} for child in token.children):
        return ()
    count = _count_of(token)
    before = [name.entity for name in _before(token, named) if name.entity.label in kinds]
    if count > 1:
        several = list(dict.fromkeys(before))[:count]
        return tuple(reversed(several)) if len(several) == count and len({e.label for e in several}) == 1 else ()
    if not count or token.tag_ == "NNS" or "person" in kinds:
        return ()
    namesake = next((name.entity for name in reversed(named) if name.token < token.i and _ends_in(name, token)), None)
    return (namesake,) if namesake else tuple(before[:1])


def _count_of(token: Token) -> int:
    """How many things a noun phrase refers to; 0 where it refers to none known."""
    words = {child.lower_ for child in token.lefts}
    several = next((NUMBERS[word] for word in words if word in NUMBERS), 0)
    return several or int(not words.isdisjoint(DEFINITE))


def _before(token: Token, named: Sequence[Named]) -> Iterator[Named]:
    """The names shortly before a token, the nearest first."""
    for name in reversed(named):
        if token.i - WINDOW_TOKENS <= name.token < token.i:
            yield name


def _ends_in(name: Named, noun: Token) -> bool:
    return name.entity.name.lower().split()[-1:] == [noun.lower_]


def add_pronouns(doc: Doc, names: Names, content: Sequence[range], *, is_other: Callable[[Entity], bool]) -> Names:
    """The names, with what the pronouns of a content stand for: the last thing named that `is_other` and fits."""
    found = dict(names)
    for i in (i for tokens in content for i in tokens if doc[i].lower_ in PRONOUNS):
        if i not in found and not _is_expletive(doc[i]):
            entity = next((each for each in _nearby(doc, names, i) if is_other(each)), None)
            if entity is not None:
                found[i] = (entity,)
    return found


def _nearby(doc: Doc, names: Names, pronoun: int) -> Iterator[Entity]:
    """What a pronoun may stand for, by kind and number, the nearest first."""
    word = doc[pronoun].lower_
    window = WINDOW_TOKENS if word in PERSONAL else SHORT_WINDOW_TOKENS
    for j in range(pronoun - 1, max(-1, pronoun - window), -1):
        is_plural = doc[j].tag_ in {"NNS", "NNPS"}
        for entity in names.get(j, ()):
            if word in PERSONAL:
                fits = entity.label == "person"
            else:
                fits = entity.label != "person" and is_plural == (word in PLURAL)
            if fits:
                yield entity


def _is_expletive(token: Token) -> bool:
    """Whether "it" stands for a clause that follows, or for nothing: "it is wrong to", "it rained"."""
    return token.lower_ == "it" and any(child.dep_ in {"ccomp", "xcomp", "advcl"} for child in token.head.rights)
