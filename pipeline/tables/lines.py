"""The lines of statements.jsonl: one typed object a statement, the article's text untouched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from pipeline.records import (
    AttributionType,
    DateBasis,
    DatePrecision,
    Result,
    Span,
    SpeakerBasis,
    SpeakerEvidence,
    SpeakerKind,
    Stance,
    StanceBasis,
    StanceLabel,
    StatementKind,
    TargetKind,
    ThemeMethod,
)
from pipeline.settings import Settings
from pipeline.tables.copies import STATEMENT_COLUMNS, Copy, lone_statement
from pipeline.tables.join import Joined, join, joint_members, speaker_id


@dataclass(frozen=True, slots=True)
class SpeakerPart:
    """Who said it, the entity that it is, the ids of joint speakers, how it is known, and where its facts stand."""

    speaker_id: str
    name: str
    kind: SpeakerKind
    role: str | None
    affiliation: str | None
    country: str | None
    entity_id: str | None
    members: tuple[str, ...]
    basis: SpeakerBasis | None
    evidence: SpeakerEvidence


@dataclass(frozen=True, slots=True)
class SaidOnPart:
    """When it was said."""

    earliest: date | None
    latest: date | None
    precision: DatePrecision | None
    text: str
    basis: DateBasis


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme it belongs to."""

    theme_id: str
    score: float
    method: ThemeMethod
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StancePart:
    """A stance it takes."""

    target: str
    target_kind: TargetKind
    label: StanceLabel
    score: float
    evidence: tuple[Span, ...]
    basis: StanceBasis | None
    confidence: int
    hypothetical: bool
    attributed_by: str | None
    entity_id: str | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement with all that belongs to it; the fields are in the order of the output contract."""

    statement_id: str
    doc_id: str
    file: str
    kind: StatementKind
    type: AttributionType
    nested_in: str | None
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    context: Span
    speaker: SpeakerPart | None
    said_on: SaidOnPart | None
    themes: tuple[ThemePart, ...]
    stances: tuple[StancePart, ...]
    confidence: int
    corrected: tuple[str, ...]
    quote_cluster_id: str
    first_seen: date | None
    copy_number: int


def statement_lines(result: Result, *, settings: Settings) -> Iterator[StatementLine]:
    """The lines of one article by itself, in text order."""
    for joined in join(result, settings):
        yield statement_line(joined, result)


def statement_line(joined: Joined, result: Result) -> StatementLine:
    """The line of one statement, as that of one without copies."""
    statement, copy = joined.statement, lone_statement(joined, result.document)
    return StatementLine(
        statement_id=joined.statement_id,
        doc_id=result.doc_id,
        file=result.file,
        kind=statement.kind,
        type=statement.type,
        nested_in=joined.nested_in,
        source=statement.source,
        cue=statement.cue,
        content=statement.content,
        context=statement.context,
        speaker=_speaker_part(joined),
        said_on=_said_on_part(joined),
        themes=tuple(ThemePart(theme.theme_id, theme.score, theme.method, theme.evidence) for theme in joined.themes),
        stances=tuple(map(_stance_part, joined.stances, joined.target_ids)),
        confidence=statement.confidence,
        corrected=joined.corrected,
        quote_cluster_id=copy.cluster_id,
        first_seen=copy.first_seen,
        copy_number=copy.number,
    )


def encode_line(line: StatementLine) -> bytes:
    """The line as JSON, with its newline."""
    return msgspec.json.encode(line) + b"\n"


def copy_part(copy: Copy) -> bytes:
    """What a line says of a statement's copies."""
    first_seen = f'"{copy.first_seen}"' if copy.first_seen else "null"
    cluster, seen, number = STATEMENT_COLUMNS
    return f'"{cluster}":"{copy.cluster_id}","{seen}":{first_seen},"{number}":{copy.number}'.encode()


class _Named(msgspec.Struct):
    statement_id: str


def statement_ids(path: Path) -> list[str]:
    """The ids of the statements in a statements.jsonl, in its order; none where it is missing or damaged."""
    decoder = msgspec.json.Decoder(_Named)
    try:
        with path.open("rb") as stream:
            return [decoder.decode(line).statement_id for line in stream]
    except (OSError, msgspec.MsgspecError):
        return []


def _speaker_part(joined: Joined) -> SpeakerPart | None:
    speaker = joined.speaker
    if speaker is None:
        return None
    return SpeakerPart(
        speaker_id(speaker.name, speaker.kind),
        speaker.name,
        speaker.kind,
        speaker.role,
        speaker.affiliation,
        speaker.country,
        joined.entity_id,
        tuple(speaker_id(member.name, member.kind) for member in joint_members(speaker)),
        speaker.basis,
        speaker.evidence,
    )


def _stance_part(stance: Stance, target_id: str | None) -> StancePart:
    return StancePart(
        stance.target,
        stance.target_kind,
        stance.label,
        stance.score,
        stance.evidence,
        stance.basis,
        stance.confidence,
        stance.is_hypothetical,
        stance.attributed_by,
        target_id,
    )


def _said_on_part(joined: Joined) -> SaidOnPart | None:
    said_on = joined.said_on
    if said_on is None:
        return None
    return SaidOnPart(said_on.earliest, said_on.latest, said_on.precision, said_on.text, said_on.basis)
