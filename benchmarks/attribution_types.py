"""Accuracy of the attribution type on hand-annotated attributions of PolNeAR dev.

python benchmarks/attribution_types.py POLNEAR_DEV.jsonl[.gz]

`polnear_dev_types.csv` beside this file holds 200 attributions drawn at random (seed 20261122) and the
type that one annotator gave each: first from its source, cue and the start of its content, then read
again in its sentence, which changed none of them. A statement found by the product is
matched to an attribution where their contents share at least half of their characters; accuracy is
over those matched.
"""

import csv
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from pipeline.engines.article import call_stage
from pipeline.ingest import document_of_text
from pipeline.project import open_project
from pipeline.records import Statement
from pipeline.resources import load_resource
from pipeline.stages import STAGE_BY_NAME
from pipeline.survey import open_context

HERE = Path(__file__).parent


def main() -> None:
    with (HERE / "polnear_dev_types.csv").open(newline="", encoding="utf-8") as stream:
        gold = {(row["article"], row["attribution"]): row["type"] for row in csv.DictReader(stream)}
    articles = {article for article, _attribution in gold}
    context = open_context(open_project(HERE.parent))
    pairs: Counter[tuple[str, str]] = Counter()
    for line in gzip.decompress(Path(sys.argv[1]).read_bytes()).splitlines():
        row = json.loads(line)
        if row["id"] not in articles:
            continue
        document = document_of_text(row["text"], boilerplate=load_resource(context.project, "boilerplate"))
        doc = call_stage(STAGE_BY_NAME["tokenise"], [document], context)
        statements = call_stage(STAGE_BY_NAME["attribution"], [document, doc], context)
        for attribution in row["attributions"]:
            answer = gold.get((row["id"], attribution["id"]))
            found = answer and best_match(attribution["content"], statements)
            if answer and found:
                pairs[answer, found.type] += 1
                if answer != found.type:
                    print(f"{row['id']} {attribution['id']}: {answer}, found {found.type} ({found.evidence})")
    right = sum(count for (answer, found), count in pairs.items() if answer == found)
    print(f"accuracy {right / pairs.total():.3f} of {pairs.total()} found among {len(gold)}")
    for (answer, found), count in sorted(pairs.items()):
        print(f"{answer:12} found as {found:12} {count}")


def best_match(content: list[list[int]], statements: tuple[Statement, ...]) -> Statement | None:
    """The statement whose content shares most with the gold's, if that is half of both."""
    gold = {i for start, end in content for i in range(start, end)}
    best, most = None, 0.5
    for statement in statements:
        found = {i for span in statement.content for i in range(span.start, span.end)}
        shared = len(gold & found) / len(gold | found)
        if shared >= most:
            best, most = statement, shared
    return best


if __name__ == "__main__":
    main()
