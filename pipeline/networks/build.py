"""Builds the networks of Leifeld (2017, "Discourse Network Analysis", Oxford Handbook of Political Networks).

His concepts are our targets of stances, his agreement is our support or opposition. In the projections each
position counts once for each speaker, however often it is repeated. Neutral positions are counted beside
support and opposition and make no tie by themselves.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Literal, get_args

from pipeline.lookups import documents_by_id, speakers_by_id, theme_labels
from pipeline.networks.claims import Claim, Position, find_claims
from pipeline.networks.network import Edge, Network, Node
from pipeline.show import read_statements, select

SliceName = Literal["year", "quarter", "month"]
SLICES: tuple[SliceName, ...] = get_args(SliceName)
SCORE_DIGITS = 4
OPPOSITE: Mapping[str, str] = {"support": "oppose", "oppose": "support"}
Pair = tuple[Node, Node]
Tied = Sequence[tuple[Claim, Position | None]]
Ties = Iterable[tuple[Pair, Claim, Position | None]]


def build_networks(outputs: Path, *, slices: SliceName | None = None, unique: bool = False) -> Iterator[Network]:
    """The networks of the last run: of all its statements, then of each slice of time.

    The names are speaker-theme, speaker-target, congruence and conflict, with -2031, -2031-Q2 or
    -2031-05 in slices, which leave out networks of nobody. `unique` counts the same words once.

    Raises:
        UsageError: there was no run.
    """
    rows = select(read_statements(outputs), unique=unique)
    facts = {
        "labels": theme_labels(outputs),
        "documents": documents_by_id(outputs),
        "speakers": speakers_by_id(outputs),
    }
    claims = list(find_claims(rows, **facts))
    yield from _networks(claims, "")
    if slices:
        parts: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            if claim.day:
                parts[_slice(claim.day, slices)].append(claim)
        for name in sorted(parts):
            yield from (network for network in _networks(parts[name], f"-{name}") if network.nodes)


def _slice(day: str, slices: SliceName) -> str:
    """The slice of time of an ISO day.

    >>> [_slice("2031-05-20", name) for name in SLICES]
    ['2031', '2031-Q2', '2031-05']
    """
    year, month = day[:4], int(day[5:7])
    return {"year": year, "quarter": f"{year}-Q{(month + 2) // 3}", "month": day[:7]}[slices]


def _networks(claims: Sequence[Claim], suffix: str) -> Iterator[Network]:
    themes = [
        ((each.speaker, theme), each, next(iter(each.positions), None)) for each in claims for theme in each.themes
    ]
    yield _two_mode(f"speaker-theme{suffix}", themes, _theme_edge)
    positions = [((each.speaker, own.target), each, own) for each in claims for own in each.positions]
    sided = {pair for pair, _, own in positions if own.label in OPPOSITE}
    taken = [tie for tie in positions if tie[0] in sided]
    yield _two_mode(f"speaker-target{suffix}", taken, _target_edge)
    yield _projection(f"congruence{suffix}", claims, opposite=False)
    yield _projection(f"conflict{suffix}", claims, opposite=True)


def _two_mode(name: str, ties: Ties, edge_of: Callable[[Pair, Tied], Edge]) -> Network:
    """Speakers joined to what they speak of, with the stances they take."""
    by_pair: defaultdict[Pair, list[tuple[Claim, Position | None]]] = defaultdict(list)
    by_node: defaultdict[Node, list[Claim]] = defaultdict(list)
    for pair, claim, position in ties:
        by_pair[pair].append((claim, position))
        for node in pair:
            by_node[node].append(claim)
    return _network(name, by_node, [edge_of(pair, tied) for pair, tied in by_pair.items()])


def _theme_edge(pair: Pair, tied: Tied) -> Edge:
    """An edge that weighs what its statements are."""
    return _signed_edge(pair, tied, len(tied))


def _target_edge(pair: Pair, tied: Tied) -> Edge:
    """An edge that weighs what its support and opposition are."""
    return _signed_edge(pair, tied, sum(position is not None and position.label in OPPOSITE for _, position in tied))


def _signed_edge(pair: Pair, tied: Tied, weight: int) -> Edge:
    positions = [position for _, position in tied if position]
    scores = [each.score for each in positions if each.label in OPPOSITE]
    support, oppose = (sum(each.label == label for each in positions) for label in ("support", "oppose"))
    first, last = _days(claim for claim, _ in tied)
    return Edge(
        pair[0].id,
        pair[1].id,
        weight,
        support=support,
        oppose=oppose,
        neutral=len(positions) - support - oppose,
        sign=support - oppose,
        score=round(sum(scores) / len(scores), SCORE_DIGITS) if scores else None,
        first_date=first,
        last_date=last,
    )


def _projection(name: str, claims: Sequence[Claim], *, opposite: bool) -> Network:
    """Speakers joined by the targets toward which they take the same position, or the opposite one."""
    held: defaultdict[Node, set[tuple[str, str]]] = defaultdict(set)
    holders: defaultdict[tuple[str, str], set[Node]] = defaultdict(set)
    by_node: defaultdict[Node, list[Claim]] = defaultdict(list)
    for claim in claims:
        for position in claim.positions:
            if position.label in OPPOSITE:
                held[claim.speaker].add((position.target.id, position.label))
                holders[position.target.id, position.label].add(claim.speaker)
                by_node[claim.speaker].append(claim)
    weights: defaultdict[Pair, int] = defaultdict(int)
    for (target, label), speakers in holders.items():
        if not opposite:
            pairs: Iterable[Pair] = combinations(sorted(speakers, key=_id), 2)
        else:
            others = holders.get((target, OPPOSITE[label]), ()) if label == "support" else ()
            pairs = (_ordered(one, other) for one in speakers for other in others if one != other)
        for pair in pairs:
            weights[pair] += 1
    edges = [_plain_edge(pair, weight, held) for pair, weight in weights.items()]
    return _network(name, by_node, edges)


def _plain_edge(pair: Pair, weight: int, held: Mapping[Node, set[tuple[str, str]]]) -> Edge:
    activity = (len(held[pair[0]]) + len(held[pair[1]])) / 2
    return Edge(pair[0].id, pair[1].id, weight, normalised=round(weight / activity, SCORE_DIGITS))


def _network(name: str, by_node: Mapping[Node, Sequence[Claim]], edges: Iterable[Edge]) -> Network:
    nodes = sorted((_counted(node, claims) for node, claims in by_node.items()), key=_id)
    return Network(name, tuple(nodes), tuple(sorted(edges, key=lambda edge: (edge.source, edge.target))))


def _counted(node: Node, claims: Sequence[Claim]) -> Node:
    statements = len({claim.statement_id for claim in claims})
    first, last = _days(claims)
    documents = len({claim.doc_id for claim in claims})
    return replace(node, statements=statements, documents=documents, first_date=first, last_date=last)


def _days(claims: Iterable[Claim]) -> tuple[str | None, str | None]:
    days = [claim.day for claim in claims if claim.day]
    return min(days, default=None), max(days, default=None)


def _ordered(one: Node, other: Node) -> Pair:
    return (one, other) if one.id < other.id else (other, one)


def _id(node: Node) -> str:
    return node.id
