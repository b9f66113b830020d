"""The tables once more as Parquet, so many rows a file."""

import sys

import pandas as pd
import pytest
from tables_example import read

from pipeline.errors import UsageError
from pipeline.run import run

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
        files = parts(project, table)
        expected = [getattr(row, "doc_id", None) for row in read(project.outputs, table)]
        if files:
            found = pd.read_parquet(project.outputs / "partitions" / table)
            assert len(found) == len(expected)
        else:
            assert not expected
    found = pd.read_parquet(project.outputs / "partitions" / "statements")
    assert found["statement"].tolist() == [row.statement for row in rows]
    assert found["start"].tolist() == [row.start for row in rows]


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
