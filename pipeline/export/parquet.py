"""The tables as Parquet files, with the types of their columns."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.tables import Table
from pipeline.tables.files import replacing
from pipeline.tables.parquet import require_parquet, write_rows


def write_parquet(sources: Sequence[tuple[Table, Callable[[], Iterator[Any]]]], folder: Path) -> None:
    """Writes TABLE.parquet into `folder` for each table.

    Raises:
        UsageError: the folder cannot be written, or pyarrow is not installed.
    """
    require_parquet()
    with replacing(folder, [f"{table.name}.parquet" for table, _ in sources]) as streams:
        for table, rows in sources:
            write_rows(table, rows(), streams[f"{table.name}.parquet"])
