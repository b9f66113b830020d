"""Reads `seeds/metadata.csv`, as people and their spreadsheets write it."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import ResourceError
from pipeline.ingest.written_dates import find_date, numeric_order
from pipeline.records import Metadata

COLUMNS = ("file", "title", "outlet", "author", "published", "url", "language")
Rows = list[tuple[int, dict[str, str]]]


def load_metadata(path: Path) -> dict[str, Metadata]:
    """The rows of metadata.csv by file, in the order of the table; none where there is no such file.

    Dates are ISO, written out, or numeric where the column shows which of day and month is first.

    Raises:
        ResourceError: the table or one of its rows is wrong.
    """
    if not path.exists():
        return {}
    rows = _read(path)
    orders = {order for _, cells in rows if (order := numeric_order(cells["published"])) is not None}
    day_first = orders.pop() if len(orders) == 1 else None
    metadata: dict[str, Metadata] = {}
    for line, cells in rows:
        row = _metadata(path, line, cells, day_first=day_first)
        if row.file in metadata:
            message = f'"{row.file}" is already described in line {metadata[row.file].line}; keep one row.'
            raise ResourceError(path, message, line=line)
        metadata[row.file] = row
    return metadata


def _metadata(path: Path, line: int, cells: dict[str, str], *, day_first: bool | None) -> Metadata:
    language = cells["language"].lower()
    if language and not (language[:2].isalpha() and len(language) >= 2 and language[2:3] in {"", "-", "_"}):
        raise ResourceError(path, f'language "{language}" is not a code; write one such as en.', line=line)
    return Metadata(
        file=_file(path, line, cells["file"]),
        line=line,
        title=cells["title"] or None,
        outlet=cells["outlet"] or None,
        author=cells["author"] or None,
        published=_published(path, line, cells["published"], day_first=day_first),
        url=cells["url"] or None,
        language=language[:2] or None,
    )


def _file(path: Path, line: int, cell: str) -> str:
    file = PurePosixPath(cell.replace("\\", "/").removeprefix("./")).as_posix() if cell else ""
    if not file or file.startswith(("/", "../")):
        message = f'file "{cell}" is no path below seeds/; give the name of the article\'s file.'
        raise ResourceError(path, message, line=line)
    return file


def _published(path: Path, line: int, cell: str, *, day_first: bool | None) -> date | None:
    if not cell:
        return None
    published = find_date(cell, day_first=day_first)
    if published is None:
        raise ResourceError(path, f'published "{cell}" is not a clear date; write it as 2025-08-17.', line=line)
    return published


def _read(path: Path) -> Rows:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ResourceError(path, f"cannot be read ({error.strerror}); check that you may read it.") from error
    except UnicodeDecodeError as error:
        raise ResourceError(path, "is not UTF-8; save it as CSV UTF-8.") from error
    header_line = text.split("\n", 1)[0]
    separator = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = _header(path, next(reader, []))
        return list(_rows(path, reader, header))
    except csv.Error as error:
        message = f"is not valid CSV ({error}); close every quotation mark."
        raise ResourceError(path, message, line=reader.line_num) from error


def _header(path: Path, names: list[str]) -> list[str]:
    header = [name.strip().lower() for name in names]
    known = ", ".join(COLUMNS)
    for name in header:
        if name and (name not in COLUMNS or header.count(name) > 1):
            problem = "twice" if name in COLUMNS else "unknown"
            raise ResourceError(path, f'column "{name}" is {problem}; the columns are {known}.', line=1)
    if "file" not in header:
        raise ResourceError(path, f"column file is missing; the columns are {known}.", line=1)
    return header


def _rows(path: Path, reader: Any, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    line = reader.line_num + 1
    for values in reader:
        first_line, line = line, reader.line_num + 1
        cells = [value.strip() for value in values]
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            message = f"has {len(cells)} cells for {len(header)} columns; quote the cell that holds the separator."
            raise ResourceError(path, message, line=first_line)
        yield first_line, dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False))
