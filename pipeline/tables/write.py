"""Writes every table of a run, article by article, and replaces the old ones at the end."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.canonical import Doubt
from pipeline.records import Failure, Result
from pipeline.settings import Settings
from pipeline.tables.build import document_row, mention_rows, stance_rows, statement_row, theme_rows, unresolved_rows
from pipeline.tables.census import Census, aliases_by_name
from pipeline.tables.copies import Copies
from pipeline.tables.csvfile import TableWriter
from pipeline.tables.files import replacing
from pipeline.tables.join import Joined, join
from pipeline.tables.lines import encode_line, statement_line
from pipeline.tables.rows import TABLES, CorrectionRow, ErrorRow
from pipeline.tables.schema import datapackage, dictionary_rows

if TYPE_CHECKING:
    from pipeline.resources.codebook import Codebook

STATEMENTS_FILE = "statements.jsonl"
PACKAGE_FILE = "datapackage.json"
OUTPUT_FILES = (STATEMENTS_FILE, *(table.file for table in TABLES), PACKAGE_FILE)


@dataclass(frozen=True, slots=True)
class Written:
    """The files written, relative to the output folder, and the number of statements in them."""

    files: tuple[str, ...]
    statements: int


def write_outputs(  # noqa: PLR0913 - one keyword for each thing the tables show
    results: Iterable[Result],
    failures: Iterable[Failure],
    out: Path,
    *,
    settings: Settings,
    codebook: "Codebook",
    corrections: Iterable[CorrectionRow] = (),
    copies: Copies | None = None,
    unresolved: Iterable[Doubt] = (),
    before_replacing: Callable[[Collection[str]], None] = lambda _versions: None,
) -> Written:
    """Writes all outputs but run.json; the previous ones stay whole until every new one is complete.

    `results` come in order of their files and are held one at a time; what became of the
    `corrections` is asked for after the last of them. `copies` are those of all articles (see `find_copies`),
    `unresolved` what is doubtful about their names. `before_replacing` is called with the versions of
    the new statement rows while the old tables are still in place.

    Raises:
        UsageError: the folder cannot be written.
    """
    with replacing(out, OUTPUT_FILES) as streams:
        tables = {table.name: TableWriter(table, streams[table.file]) for table in TABLES}
        labels = {theme.theme_id: theme.label for theme in codebook.themes}
        writer = _Writer(tables, streams[STATEMENTS_FILE], Census(), settings, labels, copies or Copies())
        statements = sum(writer.write_article(result) for result in _in_order(results))
        writer.write_rest(failures, corrections, unresolved)
        streams[PACKAGE_FILE].write(datapackage())
        for table in tables.values():
            table.finish()
        before_replacing(writer.versions)
    return Written(OUTPUT_FILES, statements)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Where the rows of an article go."""

    tables: Mapping[str, TableWriter]
    lines: IO[bytes]
    census: Census
    settings: Settings
    labels: Mapping[str, str]
    copies: Copies
    versions: set[str] = field(default_factory=set)

    def write_article(self, result: Result) -> int:
        """Writes an article's rows; returns the number of its statements."""
        aliases = aliases_by_name(result.entities.entities)
        statements = 0
        for joined in join(result, self.settings):
            self._write_statement(joined, result)
            self.census.count_speaker(joined, result, aliases)
            statements += 1
        self.tables["documents"].write(document_row(result, statements, self.copies.of_document(result)))
        for row in mention_rows(result, self.census.count_entities(result)):
            self.tables["mentions"].write(row)
        return statements

    def write_rest(
        self, failures: Iterable[Failure], corrections: Iterable[CorrectionRow], unresolved: Iterable[Doubt]
    ) -> None:
        """Writes what is known only after the last article."""
        for name, rows in (
            ("speakers", self.census.speaker_rows()),
            ("entities", self.census.entity_rows()),
            ("unresolved", unresolved_rows(unresolved)),
            ("errors", _error_rows(failures)),
            ("corrections_report", corrections),
            ("data_dictionary", dictionary_rows()),
        ):
            for row in rows:
                self.tables[name].write(row)

    def _write_statement(self, joined: Joined, result: Result) -> None:
        copy = self.copies.of_statement(joined, result.document)
        self.lines.write(encode_line(statement_line(joined, result, copy)))
        row = statement_row(joined, result, self.labels, copy)
        self.versions.add(row.row_version)
        self.tables["statements"].write(row)
        for theme_row in theme_rows(joined, self.labels):
            self.tables["statement_themes"].write(theme_row)
        for stance_row in stance_rows(joined):
            self.tables["stances"].write(stance_row)


def _in_order(results: Iterable[Result]) -> Iterator[Result]:
    """The results, checked to come in order of their files: the order of the rows hangs on it."""
    last = ""
    for result in results:
        if result.file < last:
            raise ValueError(f"{result.file} comes after {last}: give the results in order of their files")
        last = result.file
        yield result


def _error_rows(failures: Iterable[Failure]) -> Iterator[ErrorRow]:
    rows = {ErrorRow(failure.file, failure.stage, failure.message, failure.remedy) for failure in failures}
    yield from sorted(rows, key=astuple)
