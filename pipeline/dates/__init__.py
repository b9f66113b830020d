"""When statements were made: time expressions, what they attach to, and how far they reach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc

from pipeline.dates.attach import Setting, make_setting, time_of
from pipeline.dates.carry import Told, carry, is_turn
from pipeline.dates.said_on import from_timex, on_publication
from pipeline.dates.scene import frame_of, is_same_occasion, scene_of
from pipeline.dates.timexes import Timex, find_timexes
from pipeline.dates.window import window_of, within
from pipeline.records import Document, SaidOn, Speaker, Statement
from pipeline.resources.dates import DateWords

__all__ = ["Timex", "date_statements", "find_timexes"]


def date_statements(
    document: Document, doc: Doc, statements: Sequence[Statement], speakers: Sequence[Speaker], *, dates: DateWords
) -> tuple[SaidOn, ...]:
    """When each statement was made, in the order of the statements; those of which nothing is known have no record.

    A time that the article tells (basis explicit or relative) goes over to what else the same
    speaker says on the same occasion (carried); the day of publication is the last resort. Where
    that is not given, the days between which the text itself puts it take its place, as a range.
    """

    def setting_if(published: date | None) -> Setting:
        timexes = find_timexes(document.text, doc, published, dates=dates)
        return make_setting(doc, timexes, statements, published, dates=dates)

    setting = setting_if(document.published)
    found = _times(document, setting, speakers)
    window = window_of(setting) if document.published is None else None
    if window is not None:
        on_first, on_last = (
            _times(replace(document, published=day), setting_if(day), speakers) if day else {}
            for day in (window.earliest, window.latest)
        )
        found = {key: within(found.get(key), early, on_last.get(key)) for key, early in on_first.items()}
    return tuple(found[statement.key] for statement in statements if statement.key in found)


def _times(document: Document, setting: Setting, speakers: Sequence[Speaker]) -> dict[str, SaidOn]:
    """What is known of the time of each statement, by its key."""
    names = {speaker.statement_key: speaker.name for speaker in speakers}
    frame = frame_of(document, setting)
    told = [
        Told(
            statement,
            names.get(statement.key),
            own=from_timex(statement.key, time_of(statement, setting), document),
            scene=from_timex(statement.key, scene_of(statement, document, setting), document),
            frame=from_timex(statement.key, frame.timex, document)
            if frame and (frame.is_for_all or is_turn(statement))
            else None,
            is_shared=is_same_occasion(statement, setting),
        )
        for statement in setting.statements
    ]
    found = carry(told, document, setting.doc)
    dated = {one.key: found.get(one.key) or on_publication(one.key, document) for one in setting.statements}
    return {key: said_on for key, said_on in dated.items() if said_on is not None}
