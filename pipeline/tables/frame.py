"""Rows of a table as a pandas DataFrame, for what counts them."""

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.tables.columns import ColumnType, Table

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "pd.DataFrame"  # named here, so that those who count need not import pandas
FRAME_TYPES: dict[ColumnType, str] = {
    "string": "string[python]",  # the same whether or not pyarrow is installed
    "integer": "Int64",
    "number": "Float64",
    "date": "datetime64[s]",
}


def frame_of(table: Table, rows: Iterable[Any]) -> Frame:
    """The rows, instances of the table's row dataclass, as a frame of shape (rows, columns of the table).

    Row i is the i-th of `rows`, the columns are named and ordered as in the table; string, Int64, Float64 and
    datetime64[s] (a day at midnight). What is missing is NA, among days NaT; without rows the shape is
    (0, columns) and the types are the same.
    """
    import pandas as pd

    records = list(rows)
    return pd.DataFrame(
        {
            column.name: pd.Series(map(attrgetter(column.name), records), dtype=FRAME_TYPES[column.type])
            for column in table.columns
        }
    )
