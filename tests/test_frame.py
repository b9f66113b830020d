"""A frame of a table has its rows, its columns and their types, and says what is missing."""

import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

import pytest
from tables_example import ALL_TYPES, article, read, write

from pipeline.tables import TABLE_BY_NAME, TABLES
from pipeline.tables.columns import Note, Table
from pipeline.tables.frame import frame_of

DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "date": "datetime64[s]"}


@dataclass(frozen=True, slots=True)
class TideRow:
    harbour: Annotated[str | None, Note("Where.")]
    ships: Annotated[int | None, Note("How many.")]
    metres: Annotated[float | None, Note("How high.")]
    day: Annotated[date | None, Note("When.")]


TIDES = Table("tides", "One row a tide.", TideRow)


def values_of(frame):
    """The rows of a frame as Python values, None where something is missing."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{name: value.date() if hasattr(value, "date") else value for name, value in row.items()} for row in rows]


def test_types_and_missing_values_are_those_of_the_rows():
    rows = [TideRow("Öland", 2**53 + 1, 0.1, date(9999, 12, 31)), TideRow(None, None, None, None)]
    frame = frame_of(TIDES, iter(rows))
    assert frame.dtypes.astype(str).to_dict() == {
        "harbour": "string", "ships": "Int64", "metres": "Float64", "day": "datetime64[s]",
    }  # fmt: skip
    assert values_of(frame) == [asdict(row) for row in rows]
    assert frame.iloc[1].isna().all()


def test_empty_text_and_nought_are_not_missing():
    assert frame_of(TIDES, [TideRow("", 0, 0.0, date(2031, 5, 20))]).notna().all(axis=None)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_one_row_a_record_of_every_table(table, tmp_path):
    write(tmp_path, article(), article("wires.txt", doc_id="d2"), settings=ALL_TYPES)
    rows = read(tmp_path, table.name)
    frame = frame_of(table, rows)
    assert frame.shape == (len(rows), len(table.columns))
    assert values_of(frame) == [asdict(row) for row in rows]


def test_frame_without_rows_has_the_types():
    table = TABLE_BY_NAME["statements"]
    frame = frame_of(table, [])
    assert frame.shape == (0, len(table.columns))
    expected = {column.name: DTYPES[column.type] for column in table.columns}
    assert frame.dtypes.astype(str).to_dict() == expected


def test_pandas_is_loaded_for_a_frame_only():
    program = "import sys, pipeline.plots, pipeline.run, pipeline.tables.frame; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
