"""Every name in all articles, and what they say of its bearer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from unicodedata import normalize

from pipeline.canonical.spelling import is_near, may_be_one, person_name, words_of
from pipeline.records import Entities, Entity, MentionLabel, Speaker, SpeakerKind

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


@dataclass(slots=True)
class Known:
    """How often a name stands and speaks, and what the articles say of its bearer.

    `is_named` tells an entity from a phrase such as "critics"; `examples` are the first statements by id.
    """

    mentions: int = 0
    statements: int = 0
    documents: set[str] = field(default_factory=set)
    is_named: bool = False
    forms: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    affiliations: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    examples: tuple[str, ...] = ()

    def add(self, other: "Known") -> None:
        """Takes in what is known of another name of the same bearer."""
        self.mentions += other.mentions
        self.statements += other.statements
        self.documents |= other.documents
        self.is_named |= other.is_named
        self.forms += other.forms
        self.roles += other.roles
        self.affiliations += other.affiliations
        self.countries += other.countries
        self.examples = tuple(sorted({*self.examples, *other.examples})[:MAX_EXAMPLES])


@dataclass(slots=True)
class Registry:
    """All names by (label, name); `apart` are names of two persons in one article, `given` those a person gave."""

    names: dict[Key, Known] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)
    given: set[Key] = field(default_factory=set)

    def count_entities(self, doc_id: str, entities: Entities) -> None:
        """Counts the entities of an article."""
        mentions = Counter(mention.entity_key for mention in entities.mentions)
        for entity in entities.entities:
            known = self._known(entity_name(entity), doc_id)
            known.is_named = True
            known.mentions += mentions[entity.key]
            known.forms.update(entity.aliases)
        self._set_apart(entities.entities)

    def count_speaker(
        self, doc_id: str, statement_id: str, speaker: Speaker, entities: Entities, *, is_given: bool = False
    ) -> None:
        """Counts who said a statement, and each of several who said it together."""
        for member in members_of(speaker):
            key = speaker_name(member, entities)
            known = self._known(key, doc_id)
            known.statements += 1
            known.examples = tuple(sorted({*known.examples, statement_id})[:MAX_EXAMPLES])
            for counter, value in (
                (known.roles, member.role),
                (known.affiliations, member.affiliation),
                (known.countries, member.country),
            ):
                if value:
                    counter[value] += 1
            if is_given:
                self.given.add(key)

    def _known(self, key: Key, doc_id: str) -> Known:
        known = self.names.setdefault(key, Known())
        known.documents.add(doc_id)
        return known

    def _set_apart(self, entities: Iterable[Entity]) -> None:
        """Remembers persons whom an article names beside each other by names that look alike."""
        names = sorted({same_name(entity.name) for entity in entities if entity.label == "person"})
        for left, right in combinations(names, 2):
            parts = person_name(left), person_name(right)
            if parts[0] is None or parts[1] is None:
                continue
            if may_be_one(parts[0], parts[1]) or is_near(words_of(left), words_of(right)):
                self.apart.add((left, right))


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


def same_name(name: str) -> str:
    """The name as it is kept: composed characters and single blanks."""
    return " ".join(normalize("NFC", name).split())
