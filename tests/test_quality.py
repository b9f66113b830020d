"""The quality of the sample articles' tables against their gold. A floor is lowered only with its reason."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.evaluate import Share, locate, read_gold, score, total
from pipeline.project import open_project
from pipeline.run import run

CHECKOUT = Path(__file__).parent.parent
GOLD = sorted((CHECKOUT / "tests" / "gold").glob("*.json"))
FLOORS = {
    "core recall": 0.95,
    "precision": 0.90,
    "speaker": 0.95,
    "kind": 0.95,
    "type": 0.95,
    "date": 0.90,
    "theme": 0.80,
    "stance": 0.30,
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory) -> Mapping[str, Share]:
    root = tmp_path_factory.mktemp("quality")
    project = open_project(root, seeds=CHECKOUT / "seeds")
    run(project)
    lines = (project.outputs / "statements.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    judged = []
    for path in GOLD:
        gold = json.loads(path.read_text("utf-8"))
        text = (CHECKOUT / "seeds" / gold["file"]).read_text("utf-8")
        forbidden = [locate(text, [stretch], 1) for stretch in gold["forbidden"]]
        own = [row for row in rows if row["file"] == gold["file"]]
        judged.append(score(read_gold(path, text), own, forbidden))
    return total(judged)


@pytest.mark.parametrize("measure", FLOORS)
def test_measure_does_not_fall_below_its_floor(scores, measure):
    assert float(scores[measure]) >= FLOORS[measure], scores[measure]


def test_nothing_is_said_where_nobody_speaks(scores):
    assert scores["forbidden"].right == 0
