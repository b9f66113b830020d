"""What becomes of the model's findings and the rules'; findings are made by hand."""

import dataclasses
from types import SimpleNamespace

import pytest

from pipeline.attribution.finding import Finding
from pipeline.attribution.merging import merge

ARTICLE = SimpleNamespace(
    cues=SimpleNamespace(confidence={"clause": 81, "quotation_then_cue": 96, "label": 60}),
    tokens_between=lambda _start, _end: (0, 0),
    doc=(),
    quotation_of=[],
)
MODELLED = Finding("model", "assertion", 3, (12, 16), (8, 11), ((17, 40),), confidence=60)


def ruled(rule, cue_token, *content, type_="assertion", cue=None):
    return Finding(rule, type_, cue_token, cue, None, content)


def test_agreeing_rule_gives_its_type_and_raises_the_confidence():
    (alone,) = merge(ARTICLE, [MODELLED], [])
    (agreed,) = merge(ARTICLE, [MODELLED], [ruled("clause", 3, (17, 41), type_="belief")])
    assert agreed.type == "belief"
    assert agreed.content == MODELLED.content
    assert agreed.confidence > alone.confidence


def test_rule_with_the_same_cue_and_another_content_only_gives_its_type():
    (found,) = merge(ARTICLE, [MODELLED], [ruled("clause", 3, (50, 90), type_="fact")])
    assert (found.rule, found.type) == ("model", "fact")


def test_certain_rule_overrules_an_unsure_model_of_the_same_cue():
    unsure = dataclasses.replace(MODELLED, confidence=30)
    (found,) = merge(ARTICLE, [unsure], [ruled("quotation_then_cue", 3, (50, 90))])
    assert found.rule == "quotation_then_cue"


@pytest.mark.parametrize(("rule", "is_kept"), [("quotation_then_cue", True), ("clause", False)])
def test_only_certain_rules_add_what_the_model_missed(rule, is_kept):
    found = merge(ARTICLE, [MODELLED], [ruled(rule, 9, (50, 90))])
    assert [finding.rule for finding in found] == (["model", rule] if is_kept else ["model"])


def test_rule_inside_a_content_stays_as_a_candidate_for_nesting():
    found = merge(ARTICLE, [MODELLED], [ruled("clause", 9, (25, 40), cue=(20, 24))])
    assert [finding.rule for finding in found] == ["model", "clause"]


def test_turn_of_a_transcript_takes_the_place_of_what_the_model_found_in_it():
    found = merge(ARTICLE, [MODELLED], [ruled("label", None, (10, 60))])
    assert [finding.rule for finding in found] == ["label"]


def test_nothing_found_is_nothing():
    assert merge(ARTICLE, [], []) == []
