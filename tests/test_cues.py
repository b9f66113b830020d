"""The cue list: how it is read and how it says where it is wrong."""

import pickle
from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.resources.cues import load_cues

HEADER = "cue,pos,type,patterns,confidence,note\n"
SHIPPED = Path(__file__).parent.parent / "data" / "cues.csv"


def cues_of(tmp_path, rows: str):
    path = tmp_path / "cues.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return load_cues(path)


def test_cue_has_a_type_for_each_pattern(tmp_path):
    cues = cues_of(tmp_path, "hope,verb,belief,clause,,\nhope,verb,eventuality,infinitive for,,\n")
    assert cues.verbs["hope"] == {"clause": "belief", "infinitive": "eventuality", "for": "eventuality"}


def test_british_and_american_spellings_are_one(tmp_path):
    cues = cues_of(tmp_path, "criticize,verb,assertion,object,,\n")
    assert cues.verbs["criticise"] == cues.verbs["criticize"]


def test_voices_endings_and_things_are_told_apart(tmp_path):
    cues = cues_of(tmp_path, "minister,voice,,,,\n-ist,voice,,,,\nmatter,thing,,,,\n")
    assert cues.voices == {"minister"}
    assert cues.voice_endings == ("ist",)
    assert cues.things == {"matter"}


def test_verb_of_two_words_is_found_by_its_parts(tmp_path):
    cues = cues_of(tmp_path, "rule out,verb,assertion,object,,\n")
    assert cues.particle_verbs["rule"]["out"] == {"object": "assertion"}


def test_rule_has_a_confidence(tmp_path):
    assert cues_of(tmp_path, "clause,rule,,,80,\n").confidence == {"clause": 80}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("say,verbs,assertion,clause,,\n", 'line 2: pos "verbs" is not known'),
        ("say,verb,speech,clause,,\n", 'line 2: type "speech" is not known'),
        ("say,verb,assertion,clauses,,\n", 'line 2: pattern "clauses" is not known'),
        ("say,verb,assertion,,,\n", 'line 2: "say" has no pattern'),
        ("say,verb,assertion,clause,,\nsay,verb,belief,clause,,\n", 'line 3: "say" already has the pattern "clause"'),
        ("clause,rule,,,many,\n", 'line 2: confidence "many" is not a number'),
    ],
)
def test_wrong_row_is_named_with_its_line(tmp_path, rows, message):
    with pytest.raises(ResourceError, match=message):
        cues_of(tmp_path, rows)


def test_shipped_cues_load_and_pickle():
    cues = load_cues(SHIPPED)
    assert len(cues.verbs) > 300
    assert pickle.loads(pickle.dumps(cues)) == cues  # noqa: S301


def test_sense_tells_a_type_and_licenses_no_pattern(tmp_path):
    cues = cues_of(tmp_path, "abhor,sense,belief,,,\n")
    assert cues.senses == {"abhor": "belief"}
    assert "abhor" not in cues.verbs
