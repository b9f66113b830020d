"""Corrected articles as gold: what `evaluate` reads, so that every correction also measures the tool.

A person who corrected a statement has looked at all of its row: it is a core statement there. The
others of the article were left as they are: they are gold too, but not core. What was deleted,
and is no part of what stayed, is a stretch where nobody says anything.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.corrections.article import hold
from pipeline.corrections.fields import Held
from pipeline.records import Result, SaidOn, Span, Statement

Gold = dict[str, Any]


def gold_of(result: Result, before: Result) -> Gold | None:
    """The gold of an article as corrected, in the format of `evaluate`; None where nothing in it was corrected.

    `before` is the article as the tool found it.
    """
    kept = hold(result)
    gone = [statement for statement in before.statements if statement.key not in kept]
    if not result.corrected and not gone:
        return None
    corrected = {each.statement_key for each in result.corrected}
    text = result.document.text
    statements = [_statement(held, text, is_core=key in corrected) for key, held in kept.items()]
    left = [held.statement for held in kept.values()]
    return {"file": result.file, "statements": statements, "forbidden": list(_forbidden(text, gone, left))}


def encode_gold(gold: Gold) -> bytes:
    """The gold as a JSON file."""
    return (json.dumps(gold, ensure_ascii=False, indent=1) + "\n").encode()


def _statement(held: Held, text: str, *, is_core: bool) -> Gold:
    statement, speaker = held.statement, held.speaker
    return {
        "content": [span.text for span in statement.content],
        "occurrence": _occurrence(text, statement.content[0]),
        "core": is_core,
        "source": statement.source.text if statement.source else None,
        "cue": statement.cue.text if statement.cue else None,
        "kind": statement.kind,
        "type": statement.type,
        "speaker": speaker.name if speaker else None,
        "speaker_kind": speaker.kind if speaker else None,
        "said_on": _days(held.said_on),
        "themes": [theme.theme_id for theme in held.themes],
        "stance": {stance.target: stance.label for stance in held.stances},
    }


def _occurrence(text: str, span: Span) -> int:
    """Which of the places where the span's words stand is the span's own, from 1."""
    number, start = 1, text.find(span.text)
    while -1 < start < span.start:
        number, start = number + 1, text.find(span.text, start + 1)
    return number


def _days(said_on: SaidOn | None) -> str | None:
    if said_on is None or said_on.earliest is None or said_on.latest is None:
        return None
    earliest, latest = said_on.earliest.isoformat(), said_on.latest.isoformat()
    return earliest if earliest == latest else f"{earliest}/{latest}"


def _forbidden(text: str, gone: Iterable[Statement], left: Sequence[Statement]) -> Iterable[str]:
    """The words of the deleted statements that stand once in the article and that no statement holds now."""
    for statement in gone:
        words = text[statement.content[0].start : statement.content[-1].end]
        is_held = any(_overlaps(span, part) for other in left for span in other.content for part in statement.content)
        if text.count(words) == 1 and not is_held:
            yield words


def _overlaps(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end
