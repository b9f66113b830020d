import pytest
from test_ingest_exports import NEXIS_UNI
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.ingest import load_metadata
from pipeline.run import run


@pytest.fixture
def export(project, monkeypatch):
    """An export outside seeds/, with the project as the current folder."""
    monkeypatch.chdir(project.root)
    path = project.root / "export.txt"
    path.write_text(NEXIS_UNI, encoding="utf-8")
    return path


def split(*arguments: object):
    return CliRunner().invoke(app, ["split", *map(str, arguments)])


def test_preview_lists_the_articles_of_an_export(export):
    result = split(export, "--preview")
    assert result.exit_code == 0
    assert [line.split("\t") for line in result.stdout.splitlines()] == [
        ["export.txt#1", "Marrow freezes its rents", "The Marrow Post", "2025-03-04", "122",
         "The council of Marrow voted on Monday to freeze rents for a "],
        ["export.txt#2", "Harbour to reopen", "Harbour Gazette", "2025-03-05", "81",
         "The port authority said that the harbour would reopen in May"],
    ]  # fmt: skip


def test_edited_rules_are_used(export):
    rules = export.parent / "data" / "splits.csv"
    rules.write_text("export,mark,pattern,note\nmine,begin,Harbour to reopen,\n")
    assert len(split(export).stdout.splitlines()) == 1
    rules.write_text("export,mark,pattern\n")
    result = split(export)
    assert result.exit_code == 2
    assert "splits.csv line 1" in result.stderr


def test_articles_are_written_as_files_that_a_run_reads(export, project):
    assert split(export, "--into", project.seeds / "nexis").exit_code == 0
    rows = load_metadata(project.seeds / "nexis" / "metadata.csv")
    assert [row.title for row in rows.values()] == ["Marrow freezes its rents", "Harbour to reopen"]
    (project.seeds / "nexis" / "metadata.csv").replace(project.seeds / "metadata.csv")
    for file in rows:
        (project.seeds / "nexis" / file).replace(project.seeds / file)
    assert run(project).articles == 4
    assert split(export, "--into", project.seeds).exit_code == 2


def test_what_cannot_be_read_is_said(export):
    (export.parent / "x.png").write_bytes(b"x")
    result = split(export.parent / "x.png")
    assert result.exit_code == 1
    assert "has a format onrecord does not read" in result.stdout
    assert split("nowhere.txt").exit_code == 2
