"""Fits how sure the stance rules are: python benchmarks/stance_confidence.py newsmtsc_train.jsonl.gz [ROWS]

Of the rows in which the rules alone see support or opposition, how many are right, by the size of
their score; and the logistic regression that `pipeline/stance/verdicts.py` holds.
"""

import gzip
import json
import sys
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from pipeline.project import default_data
from pipeline.records import POLES, Block, Document
from pipeline.resources.stance import load_stance
from pipeline.stance import judge
from pipeline.tokenise import tokenise
from pipeline.training.tuning import fit_weights

BOUNDS = (0.35, 0.5, 0.7, 0.9, 1.01)


def main() -> None:
    lexicon = load_stance(default_data() / "stance.csv")
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    sizes, rights = [], []
    with gzip.open(Path(sys.argv[1]), "rt", encoding="utf-8") as lines:
        for row in map(json.loads, islice(lines, limit)):
            text = row["text"]
            doc = tokenise(Document(text, "utf-8", (Block(0, len(text), "paragraph", "en"),)))
            judgement = judge(doc, tuple(row["target_span"]), stance=lexicon)
            if judgement.label in POLES:
                sizes.append(abs(judgement.score))
                rights.append(float(judgement.label == row["label"]))
    score, right = np.array(sizes), np.array(rights)
    for low, high in pairwise(BOUNDS):
        inside = (score >= low) & (score < high)
        print(f"score {low:.2f}-{high:.2f}: {right[inside].mean():.3f} right of {inside.sum()}")
    offset, slope = fit_weights(np.stack([np.ones_like(score), score], 1), right)
    print(f"offset {offset}, slope {slope}")


if __name__ == "__main__":
    main()
