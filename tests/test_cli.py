import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipeline import __version__
from pipeline.cli import app


@pytest.fixture
def invoke(project, monkeypatch):
    """Runs a command in the project's folder."""
    monkeypatch.chdir(project.root)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_version_and_help(invoke):
    assert invoke("--version").stdout.strip() == f"onrecord {__version__}"
    commands = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert {"run", "status", "show", "check", "predict", "init"} <= set(commands)
    for command in app.registered_commands:
        assert command.callback.__doc__


def test_run_prints_one_summary_line_on_stderr_and_exits_clean(invoke):
    result = invoke("run")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("2 articles, 2 computed, 0 failed; ")
    assert "written" in result.stderr
    assert "unchanged" in invoke("run").stderr


def test_failed_article_is_named_with_its_remedy_and_exit_status_1(invoke, project):
    (project.seeds / "empty.txt").write_bytes(b"")
    result = invoke("run")
    assert result.exit_code == 1
    assert "empty.txt" in result.stderr


@pytest.mark.parametrize("arguments", [["run", "--seeds", "nowhere"], ["run", "--only", "poetry"], ["dance"]])
def test_wrong_usage_has_exit_status_2(invoke, arguments):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_wrong_resource_has_exit_status_2_and_names_file_and_line(invoke, project):
    (project.root / "data" / "aliases.csv").write_text("name\n")
    result = invoke("run")
    assert result.exit_code == 2
    assert "aliases.csv line 1" in result.stderr


def test_status_and_dry_run_say_the_same_and_compute_nothing(invoke, project):
    result = invoke("status")
    assert "rents.txt\tingest\tnew article" in result.stdout
    assert invoke("run", "--dry-run").stdout == result.stdout
    assert not (project.outputs / "statements.csv").exists()
    invoke("run")
    assert "rents.txt\t-\tup to date" in invoke("status").stdout


def test_show_lists_matching_statements(invoke):
    invoke("run")
    rows = [json.loads(line) for line in invoke("show", "--json", "--speaker", "roe").stdout.splitlines()]
    assert rows
    assert {row["speaker"]["name"] for row in rows} == {"Ann Roe"}
    assert "Ann Roe" in invoke("show", "--kind", "direct").stdout


def test_show_before_the_first_run_says_what_to_do(invoke):
    result = invoke("show")
    assert result.exit_code == 2
    assert "onrecord run" in result.stderr


def test_check_finds_the_missing_date(invoke):
    result = invoke("check")
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines() if "date" in line] == ["harbour.txt"]


def test_check_finds_a_mistake_in_a_resource(invoke, project):
    (project.root / "data" / "cues.csv").write_text("cue\n")
    result = invoke("check")
    assert result.exit_code == 1
    assert "cues.csv line 1" in result.stdout


def test_check_finds_a_pattern_that_can_never_count(invoke, project):
    path = project.root / "data" / "codebook.csv"
    path.write_text("theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to\nports,Ports,,,,,,,,\n")
    assert "codebook.csv\twarning\tline 2" in invoke("check").stdout


def test_init_says_where_to_put_articles(invoke):
    result = invoke("init", "new")
    assert result.exit_code == 0
    assert "new/seeds" in result.stderr


def test_no_color_is_respected(invoke, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in invoke("run", "--seeds", "nowhere").stderr


def test_run_without_work_loads_no_model():
    program = "import sys, pipeline.cli, pipeline.run; print(sorted({'spacy', 'pandas', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
