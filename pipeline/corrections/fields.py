"""Corrects what belongs to one statement: its words, speaker, days, themes and stance."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, cast

from pipeline.canonical import same_name
from pipeline.corrections.finding import find_words, surroundings
from pipeline.corrections.load import FIELDS, Correction, Field
from pipeline.records import (
    DatePrecision,
    Document,
    Entities,
    MentionLabel,
    SaidOn,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    StanceLabel,
    Statement,
    TargetKind,
    Theme,
    strongest_stance,
)

SCORES: Mapping[str, float] = {"support": 1.0, "oppose": -1.0, "neutral": 0.0, "unclear": 0.0}
SPEAKER_KINDS: Mapping[MentionLabel, SpeakerKind] = {
    "person": "person",
    "organisation": "organisation",
    "country": "country",
    "group": "group",
    "work": "document",
}
FACTS: tuple[Field, ...] = ("speaker_kind", "role", "affiliation", "country")
Values = Mapping[Field, str]


class CannotApplyError(Exception):
    """A correction does not fit its statement; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Held:
    """A statement with all that belongs to it; themes and stances best first."""

    statement: Statement
    speaker: Speaker | None = None
    said_on: SaidOn | None = None
    themes: tuple[Theme, ...] = ()
    stances: tuple[Stance, ...] = ()
    corrected: tuple[Field, ...] = ()

    @property
    def key(self) -> str:
        """The statement's key."""
        return self.statement.key

    def mark(self, *names: Field) -> "Held":
        """The same with these fields marked as corrected."""
        return replace(self, corrected=tuple(name for name in FIELDS if name in {*self.corrected, *names}))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an article knows that helps to correct one of its statements; `theme_ids` are by name in small letters."""

    document: Document
    entities: Entities
    speakers: tuple[Speaker, ...]
    theme_ids: Mapping[str, str]


@dataclass(slots=True)
class Editing:
    """A statement while its corrections are applied, and why some could not be."""

    held: Held
    refused: dict[Field, str] = field(default_factory=dict)


def edit(held: Held, corrections: Mapping[Field, Correction], around: Surroundings) -> Editing:
    """The statement with its corrections, each group of fields on its own: one that fails leaves the rest."""
    editing = Editing(held)
    in_order = sorted(corrections.items(), key=lambda item: item[1].line)
    for names, change in GROUPS:
        wanted: dict[Field, str] = {name: correction.value for name, correction in in_order if name in names}
        if not wanted:
            continue
        try:
            editing.held = change(editing.held, wanted, around).mark(*wanted)
        except CannotApplyError as error:
            editing.refused.update(dict.fromkeys(wanted, str(error)))
    return editing


def _edit_words(held: Held, values: Values, around: Surroundings) -> Held:
    statement = held.statement
    spans = find_words(around.document.text, values["statement"], near=statement.content[0].start)
    if not spans:
        raise CannotApplyError("these words are not in the article; copy them from it, parts joined by ` … `")
    return replace(held, statement=replace(statement, content=spans, context=_context(statement, spans, around)))


def _context(statement: Statement, spans: tuple[Span, ...], around: Surroundings) -> Span:
    context = statement.context
    if context.start <= spans[0].start and spans[-1].end <= context.end:
        return context
    wide = surroundings(around.document, (context, *spans) if context.start <= spans[0].start else (*spans, context))
    start, end = min(context.start, wide.start), max(context.end, wide.end)
    return Span(around.document.text[start:end], start, end)


def _edit_nature(held: Held, values: Values, _around: Surroundings) -> Held:
    changes = cast("dict[str, Any]", dict(values))
    return replace(held, statement=replace(held.statement, **changes))


def _edit_speaker(held: Held, values: Values, around: Surroundings) -> Held:
    """The statement with another speaker, whose facts are those that the article or the statement knows of the name."""
    speaker = held.speaker
    if "speaker" in values:
        speaker = _by_hand(_speaker(held, values["speaker"], around))
    facts: dict[str, Any] = {name: values[name] or None for name in FACTS if name in values}
    if not any(facts.values()) and speaker is None:
        return replace(held, speaker=None)
    if speaker is None:
        raise CannotApplyError("the statement has no speaker; correct its field speaker too")
    if "speaker_kind" in facts:
        facts["kind"] = facts.pop("speaker_kind") or "unknown"
    return replace(held, speaker=replace(speaker, **facts))


def _speaker(held: Held, name: str, around: Surroundings) -> Speaker | None:
    if not name:
        return None
    before = held.speaker
    if before is not None and same_name(before.name) == same_name(name):
        return replace(before, name=name)
    for known in around.speakers:
        if same_name(known.name) == same_name(name):
            return replace(known, statement_key=held.key, name=name)
    for entity in around.entities.entities:
        if same_name(name) in map(same_name, (entity.name, *entity.aliases)):
            return Speaker(held.key, name, SPEAKER_KINDS.get(entity.label, "unknown"))
    if before is not None and _share_a_word(before.name, name):
        return replace(before, name=name)
    return Speaker(held.key, name, before.kind if before else "unknown")


def _by_hand(speaker: Speaker | None) -> Speaker | None:
    """The speaker as one whom a person put there, whatever the article refers to."""
    if speaker is None:
        return None
    return replace(speaker, basis="correction", evidence=replace(speaker.evidence, mention=None))


def _share_a_word(left: str, right: str) -> bool:
    return not {word.casefold() for word in left.split()}.isdisjoint(word.casefold() for word in right.split())


def _edit_days(held: Held, values: Values, _around: Surroundings) -> Held:
    said_on = held.said_on or SaidOn(held.key, None, None, None, "", "explicit")
    days = {name: date.fromisoformat(value) if value else None for name, value in values.items()}
    earliest, latest = days.get("said_earliest", said_on.earliest), days.get("said_latest", said_on.latest)
    if earliest is None and latest is None and not said_on.text:
        return replace(held, said_on=None)
    is_one_day = said_on.earliest == said_on.latest and len(days) == 1
    if earliest and latest and earliest > latest and is_one_day:
        earliest = latest = next(iter(days.values()))
    if earliest and latest and earliest > latest:
        raise CannotApplyError(f"said_earliest {earliest} is after said_latest {latest}; correct both")
    basis = "explicit" if said_on.basis == "publication" else said_on.basis
    precision = _precision(earliest, latest)
    return replace(held, said_on=replace(said_on, earliest=earliest, latest=latest, precision=precision, basis=basis))


def _precision(earliest: date | None, latest: date | None) -> DatePrecision | None:
    """How exactly two days tell a time: as a day, a Monday to Sunday, a whole month or year, or a range."""
    if earliest is None or latest is None:
        return "range" if earliest or latest else None
    after = latest + timedelta(days=1) if latest < date.max else latest
    if earliest == latest:
        return "day"
    if (earliest.month, earliest.day, after.month, after.day) == (1, 1, 1, 1) and after.year == earliest.year + 1:
        return "year"
    if earliest.day == after.day == 1 and (after.year - earliest.year) * 12 + after.month - earliest.month == 1:
        return "month"
    return "week" if earliest.weekday() == 0 and (latest - earliest).days == 6 else "range"


def _edit_themes(held: Held, values: Values, around: Surroundings) -> Held:
    """The statement with other themes; a best theme alone takes the place of the one before."""
    known = {theme.theme_id: theme for theme in held.themes}
    wanted = _theme_ids(values["themes"], around) if "themes" in values else list(known)[1:]
    if list(values)[-1] == "theme":
        best = _theme_ids(values["theme"], around)
        wanted = [*best, *wanted] if best else []
    themes = [
        replace(known[each], score=1.0) if each in known else Theme(held.key, each, 1.0, (), "correction")
        for each in wanted
    ]
    return replace(held, themes=tuple(dict.fromkeys(themes)))


def _theme_ids(names: str, around: Surroundings) -> list[str]:
    try:
        return split_themes(names, around.theme_ids)
    except ValueError as error:
        raise CannotApplyError(str(error)) from error


def split_themes(names: str, theme_ids: Mapping[str, str]) -> list[str]:
    """The ids of themes that are named by labels or ids, separated by semicolons.

    Raises:
        ValueError: a name is no theme of the codebook.
    """
    if names.casefold() in theme_ids:
        return [theme_ids[names.casefold()]]
    parts = [name.strip() for name in names.split(";") if name.strip()]
    if unknown := next((name for name in parts if name.casefold() not in theme_ids), None):
        raise ValueError(f"there is no theme {unknown!r} in data/codebook.csv; add it there, or name another")
    return [theme_ids[name.casefold()] for name in parts]


def _edit_stance(held: Held, values: Values, around: Surroundings) -> Held:
    if values.get("stance") == "" or values.get("stance_target") == "":
        return replace(held, stances=())
    first = strongest_stance(held.stances)
    target = values.get("stance_target") or (first.target if first else None)
    label = cast("StanceLabel | None", values.get("stance") or (first.label if first else None))
    if target is None or label is None:
        raise CannotApplyError("the statement has no stance; give both its fields stance and stance_target")
    is_same = first is not None and (first.target, first.label) == (target, label)
    kind = first.target_kind if first and first.target == target else _target_kind(target, around)
    evidence = first.evidence if first and is_same else ()
    best = Stance(held.key, target, kind, label, SCORES[label], evidence, "correction", 100)
    rest = tuple(stance for stance in held.stances if stance is not first and stance.target != target)
    return replace(held, stances=(best, *rest))


def _target_kind(target: str, around: Surroundings) -> TargetKind:
    for entity in around.entities.entities:
        if same_name(target) in map(same_name, (entity.name, *entity.aliases)):
            return entity.label
    return "other"


GROUPS: tuple[tuple[tuple[Field, ...], Any], ...] = (
    (("statement",), _edit_words),
    (("kind", "type"), _edit_nature),
    (("speaker", *FACTS), _edit_speaker),
    (("said_earliest", "said_latest"), _edit_days),
    (("theme", "themes"), _edit_themes),
    (("stance", "stance_target"), _edit_stance),
)
