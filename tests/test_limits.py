"""What fails is not tried again, and what takes too long is given up; the other articles are unharmed."""

import sqlite3
import time
from contextlib import closing

import pytest

from pipeline.alarm import TimeIsUp, time_limit
from pipeline.engines import article as engines
from pipeline.errors import DocumentError
from pipeline.run import plan_run, run


@pytest.fixture
def tried(monkeypatch):
    """The files of the articles that were processed."""
    files = []
    read = engines.read_source

    def note_then_read(article, project):
        files.append(article.file)
        return read(article, project)

    monkeypatch.setattr(engines, "read_source", note_then_read)
    return files


def limit(project, seconds: int) -> None:
    path = project.root / "data" / "settings.toml"
    kept = [line for line in path.read_text().splitlines() if not line.startswith("seconds_per_article")]
    path.write_text("\n".join([*kept, f"seconds_per_article = {seconds}\n"]))


def test_article_that_fails_is_tried_again_only_when_it_or_the_program_has_changed(project, tried):
    (project.seeds / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    first = run(project)
    (failure,) = first.failures
    assert failure.file == "broken.pdf"
    assert failure.file in tried
    tried.clear()
    again = run(project)
    assert (again.failures, again.computed, again.tables, tried) == (first.failures, 0, "unchanged", [])
    assert plan_run(project)[2] == [failure]
    (project.seeds / "broken.pdf").rename(project.seeds / "renamed.pdf")
    assert [each.file for each in run(project).failures] == ["renamed.pdf"]
    assert tried == []
    run(project, force=True)
    assert "renamed.pdf" in tried
    tried.clear()
    (project.seeds / "renamed.pdf").write_bytes(b"%PDF-1.7 nothing else")
    run(project)
    assert tried == ["renamed.pdf"]


def test_article_that_takes_too_long_is_given_up(project, monkeypatch):
    run(project)
    limit(project, 1)
    (project.seeds / "slow.txt").write_text("Ann Roe said that rents fell slowly.")
    calls = []

    def stall(stage, _inputs, _context):
        calls.append(stage.name)
        try:
            while True:
                time.sleep(0.01)
        except Exception as error:
            raise DocumentError("is odd", remedy="None.") from error

    monkeypatch.setattr(engines, "call_stage", stall)
    report = run(project)
    assert [(each.file, each.message) for each in report.failures] == [("slow.txt", "takes longer than 1 seconds")]
    assert "seconds_per_article" in report.failures[0].remedy
    assert (report.computed, report.tables) == (1, "written")
    assert run(project).computed == 0
    limit(project, 2)
    assert run(project).computed == 1
    assert calls == ["ingest"] * 2


def wait_for_ever() -> None:
    while True:
        pass


def test_time_limit_rings_and_is_gone_afterwards():
    with pytest.raises(TimeIsUp), time_limit(1):
        wait_for_ever()
    with time_limit(1):
        pass
    time.sleep(1.1)


def test_old_products_do_not_pile_up(project):
    run(project)
    path = project.cache / "cache.sqlite3"
    for number in range(4):
        (project.seeds / "rents.txt").write_text(f"Ann Roe said that rents fell by {number} percent.")
        (project.seeds / "harbour.txt").write_text(f"Tom Vale said that harbour {number} would reopen.")
        run(project)
    with closing(sqlite3.connect(path)) as database:
        (products,) = database.execute("SELECT count(*) FROM products").fetchone()
    assert products <= 2 * 2 * 8
    assert run(project).computed == 0
