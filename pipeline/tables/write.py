"""Writes every table of a run, article by article, and replaces the old ones at the end."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.canonical import Doubt
from pipeline.records import Failure
from pipeline.tables.article import ARTICLE_FILES, STATEMENTS_FILE, ArticleRows
from pipeline.tables.bookkeeping import CorrectionRow, ErrorRow
from pipeline.tables.build import unresolved_rows
from pipeline.tables.census import Census
from pipeline.tables.copies import Copies
from pipeline.tables.csvfile import encoder_of
from pipeline.tables.files import replacing
from pipeline.tables.rows import TABLE_BY_NAME, TABLES
from pipeline.tables.schema import datapackage, dictionary_rows

PACKAGE_FILE = "datapackage.json"
OUTPUT_FILES = (STATEMENTS_FILE, *(table.file for table in TABLES), PACKAGE_FILE)


@dataclass(frozen=True, slots=True)
class Written:
    """The files written, relative to the output folder, and the number of statements in them."""

    files: tuple[str, ...]
    statements: int


def write_outputs(
    articles: Iterable[ArticleRows],
    failures: Iterable[Failure],
    out: Path,
    *,
    copies: Copies | None = None,
    corrections: Iterable[CorrectionRow] = (),
    unresolved: Iterable[Doubt] = (),
    before_replacing: Callable[[Collection[str]], None] = lambda _versions: None,
) -> Written:
    """Writes all outputs but run.json; the previous ones stay whole until every new one is complete.

    `articles` come in order of their files and are held one at a time; `copies` are those among all
    of them, written into their rows (see `find_copies`). What became of the
    `corrections` is asked for after the last of them. `unresolved` is what is doubtful about names.
    `before_replacing` is called with the versions of the new statement rows while the old tables are
    still in place.

    Raises:
        UsageError: the folder cannot be written.
    """
    with replacing(out, OUTPUT_FILES) as streams:
        for table in TABLES:
            streams[table.file].write(encoder_of(table).header())
        versions, census = _write_articles(articles, copies or Copies(), streams)
        rest: tuple[tuple[str, Iterable[Any]], ...] = (
            ("speakers", census.speaker_rows()),
            ("entities", census.entity_rows()),
            ("unresolved", unresolved_rows(unresolved)),
            ("errors", _error_rows(failures)),
            ("corrections_report", corrections),
            ("data_dictionary", dictionary_rows()),
        )
        for name, rows in rest:
            table = TABLE_BY_NAME[name]
            streams[table.file].write(encoder_of(table).encode(rows))
        streams[PACKAGE_FILE].write(datapackage())
        before_replacing(frozenset(versions))
    return Written(OUTPUT_FILES, len(versions))


def _write_articles(
    articles: Iterable[ArticleRows], copies: Copies, streams: Mapping[str, IO[bytes]]
) -> tuple[list[str], Census]:
    """Writes what each article adds to the files; returns the versions of its statement rows, and the census of all."""
    versions: list[str] = []
    census = Census()
    for rows in _in_order(articles):
        for file, part in zip(ARTICLE_FILES, rows.parts(copies), strict=True):
            streams[file].write(part)
        versions.extend(rows.versions)
        census.add(rows.census)
    return versions, census


def _in_order(articles: Iterable[ArticleRows]) -> Iterator[ArticleRows]:
    """The articles, checked to come in order of their files: the order of the rows hangs on it."""
    last = ""
    for rows in articles:
        if rows.file < last:
            raise ValueError(f"{rows.file} comes after {last}: give the articles in order of their files")
        last = rows.file
        yield rows


def _error_rows(failures: Iterable[Failure]) -> Iterator[ErrorRow]:
    rows = {ErrorRow(failure.file, failure.stage, failure.message, failure.remedy) for failure in failures}
    yield from sorted(rows, key=astuple)
