"""Every name in all articles, and what they say of its bearer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from unicodedata import normalize

import msgspec

from pipeline.canonical.spelling import is_near, may_be_one, person_name, words_of
from pipeline.records import Entities, Entity, MentionLabel, Speaker, SpeakerKind, statement_id

MEMBER_SEPARATOR = "; "
MAX_EXAMPLES = 3
Key = tuple[str, str]
SPEAKER_KINDS: dict[MentionLabel, SpeakerKind] = {
    "person": "person",
    "organisation": "organisation",
    "country": "country",
    "place": "organisation",
    "group": "group",
    "event": "unknown",
    "work": "document",
    "other": "organisation",
}


class Naming(msgspec.Struct, array_like=True, gc=False):
    """What one article tells of a name: how often it stands and speaks, and what is said of its bearer.

    `is_named` tells an entity from a phrase such as "critics"; `examples` are the first statements by key.
    """

    label: str
    name: str
    mentions: int = 0
    statements: int = 0
    is_named: bool = False
    forms: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    affiliations: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()


class Names(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All names of one article; `apart` and `given` are those of a `Registry`."""

    namings: tuple[Naming, ...]
    apart: tuple[tuple[str, str], ...]
    given: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who said a statement, by the statement's key; `is_given` where a person says so."""

    statement_key: str
    speaker: Speaker
    is_given: bool = False


@dataclass(slots=True)
class Known:
    """What all articles tell of a name; see `Naming`. `examples` are the first statements by id."""

    mentions: int = 0
    statements: int = 0
    documents: set[str] = field(default_factory=set)
    is_named: bool = False
    forms: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    affiliations: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()

    def count(self, doc_id: str, naming: Naming) -> None:
        """Takes in what one more article tells of the name."""
        self.mentions += naming.mentions
        self.statements += naming.statements
        self.documents.add(doc_id)
        self.is_named |= naming.is_named
        self._take_words(naming)
        if naming.examples:
            self._show([statement_id(doc_id, key) for key in naming.examples])

    def add(self, other: "Known") -> None:
        """Takes in what is known of another name of the same bearer."""
        self.mentions += other.mentions
        self.statements += other.statements
        self.documents |= other.documents
        self.is_named |= other.is_named
        self._take_words(other)
        if other.examples:
            self._show(other.examples)

    def _take_words(self, other: "Known | Naming") -> None:
        """Takes in the words told of the bearer; nearly always there are none or they are known."""
        if not other.forms <= self.forms:
            self.forms |= other.forms
        if not other.roles <= self.roles:
            self.roles |= other.roles
        if not other.affiliations <= self.affiliations:
            self.affiliations |= other.affiliations
        if not other.countries <= self.countries:
            self.countries |= other.countries

    def _show(self, examples: Sequence[str]) -> None:
        if len(self.examples) < MAX_EXAMPLES or min(examples) < self.examples[-1]:
            self.examples = tuple(sorted({*self.examples, *examples})[:MAX_EXAMPLES])


@dataclass(slots=True)
class Registry:
    """All names by (label, name); `apart` are names of two persons in one article, `given` those a person gave."""

    names: dict[Key, Known] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)
    given: set[Key] = field(default_factory=set)

    def add(self, doc_id: str, names: Names) -> None:
        """Counts the names of an article."""
        for naming in names.namings:
            key = naming.label, naming.name
            known = self.names.get(key)
            if known is None:
                known = self.names[key] = Known()
            known.count(doc_id, naming)
        self.apart.update(names.apart)
        self.given.update(names.given)


def names_of(entities: Entities, spoken: Iterable[Spoken]) -> Names:
    """The names in an article: of its entities, and of who says what reaches the tables."""
    found: dict[Key, Naming] = {}
    given: set[Key] = set()
    mentions = Counter(mention.entity_key for mention in entities.mentions)
    for entity in entities.entities:
        naming = found.setdefault(key := entity_name(entity), Naming(*key))
        naming.is_named = True
        naming.mentions += mentions[entity.key]
        naming.forms = naming.forms.union(entity.aliases)
    for each in spoken:
        for member in members_of(each.speaker):
            key = speaker_name(member, entities)
            _count_speaker(found.setdefault(key, Naming(*key)), member, each.statement_key)
            if each.is_given:
                given.add(key)
    return Names(tuple(found.values()), tuple(sorted(_apart(entities.entities))), tuple(sorted(given)))


def _count_speaker(naming: Naming, speaker: Speaker, statement_key: str) -> None:
    naming.statements += 1
    naming.examples = tuple(sorted({*naming.examples, statement_key})[:MAX_EXAMPLES])
    naming.roles = naming.roles.union(_given(speaker.role))
    naming.affiliations = naming.affiliations.union(_given(speaker.affiliation))
    naming.countries = naming.countries.union(_given(speaker.country))


def _given(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _apart(entities: Iterable[Entity]) -> Iterator[tuple[str, str]]:
    """Persons whom an article names beside each other by names that look alike."""
    names = sorted({same_name(entity.name) for entity in entities if entity.label == "person"})
    for left, right in combinations(names, 2):
        parts = person_name(left), person_name(right)
        if parts[0] is None or parts[1] is None:
            continue
        if may_be_one(parts[0], parts[1]) or is_near(words_of(left), words_of(right)):
            yield left, right


def members_of(speaker: Speaker) -> Iterator[Speaker]:
    """The speaker, or each of those joined in it."""
    names = speaker.name.split(MEMBER_SEPARATOR)
    if len(names) == 1:
        yield speaker
    elif [member.name for member in speaker.members] == names:
        yield from speaker.members
    else:
        yield from (
            Speaker(speaker.statement_key, name, speaker.kind, country=speaker.country, basis=speaker.basis)
            for name in names
        )


def entity_name(entity: Entity) -> Key:
    """The entity's place in the registry."""
    return entity.label, same_name(entity.name)


def speaker_name(speaker: Speaker, entities: Entities) -> Key:
    """The speaker's place in the registry: that of the article's entity of the same name, if there is one."""
    name = same_name(speaker.name)
    for entity in entities.entities:
        if SPEAKER_KINDS[entity.label] == speaker.kind and same_name(entity.name).casefold() == name.casefold():
            return entity_name(entity)
    return speaker.kind, name


@lru_cache(maxsize=100_000)
def same_name(name: str) -> str:
    """The name as it is kept: composed characters and single blanks."""
    return " ".join(normalize("NFC", name).split())
