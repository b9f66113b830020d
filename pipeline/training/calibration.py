"""Figures of a classifier over stance labels, and how far its chances can be believed."""

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import Floats
from pipeline.stance.encoder import LABELS
from pipeline.wordpieces import Ints

Reals = NDArray[np.float64]
TEMPERATURES = np.arange(0.6, 3.01, 0.05).round(2)


def measure(logits: Floats, labels: Ints) -> dict[str, float]:
    """Macro-F1, accuracy, and the share of stances taken for their opposite."""
    found = logits.argmax(1)
    scores = [
        2 * ((found == n) & (labels == n)).sum() / max(1, (found == n).sum() + (labels == n).sum())
        for n in range(len(LABELS))
    ]
    has_stance = labels < LABELS.index("neutral")
    flips = has_stance & (found != labels) & (found < LABELS.index("neutral"))
    return {
        "macro": round(float(np.mean(scores)), 4),
        "accuracy": round(float((found == labels).mean()), 4),
        "flips": round(float(flips.sum() / has_stance.sum()), 4),
    }


def chances_of(logits: Floats, temperature: float) -> Reals:
    """The chances of the labels."""
    raised = np.exp(logits.astype(np.float64) / temperature)
    return raised / raised.sum(1, keepdims=True)


def fit_temperature(logits: Floats, labels: Ints) -> float:
    """The temperature that makes the labels most likely (Guo et al. 2017)."""
    rows = np.arange(len(labels))
    return float(min(TEMPERATURES, key=lambda t: -np.log(chances_of(logits, t)[rows, labels]).sum()))


def reliability(chances: Reals, labels: Ints) -> list[str]:
    """Rows of a table: for each tenth of the chances in use, their mean, the share right, and the count."""
    best, right = chances.max(1), chances.argmax(1) == labels
    rows = []
    for low in np.arange(0.3, 1.0, 0.1):
        inside = (best >= low) & (best < low + 0.1)
        if inside.any():
            rows.append(f"| {best[inside].mean():.2f} | {right[inside].mean():.2f} | {inside.sum()} |")
    return rows
