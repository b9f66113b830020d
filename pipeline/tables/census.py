"""Counts of speakers and entities over all articles, kept small: one entry a name, not one a mention."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import get_args

import msgspec

from pipeline.canonical import kind_of_label, same_name
from pipeline.records import Entity, MentionLabel, Result, Speaker, SpeakerKind
from pipeline.tables.cells import LIST_SEPARATOR
from pipeline.tables.join import Joined, entity_id, joint_members, speaker_id
from pipeline.tables.rows import EntityRow, SpeakerRow

LABELS: tuple[MentionLabel, ...] = get_args(MentionLabel)


class SpeakerCount(msgspec.Struct, array_like=True, gc=False):
    """What some articles tell of a speaker; `stated` and `published` hold a first and a last day, or nothing."""

    name: str
    kind: SpeakerKind
    statements: int = 0
    documents: int = 0
    stated: tuple[date, ...] = ()
    published: tuple[date, ...] = ()
    roles: dict[str, int] = {}
    affiliations: dict[str, int] = {}
    countries: dict[str, int] = {}
    aliases: set[str] = set()
    joint_statements: int = 0
    members: tuple[str, ...] = ()
    entity_id: str | None = None

    def add(self, other: "SpeakerCount") -> None:
        """Takes in what later articles tell."""
        self.statements += other.statements
        self.documents += other.documents
        self.stated = _span_of(self.stated, other.stated)
        self.published = _span_of(self.published, other.published)
        _add_counts(self.roles, other.roles)
        _add_counts(self.affiliations, other.affiliations)
        _add_counts(self.countries, other.countries)
        self.aliases |= other.aliases
        self.joint_statements += other.joint_statements
        self.members = other.members if other.statements else self.members
        self.entity_id = other.entity_id or self.entity_id


class EntityCount(msgspec.Struct, array_like=True, gc=False):
    """What some articles tell of an entity."""

    name: str
    label: MentionLabel
    mentions: int = 0
    documents: int = 0
    aliases: set[str] = set()

    def add(self, other: "EntityCount") -> None:
        """Takes in what later articles tell."""
        self.mentions += other.mentions
        self.documents += other.documents
        self.aliases |= other.aliases


class Census(msgspec.Struct, array_like=True, gc=False):
    """Everyone who speaks and everything that is named in some articles, by their global ids."""

    speakers: dict[str, SpeakerCount] = {}
    entities: dict[str, EntityCount] = {}

    def add(self, other: "Census") -> None:
        """Takes in the census of the next article, which must not be used any more."""
        for identity, count in other.speakers.items():
            if (speaker := self.speakers.setdefault(identity, count)) is not count:
                speaker.add(count)
        for identity, named in other.entities.items():
            if (entity := self.entities.setdefault(identity, named)) is not named:
                entity.add(named)

    def speaker_rows(self) -> Iterator[SpeakerRow]:
        """One row a speaker, the most frequent first."""
        for identity, count in sorted(
            self.speakers.items(),
            key=lambda item: (-item[1].statements, -item[1].joint_statements, item[1].name, item[0]),
        ):
            yield SpeakerRow(
                identity,
                count.name,
                count.kind,
                _most_frequent(count.roles),
                _most_frequent(count.affiliations),
                _most_frequent(count.countries),
                count.statements,
                count.documents,
                min(count.stated or count.published, default=None),
                max(count.stated or count.published, default=None),
                _other_names(count.aliases, count.name),
                count.joint_statements,
                LIST_SEPARATOR.join(count.members) or None,
                count.entity_id or self._entity_of(count),
            )

    def _entity_of(self, count: SpeakerCount) -> str | None:
        """The entity of the speaker's name and kind, where an article names it."""
        for label in LABELS:
            if kind_of_label(label) == count.kind and (identity := entity_id(count.name, label)) in self.entities:
                return identity
        return None

    def entity_rows(self) -> Iterator[EntityRow]:
        """One row an entity, the most frequent first."""
        for identity, count in sorted(
            self.entities.items(), key=lambda item: (-item[1].mentions, item[1].name, item[0])
        ):
            other_names = _other_names(count.aliases, count.name)
            yield EntityRow(identity, count.name, count.label, count.mentions, count.documents, other_names)


def census_of(result: Result, joined: Iterable[Joined], entity_ids: Mapping[str, str]) -> Census:
    """The census of one article; `entity_ids` are the global ids of its entities by their keys there."""
    census = Census(entities=_entities(result, entity_ids))
    aliases = _aliases_by_name(result.entities.entities)
    for each in joined:
        if each.speaker is None:
            continue
        members = joint_members(each.speaker)
        count = _count(census, each.speaker, each, aliases)
        count.statements += 1
        count.members = tuple(speaker_id(member.name, member.kind) for member in members)
        count.entity_id = each.entity_id or count.entity_id
        for member in members:
            _count(census, member, each, aliases).joint_statements += 1
    return census


def _entities(result: Result, entity_ids: Mapping[str, str]) -> dict[str, EntityCount]:
    counts: dict[str, EntityCount] = {}
    for entity in result.entities.entities:
        count = counts.setdefault(
            entity_ids[entity.key], EntityCount(same_name(entity.name), entity.label, documents=1)
        )
        count.aliases.update(map(same_name, entity.aliases))
    for mention in result.entities.mentions:
        counts[entity_ids[mention.entity_key]].mentions += 1
    return counts


def _count(census: Census, speaker: Speaker, joined: Joined, aliases: Mapping[str, tuple[str, ...]]) -> SpeakerCount:
    """The speaker's count, with its facts and the statement's days counted in."""
    identity = speaker_id(speaker.name, speaker.kind)
    count = census.speakers.setdefault(identity, SpeakerCount(same_name(speaker.name), speaker.kind, documents=1))
    count.aliases.update(aliases.get(count.name, ()))
    for counts, value in (
        (count.roles, speaker.role),
        (count.affiliations, speaker.affiliation),
        (count.countries, speaker.country),
    ):
        if value:
            _add_counts(counts, {value: 1})
    _widen(count, joined)
    return count


def _aliases_by_name(entities: tuple[Entity, ...]) -> dict[str, tuple[str, ...]]:
    """The other names of an article's entities, by their canonical names."""
    names: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        name = same_name(entity.name)
        names[name] = (*names.get(name, ()), *map(same_name, entity.aliases))
    return names


def _widen(count: SpeakerCount, joined: Joined) -> None:
    """Takes the statement's days into the time over which the speaker spoke; days of publication are kept apart."""
    said_on = joined.said_on
    if said_on is None or said_on.earliest is None or said_on.latest is None:
        return
    days = (said_on.earliest, said_on.latest)
    if said_on.basis == "publication":
        count.published = _span_of(count.published, days)
    else:
        count.stated = _span_of(count.stated, days)


def _span_of(known: tuple[date, ...], more: tuple[date, ...]) -> tuple[date, ...]:
    """The first and the last of both spans of days, each of which may be empty."""
    if not known or not more:
        return known or more
    return min(known[0], more[0]), max(known[-1], more[-1])


def _add_counts(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for value, number in more.items():
        counts[value] = counts.get(value, 0) + number


def _most_frequent(counter: Mapping[str, int]) -> str | None:
    """The value counted most often; of equals the longest, then the first by alphabet."""
    if not counter:
        return None
    return min(counter.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[0]


def _other_names(names: set[str], name: str) -> str | None:
    return LIST_SEPARATOR.join(sorted(names - {name, ""})) or None
