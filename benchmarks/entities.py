"""Measures the entities of a run against annotated articles.

    python benchmarks/entities.py GOLD.csv OUTPUTS [--errors]

GOLD columns: file, start, end, name, label; characters [start, end) of the article name `name`, of which
"|" parts equally right forms. Names of prose are annotated, without titles, articles and possessives;
names in boilerplate are not. OUTPUTS is the folder of tables of a run over the articles.
"""

import argparse
import csv
from pathlib import Path
from typing import NamedTuple

Place = tuple[str, int, int]


class Named(NamedTuple):
    """The forms of a name that are right, in small letters, and its label."""

    forms: frozenset[str]
    label: str


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def read_gold(path: Path) -> dict[Place, Named]:
    return {
        (row["file"], int(row["start"]), int(row["end"])): Named(
            frozenset(row["name"].casefold().split("|")), row["label"]
        )
        for row in read_rows(path)
    }


def read_found(outputs: Path, files: set[str]) -> dict[Place, Named]:
    """The mentions of the articles that the gold covers."""
    file_of = {row["doc_id"]: row["file"] for row in read_rows(outputs / "documents.csv")}
    names = {row["entity_id"]: row["entity"].casefold() for row in read_rows(outputs / "entities.csv")}
    return {
        (file_of[row["doc_id"]], int(row["start"]), int(row["end"])): Named(
            frozenset({names[row["entity_id"]]}), row["kind"]
        )
        for row in read_rows(outputs / "mentions.csv")
        if file_of[row["doc_id"]] in files
    }


def report(what: str, right: int, found: int, gold: int) -> None:
    precision, recall = right / (found or 1), right / (gold or 1)
    f1 = 2 * precision * recall / (precision + recall or 1)
    print(f"{what}: precision {precision:.3f} ({right}/{found}), recall {recall:.3f} ({right}/{gold}), F1 {f1:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is missing, superfluous or named otherwise")
    arguments = parser.parse_args()
    gold = read_gold(arguments.gold)
    found = read_found(arguments.outputs, {place[0] for place in gold})
    both = gold.keys() & found.keys()
    named = {place for place in both if gold[place].forms & found[place].forms}
    labelled = {place for place in named if gold[place].label == found[place].label}
    report("mentions", len(both), len(found), len(gold))
    report("mentions with their name", len(named), len(found), len(gold))
    report("mentions with name and label", len(labelled), len(found), len(gold))
    names = {(place[0], each.forms) for place, each in gold.items()}
    shown = {(place[0], name) for place, each in found.items() for name in each.forms}
    right = sum(any((file, form) in shown for form in forms) for file, forms in names)
    report("names of an article", right, len(shown), len(names))
    if arguments.errors:
        for place in sorted((gold.keys() | found.keys()) - labelled):
            print(*place, "gold", gold.get(place), "found", found.get(place), sep="\t")


if __name__ == "__main__":
    main()
