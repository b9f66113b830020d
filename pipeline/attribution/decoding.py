"""From logits to spans of whole words: cues from the tags; a cue's source and content from its roles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import Floats
from pipeline.wordpieces import CLOSING_MARK, OPENING_MARK, Span, Words

# Columns of the tag layer and of the role layer.
TAG_SOURCE, TAG_CUE, TAG_CONTENT = 1, 3, 5
ROLE_SOURCE, ROLE_CONTENT = 1, 3
Bools = NDArray[np.bool_]
HALF = 0.5

# What no span may cut: "$1.5", "U.S.", "record-high", "don't", "O'Neill"; an
# ending such as "'s" or "'ve" is a unit of its own, as a source may be "Roe" + "'s".
_ENDING = r"['\u2019](?:s|re|ll|ve|d|m)\b"
_UNIT = re.compile(
    rf"{_ENDING}|[$#@]?\w+(?:(?!{_ENDING})"
    r"(?:[-&'\u2019/](?=\w)|(?<=\d)[.,](?=\d)|(?<!\w\w)\.(?=\w\b))\w+)*%?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decoding:
    """Tuned numbers of the decoder; config.json of the model holds the chosen ones."""

    cue_floor: float = 0.5
    cue_trim: float = 0.5
    accept: float = 0.5
    source_bias: float = 0.0
    content_bias: float = 0.0
    switch_cost: float = 0.0
    kept_share: float = 0.5
    max_source_words: int = 60
    weights: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    confidence: tuple[float, float] = (1.0, 0.0)

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Decoding":
        """The numbers under `decoding` in a model's settings."""
        values: dict[str, Any] = settings.get("decoding", {})
        numbers: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
        return cls(**numbers)


@dataclass(frozen=True, slots=True)
class Layout:
    """What spans must respect: words joined to the one before, and closed quotations (words)."""

    joined: Bools
    quotations: tuple[Span, ...]

    def quotations_in(self, scope: Span) -> list[Span]:
        """The closed quotations that lie in the scope, counted from its start."""
        low, high = scope
        return [(start - low, end - low) for start, end in self.quotations if low <= start and end <= high]


def layout_of(words: Words) -> Layout:
    """The layout of a text's words."""
    return Layout(joined_words(words), tuple(closed_quotations(words)))


def closed_quotations(words: Words) -> list[Span]:
    """The quotations that have both their marks, in words, marks included."""
    found: list[Span] = []
    start, previous = -1, 0
    for at, state in enumerate(words.features[:, 1].tolist()):
        if state == OPENING_MARK and previous != OPENING_MARK:
            start = at
        elif state != CLOSING_MARK and previous == CLOSING_MARK and start >= 0:
            found.append((start, at))
            start = -1
        if state == 0:
            start = -1
        previous = state
    if previous == CLOSING_MARK and start >= 0:
        found.append((start, len(words)))
    return found


def joined_words(words: Words) -> Bools:
    """Return, for each word, whether it goes on with the unit of the word before."""
    inner = np.zeros(len(words.text) + 1, dtype=np.bool_)
    for match in _UNIT.finditer(words.text):
        inner[match.start() + 1 : match.end()] = True
    return np.asarray(inner[words.spans[:, 0]], dtype=np.bool_)


def log_softmax(logits: Floats) -> Floats:
    """Log probabilities over the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), dtype=np.float32)


def propose_cues(tags: Floats, joined: Bools, decoding: Decoding) -> list[tuple[Span, float]]:
    """Cues (words) and their probability, from tag logits (words, TAGS)."""
    if not len(tags):
        return []
    probabilities = np.exp(log_softmax(tags))
    begin, inside = probabilities[:, TAG_CUE], probabilities[:, TAG_CUE + 1]
    cue = begin + inside
    found: list[tuple[Span, float]] = []
    at, count = 0, len(cue)
    while at < count:
        if cue[at] < decoding.cue_floor:
            at += 1
            continue
        end = at + 1
        while end < count and cue[end] >= decoding.cue_floor and begin[end] <= inside[end]:
            end += 1
        (start, stop), best = _trim(cue, at, end, decoding.cue_trim)
        while start > 0 and joined[start]:
            start -= 1
        while stop < count and joined[stop]:
            stop += 1
        if not found or found[-1][0][1] <= start:
            found.append(((start, stop), best))
        at = max(end, stop)
    return found


def _trim(cue: Floats, start: int, end: int, share: float) -> tuple[Span, float]:
    """The span without edge words far less likely than its best one."""
    best = float(cue[start:end].max())
    kept = np.flatnonzero(cue[start:end] >= share * best)
    return (start + int(kept[0]), start + int(kept[-1]) + 1), best


def best_source(roles: Floats, blocked: Bools, joined: Bools, decoding: Decoding) -> tuple[int, int] | None:
    """The best source span from role log probabilities, or None for no source.

    A span's gain is the log odds of its words being source, its first word
    beginning one, and the word after it not continuing it.
    """
    other = np.logaddexp(roles[:, 0], np.logaddexp(roles[:, 3], roles[:, 4]))
    begin = np.where(blocked, -1e4, roles[:, 1] - other)
    inside = np.where(blocked, -1e4, roles[:, 2] - other)
    stop = np.append(np.log1p(-np.exp(np.minimum(roles[1:, 2], -1e-6))), 0.0)
    total = np.concatenate(([0.0], np.cumsum(inside)))
    gain = (begin - total[1:])[:, None] + (total[1:] + stop)[None, :]
    gain[joined, :] = -np.inf
    gain[:, np.append(joined[1:], False)] = -np.inf
    length = np.arange(len(roles))[None, :] - np.arange(len(roles))[:, None]
    gain[(length < 0) | (length >= decoding.max_source_words)] = -np.inf
    start, end = np.unravel_index(int(gain.argmax()), gain.shape)
    if gain[start, end] + decoding.source_bias <= 0:
        return None
    return int(start), int(end) + 1


def best_content(roles: Floats, blocked: Bools, joined: Bools, decoding: Decoding) -> list[int]:
    """The content's words by a Viterbi path over out, begin and inside.

    Each new fragment costs `switch_cost`, so that a fragment must earn its place.
    """
    out = np.logaddexp(roles[:, 0], np.logaddexp(roles[:, 1], roles[:, 2]))
    begin = np.where(blocked, -1e4, roles[:, 3] - out + decoding.content_bias)
    inside = np.where(blocked, -1e4, roles[:, 4] - out + decoding.content_bias)
    outside, within = 0.0, -1e9
    back: list[tuple[bool, bool]] = []
    steps = zip(
        (begin - decoding.switch_cost).tolist(),
        inside.tolist(),
        (joined & ~blocked & ~np.roll(blocked, 1)).tolist(),
        strict=True,
    )
    for start, go_on, is_joined in steps:
        if is_joined:
            back.append((False, True))
            within += go_on
            continue
        best = max(outside, within)
        back.append((within > outside, best + start < within + go_on))
        outside, within = best, max(best + start, within + go_on)
    words: list[int] = []
    is_within = within > outside
    for at in range(len(back) - 1, -1, -1):
        if not is_within:
            is_within = back[at][0]
            continue
        words.append(at)
        is_within = True if back[at][1] else back[at][0]
    return words[::-1]


def log_odds(probability: float) -> float:
    """The log odds of a probability, kept within about -9..9."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return float(np.log(bounded / (1 - bounded)))


def sigmoid(logit: float) -> float:
    """The probability of log odds."""
    return float(1.0 / (1.0 + np.exp(-logit)))


def complete_quotations(content: Sequence[int], quotations: Sequence[Span], blocked: Bools) -> list[int]:
    """The content with every quotation whole that it holds half of; none that a blocked word interrupts."""
    chosen = np.zeros(len(blocked), dtype=np.bool_)
    chosen[list(content)] = True
    for start, end in quotations:
        inside = chosen[start:end]
        if inside.mean() >= HALF and not blocked[start:end].any():
            chosen[start:end] = True
    return [int(at) for at in np.flatnonzero(chosen)]
