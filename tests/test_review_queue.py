"""What most deserves a human look comes first, with its reasons."""

import json

import pytest
from tables_example import ALL_TYPES, article, write
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.review_queue import find_disputes, review_queue


def part(text, start=100):
    return {"text": text, "start": start, "end": start + len(text)}


def stance(label, confidence, target="Tenants"):
    return {"target": target, "label": label, "score": 0.9, "confidence": confidence}


def row(**changes):
    """A statement about which nothing is doubtful, but for the changes."""
    return {
        "statement_id": "d1-s1",
        "file": "a.txt",
        "kind": "indirect",
        "source": part("Ann Roe", 0),
        "cue": part("said", 10),
        "content": [part("rents fell by a tenth this spring")],
        "speaker": {"name": "Ann Roe", "kind": "person"},
        "said_on": {"earliest": "2031-05-01", "latest": "2031-05-01", "text": "", "basis": "explicit"},
        "themes": [{"theme_id": "housing", "score": 0.9, "method": "pattern"}],
        "stances": [],
        "confidence": 90,
        "corrected": [],
        "quote_cluster_id": "q1",
        "first_seen": "2031-05-02",
    } | changes


def reasons(*rows):
    return [review.reasons for review in review_queue(rows, find_disputes(rows), limit=10)]


def test_statement_without_doubts_is_not_listed():
    assert reasons(row()) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"confidence": 30}, "confidence is 30"),
        ({"source": None, "kind": "direct"}, "a direct quotation with no source"),
        ({"source": None}, "“said” attributes, but to nobody"),
        ({"speaker": None}, "who is “Ann Roe”?"),
        ({"speaker": {"name": "she", "kind": "unknown"}}, "who is “Ann Roe”?"),
        ({"kind": "direct", "cue": None}, "a quotation with no word that attributes"),
        ({"said_on": None}, "no date"),
        ({"said_on": {"earliest": None, "text": "then"}}, "the date “then” is not understood"),
        ({"themes": []}, "no theme"),
        ({"cue": part("was quoted as saying", 10), "source": None}, "“was quoted as saying” attributes, but to nobody"),
        ({"first_seen": "2031-04-30"}, "said on 2031-05-01, but published on 2031-04-30"),
        ({"themes": [{"theme_id": "housing", "score": 0.1, "method": "pattern"}]}, "theme housing fits weakly"),
        (
            {"themes": [{"theme_id": "housing", "score": 0.4, "method": "embedding"}]},
            "theme housing by nearness of meaning alone",
        ),
        ({"stances": [stance("oppose", 40)]}, "stance toward Tenants is unsure"),
        ({"stances": [stance("unclear", 0)]}, "stance toward Tenants is unclear"),
        ({"stances": [stance("oppose", 90, target="Ann Roe")]}, "Ann Roe is said to oppose itself"),
        ({"content": [part("rents fell")]}, "only 2 words"),
        ({"source": part("Ann Roe", 105)}, "the source lies inside the content"),
    ],
)
def test_doubt_is_named(changes, reason):
    assert reasons(row(**changes)) == [(reason,)]


def test_copies_that_disagree_are_listed():
    other = row(statement_id="d2-s1", speaker={"name": "Tom Vale", "kind": "person"})
    assert reasons(row(), other) == [("copies name different speakers: Ann Roe, Tom Vale",)] * 2
    sides = [row(stances=[stance(label, 90)]) for label in ("support", "oppose")]
    assert reasons(*sides)[0] == ("support and opposition toward Tenants in the same words",)


def test_more_doubts_come_first_and_the_limit_counts():
    rows = [row(themes=[]), row(statement_id="d1-s2", themes=[], source=None, kind="direct"), row(said_on=None)]
    queue = review_queue(rows, {}, limit=2)
    assert [review.statement_id for review in queue] == ["d1-s2", "d1-s1"]
    assert queue[0].reasons == ("a direct quotation with no source", "no theme")


def test_likely_mistakes_come_before_gaps_that_are_no_mistake():
    rows = [
        row(statement_id="gap", cue=part("is believed", 10), source=None),
        row(statement_id="unsure", confidence=52),
        row(statement_id="nobody", source=None),
        row(statement_id="near", themes=[{"theme_id": "housing", "score": 0.4, "method": "embedding"}]),
        row(statement_id="who", speaker=None),
    ]
    assert [each.statement_id for each in review_queue(rows, {}, limit=9)] == ["who", "nobody", "unsure", "gap", "near"]


def test_what_a_person_corrected_is_left_out():
    assert reasons(row(themes=[], corrected=["theme"])) == []


def test_command_prints_the_queue(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "outputs", article(), settings=ALL_TYPES)
    result = CliRunner().invoke(app, ["review-queue", "--limit", "1"])
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert "d1-s3\t" in result.stdout
    (line,) = CliRunner().invoke(app, ["review-queue", "--limit", "1", "--json"]).stdout.splitlines()
    assert json.loads(line)["reasons"] == ["confidence is 60", "only 2 words", "no date", "no theme"]
