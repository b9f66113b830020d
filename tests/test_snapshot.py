"""A run in which nothing changed is told from the files' sizes and times; any change is seen."""

import os
from dataclasses import replace

import pytest

from pipeline import settled
from pipeline.run import run
from pipeline.snapshot import known_report


@pytest.fixture(autouse=True)
def fresh_files_count_as_settled(monkeypatch):
    monkeypatch.setattr(settled, "SETTLED_NS", 0)


@pytest.fixture
def report(project):
    return run(project, profile="fast")


def test_nothing_changed_is_told_without_reading_articles(project, report):
    assert known_report(project, "fast") == replace(report, computed=0, tables="unchanged")
    assert known_report(project, "full") is None


@pytest.mark.usefixtures("report")
def test_changes_that_keep_size_and_time_are_seen(project):
    for file in ("seeds/rents.txt", "seeds/metadata.csv", "data/codebook.csv", "outputs/speakers.csv"):
        path = project.root / file
        status, data = path.stat(), path.read_bytes()
        path.write_bytes(data[:-2] + b"x\n")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert known_report(project, "fast") is None, file
        path.write_bytes(data)
        assert run(project, profile="fast").computed == 0
        assert known_report(project, "fast") is not None


@pytest.mark.usefixtures("report")
def test_new_renamed_and_deleted_articles_are_seen(project):
    new = project.seeds / "more.txt"
    new.write_text("Ida Quill said that the ferry sails.")
    assert known_report(project, "fast") is None
    new.unlink()
    run(project, profile="fast")
    (project.seeds / "rents.txt").rename(project.seeds / "rent.txt")
    assert known_report(project, "fast") is None


@pytest.mark.usefixtures("report")
def test_file_too_fresh_to_tell_is_read_again(project, monkeypatch):
    monkeypatch.setattr(settled, "SETTLED_NS", 10**15)
    assert known_report(project, "fast") is None


def test_failed_article_is_never_passed_over(project):
    (project.seeds / "binary.txt").write_bytes(b"\x00\x01\xff" * 50)
    assert run(project, profile="fast").failures
    assert known_report(project, "fast") is None


def test_project_without_a_run_is_not_known(project):
    assert known_report(project, None) is None
