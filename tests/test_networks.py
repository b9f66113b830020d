"""Discourse networks: whom they join, and with what weights."""

from dataclasses import replace

import pytest
from networks_example import by_name, told, write_debate
from tables_example import ALL_TYPES, write

from pipeline.errors import UsageError
from pipeline.export import export_project
from pipeline.project import open_project
from pipeline.records import Speaker


@pytest.fixture
def outputs(tmp_path):
    write_debate(tmp_path / "outputs")
    return tmp_path / "outputs"


def ties(network):
    names = {node.id: node.label for node in network.nodes}
    return {(frozenset((names[edge.source], names[edge.target]))): edge for edge in network.edges}


def test_same_position_joins_and_opposite_positions_part(outputs):
    found = by_name(outputs)
    congruence, conflict = ties(found["congruence"]), ties(found["conflict"])
    assert {pair: edge.weight for pair, edge in congruence.items()} == {
        frozenset({"Ann Roe", "Tom Vale"}): 1,
        frozenset({"Ann Roe", "Una Marsh"}): 1,
    }
    assert {pair: edge.weight for pair, edge in conflict.items()} == {
        frozenset({"Ann Roe", "Una Marsh"}): 1,
        frozenset({"Tom Vale", "Una Marsh"}): 1,
    }
    assert congruence[frozenset({"Ann Roe", "Tom Vale"})].normalised == pytest.approx(1 / 1.5, abs=1e-4)


def test_neutral_speaker_takes_no_side(outputs):
    found = by_name(outputs)
    for name in ("congruence", "conflict", "speaker-target"):
        assert "Lee Fox" not in {node.label for node in found[name].nodes}
    edge = ties(found["speaker-theme"])[frozenset({"Lee Fox", "Housing"})]
    assert (edge.weight, edge.neutral, edge.sign, edge.score) == (1, 1, 0, None)


def test_neutral_stance_is_told_beside_the_sides_taken(tmp_path):
    write(tmp_path, told(1, "Ann Roe", "oppose"), told(2, "Ann Roe", "neutral"), settings=ALL_TYPES)
    edge = ties(by_name(tmp_path)["speaker-target"])[frozenset({"Ann Roe", "Landlords"})]
    assert (edge.weight, edge.oppose, edge.neutral, edge.sign, edge.score) == (1, 1, 1, -1, -1.0)


def test_unclear_stance_is_no_position(tmp_path):
    write(tmp_path, told(1, "Ann Roe", "unclear"), settings=ALL_TYPES)
    found = by_name(tmp_path)
    assert found["speaker-target"].nodes == ()
    edge = ties(found["speaker-theme"])[frozenset({"Ann Roe", "Housing"})]
    assert (edge.weight, edge.support, edge.oppose, edge.neutral, edge.score) == (1, 0, 0, 0, None)


def test_two_mode_edges_are_signed_and_dated(outputs):
    edge = ties(by_name(outputs)["speaker-target"])[frozenset({"Tom Vale", "Landlords"})]
    assert (edge.weight, edge.oppose, edge.support, edge.sign, edge.score) == (2, 2, 0, -2, -1.0)
    assert (edge.first_date, edge.last_date) == ("2031-05-20", "2031-08-01")
    themes = ties(by_name(outputs)["speaker-theme"])
    assert themes[frozenset({"Tom Vale", "Housing"})].sign == -2


def test_nodes_carry_what_is_known_of_the_speaker(outputs):
    node = next(node for node in by_name(outputs)["speaker-theme"].nodes if node.label == "Tom Vale")
    assert (node.type, node.kind, node.role, node.country) == ("speaker", "person", "mayor", "Freedonia")
    assert (node.statements, node.documents) == (2, 2)


def test_slices_hold_what_was_said_in_them(outputs):
    found = by_name(outputs, slices="quarter")
    assert "congruence-2031-Q2" in found
    assert [node.label for node in found["speaker-target-2031-Q3"].nodes if node.type == "speaker"] == ["Tom Vale"]
    whole = sum(edge.weight for edge in found["speaker-target"].edges)
    parts = sum(edge.weight for name in ("2031-Q2", "2031-Q3") for edge in found[f"speaker-target-{name}"].edges)
    assert whole == parts == 6


def test_joint_statement_counts_for_each_of_its_speakers(tmp_path):
    members = (Speaker("s1", "Ann Roe", "person"), Speaker("s1", "Tom Vale", "person"))
    joint = replace(
        told(1, "Ann Roe", "oppose"), speakers=(Speaker("s1", "Ann Roe; Tom Vale", "group", members=members),)
    )
    write(tmp_path, joint, settings=ALL_TYPES)
    assert list(ties(by_name(tmp_path)["congruence"])) == [frozenset({"Ann Roe", "Tom Vale"})]


def test_wrong_slice_says_what_to_do(outputs, tmp_path):
    with pytest.raises(UsageError, match="year, quarter, month"):
        export_project(open_project(tmp_path, outputs=outputs), "gexf", tmp_path / "n", slices="week")
