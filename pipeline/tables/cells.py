"""Values as the text of CSV cells that every spreadsheet shows as they are, and back."""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from datetime import date
from functools import lru_cache

from pipeline.tables.columns import Column

Value = str | int | float | date | None
MAX_CELL_UNITS = 31_999
LIST_SEPARATOR = "; "
NEWLINE = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
NEWLINE_MARK = " ¶ "
CUT_MARK = "…"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MAX_CONVERTED_CHARS = 40
CALENDAR_WORDS = {name.lower() for names in (month_name, month_abbr, day_name, day_abbr) for name in names if name}
NUMBER = re.compile(r"[$€£¥]?\d[\d.,:/%-]*(?:st|nd|rd|th|am|pm)?", re.IGNORECASE)
LOGICAL = frozenset({"true", "false"})
# A letter at the beginning, and no digit or line end.
PLAIN = re.compile(rf"[^\W\d_][^\d\n\r\v\f\x1c-\x1e\x85\u2028\u2029]{{0,{MAX_CONVERTED_CHARS - 1}}}")
UNHARMED = re.compile(r"\d{4}-\d\d-\d\d|0|[1-9]\d{0,14}")  # ISO days and whole numbers stay what they are


def clean(text: str) -> str:
    """The text on one line, short enough for a cell, with `'` before what a spreadsheet would not leave as text.

    Example:
        >>> clean("=2+2"), clean("May 2031"), clean("in May 2031")
        ("'=2+2", "'May 2031", 'in May 2031')
    """
    if PLAIN.fullmatch(text) and text.lower() not in LOGICAL:
        return text
    return _clean_word(text) if len(text) <= MAX_CONVERTED_CHARS else _clean(text)


def _clean(text: str) -> str:
    line = shorten(NEWLINE.sub(NEWLINE_MARK, text))
    return f"'{line}" if _needs_guard(line) else line


_clean_word = lru_cache(maxsize=20_000)(_clean)  # ids come again and again


def unguard(cell: str) -> str:
    """The text that `clean` guarded."""
    return cell[1:] if cell.startswith("'") and _needs_guard(cell) else cell


def _needs_guard(line: str) -> bool:
    """Whether a spreadsheet would turn the text into something else; apostrophes before it are passed over."""
    text = line.lstrip("'")
    return text.startswith(FORMULA_STARTS) or _is_converted(text)


def _is_converted(text: str) -> bool:
    """Whether a spreadsheet would take the text for a date, a time or a number, and show it in other words."""
    if len(text) > MAX_CONVERTED_CHARS or UNHARMED.fullmatch(text):
        return False
    if text.lower() in LOGICAL:
        return True
    words = text.replace(",", " ").split()
    return any(map(NUMBER.fullmatch, words)) and all(
        NUMBER.fullmatch(word) or word.rstrip(".").lower() in CALENDAR_WORDS for word in words
    )


def shorten(line: str) -> str:
    """The line, cut where it is longer than a cell may be, with … at the cut. Excel counts UTF-16 units."""
    if len(line) <= MAX_CELL_UNITS // 2 or utf16_units(line) < MAX_CELL_UNITS:
        return line
    encoded = line.encode("utf-16-le")[: 2 * (MAX_CELL_UNITS - 2)]
    return encoded.decode("utf-16-le", "ignore") + CUT_MARK


def is_cut(text: str) -> bool:
    """Whether `clean` cuts the text."""
    if len(text) <= MAX_CELL_UNITS // 6:
        return False
    line = NEWLINE.sub(NEWLINE_MARK, text)
    return shorten(line) != line


def utf16_units(text: str) -> int:
    """The text's length as spreadsheets count it."""
    return len(text.encode("utf-16-le")) // 2


def parse(cell: str, column: Column) -> Value:
    """The value of a cell of that column; None where it is empty and may be.

    Raises:
        ValueError: the cell is no such value; the message says what is expected.
    """
    if not cell and not column.is_required:
        return None
    try:
        return _parsed(cell, column)
    except ValueError as error:
        raise ValueError(f"column {column.name} holds {cell!r}; it must be a {column.type}") from error


def _parsed(cell: str, column: Column) -> Value:
    match column.type:
        case "integer":
            return int(cell)
        case "number":
            return float(cell)
        case "date":
            return date.fromisoformat(cell)
    text = unguard(cell)
    if column.categories and text not in column.categories:
        raise ValueError(text)
    return text
