"""The tables once more as Parquet, so many rows a file."""

import sys
from dataclasses import astuple

import pandas as pd
import pytest
from tables_example import read

from pipeline.errors import UsageError
from pipeline.publish import statements_before
from pipeline.run import run
from pipeline.tables import TABLE_BY_NAME

ARTICLES = {
    f"note_{number}.txt": f"Ferries in bay {number}\n\nThe harbour master, Ida Quill, said that {number} ferries would "
    f"sail on Sunday. “We need {number} more pilots,” she added. “=1+1 is no sum, I told the crews,” he said.\n"
    for number in range(4)
}


@pytest.fixture
def project(make_project):
    return make_project(ARTICLES)


def run_with(project, rows):
    (project.root / "data" / "settings.toml").write_text(f"rows_per_partition = {rows}\n", "utf-8")
    return run(project, profile="fast")


def parts(project, table="statements"):
    return sorted((project.outputs / "partitions" / table).glob("*"))


def test_partitions_hold_the_rows_of_the_tables(project):
    run_with(project, 5)
    rows = read(project.outputs, "statements")
    assert len(parts(project)) == -(-len(rows) // 5) > 1
    for table in ("statements", "documents", "statement_themes", "stances", "mentions"):
        found = pd.read_parquet(project.outputs / "partitions" / table)
        cells = [[None if pd.isna(cell) else cell for cell in row] for row in found.itertuples(index=False, name=None)]
        assert cells == [list(astuple(row)) for row in read(project.outputs, table)]


def test_empty_tables_have_partitions_with_their_columns(make_project):
    project = make_project({"note.txt": "Nothing was said.\n"})
    run_with(project, 5)
    found = pd.read_parquet(project.outputs / "partitions" / "stances")
    assert len(found) == 0
    assert list(found.columns) == [column.name for column in TABLE_BY_NAME["stances"].columns]


def test_failure_while_partitions_are_made_is_mended_by_the_next_run(project):
    (project.outputs / "partitions").mkdir(parents=True)
    (project.outputs / "partitions" / "mentions").write_text("in the way", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        run_with(project, 5)
    assert not (project.outputs / ".partitions").exists()
    assert len(statements_before(project)) == 0
    (project.outputs / "partitions" / "mentions").unlink()
    assert run(project, profile="fast").tables == "written"
    assert parts(project, "mentions")
    assert len(statements_before(project)) == 0
    assert run(project, profile="fast").tables == "unchanged"


def test_partitions_follow_the_setting_and_the_articles(project):
    run_with(project, 2)
    many = len(parts(project))
    own = project.outputs / "partitions" / "statements" / "notes.txt"
    own.write_text("mine", "utf-8")
    (project.seeds / "note_3.txt").unlink()
    assert run(project, profile="fast").tables == "written"
    assert 0 < len(parts(project)) - 1 < many
    assert run(project, profile="fast").tables == "unchanged"
    parts(project)[1].unlink()
    assert run(project, profile="fast").tables == "written"
    run_with(project, 0)
    assert parts(project) == [own]


def test_missing_library_is_named_before_any_work(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("pipeline.tables.parquet.find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"pip install 'onrecord\[parquet\]'"):
        run_with(project, 5)
    assert not (project.outputs / "statements.csv").exists()
