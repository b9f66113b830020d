"""A network: nodes and weighted, undirected edges, with what programs such as Gephi colour, size and filter by."""

from dataclasses import dataclass
from typing import Literal

NodeType = Literal["speaker", "theme", "target"]


@dataclass(frozen=True, slots=True)
class Node:
    """A speaker, a theme or a target of stances; days are ISO, from the statements of this network alone."""

    id: str
    label: str
    type: NodeType
    kind: str | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None
    statements: int = 0
    documents: int = 0
    first_date: str | None = None
    last_date: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """What joins two nodes.

    Toward themes `weight` counts statements, and `support`, `oppose` and `neutral` those whose strongest
    stance is such; toward targets they count stances, `weight` those that support or oppose. `sign` is
    support less oppose, `score` their mean, −1 to 1. Between speakers `weight` counts the targets on which
    they agree or differ, and `normalised` divides it by the mean number of positions that the two take.
    """

    source: str
    target: str
    weight: int
    support: int | None = None
    oppose: int | None = None
    neutral: int | None = None
    sign: int | None = None
    score: float | None = None
    normalised: float | None = None
    first_date: str | None = None
    last_date: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A network by the name of its file, nodes by id, edges by their ends."""

    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
