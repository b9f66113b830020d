"""What networks are built of: one claim for each speaker of a statement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from pipeline.networks.network import Node

Row = Mapping[str, Any]  # a line of statements.jsonl
ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class Position:
    """A stance toward a target, which is known by the node it becomes."""

    target: Node
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One speaker's part in a statement: on which day, of which themes, with which positions, the strongest first.

    The day is the first on which it may have been said, else that of publication. What is unclear is no position.
    """

    statement_id: str
    speaker: Node
    doc_id: str
    day: str | None
    themes: tuple[Node, ...]
    positions: tuple[Position, ...]


def find_claims(
    rows: Iterable[Row], *, labels: Mapping[str, str], documents: Mapping[str, Any], speakers: Mapping[str, Any]
) -> Iterator[Claim]:
    """The claims of all statements that name a speaker; what several say together, each of them claims."""
    for row in rows:
        if not row["speaker"]:
            continue
        published = documents[row["doc_id"]].published
        day = (row["said_on"] or {}).get("earliest") or (published.isoformat() if published else None)
        themes = tuple(_theme(theme["theme_id"], labels) for theme in row["themes"])
        positions = tuple(
            Position(_target(each), each["label"], each["score"])
            for each in row["stances"]
            if each["label"] != "unclear"
        )
        for speaker_id in row["speaker"]["members"] or [row["speaker"]["speaker_id"]]:
            yield Claim(row["statement_id"], _speaker(speakers[speaker_id]), row["doc_id"], day, themes, positions)


def _speaker(row: Any) -> Node:
    return Node(row.speaker_id, row.speaker, "speaker", row.kind, row.role, row.affiliation, row.country)


def _theme(theme_id: str, labels: Mapping[str, str]) -> Node:
    return Node("t" + _digest(theme_id), labels.get(theme_id, theme_id), "theme")


def _target(stance: Mapping[str, Any]) -> Node:
    name, kind = stance["target"], stance["target_kind"]
    return Node("x" + _digest(f"{kind}\n{name}"), name, "target", kind)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=ID_BYTES).hexdigest()
