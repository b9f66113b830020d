"""Counts of speakers and entities over all articles, kept small: one entry a name, not one a mention."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from pipeline.canonical import kind_of_label, same_name
from pipeline.records import Entity, MentionLabel, Result, Speaker, SpeakerKind
from pipeline.tables.cells import LIST_SEPARATOR
from pipeline.tables.join import Joined, entity_id, joint_members, speaker_id
from pipeline.tables.rows import EntityRow, SpeakerRow

LABELS: tuple[MentionLabel, ...] = get_args(MentionLabel)


@dataclass(slots=True)
class _SpeakerCount:
    name: str
    kind: SpeakerKind
    statements: int = 0
    documents: int = 0
    last_document: str = ""
    stated: list[date] = field(default_factory=list)
    published: list[date] = field(default_factory=list)
    roles: Counter[str] = field(default_factory=Counter)
    affiliations: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    joint_statements: int = 0
    members: tuple[str, ...] = ()
    entity_id: str | None = None


@dataclass(slots=True)
class _EntityCount:
    name: str
    label: MentionLabel
    mentions: int = 0
    documents: int = 0
    last_document: str = ""
    aliases: set[str] = field(default_factory=set)


class Census:
    """Everyone who speaks and everything that is named in the articles counted so far."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._speakers: dict[str, _SpeakerCount] = {}
        self._entities: dict[str, _EntityCount] = {}

    def count_entities(self, result: Result) -> dict[str, str]:
        """Counts the entities of an article; returns their global ids by their keys there."""
        ids = {entity.key: entity_id(entity.name, entity.label) for entity in result.entities.entities}
        for entity in result.entities.entities:
            count = self._entities.setdefault(ids[entity.key], _EntityCount(same_name(entity.name), entity.label))
            count.documents += count.last_document != result.doc_id
            count.last_document = result.doc_id
            count.aliases.update(map(same_name, entity.aliases))
        for mention in result.entities.mentions:
            self._entities[ids[mention.entity_key]].mentions += 1
        return ids

    def count_speaker(self, joined: Joined, result: Result, aliases: dict[str, tuple[str, ...]]) -> None:
        """Counts who said a statement; `aliases` are the other names of the article's entities, by name."""
        speaker = joined.speaker
        if speaker is None:
            return
        members = joint_members(speaker)
        count = self._count(speaker, joined, result, aliases)
        count.statements += 1
        count.members = tuple(speaker_id(member.name, member.kind) for member in members)
        count.entity_id = joined.entity_id or count.entity_id
        for member in members:
            self._count(member, joined, result, aliases).joint_statements += 1

    def _count(
        self, speaker: Speaker, joined: Joined, result: Result, aliases: dict[str, tuple[str, ...]]
    ) -> _SpeakerCount:
        """The speaker's counts, with the article, its facts and the statement's days counted in."""
        identity = speaker_id(speaker.name, speaker.kind)
        count = self._speakers.setdefault(identity, _SpeakerCount(same_name(speaker.name), speaker.kind))
        count.documents += count.last_document != result.doc_id
        count.last_document = result.doc_id
        count.aliases.update(aliases.get(count.name, ()))
        _count_facts(count, speaker)
        _widen(count, joined)
        return count

    def speaker_rows(self) -> Iterator[SpeakerRow]:
        """One row a speaker, the most frequent first."""
        for identity, count in sorted(
            self._speakers.items(),
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

    def _entity_of(self, count: _SpeakerCount) -> str | None:
        """The entity of the speaker's name and kind, where an article names it."""
        for label in LABELS:
            identity = entity_id(count.name, label)
            if kind_of_label(label) == count.kind and identity in self._entities:
                return identity
        return None

    def entity_rows(self) -> Iterator[EntityRow]:
        """One row an entity, the most frequent first."""
        for identity, count in sorted(
            self._entities.items(), key=lambda item: (-item[1].mentions, item[1].name, item[0])
        ):
            other_names = _other_names(count.aliases, count.name)
            yield EntityRow(identity, count.name, count.label, count.mentions, count.documents, other_names)


def aliases_by_name(entities: tuple[Entity, ...]) -> dict[str, tuple[str, ...]]:
    """The other names of an article's entities, by their canonical names."""
    names: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        name = same_name(entity.name)
        names[name] = (*names.get(name, ()), *map(same_name, entity.aliases))
    return names


def _count_facts(count: _SpeakerCount, speaker: Speaker) -> None:
    for counter, value in (
        (count.roles, speaker.role),
        (count.affiliations, speaker.affiliation),
        (count.countries, speaker.country),
    ):
        if value:
            counter[value] += 1


def _widen(count: _SpeakerCount, joined: Joined) -> None:
    """Takes the statement's days into the time over which the speaker spoke; days of publication are kept apart."""
    said_on = joined.said_on
    if said_on is None or said_on.earliest is None or said_on.latest is None:
        return
    days = count.published if said_on.basis == "publication" else count.stated
    days[:] = [min([said_on.earliest, *days]), max([said_on.latest, *days])]


def _most_frequent(counter: Counter[str]) -> str | None:
    """The value counted most often; of equals the longest, then the first by alphabet."""
    if not counter:
        return None
    return min(counter.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[0]


def _other_names(names: set[str], name: str) -> str | None:
    return LIST_SEPARATOR.join(sorted(names - {name, ""})) or None
