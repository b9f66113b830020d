"""Compares extracted statements with a gold made by hand, in the format of `tests/gold/`.

A statement matches a gold statement where their contents share at least half of all characters
in either (Jaccard index), one to one, best first.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

MIN_JACCARD = 0.5
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """A statement as annotated, with the characters of its content."""

    row: Row
    characters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its counts."""

    right: int
    of: int

    def __float__(self) -> float:
        return self.right / self.of if self.of else 0.0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.of + other.of)


Scores = Mapping[str, Share]


def read_gold(path: Path, text: str) -> list[GoldStatement]:
    """The gold statements of one article, whose text locates their fragments."""
    rows = json.loads(path.read_text(encoding="utf-8"))["statements"]
    return [GoldStatement(row, locate(text, row["content"], row.get("occurrence", 1))) for row in rows]


def locate(text: str, fragments: Sequence[str], occurrence: int) -> frozenset[int]:
    """The characters of the fragments: the first at its `occurrence`, each other one after the one before."""
    start = -1
    for _ in range(occurrence):
        start = text.index(fragments[0], start + 1)
    characters = set(range(start, start + len(fragments[0])))
    for fragment in fragments[1:]:
        start = text.index(fragment, start + 1)
        characters.update(range(start, start + len(fragment)))
    return frozenset(characters)


def score(gold: Sequence[GoldStatement], rows: Sequence[Row], forbidden: Iterable[frozenset[int]] = ()) -> Scores:
    """How the rows of statements.jsonl of one article compare with its gold, measure by measure.

    Attributes are judged on matched core statements whose gold gives them; `forbidden` counts
    stretches where nobody says anything that hold a whole content fragment.
    """
    found = [frozenset(i for part in row["content"] for i in range(part["start"], part["end"])) for row in rows]
    pairs = _match([statement.characters for statement in gold], found)
    core = [number for number, statement in enumerate(gold) if statement.row["core"]]
    judged = [(gold[number].row, rows[pairs[number]]) for number in core if number in pairs]
    stretches = list(forbidden)
    parts = [frozenset(range(part["start"], part["end"])) for row in rows for part in row["content"]]
    hits = sum(any(part <= stretch for part in parts) for stretch in stretches)
    return {
        "core recall": Share(len(judged), len(core)),
        "precision": Share(len(pairs), len(rows)),
        "speaker": _share(_is_speaker(row["speaker"], answer) for answer, row in judged),
        "kind": _share(row["kind"] == answer["kind"] for answer, row in judged),
        "type": _share(row["type"] == answer["type"] for answer, row in judged),
        "date": _share(_is_within(row["said_on"], answer["said_on"]) for answer, row in judged if answer["said_on"]),
        "theme": _share(_first(row["themes"]) in answer["themes"] for answer, row in judged),
        "stance": _share(
            any(_same(stance["target"], target) and stance["label"] == label for stance in row["stances"])
            for answer, row in judged
            for target, label in answer["stance"].items()
        ),
        "forbidden": Share(hits, len(stretches)),
    }


def total(scores: Iterable[Scores]) -> dict[str, Share]:
    """The scores of several articles, their counts added up."""
    sums: dict[str, Share] = {}
    for each in scores:
        for measure, share in each.items():
            sums[measure] = sums.get(measure, Share(0, 0)) + share
    return sums


def _match(gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]]) -> dict[int, int]:
    """The number of the row that matches each gold statement."""
    candidates = sorted(
        ((-_jaccard(left, right), i, j) for i, left in enumerate(gold) for j, right in enumerate(found)),
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for distance, i, j in candidates:
        if -distance < MIN_JACCARD:
            break
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    return len(left & right) / len(left | right) if left & right else 0.0


def _share(judgements: Iterable[bool]) -> Share:
    answers = list(judgements)
    return Share(sum(answers), len(answers))


def _is_speaker(speaker: Row | None, answer: Row) -> bool:
    if speaker is None or answer["speaker"] is None:
        return speaker is None and answer["speaker"] is None
    return any(_same(speaker["name"], name) for name in (answer["speaker"], *answer.get("accept", ())))


def _first(themes: Sequence[Row]) -> str | None:
    return themes[0]["theme_id"] if themes else None


def _same(left: str, right: str) -> bool:
    return left.casefold().removeprefix("the ") == right.casefold().removeprefix("the ")


def _is_within(said_on: Row | None, answer: str) -> bool:
    """Whether the days found lie within those of the gold: a day, month, year or A/B interval."""
    if not said_on or not said_on["earliest"]:
        return False
    first, _, last = answer.partition("/")
    earliest, latest = _days(first)[0], _days(last or first)[1]
    return earliest <= date.fromisoformat(said_on["earliest"]) and date.fromisoformat(said_on["latest"]) <= latest


def _days(text: str) -> tuple[date, date]:
    numbers = [int(part) for part in text.split("-")]
    if len(numbers) == 3:
        day = date(*numbers)
        return day, day
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    year, month = numbers
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
