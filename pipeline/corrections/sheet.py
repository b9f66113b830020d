"""Reads a table as any spreadsheet program saves it: whatever its encoding, separator or order of columns."""

import codecs
import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ResourceError

SEPARATORS = (",", ";", "\t", "|")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WORKBOOK = b"PK\x03\x04"
WESTERN = "cp1252"
MAX_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its line in the file, and its cells by the name of their column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file that are not blank; `is_lossy` says that its encoding lacks most of the world's letters."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    is_lossy: bool


def read_sheet(path: Path, known: Collection[str]) -> Sheet:
    """The table in a file; `known` are the columns by which its separator is told.

    Raises:
        ResourceError: the file cannot be read, is no table, or has none of the known columns.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ResourceError(path, f"cannot be read ({error.strerror}).") from error
    if data.startswith(WORKBOOK):
        raise ResourceError(path, "is a workbook, not a table; save its sheet as CSV and give that file.")
    text, encoding = _decode(data)
    lines_before = 0
    if text[:4].lower() == "sep=":
        _, newline, text = text.partition("\n")
        lines_before = len(newline)
    separator = max(SEPARATORS, key=lambda mark: len(_header(text, mark) & set(known)))
    if not _header(text, separator) & set(known):
        names = ", ".join(list(known)[:4])
        raise ResourceError(path, f"has no column {names} …; save it as CSV with its header.", line=1)
    header, rows = _rows(path, text, separator, lines_before)
    return Sheet(path, header, rows, encoding == WESTERN or text.isascii())


def _decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: by its mark, as UTF-16 where every other byte is nil, else UTF-8 or Western."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    head = data[:2000]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 1 and head[offset::2].count(0) > len(head) // 4:
            return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode(WESTERN, "replace"), WESTERN


def _name(cell: str) -> str:
    return cell.strip().strip("\ufeff'").casefold().replace(" ", "_")


def _header(text: str, separator: str) -> set[str]:
    try:
        return {_name(cell) for cell in next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])}
    except csv.Error:
        return set()


def _rows(path: Path, text: str, separator: str, lines_before: int) -> tuple[tuple[str, ...], tuple[SheetRow, ...]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        header = tuple(_name(cell) for cell in next(reader))
        named = [name for name in header if name]
        if double := next((name for name in named if named.count(name) > 1), None):
            raise ResourceError(path, f"has two columns {double}; keep one.", line=1 + lines_before)
        line = reader.line_num + 1
        for cells in reader:
            first, line = line + lines_before, reader.line_num + 1
            if any(cell.strip() for cell in cells[len(header) :]):
                message = (
                    f"has {len(cells)} cells for {len(header)} columns; quote the cell that holds a {separator!r}."
                )
                raise ResourceError(path, message, line=first)
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(first, dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise ResourceError(path, f"is not valid CSV ({error}).", line=reader.line_num + lines_before) from error
    return header, tuple(rows)
