"""Choose the decoder's numbers and calibrate confidence on held-out articles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.attribution.decoding import Decoding, layout_of, log_odds, sigmoid
from pipeline.attribution.model import Candidate, ModelAttribution, propose, read_link, select, to_attribution
from pipeline.encoder import Encoder, Link
from pipeline.training.dataset import Article
from pipeline.training.scoring import Sets, count_matches, f1, matches, same_source, word_sets
from pipeline.wordpieces import Span, cut_windows

Reals = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Tried in this order, each with the best of those before it.
GRID: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("source_bias", (0.0, 0.5, 1.0)),
    ("switch_cost", (0.0, 1.0, 2.0)),
    ("content_bias", (-0.3, 0.0, 0.3)),
)
ACCEPT = tuple(float(x) for x in np.arange(0.2, 0.51, 0.03).round(2))
FOLDS = 5
RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with everything the networks said about it, before decoding."""

    article: Article
    gold: tuple[Sets, ...]
    cues: tuple[tuple[Span, float], ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Tuned:
    """The chosen decoding, its F1, and held-out (score, is right) pairs."""

    decoding: Decoding
    full: float
    pairs: tuple[tuple[float, bool], ...]


def read_articles(encoder: Encoder, articles: Sequence[Article], decoding: Decoding) -> list[Reading]:
    """Each article with its proposed cues and their links."""
    readings = []
    for article in articles:
        words, places = article.words, cut_windows(article.words)
        encoded = encoder.encode(words, places)
        proposals = propose(encoded, layout_of(words), places, decoding)
        links = encoder.link(words, encoded, [(cue, place) for (cue, _), place in proposals])
        gold = word_sets(words.text, article.row["attributions"])
        readings.append(Reading(article, tuple(gold), tuple(p for p, _ in proposals), tuple(links)))
    return readings


def decode(reading: Reading, decoding: Decoding) -> list[Candidate]:
    """The article's candidates under `decoding`."""
    layout = layout_of(reading.article.words)
    return [read_link(link, cue, layout, decoding) for link, cue in zip(reading.links, reading.cues, strict=True)]


def sets_of(reading: Reading, items: Sequence[Candidate]) -> list[Sets]:
    """The word sets of candidates."""
    words = reading.article.words
    return word_sets(words.text, [as_row(to_attribution(words, item, Decoding())) for item in items])


def as_row(item: ModelAttribution) -> dict[str, Any]:
    """The attribution as {source, cue, content, score} with lists of offsets."""
    return {
        "source": [list(s) for s in item.source] or None,
        "cue": [list(s) for s in item.cue],
        "content": [list(s) for s in item.content],
        "score": round(item.score, 4),
    }


def label(reading: Reading, items: Sequence[Candidate]) -> tuple[Reals, Reals]:
    """Return, for each candidate, if its content is right and if its source is too."""
    content, full = np.zeros(len(items)), np.zeros(len(items))
    found = sets_of(reading, items)
    for i, j in matches(reading.gold, found):
        content[j] = 1.0
        full[j] = same_source(reading.gold[i], found[j])
    return content, full


def fit_weights(evidence: Reals, right: Reals) -> tuple[float, ...]:
    """Logistic-regression weights (ridge, Newton's method)."""
    weights = np.zeros(evidence.shape[1])
    for _ in range(30):
        expected = 1 / (1 + np.exp(-evidence @ weights))
        slope = evidence.T @ (expected - right) + RIDGE * weights
        spread = expected * (1 - expected)
        curve = (evidence * spread[:, None]).T @ evidence + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return tuple(float(round(w, 4)) for w in weights)


def tune(readings: Sequence[Reading], decoding: Decoding) -> Tuned:
    """The decoding with the best full F1, weights fitted across folds."""
    best = try_decoding(readings, decoding)
    for name, values in GRID:
        for value in values:
            changed: dict[str, Any] = {name: value}
            tried = try_decoding(readings, replace(best.decoding, **changed))
            if tried.full > best.full:
                best = tried
    return best


def try_decoding(readings: Sequence[Reading], decoding: Decoding) -> Tuned:
    """`decoding` with its best threshold, weights and confidence, judged across folds.

    The F1 and the pairs come from weights fitted on the other folds; the weights returned
    are fitted on all articles.
    """
    items = [decode(reading, decoding) for reading in readings]
    labels = [label(reading, found) for reading, found in zip(readings, items, strict=True)]
    evidence = [np.array([c.evidence for c in found]).reshape(len(found), -1) for found in items]
    folds = np.arange(len(readings)) % FOLDS
    scored: list[list[Candidate]] = [[] for _ in readings]
    for fold in range(FOLDS):
        weights = _fit(evidence, labels, folds != fold)
        for at in np.flatnonzero(folds == fold):
            scored[at] = [rescore(c, weights) for c in items[at]]
    full, accept = max((f1_at(readings, scored, replace(decoding, accept=a)), -a) for a in ACCEPT)
    pairs = tuple(
        (item.score, bool(right))
        for found, (_, rights) in zip(scored, labels, strict=True)
        for item, right in zip(found, rights, strict=True)
        if item.score >= -accept
    )
    weights = _fit(evidence, labels, folds >= 0)
    chosen = replace(decoding, accept=-accept, weights=weights, confidence=fit_confidence(pairs))
    return Tuned(chosen, full, pairs)


def _fit(evidence: Sequence[Reals], labels: Sequence[tuple[Reals, Reals]], chosen: Bools) -> tuple[float, ...]:
    usable = [at for at, rows in enumerate(evidence) if chosen[at] and len(rows)]
    rows = np.concatenate([evidence[at] for at in usable])
    return fit_weights(rows, np.concatenate([labels[at][0] for at in usable]))


def fit_confidence(pairs: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset that turn a score's log odds into those of being right (Platt scaling)."""
    rows = np.array([(log_odds(score), 1.0) for score, _ in pairs])
    slope, offset = fit_weights(rows, np.array([float(right) for _, right in pairs]))
    return slope, offset


def reliability(tuned: Tuned, bins: int = 10) -> list[tuple[float, float, int]]:
    """For each tenth of the confidence scale in use: mean confidence, share right, count."""
    slope, offset = tuned.decoding.confidence
    points = [(sigmoid(slope * log_odds(score) + offset), right) for score, right in tuned.pairs]
    rows = []
    for low in range(bins):
        inside = [(c, right) for c, right in points if low <= c * bins < low + 1]
        if inside:
            means = np.mean(np.array(inside, dtype=np.float64), axis=0)
            rows.append((float(means[0]), float(means[1]), len(inside)))
    return rows


def rescore(item: Candidate, weights: Sequence[float]) -> Candidate:
    """The candidate with the score that `weights` give its evidence."""
    return replace(item, score=sigmoid(sum(w * x for w, x in zip(weights, item.evidence, strict=True))))


def f1_at(readings: Sequence[Reading], items: Sequence[Sequence[Candidate]], decoding: Decoding) -> float:
    """The full F1 of scored candidates at the decoding's threshold."""
    total: Counter[str] = Counter()
    for reading, found in zip(readings, items, strict=True):
        kept = select(found, len(reading.article.words), decoding)
        total.update(count_matches(reading.gold, sets_of(reading, kept)))
    return f1(total, "full")
