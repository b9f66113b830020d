"""datapackage.json describes the tables truly: the frictionless library finds nothing wrong with them."""

import warnings
from pathlib import Path
from typing import Any

import pytest
from tables_example import ALL_TYPES, article, write

from pipeline.records import Failure
from pipeline.tables import TABLES, read_table_csv

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    frictionless: Any = pytest.importorskip("frictionless")


def problems(out: Path) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(out / "datapackage.json"))
    return list(report.flatten(["type", "title", "message"]))


def test_package_and_tables_are_valid(tmp_path: Path) -> None:
    failures = [Failure("empty.txt", "ingest", "is empty", "Delete it.")]
    write(tmp_path, article(), article("seaport.txt", doc_id="d2"), failures=failures, settings=ALL_TYPES)
    assert problems(tmp_path) == []


def test_package_without_rows_is_valid(tmp_path: Path) -> None:
    write(tmp_path)
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("statements.csv", b",direct,", b",loud,"),
        ("statement_themes.csv", b"d1-s1,1", b"d1-s9,1"),
        ("documents.csv", b"2031-05-20", b"20 May 2031"),
        ("mentions.csv", b"d1,", b"d7,"),
    ],
)
def test_package_notices_a_damaged_table(tmp_path: Path, file: str, old: bytes, new: bytes) -> None:
    write(tmp_path, article())
    path = tmp_path / file
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert problems(tmp_path) != []


def test_dictionary_has_a_row_for_every_column(tmp_path: Path) -> None:
    write(tmp_path)
    rows = list(read_table_csv(tmp_path / "data_dictionary.csv", TABLES[-1]))
    assert [(row.table, row.column) for row in rows] == [
        (table.name, column.name) for table in TABLES for column in table.columns
    ]
    assert all(row.description.endswith(".") for row in rows)
