"""Values as the text of CSV cells that every spreadsheet shows as they are, and back."""

import re
from datetime import date

from pipeline.tables.columns import Column

Value = str | int | float | date | None
MAX_CELL_UNITS = 31_999
LIST_SEPARATOR = "; "
NEWLINE = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
NEWLINE_MARK = " ¶ "
CUT_MARK = "…"
FORMULA_START = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def clean(text: str) -> str:
    """The text on one line, short enough for a cell, with `'` before what a spreadsheet would take for a formula.

    Example:
        >>> clean("=2+2")
        "'=2+2"
    """
    line = shorten(NEWLINE.sub(NEWLINE_MARK, text))
    return f"'{line}" if FORMULA_START.match(line) else line


def unguard(cell: str) -> str:
    """The text that `clean` guarded."""
    return cell[1:] if GUARDED.match(cell) else cell


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
