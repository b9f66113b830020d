"""The tables of the last run in other formats: a workbook, Parquet files, JSON lines."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.errors import OnrecordError, ResourceError, UsageError
from pipeline.export.lines import write_lines
from pipeline.export.parquet import write_parquet
from pipeline.export.workbook import write_workbook
from pipeline.tables import TABLES, Table, read_table_csv

ExportFormat = Literal["xlsx", "parquet", "jsonl"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
Source = tuple[Table, Callable[[], Iterator[Any]]]
WRITERS: Mapping[str, Callable[[list[Source], Path], None]] = {
    "xlsx": write_workbook,
    "parquet": write_parquet,
    "jsonl": write_lines,
}


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
    try:
        WRITERS[form]([_source(table, outputs) for table in TABLES], target)
    except ModuleNotFoundError as error:
        raise UsageError(f"{form} needs {error.name}; install it with: pip install {error.name}.") from error
    except ResourceError as error:
        raise OnrecordError(str(error)) from error


def _source(table: Table, outputs: Path) -> Source:
    return table, lambda: read_table_csv(outputs / table.file, table)
