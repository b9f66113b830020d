"""The tables that grow with the articles once more as Parquet, so many rows a file, made by whoever has time."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count, islice
from pathlib import Path

from pipeline.tables.article import ARTICLE_TABLES
from pipeline.tables.csvfile import parse_rows
from pipeline.tables.files import write_atomically, writing
from pipeline.tables.parquet import write_rows
from pipeline.tables.rows import TABLE_BY_NAME

FOLDER = "partitions"
DRAFT = f".{FOLDER}"
PART = "part-*.parquet"


@dataclass(frozen=True, slots=True)
class Partition:
    """Neighbouring rows of a table as lines of its CSV file, and the name of their Parquet file."""

    table: str
    file: str
    lines: tuple[str, ...]


Encode = Callable[[Iterator[Partition]], Iterator[tuple[str, bytes]]]


def encode_partition(partition: Partition) -> tuple[str, bytes]:
    """The partition's file and its content."""
    table, stream = TABLE_BY_NAME[partition.table], BytesIO()
    write_rows(table, parse_rows(partition.lines, table), stream)
    return partition.file, stream.getvalue()


def write_partitions(out: Path, rows: int, encode: Encode) -> list[str]:
    """Writes the tables in `out` as partitions of so many rows each, of 0 none; returns the files, relative to `out`.

    They take the places of the old ones when all are there.

    Raises:
        UsageError: the folder cannot be written.
    """
    files = []
    try:
        for file, content in encode(_partitions(out, rows)) if rows else ():
            write_atomically(out / DRAFT / file, content)
            files.append(f"{FOLDER}/{file}")
        with writing(out):
            _put_in_place(out, files)
    finally:
        shutil.rmtree(out / DRAFT, ignore_errors=True)
    return files


def _put_in_place(out: Path, files: Sequence[str]) -> None:
    paths = (path for name in ARTICLE_TABLES for path in (out / FOLDER / name).glob(PART))
    old = {path.relative_to(out).as_posix() for path in paths}
    for file in files:
        (out / file).parent.mkdir(parents=True, exist_ok=True)
        (out / f".{file}").replace(out / file)
    for file in old.difference(files):
        (out / file).unlink()


def _partitions(out: Path, rows: int) -> Iterator[Partition]:
    """The rows of the tables as they stand in `out`, of an empty one none; no cell of them holds a line end."""
    for name in ARTICLE_TABLES:
        with (out / TABLE_BY_NAME[name].file).open(encoding="utf-8-sig", newline="") as stream:
            next(stream)
            lines = tuple(islice(stream, rows))
            for number in count():
                yield Partition(name, f"{name}/part-{number:07}.parquet", lines)
                lines = tuple(islice(stream, rows))
                if not lines:
                    break
