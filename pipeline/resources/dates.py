"""The words of time expressions and of what has a day of its own (`data/dates.csv`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import ResourceError
from pipeline.resources.table import Row, read_table

DateWordKind = Literal[
    "month", "month_short", "weekday", "weekday_short", "season", "part", "unit", "clock_unit", "ordinal", "number",
    "day_word", "step", "vague", "then", "set", "phase", "roughly", "more", "occasion", "act", "bound", "future",
]  # fmt: skip
Pairs = tuple[tuple[str, str], ...]
NUMBERED = frozenset({"month", "month_short", "weekday", "weekday_short", "ordinal", "day_word", "step"})
WITHOUT_VALUE = frozenset({"occasion", "act", "bound", "future"})


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words by kind, each with its value, in the order of the file."""

    words: tuple[tuple[DateWordKind, Pairs], ...]

    def of(self, *kinds: DateWordKind) -> dict[str, str]:
        """The values of the words of these kinds, by word in lower case."""
        return {word.lower(): value for kind, pairs in self.words if kind in kinds for word, value in pairs}


def load_dates(path: Path) -> DateWords:
    """The words of a CSV file.

    Raises:
        ResourceError: the file is no such table, a kind is unknown or empty, or a value is wrong.
    """
    found: dict[DateWordKind, dict[str, str]] = {kind: {} for kind in get_args(DateWordKind)}
    for row in read_table(path, columns=("kind", "word", "value")):
        kind = _kind(row)
        if row["word"] in found[kind]:
            raise row.error(f'"{row["word"]}" stands twice among the {kind} words; keep one.')
        found[kind][row["word"]] = row["value"]
    empty = next((kind for kind, words in found.items() if not words), None)
    if empty:
        raise ResourceError(path, f"has no {empty} words; add one, or restore the file with `onrecord init`.")
    return DateWords(tuple((kind, tuple(words.items())) for kind, words in found.items()))


def _kind(row: Row) -> DateWordKind:
    kinds: tuple[DateWordKind, ...] = get_args(DateWordKind)
    kind = next((kind for kind in kinds if kind == row["kind"]), None)
    if kind is None:
        raise row.error(f'kind is "{row["kind"]}"; give one of {", ".join(kinds)}.')
    if not row["word"]:
        raise row.error("has no word; fill it or delete the row.")
    if kind in NUMBERED and not row["value"].lstrip("-").isdecimal():
        raise row.error(f'value is "{row["value"]}"; a {kind} needs a whole number.')
    if kind not in WITHOUT_VALUE and not row["value"]:
        raise row.error(f"has no value; a {kind} needs one.")
    return kind
