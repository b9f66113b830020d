"""When statements were made: time expressions, what they attach to, and how far they reach."""

from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.dates.attach import make_setting, time_of
from pipeline.dates.carry import Told, carry, is_turn
from pipeline.dates.said_on import from_timex, on_publication
from pipeline.dates.scene import frame_of, is_same_occasion, scene_of
from pipeline.dates.timexes import Timex, find_timexes
from pipeline.records import Document, SaidOn, Speaker, Statement
from pipeline.resources.dates import DateWords

__all__ = ["Timex", "date_statements", "find_timexes"]


def date_statements(
    document: Document, doc: Doc, statements: Sequence[Statement], speakers: Sequence[Speaker], *, dates: DateWords
) -> tuple[SaidOn, ...]:
    """When each statement was made, in the order of the statements; those of which nothing is known have no record.

    A time that the article tells (basis explicit or relative) goes over to what else the same
    speaker says on the same occasion (carried); the day of publication is the last resort.
    """
    timexes = find_timexes(document.text, doc, document.published, dates=dates)
    setting = make_setting(doc, timexes, statements, document.published, dates=dates)
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
        for statement in statements
    ]
    found = carry(told, document, doc)
    dated = (found.get(statement.key) or on_publication(statement.key, document) for statement in statements)
    return tuple(said_on for said_on in dated if said_on is not None)
