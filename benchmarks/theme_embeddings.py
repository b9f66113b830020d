"""How well embeddings alone would place statements, by threshold: no pattern is read.

python benchmarks/theme_embeddings.py dev.jsonl.gz polnear_dev_speakers.jsonl

right: of the statements placed, those whose first theme is acceptable; wrongly placed: the share
placed all the same when the acceptable themes, and those that a pattern finds in the content, are out of reach.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.project import default_data
from pipeline.resources.codebook import load_codebook
from pipeline.themes.lint import example_hits
from pipeline.themes.nearest import nearness
from pipeline.themes.sentences import load_sentences

THRESHOLDS = (0.3, 0.34, 0.36, 0.38, 0.4, 0.45)


def main() -> None:
    rows = [json.loads(line) for line in gzip.decompress(Path(sys.argv[1]).read_bytes()).splitlines()]
    articles = {row["id"]: row for row in rows}
    gold = [json.loads(line) for line in Path(sys.argv[2]).read_text("utf-8").splitlines()]
    codebook = load_codebook(default_data() / "codebook.csv")
    encoder = load_sentences(default_data() / "models" / "sentences")
    contents = [content_of(row, articles[row["doc"]]) for row in gold]
    order = [theme.theme_id for theme in codebook.themes]
    best = np.array([[near.score for near in row] for row in nearness(contents, codebook, encoder)])
    right = np.array([order[row.argmax()] in gold[i]["themes"] for i, row in enumerate(best)])
    others = best.copy()
    for i, (row, content) in enumerate(zip(gold, contents, strict=True)):
        found = {codebook.patterns[hit.pattern].theme_id for hit in example_hits(content, codebook)}
        others[i, [theme in found | set(row["themes"]) for theme in order]] = -1
    print(f"{len(gold)} statements\nthreshold  placed  right  wrongly placed")
    for threshold in THRESHOLDS:
        placed = best.max(axis=1) >= threshold
        wrongly = (others.max(axis=1) >= threshold).mean()
        print(f"{threshold:9.2f}  {placed.mean():6.3f}  {right[placed].mean():5.3f}  {wrongly:14.3f}")


def content_of(row: dict[str, Any], article: dict[str, Any]) -> str:
    spans = next(each["content"] for each in article["attributions"] if each["id"] == row["attribution"])
    return " ".join(" ".join(article["text"][start:end].split()) for start, end in spans)


if __name__ == "__main__":
    main()
