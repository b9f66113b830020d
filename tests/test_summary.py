"""`onrecord summary`: who spoke most, on what, with which stance, and what is new."""

import io

import pytest
from conftest import HARBOUR, RENTS
from rich.console import Console

from pipeline.errors import UsageError
from pipeline.run import run
from pipeline.summary import render, summarise, summarise_project


def row(number, speaker, *, themes=(), stances=()):
    return {
        "statement_id": f"d1-s{number}",
        "doc_id": "d1",
        "speaker": {"name": speaker} if speaker else None,
        "themes": [{"theme_id": theme} for theme in themes],
        "stances": [{"label": label, "target": target} for label, target in stances],
        "said_on": {"earliest": f"2031-05-0{number}", "latest": None},
    }


ROWS = [
    row(1, "Ann Roe", themes=["housing"], stances=[("support", "Tenants")]),
    row(2, "Ann Roe", themes=["housing", "economy"]),
    row(3, "Tom Vale", themes=["economy"]),
    row(4, None),
]


def test_most_frequent_come_first_with_their_themes_and_stances():
    found = summarise(ROWS, labels={"housing": "Housing"}, new=frozenset({"d1-s3"}), top=5)
    first, second = found.speakers
    assert (first.name, first.statements, first.themes, first.stances) == (
        "Ann Roe",
        2,
        ("Housing (2)", "economy (1)"),
        ("supports Tenants (1)",),
    )
    assert (second.name, second.new) == ("Tom Vale", 1)
    assert [(theme.label, theme.statements, theme.new) for theme in found.themes] == [
        ("Housing", 2, 0),
        ("economy", 2, 1),
    ]
    assert (found.statements, found.articles, found.first_day, found.last_day) == (4, 1, "2031-05-01", "2031-05-04")


def test_new_is_what_the_last_run_brought(make_project):
    project = make_project({"rents.txt": RENTS})
    run(project)
    assert summarise_project(project, top=5).new == 0  # the first run: everything would be new
    (project.seeds / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    run(project)
    found = summarise_project(project, top=5)
    assert 0 < found.new < found.statements
    assert {who.name: who.new for who in found.speakers if who.new} == {
        who.name: who.statements for who in found.speakers if "Roe" not in who.name and who.new
    }
    run(project)
    assert summarise_project(project, top=5) == found  # a run that changed nothing leaves what is new


def test_sides_come_before_what_is_neutral_or_unclear():
    labels = ["neutral", "neutral", "neutral", "unclear", "unclear", "oppose"]
    rows = [row(1, "Ann Roe", stances=[(label, "Landlords") for label in labels])]
    (roe,) = summarise(rows, labels={}, new=frozenset(), top=5).speakers
    assert (roe.stances, roe.neutral) == (("opposes Landlords (1)",), 3)


def printed(rows, width, **options):
    stream = io.StringIO()
    given = {"labels": {}, "new": frozenset(), "top": 5} | options
    render(summarise(rows, **given), Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_summary_breaks_between_its_parts(width):
    themes = ["Diplomacy and bilateral relations", "Great-power competition and alignment"]
    rows = [row(1, "Patrick S. Marsh", themes=themes, stances=[("support", "the Harbour treaty of Marrow")])] * 12
    shown = printed(rows, width, new=frozenset({"d1-s1"}))
    lines = [line.rstrip() for line in shown.splitlines()]
    assert max(map(len, lines)) <= width
    for part in [f"{theme} (12)" for theme in themes] + ["supports the Harbour treaty of Marrow (12)"]:
        assert any(part in line for line in lines), part
    assert any("Patrick S. Marsh (12 new)" in line for line in lines)


def test_no_run_says_what_to_do(make_project):
    with pytest.raises(UsageError, match="onrecord run"):
        summarise_project(make_project({"rents.txt": RENTS}), top=5)


def test_nothing_of_an_article_steers_the_terminal():
    stream = io.StringIO()
    rows = [row(1, "Ann [red]Roe\x1b[2J", themes=["a\x9bb"])]
    render(summarise(rows, labels={}, new=frozenset(), top=5), Console(file=stream, width=120, force_terminal=True))
    shown = stream.getvalue()
    assert "Ann [red]Roe" in shown
    assert "\x1b[2J" not in shown
    assert "\x9b" not in shown
