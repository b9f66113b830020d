"""The last run in other formats: tables as a workbook, Parquet or JSON lines; discourse networks; DNA."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.articles import read_articles
from pipeline.errors import OnrecordError, ResourceError, UsageError
from pipeline.export.dna import write_dna
from pipeline.export.graphs import write_networks
from pipeline.export.lines import write_lines
from pipeline.export.parquet import write_parquet
from pipeline.export.workbook import write_workbook
from pipeline.networks import SLICES, build_networks
from pipeline.project import Project
from pipeline.tables import TABLES, Table, read_table_csv

ExportFormat = Literal["xlsx", "parquet", "jsonl", "gexf", "graphml", "nodes-edges", "dna"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
Source = tuple[Table, Callable[[], Iterator[Any]]]
WRITERS: Mapping[str, Callable[[list[Source], Path], None]] = {
    "xlsx": write_workbook,
    "parquet": write_parquet,
    "jsonl": write_lines,
}


def export_project(
    project: Project, form: str, target: Path, *, slices: str | None = None, unique: bool = False
) -> None:
    """Writes the last run to `target`: a file for xlsx, a folder for all other formats.

    Of networks, `slices` adds those of each year, quarter or month; there and for dna, `unique`
    counts the same words once.

    Raises:
        UsageError: there is no such format or slice, there was no run, an article has changed since (for
            dna), a library is missing, or the target cannot be written.
    """
    if form in WRITERS or form not in EXPORT_FORMATS:
        export_tables(project.outputs, form, target)
        return
    known = next((name for name in SLICES if name == slices), None)
    if slices != known:
        raise UsageError(f"--slices is {slices!r}; give one of {', '.join(SLICES)}.")
    with _user_errors(form):
        if form == "dna":
            write_dna(read_articles(project), project.outputs, target, unique=unique)
        else:
            write_networks(build_networks(project.outputs, slices=known, unique=unique), target, form)


def export_tables(outputs: Path, form: str, target: Path) -> None:
    """Writes every table in `outputs` to `target`: a file for xlsx, a folder with a file a table for the others.

    Raises:
        UsageError: there is no such format, there was no run, or the target cannot be written.
    """
    if form not in WRITERS:
        raise UsageError(f"{form}: no such format; the formats are {', '.join(EXPORT_FORMATS)}.")
    if not (outputs / "statements.csv").exists():
        raise UsageError(f"{outputs / 'statements.csv'}: there is no such file; run `onrecord run` first.")
    if form == "xlsx" and target.is_dir():
        raise UsageError(f"{target}: is a folder; name the workbook, such as {target / 'statements.xlsx'}.")
    with _user_errors(form):
        WRITERS[form]([_source(table, outputs) for table in TABLES], target)


@contextmanager
def _user_errors(form: str) -> Iterator[None]:
    """Says what is missing or wrong as the user can mend it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(f"{form} needs {error.name}; install it with: pip install {error.name}.") from error
    except ResourceError as error:
        raise OnrecordError(str(error)) from error


def _source(table: Table, outputs: Path) -> Source:
    return table, lambda: read_table_csv(outputs / table.file, table)
