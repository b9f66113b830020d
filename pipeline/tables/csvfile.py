"""CSV files of rows: written in chunks with pandas, read back as the same rows."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ResourceError
from pipeline.tables.cells import LIST_SEPARATOR, clean, is_cut, parse
from pipeline.tables.columns import Column, Table

CHUNK_ROWS = 10_000
BOM = "\ufeff"
PANDAS_TYPES = {"string": "object", "date": "object", "integer": "Int64", "number": "Float64"}


class TableWriter:
    """Writes rows of one table to a binary stream, a chunk at a time; call `finish` at the end."""

    def __init__(self, table: Table, stream: IO[bytes]) -> None:
        """Begin a table at the start of `stream`."""
        self._columns = table.columns
        self._text = TextIOWrapper(stream, encoding="utf-8", newline="")
        self._values = attrgetter(*(column.name for column in self._columns))
        self._texts = tuple(column.name for column in self._columns if column.type == "string")
        self._marks_cuts = "truncated" in self._texts
        self._rows: list[tuple[Any, ...]] = []
        self._text.write(BOM)
        self._write([], header=True)

    def write(self, row: Any) -> None:
        """Adds a row, an instance of the table's row dataclass."""
        if self._marks_cuts:
            cut = [name for name in self._texts if (text := getattr(row, name)) is not None and is_cut(text)]
            row = replace(row, truncated=LIST_SEPARATOR.join(cut)) if cut else row
        self._rows.append(self._values(row))
        if len(self._rows) >= CHUNK_ROWS:
            self._flush()

    def finish(self) -> None:
        """Writes what is still held and lets go of the stream."""
        self._flush()
        self._text.detach()

    def _flush(self) -> None:
        if self._rows:
            self._write(self._rows, header=False)
            self._rows = []
        self._text.flush()

    def _write(self, rows: list[tuple[Any, ...]], *, header: bool) -> None:
        import pandas as pd

        columns = zip(*rows, strict=True) if rows else ((),) * len(self._columns)
        series = {
            column.name: pd.Series(_cells(values, column), dtype=PANDAS_TYPES[column.type])
            for column, values in zip(self._columns, columns, strict=True)
        }
        pd.DataFrame(series).to_csv(self._text, index=False, header=header, lineterminator="\r\n")


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
                    values = [parse(cell, column) for cell, column in zip(cells, columns, strict=True)]
                except ValueError as error:
                    raise ResourceError(path, f"{error}.", line=reader.line_num) from error
                yield table.row_type(*values)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResourceError(path, f"cannot be read as a table ({error}); run onrecord again.") from error


def _cells(values: tuple[Any, ...], column: Column) -> list[Any]:
    if column.type == "string":
        return [None if value is None else clean(value) for value in values]
    if column.type == "date":
        return [None if value is None else value.isoformat() for value in values]
    return list(values)
