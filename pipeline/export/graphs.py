"""The discourse networks as files: GEXF and GraphML, which Gephi and others read, or tables of nodes and edges."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.networks import Edge, Network, Node
from pipeline.tables.cells import clean
from pipeline.tables.files import write_atomically

if TYPE_CHECKING:
    import networkx as nx

BOM = "\ufeff"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DAYS = {"start": "first_date", "end": "last_date"}
CLOCK_AND_NAME = re.compile(rb' (?:lastmodifieddate|name)="[^"]*"')  # equal bytes each day; GEXF's graphs have no name


def write_networks(networks: Iterable[Network], folder: Path, form: str) -> None:
    """Writes each network into `folder` by itself: NAME.gexf, NAME.graphml, or NAME-nodes.csv and NAME-edges.csv.

    Raises:
        UsageError: the folder cannot be written.
        ModuleNotFoundError: networkx is not installed.
    """
    for network in networks:
        for name, data in FORMS[form](network).items():
            write_atomically(folder / name, data)


def _gexf(network: Network) -> Mapping[str, bytes]:
    """GEXF in which nodes and edges last from their first to their last day, so that Gephi has a timeline."""
    import networkx as nx

    graph = _graph(network)
    for data in (*(data for _, data in graph.nodes(data=True)), *(data for _, _, data in graph.edges(data=True))):
        data |= {end: data[name] for end, name in DAYS.items() if name in data}
    stream = io.BytesIO()
    nx.write_gexf(graph, stream, version="1.2draft")
    return {f"{network.name}.gexf": CLOCK_AND_NAME.sub(b"", stream.getvalue())}


def _graphml(network: Network) -> Mapping[str, bytes]:
    import networkx as nx

    stream = io.BytesIO()
    nx.write_graphml_xml(_graph(network), stream)
    return {f"{network.name}.graphml": stream.getvalue()}


def _graph(network: Network) -> "nx.Graph[str]":
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for node in network.nodes:
        graph.add_node(node.id, **_attributes(node, ("id",)))
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, **_attributes(edge, ("source", "target")))
    return graph


def _attributes(record: Node | Edge, left_out: Sequence[str]) -> dict[str, Any]:
    """What is known of a node or edge, without the signs that XML cannot hold."""
    values = {name: value for name, value in asdict(record).items() if name not in left_out and value is not None}
    return {name: NO_XML.sub("�", value) if isinstance(value, str) else value for name, value in values.items()}


def _tables(network: Network) -> Mapping[str, bytes]:
    """Tables with the headers that Gephi knows: Id and Label; Source, Target, Type and Weight."""
    nodes = [{"Id": node.id, "Label": node.label} | _others(node, ("id", "label")) for node in network.nodes]
    edges = [
        {"Source": edge.source, "Target": edge.target, "Type": "Undirected", "Weight": edge.weight}
        | _others(edge, ("source", "target", "weight"))
        for edge in network.edges
    ]
    node_names = ("Id", "Label", *_names(Node, ("id", "label")))
    edge_names = ("Source", "Target", "Type", "Weight", *_names(Edge, ("source", "target", "weight")))
    return {
        f"{network.name}-nodes.csv": _table(node_names, nodes),
        f"{network.name}-edges.csv": _table(edge_names, edges),
    }


def _others(record: Node | Edge, left_out: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if name not in left_out}


def _names(record: type[Node | Edge], left_out: Sequence[str]) -> list[str]:
    return [field.name for field in fields(record) if field.name not in left_out]


def _table(header: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([clean(value) if isinstance(value, str) else value for value in (row[name] for name in header)])
    return text.getvalue().encode("utf-8", "replace")


FORMS: Mapping[str, Callable[[Network], Mapping[str, bytes]]] = {
    "gexf": _gexf,
    "graphml": _graphml,
    "nodes-edges": _tables,
}
