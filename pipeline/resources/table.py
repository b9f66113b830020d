"""Reads the CSV files that people edit, and says where they are wrong."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ResourceError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a resource file: its cells by column, stripped, and its line number."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def one_of(self, column: str, vocabulary: tuple[Any, ...]) -> Any:
        """The cell of a closed vocabulary.

        Raises:
            ResourceError: the cell holds another word.
        """
        if self[column] not in vocabulary:
            raise self.error(f"{column} is {self[column] or 'empty'}; it is one of {', '.join(vocabulary)}.")
        return self[column]

    def error(self, message: str) -> ResourceError:
        """An error that names this row's file and line; the caller raises it."""
        return ResourceError(self.path, message, line=self.line)


def read_table(path: Path, *, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a CSV file that has at least `columns`, without blank rows and those that start with #.

    Raises:
        ResourceError: the file is missing, not UTF-8, not CSV, or lacks a column.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ResourceError(path, f"cannot be read ({error.strerror}); restore it with `onrecord init`.") from error
    except UnicodeDecodeError as error:
        raise ResourceError(path, "is not UTF-8; save it as CSV UTF-8.") from error
    yield from _rows(path, text, columns)


def _rows(path: Path, text: str, columns: Sequence[str]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in columns if name not in header]
        if missing:
            raise ResourceError(path, f"column {', '.join(missing)} is missing; the header must name it.", line=1)
        line = reader.line_num + 1
        for values in reader:
            first_line, line = line, reader.line_num + 1
            cells = [value.strip() for value in values]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if len(cells) > len(header):
                message = f"has {len(cells)} cells for {len(header)} columns; quote the cell that holds a comma."
                raise ResourceError(path, message, line=first_line)
            yield Row(path, first_line, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise ResourceError(path, f"is not valid CSV ({error}).", line=reader.line_num) from error
