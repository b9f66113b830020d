"""What a person should decide about names, the most frequent first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.canonical.bodies import is_state_body
from pipeline.canonical.clusters import Cluster, Clusters
from pipeline.canonical.people import Partial, near_names
from pipeline.resources.titles import Titles

DoubtReason = Literal[
    "several_persons", "one_person", "similar_name", "no_name", "unknown_kind", "unknown_place", "shared_body"
]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that speaks and deserves a decision, with the first statements by id and what to do."""

    name: str
    kind: str
    reason: DoubtReason
    statements: int
    documents: int
    examples: tuple[str, ...]
    suggestion: str


def find_doubts(clusters: Clusters, partial: Sequence[Partial], titles: Titles) -> tuple[Doubt, ...]:
    """The doubts about names with statements, the most frequent first."""
    doubts = [
        *_partial_names(partial),
        *_similar_names(clusters),
        *(doubt for cluster in clusters for doubt in _bare_names(cluster, titles)),
    ]
    spoken = {doubt for doubt in doubts if doubt.statements}
    return tuple(sorted(spoken, key=lambda d: (-d.statements, -d.documents, d.name, d.kind, d.reason, d.suggestion)))


def _doubt(cluster: Cluster, reason: DoubtReason, suggestion: str) -> Doubt:
    label, name = cluster.shown
    known = cluster.known
    return Doubt(name, label, reason, known.statements, len(known.documents), known.examples, suggestion)


def _partial_names(partial: Sequence[Partial]) -> Iterator[Doubt]:
    for each in partial:
        name = each.cluster.shown[1]
        full = sorted(cluster.shown[1] for cluster in each.fitting)
        if len(full) == 1:
            yield _doubt(each.cluster, "one_person", f"If this is {full[0]}, {_row(full[0], name)}.")
        else:
            suggestion = f"It fits {', '.join(full)}; correct the speaker of these statements, or {_row('NAME', name)}."
            yield _doubt(each.cluster, "several_persons", suggestion)


def _similar_names(clusters: Clusters) -> Iterator[Doubt]:
    for left, right in near_names(clusters):
        if clusters.now(left) is clusters.now(right) or (left.fixed and right.fixed):
            continue
        rare, frequent = sorted((left, right), key=lambda each: (each.known.statements, len(each.known.documents)))
        names = rare.shown[1], frequent.shown[1]
        apart = f"if they are two, add a row for each: {names[0]},{names[0]},person,,"
        yield _doubt(rare, "similar_name", f"If {names[1]} is the same, {_row(names[1], names[0])}; {apart}.")


def _bare_names(cluster: Cluster, titles: Titles) -> Iterator[Doubt]:
    label, name = cluster.shown
    if label == "unknown":
        yield _doubt(cluster, "unknown_kind", f"If it speaks, {_row(name, name, 'KIND')}; else correct its statements.")
    elif label == "place" and cluster.fixed is None:
        yield _doubt(
            cluster,
            "unknown_place",
            f"If it stands for a country, {_row('COUNTRY', name, 'capital')}; else {_row(name, name, 'KIND')}.",
        )
    elif label == "organisation" and _may_be_several(cluster, titles):
        yield _doubt(cluster, "shared_body", "If these are bodies of several states, correct the speaker of each.")
    elif label == "person" and not cluster.known.is_named and _is_title(name, titles):
        yield _doubt(cluster, "no_name", "If the article shows who it is, correct the speaker of these statements.")


def _may_be_several(cluster: Cluster, titles: Titles) -> bool:
    """Whether several articles have a body that every state has, without any name: "the interior ministry"."""
    name = cluster.shown[1]
    return len(cluster.known.documents) > 1 and name.islower() and is_state_body(name, titles)


def _is_title(name: str, titles: Titles) -> bool:
    return any(titles.has(word, "role", "rank") for word in name.replace("'s", "").split())


def _row(name: str, alias: str, kind: str = "person") -> str:
    return f"add {name},{alias},{kind},, to data/aliases.csv"
