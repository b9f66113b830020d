"""What belongs together in one article: each statement with its speaker, dates, themes and stances."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, TypeVar

from pipeline.canonical import kind_of_label, members_of, same_name
from pipeline.records import (
    MentionLabel,
    Result,
    SaidOn,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    TargetKind,
    Theme,
    by_strength,
    statement_id,
)
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Joined:
    """A statement that reaches the tables, with its global ids; themes and stances best first.

    `entity_id` is that of the speaker, `target_ids` are those of the stances' targets, None where the
    article names no such entity.
    """

    statement_id: str
    nested_in: str | None
    statement: Statement
    speaker: Speaker | None
    said_on: SaidOn | None
    themes: tuple[Theme, ...]
    stances: tuple[Stance, ...]
    corrected: tuple[str, ...] = ()
    entity_id: str | None = None
    target_ids: tuple[str | None, ...] = ()


class _Keyed(Protocol):
    @property
    def statement_key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


def join(result: Result, settings: Settings) -> Iterator[Joined]:
    """The statements of an article that the settings let through, in text order.

    A statement whose outer statement is left out is nested in the nearest one further out
    that is not, or in none.
    """
    corrected = {each.statement_key: each.fields for each in result.corrected}
    kept = {
        statement.key: statement
        for statement in result.statements
        if is_kept(statement, settings, is_corrected=statement.key in corrected)
    }
    outer = {statement.key: statement.nested_in for statement in result.statements}
    speakers = {speaker.statement_key: speaker for speaker in result.speakers}
    dates = {said_on.statement_key: said_on for said_on in result.dates}
    themes, stances = _by_statement(result.themes), _by_statement(result.stances)
    targets: dict[tuple[str, TargetKind], str] = {
        (same_name(each.name), each.label): entity_id(each.name, each.label) for each in result.entities.entities
    }
    named = {(name, kind_of_label(label)): identity for (name, label), identity in targets.items()}
    for statement in sorted(kept.values(), key=_text_order):
        speaker = speakers.get(statement.key)
        strongest = _strongest_first(stances[statement.key], corrected.get(statement.key, ()))
        nested_in = _nearest(statement.nested_in, outer, kept)
        yield Joined(
            statement_id(result.doc_id, statement.key),
            statement_id(result.doc_id, nested_in) if nested_in else None,
            statement,
            speaker,
            dates.get(statement.key),
            tuple(sorted(themes[statement.key], key=lambda theme: -theme.score)),
            strongest,
            corrected.get(statement.key, ()),
            named.get((same_name(speaker.name), speaker.kind)) if speaker else None,
            tuple(targets.get((same_name(stance.target), stance.target_kind)) for stance in strongest),
        )


def is_kept(statement: Statement, settings: Settings, *, is_corrected: bool = False) -> bool:
    """Whether a statement reaches the tables: by its attribution type, and its confidence or a person's word."""
    return statement.type in settings.types and (is_corrected or statement.confidence >= settings.min_confidence)


def speaker_id(name: str, kind: SpeakerKind) -> str:
    """The id that a speaker has in every article."""
    return "p" + _name_digest(name, kind)


def joint_members(speaker: Speaker) -> tuple[Speaker, ...]:
    """Those who speak together; empty where one speaks alone."""
    members = tuple(members_of(speaker))
    return members if len(members) > 1 else ()


def entity_id(name: str, label: MentionLabel) -> str:
    """The id that an entity has in every article."""
    return "e" + _name_digest(name, label)


def _name_digest(name: str, kind: str) -> str:
    return blake2b(f"{kind}\n{same_name(name)}".encode(), digest_size=6).hexdigest()


def _strongest_first(stances: list[Stance], corrected: tuple[str, ...]) -> tuple[Stance, ...]:
    """The stances, the strongest of support and opposition first; a stance that a person put first stays there."""
    if not {"stance", "stance_target"}.isdisjoint(corrected):
        return tuple(stances)
    return tuple(sorted(stances, key=by_strength))


def _by_statement(records: Iterable[K]) -> defaultdict[str, list[K]]:
    found: defaultdict[str, list[K]] = defaultdict(list)
    for record in records:
        found[record.statement_key].append(record)
    return found


def _nearest(key: str | None, outer: dict[str, str | None], kept: dict[str, Statement]) -> str | None:
    """The statement `key`, or the nearest one around it, that is kept."""
    seen = set()
    while key is not None and key not in kept and key not in seen:
        seen.add(key)
        key = outer.get(key)
    return key if key in kept else None


def _text_order(statement: Statement) -> tuple[int, int, str]:
    return statement.content[0].start, statement.content[-1].end, statement.key
