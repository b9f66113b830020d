"""Discourse networks: their weights, their files as others read them, and the files for DNA."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import RENTS
from lxml import etree
from tables_example import ALL_TYPES, article, write

from pipeline.errors import UsageError
from pipeline.export import export_project
from pipeline.networks import build_networks
from pipeline.project import open_project
from pipeline.records import SaidOn, Speaker, Stance
from pipeline.run import run

nx = pytest.importorskip("networkx")
HOUSE = "\U0001f3e0"


def told(number, speaker, label, target="Landlords", day=date(2031, 5, 20)):
    """An article in which a speaker takes a stance."""
    base = article(f"a{number}.txt", doc_id=f"d{number}")
    score = {"support": 1.0, "oppose": -1.0, "neutral": 0.0}[label]
    return replace(
        base,
        statements=base.statements[:1],
        speakers=(Speaker("s1", speaker, "person", "mayor", None, "Freedonia"),),
        dates=(SaidOn("s1", day, day, "day", "", "explicit"),),
        stances=(Stance("s1", target, "group", label, score, ()),),
    )


@pytest.fixture
def outputs(tmp_path):
    results = [
        told(1, "Ann Roe", "oppose"),
        told(2, "Tom Vale", "oppose"),
        told(3, "Tom Vale", "oppose", day=date(2031, 8, 1)),
        told(4, "Una Marsh", "support"),
        told(5, "Una Marsh", "support", target="Tenants"),
        told(6, "Ann Roe", "support", target="Tenants"),
        told(7, "Lee Fox", "neutral"),
    ]
    write(tmp_path / "outputs", *results, settings=ALL_TYPES)
    return tmp_path / "outputs"


def ties(network):
    names = {node.id: node.label for node in network.nodes}
    return {(frozenset((names[edge.source], names[edge.target]))): edge for edge in network.edges}


def by_name(outputs, **options):
    return {network.name: network for network in build_networks(outputs, **options)}


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
    assert "Lee Fox" not in {node.label for node in found["congruence"].nodes}
    assert ties(found["speaker-target"])[frozenset({"Lee Fox", "Landlords"})].neutral == 1


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
    assert whole == parts == 7


def test_joint_statement_counts_for_each_of_its_speakers(tmp_path):
    members = (Speaker("s1", "Ann Roe", "person"), Speaker("s1", "Tom Vale", "person"))
    joint = replace(
        told(1, "Ann Roe", "oppose"), speakers=(Speaker("s1", "Ann Roe; Tom Vale", "group", members=members),)
    )
    write(tmp_path, joint, settings=ALL_TYPES)
    assert list(ties(by_name(tmp_path)["congruence"])) == [frozenset({"Ann Roe", "Tom Vale"})]


@pytest.mark.parametrize(("form", "reader"), [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)])
def test_files_read_back_as_the_networks(outputs, tmp_path, form, reader):
    project = open_project(tmp_path, outputs=outputs)
    export_project(project, form, tmp_path / "networks", slices="month")
    for name, network in by_name(outputs, slices="month").items():
        graph = reader(tmp_path / "networks" / f"{name}.{form}")
        assert {node: data["label"] for node, data in graph.nodes(data=True)} == {n.id: n.label for n in network.nodes}
        weights = {frozenset((one, other)): data["weight"] for one, other, data in graph.edges(data=True)}
        assert weights == {frozenset((edge.source, edge.target)): edge.weight for edge in network.edges}
        for node in network.nodes:
            assert graph.nodes[node.id].get("country") == node.country


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_files_hold_what_their_format_allows(outputs, tmp_path, form):
    export_project(open_project(tmp_path, outputs=outputs), form, tmp_path / "networks", slices="year")
    schema = etree.DTD(Path(__file__).parent / "schemas" / f"{form}.dtd")
    for path in (tmp_path / "networks").iterdir():
        assert schema.validate(etree.parse(path)), schema.error_log
        if form == "gexf":
            tree = etree.parse(path).getroot()
            ids = {each.get("id") for each in tree.iter("{*}attribute")}
            assert {each.get("for") for each in tree.iter("{*}attvalue")} <= ids


def test_equal_tables_give_equal_files(outputs, tmp_path):
    project = open_project(tmp_path, outputs=outputs)
    for name in ("one", "two"):
        export_project(project, "gexf", tmp_path / name)
    assert (tmp_path / "one" / "conflict.gexf").read_bytes() == (tmp_path / "two" / "conflict.gexf").read_bytes()


def test_hostile_names_stay_names(tmp_path):
    write(tmp_path / "outputs", told(1, '=A1"><node id="x"/>\x0c&', "oppose"), settings=ALL_TYPES)
    project = open_project(tmp_path, outputs=tmp_path / "outputs")
    for form in ("gexf", "graphml", "nodes-edges"):
        export_project(project, form, tmp_path / form)
    for form in ("gexf", "graphml"):
        tree = etree.parse(tmp_path / form / f"speaker-theme.{form}")
        assert len([node for node in tree.iter() if str(node.tag).endswith("}node")]) == 3
    with (tmp_path / "nodes-edges" / "speaker-theme-nodes.csv").open(encoding="utf-8-sig", newline="") as stream:
        labels = [row["Label"] for row in csv.DictReader(stream)]
    assert any(label.startswith("'=A1") for label in labels)


def test_tables_have_the_headers_that_gephi_knows(outputs, tmp_path):
    export_project(open_project(tmp_path, outputs=outputs), "nodes-edges", tmp_path / "tables")
    nodes = (tmp_path / "tables" / "conflict-nodes.csv").read_text("utf-8-sig").splitlines()
    edges = (tmp_path / "tables" / "conflict-edges.csv").read_text("utf-8-sig").splitlines()
    assert nodes[0].startswith("Id,Label,type,kind,role")
    assert edges[0].startswith("Source,Target,Type,Weight")
    assert len(edges) == 3


def test_wrong_slice_says_what_to_do(outputs, tmp_path):
    with pytest.raises(UsageError, match="year, quarter, month"):
        export_project(open_project(tmp_path, outputs=outputs), "gexf", tmp_path / "n", slices="week")


def test_dna_counts_in_units_of_java(make_project, tmp_path):
    text = f"{HOUSE}{HOUSE} " + RENTS.split("\n\n", 1)[1]
    project = make_project({"rents.txt": text, "undated.txt": RENTS})
    (project.seeds / "metadata.csv").write_text("file,published\nrents.txt,2025-03-05\n")
    run(project)
    export_project(project, "dna", tmp_path / "dna")
    documents, statements = (read(tmp_path / "dna" / name) for name in ("documents.csv", "statements.csv"))
    texts = {row["doc_id"]: row["text"].encode("utf-16-le") for row in documents}
    assert [row["date"] for row in documents] == ["2025-03-05", ""]
    assert documents[0]["text"] == text
    words = {
        texts[row["doc_id"]][2 * int(row["start"]) : 2 * int(row["end"])].decode("utf-16-le") for row in statements
    }
    assert "Rents fell by a tenth" in words
    assert {row["agreement"] for row in statements} <= {"0", "1"}
    assert "Ann Roe" in {row["person"] for row in statements}
    script = (tmp_path / "dna" / "import.R").read_text("utf-8")
    assert "dna_addDocuments(" in script
    assert "dna_addStatement(" in script
    used = {"doc_id", "start", "end", "person", "organization", "concept", "agreement"}
    assert used <= {name for name in statements[0] if f"statements${name}[i]" in script}


def test_dna_needs_the_articles_as_they_were_run(project, tmp_path):
    run(project)
    (project.seeds / "rents.txt").write_text("Something else.")
    with pytest.raises(UsageError, match="onrecord run"):
        export_project(project, "dna", tmp_path / "dna")
    assert not (tmp_path / "dna" / "documents.csv").exists()


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
