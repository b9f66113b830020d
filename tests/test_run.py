"""The main job end to end, on invented articles."""

import json
import shutil
from datetime import date

import pytest

from pipeline.errors import ResourceError
from pipeline.run import plan_run, run
from pipeline.stages import STAGE_NAMES

HEARING = """Hearing on ferry fares

The minister, Ines Calder, told the hearing on 3 June 2024 that ferry fares "will not rise this year". Opposition members doubted it.
"""  # noqa: E501


def outputs_of(project):
    return {path.name: path.read_bytes() for path in sorted(project.outputs.iterdir())}


def statements_of(project):
    return [json.loads(line) for line in (project.outputs / "statements.jsonl").read_text("utf-8").splitlines()]


def test_articles_become_statements(project):
    report = run(project)
    assert (report.articles, report.computed, report.failures) == (2, 2, ())
    rows = statements_of(project)
    assert report.statements == len(rows) >= 4
    rents = next(row for row in rows if row["content"][0]["text"].startswith("Rents fell"))
    assert rents["speaker"]["name"] == "Ann Roe"
    assert (rents["said_on"]["earliest"], rents["said_on"]["basis"]) == ("2025-03-03", "relative")
    text = (project.seeds / rents["file"]).read_text()
    for row in rows:
        text = (project.seeds / row["file"]).read_text()
        for span in [row["source"], row["cue"], row["context"], *row["content"]]:
            assert span is None or text[span["start"] : span["end"]] == span["text"]


def test_nothing_changed_means_nothing_is_done(project):
    run(project)
    before = {path: path.stat().st_mtime_ns for path in project.outputs.iterdir()}
    report = run(project)
    assert (report.computed, report.tables) == (0, "unchanged")
    assert {path: path.stat().st_mtime_ns for path in project.outputs.iterdir()} == before


def test_tables_that_were_changed_by_hand_or_lost_are_written_again(project):
    run(project)
    whole = outputs_of(project)
    (project.outputs / "statements.csv").write_text("scribble")
    (project.outputs / "speakers.csv").unlink()
    assert run(project).tables == "written"
    assert outputs_of(project) == whole


def test_status_says_what_would_run_and_why(project):
    plans, gone, failures = plan_run(project)
    assert [plan.file for plan in plans] == ["harbour.txt", "rents.txt"]
    assert plans[0].to_run == tuple((name, "new article") for name in STAGE_NAMES)
    run(project)
    (project.seeds / "rents.txt").write_text("Ann Roe said that rents rose.")
    (project.seeds / "harbour.txt").unlink()
    ((rents,), gone, failures) = plan_run(project)
    assert rents.to_run[:2] == (("ingest", "text changed"), ("tokenise", "follows from ingest"))
    assert (gone, failures) == (["harbour.txt"], [])


def test_renamed_article_is_not_computed_again(project):
    run(project)
    (project.seeds / "harbour.txt").rename(project.seeds / "port.txt")
    report = run(project)
    assert (report.computed, report.tables) == (0, "written")
    assert {row["file"] for row in statements_of(project)} == {"port.txt", "rents.txt"}


def test_rows_of_other_articles_do_not_change_when_one_is_edited_or_deleted(project):
    run(project)
    kept = [row for row in statements_of(project) if row["file"] == "rents.txt"]
    (project.seeds / "harbour.txt").write_text("Tom Vale said that the harbour would close.")
    assert run(project).computed == 1
    assert [row for row in statements_of(project) if row["file"] == "rents.txt"] == kept
    (project.seeds / "harbour.txt").unlink()
    assert run(project).computed == 0
    assert statements_of(project) == kept


def test_outputs_are_the_same_at_once_or_in_additions_and_with_two_workers(project, make_project):
    (project.seeds / "hearing.txt").write_text(HEARING)
    run(project)
    grown = make_project({}, name="grown")
    for name in ("rents.txt", "metadata.csv", "hearing.txt", "harbour.txt"):
        (grown.seeds / name).write_bytes((project.seeds / name).read_bytes())
        run(grown)
    assert outputs_of(grown) == outputs_of(project)
    pooled = make_project({}, name="pooled")
    shutil.copytree(project.seeds, pooled.seeds, dirs_exist_ok=True)
    run(pooled, workers=2)
    assert outputs_of(pooled) == outputs_of(project)


def test_edited_codebook_computes_only_themes_and_stances(project):
    run(project)
    path = project.root / "data" / "codebook.csv"
    path.write_text(path.read_text() + "\n")
    plans, _gone, _failures = plan_run(project)
    assert {tuple(stage for stage, _ in plan.to_run) for plan in plans} == {("themes", "stance")}
    assert {plan.to_run[0][1] for plan in plans} == {"data/codebook.csv changed"}


def test_only_one_stage_leaves_the_tables_until_all_are_known(project):
    report = run(project, only="attribution")
    assert (report.computed, report.tables) == (2, "waiting")
    assert not (project.outputs / "statements.csv").exists()
    assert plan_run(project)[0][0].to_run[0] == ("entities", "not computed yet")


def test_bad_article_is_reported_and_the_others_are_processed(project):
    (project.seeds / "binary.txt").write_bytes(b"\x00\x01\x02\x00\xff" * 50)
    (project.seeds / "scan.pdf").write_bytes(b"%PDF")
    report = run(project)
    assert [failure.file for failure in report.failures] == ["binary.txt", "scan.pdf"]
    assert {row["file"] for row in statements_of(project)} == {"harbour.txt", "rents.txt"}
    errors = (project.outputs / "errors.csv").read_text("utf-8-sig").splitlines()
    assert len(errors) == 3


def test_bad_resource_stops_the_run_before_anything_is_written(project):
    run(project)
    before = outputs_of(project)
    (project.root / "data" / "cues.csv").write_text("cue\n")
    with pytest.raises(ResourceError, match=r"cues\.csv line 1"):
        run(project)
    assert outputs_of(project) == before


def test_dates_come_from_metadata_and_never_from_the_clock(project):
    run(project)
    undated = [row for row in statements_of(project) if row["file"] == "harbour.txt"]
    assert [row["said_on"] for row in undated] == [None] * len(undated)
    assert str(date.today().year).encode() not in (project.outputs / "run.json").read_bytes().split(b'"stages"')[0]  # noqa: DTZ011


def test_empty_seeds_give_tables_without_rows(make_project):
    project = make_project({})
    assert run(project).statements == 0
    assert (project.outputs / "statements.csv").read_text("utf-8-sig").count("\n") == 1
