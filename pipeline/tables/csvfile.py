"""CSV files of rows: encoded a few rows at a time, read back as the same rows."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from io import StringIO
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.errors import ResourceError
from pipeline.tables.cells import LIST_SEPARATOR, clean, is_cut, parse
from pipeline.tables.columns import Column, ColumnType, Table

BOM = "\ufeff"
CUT_COLUMN = "truncated"
ENCODERS: dict[ColumnType, Callable[[Any], str | int | float]] = {
    "string": clean,
    "date": lambda day: day.isoformat(),
    "integer": int,
    "number": float,
}


class TableEncoder:
    """Turns the rows of one table, instances of its row dataclass, into the bytes of its file."""

    def __init__(self, table: Table) -> None:
        """Look the table's columns up."""
        columns = table.columns
        self._names = [column.name for column in columns]
        self._values = attrgetter(*self._names)
        self._encoders = [ENCODERS[column.type] for column in columns]
        self._texts = [place for place, column in enumerate(columns) if column.type == "string"]
        self._cut_column = self._names.index(CUT_COLUMN) if CUT_COLUMN in self._names else None

    def header(self) -> bytes:
        """What a file of the table begins with."""
        return (BOM + _csv([self._names])).encode()

    def encode(self, rows: Iterable[Any]) -> bytes:
        """The rows as they follow one another in the file."""
        return _csv(map(self._cells, rows)).encode()

    def _cells(self, row: Any) -> list[str | int | float | None]:
        values = list(self._values(row))
        if self._cut_column is not None:
            cut = [self._names[place] for place in self._texts if values[place] and is_cut(values[place])]
            values[self._cut_column] = LIST_SEPARATOR.join(cut) or None
        return [None if value is None else encode(value) for encode, value in zip(self._encoders, values, strict=True)]


@lru_cache
def encoder_of(table: Table) -> TableEncoder:
    """The encoder of a table, made once."""
    return TableEncoder(table)


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def read_table_csv(path: Path, table: Table) -> Iterator[Any]:
    """The rows of a table file, as instances of the table's row dataclass.

    Raises:
        ResourceError: the file cannot be read or is no such table.
    """
    columns = table.columns
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if header != [column.name for column in columns]:
                raise ResourceError(path, f"has other columns than {table.name} tables; run onrecord again.", line=1)
            for cells in reader:
                try:
                    yield table.row_type(*_values(cells, columns))
                except ValueError as error:
                    raise ResourceError(path, f"{error}.", line=reader.line_num) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResourceError(path, f"cannot be read as a table ({error}); run onrecord again.") from error


def parse_rows(lines: Iterable[str], table: Table) -> Iterator[Any]:
    """The rows in lines of a table file, the header left out.

    Raises:
        ValueError, csv.Error: a line is no row of the table.
    """
    columns = table.columns
    return (table.row_type(*_values(cells, columns)) for cells in csv.reader(lines, strict=True))


def _values(cells: Sequence[str], columns: Sequence[Column]) -> Iterator[Any]:
    return (parse(cell, column) for cell, column in zip(cells, columns, strict=True))
