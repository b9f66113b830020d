"""The commands for a codebook: what they print, and that they end with the right status."""

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.codebook import measure_coverage

HEADER = "theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to\n"
HOUSING = "housing,Housing,,,,,,Rents fell in spring.,Homes and rents,\nhousing,,,rent,,,,,,\n"
TAXES = "tax,Taxes,,,,,,The tax on rents fell.,What the state takes,\ntax,,,tax,,,0.3,,,\n"


@pytest.fixture
def invoke(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def write_codebook(project):
    return lambda rows: (project.root / "data" / "codebook.csv").write_text(HEADER + rows, encoding="utf-8")


def test_lint_names_line_and_fault(invoke, write_codebook):
    write_codebook(HOUSING + "sea,Sea,,,,,,,,\n")
    result = invoke("codebook", "lint")
    assert result.exit_code == 1
    assert result.stdout.startswith("4\tempty\tsea has no patterns")


def test_lint_of_a_clean_codebook_ends_well(invoke, write_codebook):
    write_codebook(HOUSING)
    result = invoke("codebook", "lint")
    assert (result.exit_code, result.stdout) == (0, "")


def test_examples_that_go_elsewhere_are_listed(invoke, write_codebook):
    write_codebook(HOUSING + TAXES)
    result = invoke("codebook", "test")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith("4\twrong\ttax\thousing 0.")
    assert line.endswith("The tax on rents fell.")
    assert "2 examples, 1 wrong" in result.stderr


def test_example_of_a_theme_may_go_to_its_part(invoke, write_codebook):
    write_codebook("homes,Homes,,,,,,Rents fell in spring.,,\n" + HOUSING.replace("Housing,,", "Housing,homes,"))
    result = invoke("codebook", "test", "--all")
    assert result.exit_code == 0
    assert [line.split("\t")[:3] for line in result.stdout.splitlines()] == [
        ["2", "right", "homes"],
        ["3", "right", "housing"],
    ]


def test_every_example_of_the_default_codebook_goes_to_its_theme(invoke):
    result = invoke("codebook", "test")
    assert (result.exit_code, result.stdout) == (0, "")


def test_coverage_counts_the_last_run(invoke, write_codebook):
    write_codebook(HOUSING)
    invoke("run", "--profile", "fast")
    rows = [line.split("\t") for line in invoke("codebook", "coverage").stdout.splitlines()]
    reached = {name: int(count) for kind, name, count, _ in rows if kind == "reach"}
    assert reached["own words"] >= 1
    assert reached["none"] >= 1
    assert [name for kind, name, _, _ in rows if kind == "theme"] == ["housing"]
    assert "harbour" in [name for kind, name, _, _ in rows if kind == "word"]


def test_coverage_before_the_first_run_says_what_to_do(invoke):
    result = invoke("codebook", "coverage")
    assert result.exit_code == 2
    assert "onrecord run" in result.stderr


def row(content: str, *, method: str | None = None, evidence: tuple[str, ...] = ()):
    themes = [{"theme_id": "housing", "method": method, "evidence": list(evidence)}] if method else []
    return {"content": [{"text": content}], "themes": themes}


def test_coverage_tells_own_words_from_words_around_and_counts_a_word_once_a_statement():
    rows = [
        row("rents fell", method="pattern", evidence=("rents",)),
        row("they fell for parents again", method="pattern", evidence=("rents",)),
        row("tenants pay less", method="embedding", evidence=("near to: Housing",)),
        row("the ferry, that ferry, sank"),
        row("the ferry fell apart"),
    ]
    found = measure_coverage(rows, limit=2)
    assert found.reached == {"own words": 1, "words around": 1, "embedding": 1, "correction": 0, "none": 2}
    assert found.themes == {"housing": 3}
    assert [(word.word, word.without_theme, word.borrowed) for word in found.words] == [("ferry", 2, 0), ("fell", 1, 1)]


def test_export_and_import_name_what_they_wrote(invoke, write_codebook, project):
    write_codebook(HOUSING)
    exported = invoke("codebook", "export", "housing.yml")
    assert exported.exit_code == 0
    assert "lose label, definition, example" in exported.stderr
    made = invoke("codebook", "import", "housing.yml", "again.csv")
    assert made.exit_code == 0
    assert "1 themes, 1 patterns" in made.stderr
    assert (project.root / "again.csv").exists()


def test_import_of_something_else_has_exit_status_2(invoke, project):
    (project.root / "list.yml").write_text("- a\n")
    result = invoke("codebook", "import", "list.yml", "new.csv")
    assert result.exit_code == 2
    assert "list.yml line 1" in result.stderr


def test_every_command_has_help(invoke):
    for group in app.registered_groups:
        for command in group.typer_instance.registered_commands:
            assert command.callback.__doc__
    assert json.dumps(invoke("codebook", "--help").stdout).count("quanteda") == 2
