"""The tables as Parquet files, with the types of their columns."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pipeline.tables import Table
from pipeline.tables.files import replacing

GROUP_ROWS = 50_000


def write_parquet(sources: Sequence[tuple[Table, Callable[[], Iterator[Any]]]], folder: Path) -> None:
    """Writes TABLE.parquet into `folder` for each table.

    Raises:
        UsageError: the folder cannot be written.
        ModuleNotFoundError: pyarrow is not installed.
    """
    import pyarrow as pa  # noqa: F401 - before any file is touched

    with replacing(folder, [f"{table.name}.parquet" for table, _ in sources]) as streams:
        for table, rows in sources:
            _write(table, rows(), streams[f"{table.name}.parquet"])


def _write(table: Table, rows: Iterator[Any], stream: IO[bytes]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
    schema = pa.schema([pa.field(c.name, types[c.type], nullable=not c.is_required) for c in table.columns])
    with parquet.ParquetWriter(stream, schema) as writer:
        while group := list(islice(rows, GROUP_ROWS)):
            columns = {c.name: [getattr(row, c.name) for row in group] for c in table.columns}
            writer.write_table(pa.table(columns, schema=schema))
