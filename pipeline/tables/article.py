"""All rows of one article, as the bytes of the files they go into, and what it adds to the tables of all articles."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.records import Result
from pipeline.settings import Settings
from pipeline.tables.build import document_row, mention_rows, stance_rows, statement_row, theme_rows
from pipeline.tables.census import Census, census_of
from pipeline.tables.copies import DOCUMENT_COLUMNS, STATEMENT_COLUMNS, Copies, Copy
from pipeline.tables.csvfile import encoder_of
from pipeline.tables.join import entity_id, join
from pipeline.tables.lines import copy_part, copy_place, encode_line, statement_line
from pipeline.tables.rows import TABLE_BY_NAME

STATEMENTS_FILE = "statements.jsonl"
ARTICLE_TABLES = ("statements", "documents", "statement_themes", "stances", "mentions")
ARTICLE_FILES = (STATEMENTS_FILE, *(TABLE_BY_NAME[name].file for name in ARTICLE_TABLES))
FASTEST = 1


class Gap(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a row tells of its copies: the id of its statement or article, and the bytes from `start` to `end`."""

    name: str
    start: int
    end: int


class ArticleRows(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The rows of one article, as if it had no copies.

    `versions` are those of its statement rows; `data` holds, packed, what it adds to each of the
    `ARTICLE_FILES`, one after the other, each of the length that `lengths` gives. `lines`, `statements`
    and `document` are the gaps in what it adds to statements.jsonl, statements.csv and documents.csv.
    """

    file: str
    versions: tuple[str, ...]
    census: Census
    lengths: tuple[int, ...]
    data: bytes
    lines: tuple[Gap, ...]
    statements: tuple[Gap, ...]
    document: tuple[Gap, ...]

    def parts(self, copies: Copies) -> list[bytes]:
        """What the article adds to each of the `ARTICLE_FILES`, its `copies` written into the gaps."""
        data, parts, start = zlib.decompress(self.data), [], 0
        for length in self.lengths:
            parts.append(data[start : start + length])
            start += length
        parts[0] = _fill(parts[0], self.lines, copies.statements, copy_part)
        parts[1] = _fill(parts[1], self.statements, copies.statements, _copy_cells)
        parts[2] = _fill(parts[2], self.document, copies.documents, _copy_cells)
        return parts


def article_rows(result: Result, *, settings: Settings, labels: Mapping[str, str]) -> ArticleRows:
    """The rows of an article under its canonical names; `labels` are those of the themes by their ids."""
    joined = list(join(result, settings))
    names = [each.statement_id for each in joined]
    ids = {entity.key: entity_id(entity.name, entity.label) for entity in result.entities.entities}
    rows = [statement_row(each, result, labels) for each in joined]
    lines = [encode_line(statement_line(each, result)) for each in joined]
    statements = [_encode("statements", row, STATEMENT_COLUMNS) for row in rows]
    document = _encode("documents", document_row(result, len(rows)), DOCUMENT_COLUMNS)
    others: tuple[Iterable[Any], ...] = (
        [row for each in joined for row in theme_rows(each, labels)],
        [row for each in joined for row in stance_rows(each)],
        mention_rows(result, ids),
    )
    parts = [
        b"".join(lines),
        b"".join(data for data, _ in statements),
        document[0],
        *(encoder_of(TABLE_BY_NAME[name]).encode(own) for name, own in zip(ARTICLE_TABLES[2:], others, strict=True)),
    ]
    return ArticleRows(
        result.file,
        tuple(row.row_version for row in rows),
        census_of(result, joined, ids),
        tuple(map(len, parts)),
        zlib.compress(b"".join(parts), FASTEST),
        _gaps(names, [(line, copy_place(line)) for line in lines]),
        _gaps(names, statements),
        _gaps([result.doc_id], [document]),
    )


def _encode(table: str, row: Any, columns: Sequence[str]) -> tuple[bytes, tuple[int, int]]:
    """The row as it stands in its table, and where in it the columns stand."""
    encoder = encoder_of(TABLE_BY_NAME[table])
    return encoder.encode([row]), encoder.place(row, columns)


def _gaps(names: Iterable[str], rows: Iterable[tuple[bytes, tuple[int, int]]]) -> tuple[Gap, ...]:
    gaps, length = [], 0
    for name, (data, (start, end)) in zip(names, rows, strict=True):
        gaps.append(Gap(name, length + start, length + end))
        length += len(data)
    return tuple(gaps)


def _fill(part: bytes, gaps: Iterable[Gap], copies: Mapping[str, Copy], write: Callable[[Copy], bytes]) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for gap in gaps:
        copy = copies.get(gap.name)
        if copy is not None:
            pieces += part[done : gap.start], write(copy)
            done = gap.end
    return b"".join([*pieces, part[done:]])


def _copy_cells(copy: Copy) -> bytes:
    return f"{copy.cluster_id},{copy.first_seen or ''},{copy.number}".encode()
