"""Which statements most deserve a human look, and why: doubts add up, and what a person corrected is left out.

A doubt weighs what the mistake would spoil, statement and speaker most, times how likely it is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

Row = Mapping[str, Any]  # a line of statements.jsonl
SURE, SURE_THEME, SURE_STANCE = 75, 0.3, 60
FEW_WORDS, MANY_CHARACTERS = 3, 1_500
SEVERE, SERIOUS, MEDIUM, SLIGHT, MINOR = 4.0, 3.0, 2.0, 1.0, 0.5
IMPERSONAL = re.compile(r"\b(?:be|is|are|was|were|been|being|there)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Review:
    """A statement worth looking at: how much, from 0, and the reasons, the weightiest first."""

    statement_id: str
    file: str
    value: float
    reasons: tuple[str, ...]
    speaker: str | None
    statement: str


@dataclass(slots=True)
class _Account:
    """What copies of the same words are said to be."""

    speakers: set[str]
    stances: defaultdict[str, set[str]]
    themes: set[str]


def find_disputes(rows: Iterable[Row]) -> dict[str, tuple[tuple[float, str], ...]]:
    """Where copies of the same words contradict one another, by quote_cluster_id: weights and reasons."""
    accounts: defaultdict[str, _Account] = defaultdict(lambda: _Account(set(), defaultdict(set), set()))
    for row in rows:
        account = accounts[row["quote_cluster_id"]]
        account.speakers.add(row["speaker"]["name"] if row["speaker"] else "nobody")
        account.themes.add(row["themes"][0]["theme_id"] if row["themes"] else "none")
        for stance in row["stances"]:
            account.stances[stance["target"]].add(stance["label"])
    found = {cluster: tuple(_disputes(account)) for cluster, account in accounts.items()}
    return {cluster: disputes for cluster, disputes in found.items() if disputes}


def review_queue(
    rows: Iterable[Row], disputes: Mapping[str, tuple[tuple[float, str], ...]], *, limit: int
) -> list[Review]:
    """The statements that most deserve a look, most valuable first; equals in the order they come."""
    reviews = (review for row in rows if not row["corrected"] and (review := _review(row, disputes)))
    return nsmallest(limit, reviews, key=lambda review: -review.value)


def _review(row: Row, disputes: Mapping[str, tuple[tuple[float, str], ...]]) -> Review | None:
    doubts = [*_doubts(row), *disputes.get(row["quote_cluster_id"], ())]
    if not doubts:
        return None
    doubts.sort(key=lambda doubt: -doubt[0])
    return Review(
        row["statement_id"],
        row["file"],
        round(sum(weight for weight, _ in doubts), 2),
        tuple(reason for _, reason in doubts),
        row["speaker"]["name"] if row["speaker"] else None,
        " … ".join(part["text"] for part in row["content"]),
    )


def _doubts(row: Row) -> Iterator[tuple[float, str]]:
    """Weights and reasons that lie in the statement itself."""
    if row["confidence"] < SURE:
        yield SEVERE * (100 - row["confidence"]) / 100, f"confidence is {row['confidence']}"
    yield from _doubts_of_speaker(row)
    yield from _doubts_of_words(row)
    yield from _doubts_of_days(row)
    yield from _doubts_of_theme(row)
    yield from _doubts_of_stance(row)


def _doubts_of_speaker(row: Row) -> Iterator[tuple[float, str]]:
    source, cue, speaker = row["source"], row["cue"], row["speaker"]
    if source is None and row["kind"] == "direct":
        yield SEVERE, "a direct quotation with no source"
    elif source is None and cue is not None:
        weight = MINOR if IMPERSONAL.search(cue["text"]) else MEDIUM  # "is believed" may name nobody
        yield weight, f"“{cue['text']}” attributes, but to nobody"
    elif source is not None and (speaker is None or speaker["kind"] == "unknown"):
        yield SEVERE, f"who is “{source['text']}”?"
    if row["kind"] == "direct" and cue is None:
        yield SLIGHT, "a quotation with no word that attributes"


def _doubts_of_words(row: Row) -> Iterator[tuple[float, str]]:
    content = row["content"]
    for name in ("source", "cue"):
        span = row[name]
        if span and any(part["start"] < span["end"] and span["start"] < part["end"] for part in content):
            yield SERIOUS, f"the {name} lies inside the content"
    words = sum(len(part["text"].split()) for part in content)
    if words < FEW_WORDS:
        yield SLIGHT, f"only {words} words"
    elif sum(len(part["text"]) for part in content) > MANY_CHARACTERS:
        yield SLIGHT, f"{words} words in one statement"


def _doubts_of_days(row: Row) -> Iterator[tuple[float, str]]:
    said_on = row["said_on"]
    if said_on is None:
        yield SLIGHT, "no date"
    elif said_on["earliest"] is None:
        yield SLIGHT, f"the date “{said_on['text']}” is not understood"
    elif row["first_seen"] is not None and said_on["earliest"] > row["first_seen"]:
        yield SERIOUS, f"said on {said_on['earliest']}, but published on {row['first_seen']}"


def _doubts_of_theme(row: Row) -> Iterator[tuple[float, str]]:
    best = next(iter(row["themes"]), None)
    if best is None:
        yield SLIGHT, "no theme"
    elif best["method"] == "embedding":
        yield MINOR, f"theme {best['theme_id']} by nearness of meaning alone"
    elif best["method"] == "pattern" and best["score"] < SURE_THEME:
        yield MINOR, f"theme {best['theme_id']} fits weakly"


def _doubts_of_stance(row: Row) -> Iterator[tuple[float, str]]:
    for stance in row["stances"]:
        if stance["label"] == "oppose" and row["speaker"] and stance["target"] == row["speaker"]["name"]:
            yield MEDIUM, f"{stance['target']} is said to oppose itself"
    for stance in row["stances"][:1]:
        if stance["label"] == "unclear":
            yield MINOR, f"stance toward {stance['target']} is unclear"
        elif stance["label"] != "neutral" and stance["confidence"] < SURE_STANCE:
            yield SLIGHT * (100 - stance["confidence"]) / 100, f"stance toward {stance['target']} is unsure"


def _disputes(account: _Account) -> Iterator[tuple[float, str]]:
    if len(account.speakers) > 1:
        yield SERIOUS, f"copies name different speakers: {', '.join(sorted(account.speakers))}"
    for target, labels in sorted(account.stances.items()):
        if {"support", "oppose"} <= labels:
            yield SERIOUS, f"support and opposition toward {target} in the same words"
    if len(account.themes) > 1:
        yield MINOR, f"copies have different themes: {', '.join(sorted(account.themes))}"
