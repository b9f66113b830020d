"""Rows of statements.csv that later runs replaced: what an old copy of the table was made from.

A copy that was saved before the latest run holds the values of its time. Only the row it was made
from tells which of them a person changed. No run can compute these rows again, so they lie outside
the cache. Rows are kept by their `row_version`; the newest `MAX_ROWS` stay.
"""

import csv
import json
import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from pipeline.corrections.load import tidy
from pipeline.errors import OnrecordError

FILE = "replaced.sqlite3"
SCHEMA = "CREATE TABLE IF NOT EXISTS rows (number INTEGER PRIMARY KEY, version TEXT UNIQUE, cells BLOB)"
MAX_ROWS = 1_000_000
VERSION = "row_version"
LOOKS_LIKE_VERSION = re.compile(r"v[0-9a-f]{12}").fullmatch
Cells = Mapping[str, str]


def keep_replaced(folder: Path, table: Path, versions: Collection[str]) -> None:
    """Keeps the rows of a table that is about to be replaced by one with these versions.

    Raises:
        OnrecordError: they cannot be written.
    """
    gone = _replaced(table, versions)
    if not gone:
        return
    path = folder / FILE
    try:
        with closing(_open(path)) as database, database:
            database.executemany("INSERT OR REPLACE INTO rows (version, cells) VALUES (?, ?)", gone)
            database.execute("DELETE FROM rows WHERE number <= (SELECT max(number) FROM rows) - ?", (MAX_ROWS,))
    except (OSError, sqlite3.Error) as error:
        raise OnrecordError(f"{path}: cannot be written ({error}); check the folder and the disk.") from error


def replaced_rows(folder: Path, versions: Iterable[str]) -> dict[str, Cells]:
    """The rows of these versions, as far as they are kept."""
    path = folder / FILE
    if not path.exists():
        return {}
    rows = {}
    with suppress(OSError, sqlite3.Error, zlib.error, ValueError), closing(_open(path)) as database:
        for version in versions:
            found = database.execute("SELECT cells FROM rows WHERE version = ?", (version,)).fetchone()
            if found:
                rows[version] = json.loads(zlib.decompress(found[0]))
    return rows


def _replaced(table: Path, versions: Collection[str]) -> list[tuple[str, bytes]]:
    """Version and cells of the table's rows that are not among these versions; none of a table that is damaged."""
    with suppress(OSError, ValueError, TypeError, csv.Error):
        return [
            (row[VERSION], zlib.compress(json.dumps(row).encode()))
            for row in read_rows(table, but_for=versions)
            if row.get(VERSION)
        ]
    return []


def read_rows(table: Path, *, but_for: Collection[str] = ()) -> Iterator[Cells]:
    """The rows of a statements table without guards, those of the versions `but_for` left out.

    Raises:
        OSError: there is none, or it cannot be read.
        ValueError, TypeError, csv.Error: it is damaged.
    """
    with table.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader([next(stream, "")]), [])
        place = header.index(VERSION) if VERSION in header else None
        lines: Iterable[str] = stream
        if but_for and place == len(header) - 1:
            lines = _without(stream.readlines(), but_for)
        for cells in filter(None, csv.reader(lines)):
            if place is None or place >= len(cells) or cells[place] not in but_for:
                yield {name: tidy(cell) for name, cell in zip(header, cells, strict=True)}


def _without(lines: Sequence[str], versions: Collection[str]) -> Sequence[str]:
    """The lines of rows of other versions, where every line is a row that ends in its version; else all lines."""
    ends = [line.rstrip("\r\n").rpartition(",")[2] for line in lines]
    if not all(map(LOOKS_LIKE_VERSION, ends)):
        return lines
    return [line for line, version in zip(lines, ends, strict=True) if version not in versions]


def _open(path: Path) -> sqlite3.Connection:
    """The store; one that is damaged is set aside and a new one started."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        database = sqlite3.connect(path)
        database.execute(SCHEMA)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        path.replace(path.with_name(f"{FILE}.damaged"))
        database = sqlite3.connect(path)
        database.execute(SCHEMA)
    return database
