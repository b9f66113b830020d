"""A copy of the table, saved before later runs: only what the person changed in it counts."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from tables_example import ALL_TYPES, write
from test_correct_command import as_csv, correct, example, make_project, rows_of

from pipeline.corrections import Overlay, keep_replaced, load_corrections
from pipeline.corrections.history import FILE, read_rows, replaced_rows
from pipeline.errors import UsageError
from pipeline.lock import only_run
from pipeline.tables.copies import Copies, Copy

__all__ = ["make_project"]


def rerun(project, *results):
    """Writes the tables as a later run does, keeping the rows that it replaces."""
    before = project.outputs / "statements.csv"
    corrections = load_corrections(project.root / "data" / "corrections.csv")
    overlay = Overlay(corrections, {}, ALL_TYPES)
    write(
        project.outputs,
        *map(overlay.correct, results),
        settings=ALL_TYPES,
        before_replacing=lambda versions: keep_replaced(project.history, before, versions),
    )


def with_role(role):
    base = example()
    return replace(base, speakers=tuple(replace(speaker, role=role) for speaker in base.speakers))


def drafts(changes):
    return [(draft.field, draft.value) for draft in changes.drafts]


@pytest.fixture
def aged(make_project):
    """A project whose roles a later run changed, and the rows as they were before."""
    project = make_project(with_role("alderman"))
    old = rows_of(project)
    rerun(project, with_role("mayor"))
    return project, old


def test_values_of_an_older_run_are_no_corrections(aged):
    project, old = aged
    changes, kept = correct(project, as_csv(old).encode())
    assert (changes.drafts, changes.problems, kept.new) == ([], [], 0)


def test_new_copies_in_other_articles_change_nothing_that_a_person_wrote(make_project):
    project = make_project(example())
    old = rows_of(project)
    copies = Copies({old[0]["statement_id"]: Copy("q0", None, 2)})
    write(
        project.outputs,
        example(),
        settings=ALL_TYPES,
        copies=copies,
        before_replacing=lambda versions: keep_replaced(project.history, project.outputs / "statements.csv", versions),
    )
    assert rows_of(project)[0]["copy_number"] == "2"
    assert not project.history.exists()
    changes, _ = correct(project, as_csv(old).encode())
    assert (changes.drafts, changes.problems) == ([], [])


def test_what_was_changed_in_an_old_copy_is_taken_over(aged):
    project, old = aged
    old[0]["country"] = "Norland"
    old[1]["role"] = "envoy"
    changes, _ = correct(project, as_csv(old, delimiter=";").encode())
    assert drafts(changes) == [("country", "Norland"), ("role", "envoy")]
    rerun(project, with_role("mayor"))
    assert [(row["country"], row["role"]) for row in rows_of(project)[:2]] == [
        ("Norland", "mayor"), ("Freedonia", "envoy"),
    ]  # fmt: skip


def test_old_value_written_into_a_new_copy_is_a_correction(aged):
    project, _ = aged
    rows = rows_of(project)
    rows[0]["role"] = "alderman"
    changes, _ = correct(project, as_csv(rows).encode())
    assert drafts(changes) == [("role", "alderman")]


def test_correction_is_taken_back_in_a_new_copy(aged):
    project, _ = aged
    rows = rows_of(project)
    rows[0]["role"] = "envoy"
    correct(project, as_csv(rows).encode())
    rerun(project, with_role("mayor"))
    rows = rows_of(project)
    rows[0]["role"] = "mayor"
    changes, kept = correct(project, as_csv(rows).encode())
    assert (drafts(changes), kept.replaced) == ([("role", "mayor")], 1)


def test_change_of_a_statement_that_later_runs_cut_otherwise_finds_it_by_its_words(make_project):
    base = example()
    project = make_project(base)
    old = rows_of(project)
    rents = base.statements[0]
    shorter = replace(rents, key="s9", content=(replace(rents.content[0], text="Rents fell", end=10),))
    speakers = (replace(base.speakers[0], statement_key="s9"), *base.speakers[1:])
    now = replace(base, statements=(shorter, *base.statements[1:]), speakers=speakers, dates=(), themes=())
    rerun(project, now)
    changes, _ = correct(project, as_csv(old).encode())
    assert (changes.drafts, changes.problems) == ([], [])
    old[0]["role"] = "envoy"
    changes, _ = correct(project, as_csv(old).encode())
    assert (drafts(changes), changes.problems) == ([("role", "envoy")], [])
    rerun(project, now)
    assert rows_of(project)[0]["role"] == "envoy"


def test_loss_of_the_cache_forgets_no_old_copy(aged):
    project, old = aged
    shutil.rmtree(project.cache, ignore_errors=True)
    old[0]["country"] = "Norland"
    changes, _ = correct(project, as_csv(old).encode())
    assert (drafts(changes), changes.problems) == ([("country", "Norland")], [])


def test_copy_that_nobody_knows_is_reported_and_not_guessed(aged):
    project, old = aged
    (project.history / FILE).unlink()
    changes, kept = correct(project, as_csv(old).encode())
    assert kept.new == 0
    assert "line 2: the row is of a table that is not known any more" in changes.problems[0]
    for row in old:
        row["row_version"] = ""
    assert {field for field, _ in drafts(correct(project, as_csv(old).encode())[0])} == {"role"}


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_damaged_store_is_started_anew(aged, content):
    project, old = aged
    (project.history / FILE).write_bytes(content)
    version = old[0]["row_version"]
    assert replaced_rows(project.history, [version]) == {}
    rerun(project, with_role("envoy"))
    newest = [row["row_version"] for row in rows_of(project)]
    assert version not in newest
    with closing(sqlite3.connect(project.history / FILE)) as store:
        assert store.execute("SELECT count(*) FROM rows").fetchone() == (3,)
    aside = project.history / f"{FILE}.damaged"
    assert not content or aside.read_bytes() == content


def test_damaged_table_is_replaced_all_the_same(aged):
    project, _ = aged
    (project.outputs / "statements.csv").write_bytes(b'\xff,"')
    rerun(project, with_role("mayor"))
    assert len(rows_of(project)) == 3


def test_correct_waits_for_no_run(aged):
    project, old = aged
    with only_run(project.cache), pytest.raises(UsageError, match="another run is at work"):
        correct(project, as_csv(old).encode())


def test_rows_are_read_whole_where_a_cell_has_several_lines(make_project):
    project = make_project(example())
    table = project.outputs / "statements.csv"
    versions = [row["row_version"] for row in rows_of(project)]
    assert [row["row_version"] for row in read_rows(table, but_for=versions[:1])] == versions[1:]
    table.write_bytes(table.read_bytes().replace(b"Ann Roe", b'"Ann\nRoe"', 1))
    assert b'"Ann\nRoe"' in table.read_bytes()
    assert [row["row_version"] for row in read_rows(table, but_for=versions[1:])] == versions[:1]
