"""Selects statements of the last run and lays them out as a table for the terminal."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipeline.errors import UsageError
from pipeline.reasons import speaker_reason
from pipeline.records import StanceLabel, StatementKind

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STATEMENTS_FILE = "statements.jsonl"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
ISO_CHARS = {"day": 10, "month": 7, "year": 4}
DAYS_WIDTH = 12
StatementObject = dict[str, Any]  # a line of statements.jsonl, as it is


def read_statements(outputs: Path) -> Iterator[StatementObject]:
    """The statements of the last run, in the order of the file.

    Raises:
        UsageError: there was no run, or the file is damaged or of an older version.
    """
    path = outputs / STATEMENTS_FILE
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                row = json.loads(line)
                if row["speaker"] is not None and "basis" not in row["speaker"]:
                    raise UsageError(f"{path}: was written by an older version; run `onrecord run` first.")
                yield row
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file; run `onrecord run` first.") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); run `onrecord run --force`.") from error


def select(
    rows: Iterable[StatementObject],
    *,
    speaker: str | None = None,
    theme: str | None = None,
    since: str | None = None,
    stance: str | None = None,
    kind: str | None = None,
    unique: bool = False,
) -> Iterator[StatementObject]:
    """The statements that match every condition given, in the order they come.

    `speaker` is a part of the name, `theme` an id of the codebook, `since` a day
    (YYYY-MM-DD): statements that may have been made on it or later match, undated ones do not.
    `unique` leaves out the later copies of the same words.

    Raises:
        UsageError: `since` is no day, or `stance` or `kind` is none that exists.
    """
    first_day = _day(since) if since else None
    _check(stance, "stance", get_args(StanceLabel))
    _check(kind, "kind", get_args(StatementKind))
    return (
        row
        for row in rows
        if (speaker is None or speaker.casefold() in _speaker(row).casefold())
        and (theme is None or any(part["theme_id"] == theme for part in row["themes"]))
        and (first_day is None or first_day <= _latest(row))
        and (stance is None or any(part["label"] == stance for part in row["stances"]))
        and (kind is None or row["kind"] == kind)
        and (not unique or row["copy_number"] == 1)
    )


def render(rows: Iterable[StatementObject], console: "Console | None" = None) -> None:
    """Prints statements as a table, to stdout unless a console is given."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for name, ratio in (("speaker", 3), ("statement", 9), ("said", None), ("theme", 4), ("stance", 4)):
        table.add_column(name, ratio=ratio, width=None if ratio else DAYS_WIDTH, overflow="fold")
    for row in rows:
        table.add_row(*(plain(cell) for cell in _cells(row)))
    (console or Console()).print(table)


def _cells(row: StatementObject) -> tuple[str, str, str, str, str]:
    statement = " … ".join(part["text"] for part in row["content"])
    quoted = f"“{statement}”" if row["kind"] == "direct" else statement
    stances = "; ".join(f"{part['label']} {part['target']}" for part in row["stances"] if part["label"] != "neutral")
    return _who(row), quoted, _said(row), row["themes"][0]["theme_id"] if row["themes"] else "", stances


def _who(row: StatementObject) -> str:
    """The speaker and, in parentheses, why it is the speaker, where the source does not just name it."""
    reason = speaker_reason(row)
    is_plain = not reason or row["speaker"]["basis"] == "name"
    return (_speaker(row) or "–") if is_plain else f"{_speaker(row)} ({reason})"


def _said(row: StatementObject) -> str:
    """The time in ISO form, as short as its precision; in parentheses where only the publication day is known."""
    said_on = row["said_on"]
    if not said_on:
        return ""
    earliest, latest, precision = said_on["earliest"], said_on["latest"], said_on["precision"]
    if not earliest:
        return str(said_on["text"])
    days = earliest[: ISO_CHARS[precision]] if precision in ISO_CHARS else f"{earliest}/{latest or '..'}"
    return f"({days})" if said_on["basis"] == "publication" else days


def plain(text: str) -> "Text":
    """The text as it is: no rich markup is read in it, and nothing in it can steer the terminal."""
    from rich.text import Text

    return Text(CONTROL.sub(" ", text))


def _speaker(row: StatementObject) -> str:
    return str(row["speaker"]["name"]) if row["speaker"] else ""


def _latest(row: StatementObject) -> date:
    latest = row["said_on"]["latest"] if row["said_on"] else None
    return date.fromisoformat(latest) if latest else date.min


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--since is {text!r}; give a day as YYYY-MM-DD.") from error


def _check(value: str | None, option: str, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise UsageError(f"--{option} is {value!r}; give one of {', '.join(known)}.")
