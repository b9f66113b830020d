"""The tables as one workbook: a sheet a table, every text a text, whatever it begins with."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.tables import Column, Table
from pipeline.tables.files import replacing

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIRST = "data_dictionary"
MAX_ROWS = 1_048_575  # and the header
FIRST_DAY = date(1900, 3, 1)  # spreadsheets disagree about earlier ones
NARROW, WIDE = 9, 60
MEASURED_ROWS = 500
NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's days have no zone; equal tables give equal bytes
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}


def write_workbook(sources: Sequence[tuple[Table, Callable[[], Iterator[Any]]]], path: Path) -> None:
    """Writes all tables to a workbook, the data dictionary first; the headers stay in sight and filter.

    Raises:
        UsageError: the file cannot be written, or a table has more rows than a sheet holds.
    """
    from xlsxwriter import Workbook

    ordered = sorted(sources, key=lambda source: source[0].name != FIRST)
    with replacing(path.parent, [path.name]) as streams:
        book = Workbook(streams[path.name], OPTIONS)
        book.set_properties({"title": "onrecord", "created": NO_CLOCK})
        formats = _Formats(book)
        try:
            for table, rows in ordered:
                _write_sheet(book.add_worksheet(table.name), table, rows(), formats)
        finally:
            book.close()


class _Formats:
    """How cells look: texts are kept as texts also when a person types into them."""

    def __init__(self, book: "Workbook") -> None:
        """Add the formats to the book."""
        self.header: Format = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        self.text: Format = book.add_format({"num_format": "@", "valign": "top"})
        self.number: Format = book.add_format({"valign": "top"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})


def _write_sheet(sheet: "Worksheet", table: Table, rows: Iterator[Any], formats: _Formats) -> None:
    columns = table.columns
    widths = [max(NARROW, len(column.name) + 3) for column in columns]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, formats.header)
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MAX_ROWS:
            raise UsageError(f"{table.name} has more than {MAX_ROWS:,} rows; export parquet instead.")
        for place, column in enumerate(columns):
            value = getattr(row, column.name)
            if value is not None:
                _write_cell(sheet, (last, place), value, formats)
                if last <= MEASURED_ROWS:
                    widths[place] = max(widths[place], min(WIDE, len(str(value)) + 1))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width, _format(columns[place], formats))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _format(column: Column, formats: _Formats) -> "Format":
    return {"string": formats.text, "date": formats.day}.get(column.type, formats.number)


def _write_cell(sheet: "Worksheet", place: tuple[int, int], value: str | float | date, formats: _Formats) -> None:
    if isinstance(value, str):
        sheet.write_string(*place, value, formats.text)
    elif isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), formats.day)  # noqa: DTZ001
    elif isinstance(value, date):
        sheet.write_string(*place, value.isoformat(), formats.text)
    else:
        sheet.write_number(*place, value, formats.number)
