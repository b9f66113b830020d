"""Rows of a table as Parquet, with the types of its columns."""

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice
from typing import IO, Any

from pipeline.errors import UsageError
from pipeline.tables.columns import Table

GROUP_ROWS = 50_000


def require_parquet() -> None:
    """Makes sure that Parquet can be written.

    Raises:
        UsageError: pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise UsageError("Parquet needs pyarrow; install it with: pip install 'onrecord[parquet]'")


def write_rows(table: Table, rows: Iterator[Any], stream: IO[bytes]) -> None:
    """Writes rows of the table, so many at a time that memory does not grow with them."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
    schema = pa.schema([pa.field(c.name, types[c.type], nullable=not c.is_required) for c in table.columns])
    with parquet.ParquetWriter(stream, schema) as writer:
        while group := list(islice(rows, GROUP_ROWS)):
            columns = {c.name: [getattr(row, c.name) for row in group] for c in table.columns}
            writer.write_table(pa.table(columns, schema=schema))
