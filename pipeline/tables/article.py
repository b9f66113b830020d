"""All rows of one article, as the bytes of the files they go into, and what it adds to the tables of all articles."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pipeline.records import Result
from pipeline.settings import Settings
from pipeline.tables.build import document_row, mention_rows, stance_rows, statement_row, theme_rows
from pipeline.tables.census import Census, census_of
from pipeline.tables.copies import Copies
from pipeline.tables.csvfile import encoder_of
from pipeline.tables.join import entity_id, join
from pipeline.tables.lines import encode_line, statement_line
from pipeline.tables.rows import TABLE_BY_NAME

STATEMENTS_FILE = "statements.jsonl"
ARTICLE_TABLES = ("statements", "documents", "statement_themes", "stances", "mentions")
ARTICLE_FILES = (STATEMENTS_FILE, *(TABLE_BY_NAME[name].file for name in ARTICLE_TABLES))
FASTEST = 1


class ArticleRows(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The rows of one article.

    `versions` are those of its statement rows; `data` holds, packed, what it adds to each of the
    `ARTICLE_FILES`, one after the other, each of the length that `lengths` gives.
    """

    file: str
    versions: tuple[str, ...]
    census: Census
    lengths: tuple[int, ...]
    data: bytes

    def parts(self) -> list[bytes]:
        """What the article adds to each of the `ARTICLE_FILES`."""
        data, parts, start = zlib.decompress(self.data), [], 0
        for length in self.lengths:
            parts.append(data[start : start + length])
            start += length
        return parts


def article_rows(
    result: Result, *, settings: Settings, labels: Mapping[str, str], copies: Copies | None = None
) -> ArticleRows:
    """The rows of an article under its canonical names; `labels` are those of the themes by their ids.

    `copies` are those of all articles (see `find_copies`).
    """
    copies = copies or Copies()
    statements = list(join(result, settings))
    alike = [copies.of_statement(each, result.document) for each in statements]
    ids = {entity.key: entity_id(entity.name, entity.label) for entity in result.entities.entities}
    rows = [statement_row(each, result, labels, copy) for each, copy in zip(statements, alike, strict=True)]
    tables: tuple[Iterable[Any], ...] = (
        rows,
        [document_row(result, len(rows), copies.of_document(result))],
        [row for each in statements for row in theme_rows(each, labels)],
        [row for each in statements for row in stance_rows(each)],
        mention_rows(result, ids),
    )
    lines = (encode_line(statement_line(each, result, copy)) for each, copy in zip(statements, alike, strict=True))
    encoded = (encoder_of(TABLE_BY_NAME[name]).encode(own) for name, own in zip(ARTICLE_TABLES, tables, strict=True))
    parts = [b"".join(lines), *encoded]
    return ArticleRows(
        result.file,
        tuple(row.row_version for row in rows),
        census_of(result, statements, ids),
        tuple(map(len, parts)),
        zlib.compress(b"".join(parts), FASTEST),
    )
