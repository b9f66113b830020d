"""Corrections in a whole run: they reach the tables, cost no work twice, and outlive changes of the article."""

import csv
import json

import pytest
from typer.testing import CliRunner

from pipeline.cache import discard_cache
from pipeline.check import check_project
from pipeline.cli import app
from pipeline.corrections import correct_project
from pipeline.errors import ResourceError
from pipeline.run import plan_run, run

REPRINT = """From our partners

The minister added that many more new homes would follow in the spring.
"""


def outputs_of(project):
    return {path.name: path.read_bytes() for path in sorted(project.outputs.iterdir())}


def rows_of(project):
    with (project.outputs / "statements.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def correct(project, edit):
    """Edits a copy of the table and keeps what was changed."""
    rows = rows_of(project)
    edit(rows)
    path = project.root / "copy.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return correct_project(project, path)


def row_with(rows, words):
    return next(row for row in rows if words in row["statement"])


def name_the_speaker(rows):
    row_with(rows, "figures are misleading").update(speaker="Tenants' Union", speaker_kind="organisation")


@pytest.fixture
def corrected(project):
    """A project that was run, corrected, and run again."""
    run(project)
    changes, kept = correct(project, name_the_speaker)
    assert (changes.problems, kept.new) == ([], 2)
    report = run(project)
    assert (report.computed, report.tables, report.warnings) == (0, "written", ())
    return project


def test_correction_shows_without_computing_anything_again(corrected):
    row = row_with(rows_of(corrected), "figures are misleading")
    assert (row["speaker"], row["corrected"]) == ("Tenants' Union", "speaker; speaker_kind")
    assert run(corrected).tables == "unchanged"
    speakers = (corrected.outputs / "speakers.csv").read_text("utf-8-sig")
    assert "Tenants' Union" in speakers


def test_corrected_outputs_are_the_same_bytes_however_computed(corrected):
    before = outputs_of(corrected)
    discard_cache(corrected.cache)
    for path in corrected.outputs.iterdir():
        path.unlink()
    assert run(corrected, workers=2).tables == "written"
    assert outputs_of(corrected) == before


def test_correction_taken_back_leaves_no_trace(project):
    run(project)
    before = outputs_of(project)
    correct(project, name_the_speaker)
    run(project)
    assert outputs_of(project) != before
    (project.root / "data" / "corrections.csv").unlink()
    run(project)
    assert outputs_of(project) == before


def test_correction_outlives_edits_and_renaming_of_the_article(corrected):
    path = corrected.seeds / "rents.txt"
    path.write_text(path.read_text().replace("the figures are misleading", "the figures are badly misleading"))
    report = run(corrected)
    assert report.warnings == ()
    assert row_with(rows_of(corrected), "badly misleading")["speaker"] == "Tenants' Union"
    path.write_text(path.read_text().replace("badly ", ""))
    path.rename(corrected.seeds / "prices.txt")
    (corrected.seeds / "metadata.csv").unlink()
    assert run(corrected).warnings == ()
    assert row_with(rows_of(corrected), "figures are misleading")["speaker"] == "Tenants' Union"


def test_correction_of_a_deleted_article_is_reported_on_every_run_and_kept(corrected):
    kept = (corrected.root / "data" / "corrections.csv").read_bytes()
    (corrected.seeds / "rents.txt").unlink()
    for _ in range(2):
        warnings = run(corrected).warnings
        assert len(warnings) == 2
        assert "corrections.csv line 2: speaker of" in warnings[0]
    assert (corrected.root / "data" / "corrections.csv").read_bytes() == kept
    assert (corrected.outputs / "corrections_report.csv").read_text("utf-8-sig").count("vanished") == 2


def test_damaged_corrections_stop_the_run_and_leave_the_tables(corrected):
    before = outputs_of(corrected)
    path = corrected.root / "data" / "corrections.csv"
    path.write_text(path.read_text("utf-8-sig") + "d1-s1,mood,glad,,,\n")
    with pytest.raises(ResourceError, match=r"corrections\.csv line 4: field is 'mood'"):
        run(corrected)
    assert outputs_of(corrected) == before


def test_status_does_not_ask_for_work_after_a_correction(corrected):
    assert all(plan.to_run == () for plan in plan_run(corrected)[0])


def test_reprint_shares_the_cluster_and_changes_no_other_row(corrected):
    before = rows_of(corrected)
    (corrected.seeds / "wire.txt").write_text(REPRINT)
    (corrected.seeds / "zeal.txt").write_text(REPRINT.replace("many more", "more"))
    run(corrected)
    first, copy = (row for row in rows_of(corrected) if "new homes would follow" in row["statement"])
    assert first["quote_cluster_id"] == copy["quote_cluster_id"]
    assert (first["copy_number"], copy["copy_number"]) == ("1", "2")
    assert [row for row in rows_of(corrected) if row["file"] not in {"wire.txt", "zeal.txt"}] == before


def test_added_statement_has_its_offsets_in_the_article(corrected):
    def add(rows):
        rows.append(dict.fromkeys(rows[0], "") | {"file": "rents.txt", "statement": "more homes would follow"})

    correct(corrected, add)
    run(corrected)
    text = (corrected.seeds / "rents.txt").read_text()
    lines = [json.loads(line) for line in (corrected.outputs / "statements.jsonl").read_text("utf-8").splitlines()]
    line = next(line for line in lines if any("more homes would follow" in part["text"] for part in line["content"]))
    assert "statement" in line["corrected"]
    assert all(text[part["start"] : part["end"]] == part["text"] for part in line["content"])


def test_check_finds_a_wrong_correction(project):
    (project.root / "data" / "corrections.csv").write_text("statement_id,field,value\nd1-s1,mood,glad\n")
    (finding,) = (each for each in check_project(project) if each.file == "corrections.csv")
    assert "corrections.csv line 2: field is 'mood'" in finding.message
    assert finding.severity == "error"


def test_new_project_starts_without_corrections(project):
    assert not (project.root / "data" / "corrections.csv").exists()


def test_corrections_become_gold_that_measures_the_tool(corrected, monkeypatch):
    monkeypatch.chdir(corrected.root)
    done = CliRunner().invoke(app, ["export", "gold", "--out", "mine"])
    assert (done.exit_code, len(list((corrected.root / "mine").glob("*.json")))) == (0, 1)
    scores = CliRunner().invoke(app, ["evaluate", "mine"]).stdout
    assert "core recall\t1.000\t1\t1" in scores
    assert "speaker\t0.000\t0\t1" in scores
    assert CliRunner().invoke(app, ["evaluate", "data"]).exit_code == 2
    path = corrected.seeds / "rents.txt"
    path.write_text(path.read_text().replace("figures are misleading", "numbers mislead"))
    waiting = CliRunner().invoke(app, ["evaluate", "mine"])
    assert (waiting.exit_code, "run `onrecord run` first" in waiting.stderr) == (2, True)
    run(corrected)
    changed = CliRunner().invoke(app, ["evaluate", "mine"])
    assert (changed.exit_code, "export it anew" in changed.stderr) == (2, True)
