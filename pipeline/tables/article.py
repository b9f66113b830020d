"""All rows of one article, as the bytes of the files they go into, and what it adds to the tables of all articles."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from pipeline.records import Result
from pipeline.settings import Settings
from pipeline.tables.build import document_row, mention_rows, stance_rows, statement_row, theme_rows
from pipeline.tables.census import Census, census_of
from pipeline.tables.copies import Copies, Copy, lone_document, lone_statement
from pipeline.tables.csvfile import encoder_of
from pipeline.tables.join import entity_id, join
from pipeline.tables.lines import copy_part, encode_line, statement_line
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
    ids = {entity.key: entity_id(entity.name, entity.label) for entity in result.entities.entities}
    rows = [statement_row(each, result, labels) for each in joined]
    lines = [encode_line(statement_line(each, result)) for each in joined]
    encode = encoder_of(TABLE_BY_NAME["statements"]).encode
    statements = [encode([row]) for row in rows]
    others: tuple[Iterable[Any], ...] = (
        [document_row(result, len(rows))],
        [row for each in joined for row in theme_rows(each, labels)],
        [row for each in joined for row in stance_rows(each)],
        mention_rows(result, ids),
    )
    encoded = (
        encoder_of(TABLE_BY_NAME[name]).encode(own) for name, own in zip(ARTICLE_TABLES[1:], others, strict=True)
    )
    parts = [b"".join(lines), b"".join(statements), *encoded]
    lone = {each.statement_id: lone_statement(each, result.document) for each in joined}
    return ArticleRows(
        result.file,
        tuple(row.row_version for row in rows),
        census_of(result, joined, ids),
        tuple(map(len, parts)),
        zlib.compress(b"".join(parts), FASTEST),
        _gaps(lines, lone, copy_part),
        _gaps(statements, lone, _copy_cells),
        _gaps(parts[2:3], {result.doc_id: lone_document(result)}, _copy_cells),
    )


def _gaps(rows: Iterable[bytes], copies: Mapping[str, Copy], write: Callable[[Copy], bytes]) -> tuple[Gap, ...]:
    """Where each row tells of its copies; nothing that is free text comes after that."""
    gaps, length = [], 0
    for row, (name, copy) in zip(rows, copies.items(), strict=True):
        own = write(copy)
        start = length + row.rindex(own)
        gaps.append(Gap(name, start, start + len(own)))
        length += len(row)
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
    return f"{copy.cluster_id},{copy.first_seen or ''},{copy.number},".encode()
