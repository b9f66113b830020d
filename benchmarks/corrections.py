"""Corrects every statement that the rules find in the sample articles, and counts how many corrections
the tables of the full profile show: what a better model or rule leaves of a person's work.

    python benchmarks/corrections.py
"""

import csv
import tempfile
from collections import Counter
from pathlib import Path

from pipeline.corrections import correct_project
from pipeline.project import Project, open_project
from pipeline.run import run

CHECKOUT = Path(__file__).parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = open_project(Path(folder), seeds=CHECKOUT / "seeds")
        (project.root / "data").mkdir()
        run(project, profile="fast")
        rows = read(project, "statements")
        for number, row in enumerate(rows):
            row["role"] = f"role {number}"
        copy = project.root / "copy.csv"
        with copy.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(row for row in rows if row["speaker"])
        _, kept = correct_project(project, copy)
        run(project, profile="fast")
        print(f"{kept.new} corrections; same version: {states(project)}")
        run(project)
        print(f"after the model joined the rules: {states(project)}")


def read(project: Project, table: str) -> list[dict[str, str]]:
    with (project.outputs / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def states(project: Project) -> dict[str, int]:
    return dict(Counter(row["state"] for row in read(project, "corrections_report")))


if __name__ == "__main__":
    main()
