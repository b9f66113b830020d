"""Reliability of the confidence, and the weights with which a rule's agreement enters it.

python benchmarks/confidence.py GOLD.jsonl[.gz]   (PolNeAR: id, text, attributions)

A statement counts as right where its content shares at least half of its characters with a gold
content and its source shares half with that one's, or both have none. The weights are fitted by
logistic regression on the model's findings; they stand in pipeline/attribution/merging.py.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.attribution import find_by_rules
from pipeline.attribution.article import read_article
from pipeline.attribution.finding import Finding
from pipeline.attribution.merging import SAME, merge, overlap
from pipeline.attribution.modelled import MODEL, find_modelled
from pipeline.engines.article import call_stage
from pipeline.ingest import document_of_text
from pipeline.project import open_project
from pipeline.resources import load_resource
from pipeline.stages import STAGE_BY_NAME
from pipeline.survey import open_context

EDGES = (0, 30, 40, 50, 60, 70, 80, 90, 101)


def main() -> None:
    pairs: list[tuple[int, bool]] = []
    features: list[tuple[float, float, float]] = []
    for found, right, agrees, own in judged(Path(sys.argv[1])):
        pairs.append((found.confidence or 0, right))
        share = min(max(own, 1), 99) / 100
        features.append((np.log(share / (1 - share)), float(agrees), 1.0))
    print("confidence  mean  right  statements")
    for low, high in pairwise(EDGES):
        inside = [pair for pair in pairs if low <= pair[0] < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            share = 100 * sum(right for _, right in inside) / len(inside)
            print(f"{low:3}-{high - 1:3}     {mean:5.1f}  {share:5.1f}  {len(inside)}")
    weights = fit(np.array(features), np.array([right for _, right in pairs], dtype=float))
    print("weights of log odds, agreement, bias:", weights.round(2))


def judged(path: Path) -> Iterator[tuple[Finding, bool, bool, int]]:
    """Each of the model's findings as merged: is it right, does a rule agree, the model's own confidence."""
    context = open_context(open_project(Path(__file__).parent.parent))
    boilerplate, cues, encoder = (load_resource(context.project, name) for name in ("boilerplate", "cues", "encoder"))
    for line in gzip.decompress(path.read_bytes()).splitlines():
        row = json.loads(line)
        document = document_of_text(row["text"], boilerplate=boilerplate)
        article = read_article(document, call_stage(STAGE_BY_NAME["tokenise"], [document], context), cues)
        modelled, ruled = find_modelled(article, encoder), find_by_rules(article)
        own = {finding.content: finding.confidence or 0 for finding in modelled}
        by_cue = {finding.cue_token: finding for finding in ruled if finding.cue_token is not None}
        for finding in merge(article, modelled, ruled):
            if finding.rule == MODEL:
                rule = by_cue.get(finding.cue_token)
                agrees = rule is not None and overlap(finding, rule) >= SAME
                yield finding, is_right(finding, row["attributions"]), agrees, own[finding.content]


def is_right(finding: Finding, gold: list[dict[str, Any]]) -> bool:
    content, source = characters(finding.content), characters([finding.source] if finding.source else [])
    return any(
        jaccard(content, characters(each["content"])) >= SAME
        and jaccard(source, characters(each["source"] or [])) >= SAME
        for each in gold
    )


def characters(ranges: Any) -> set[int]:
    return {offset for start, end in ranges for offset in range(start, end)}


def jaccard(left: set[int], right: set[int]) -> float:
    return len(left & right) / len(left | right) if left | right else 1.0


def fit(features: Any, right: Any) -> Any:
    """Logistic regression by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ weights))
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features
        weights += np.linalg.solve(curvature + 1e-6 * np.eye(len(weights)), features.T @ (right - chance))
    return weights


if __name__ == "__main__":
    main()
