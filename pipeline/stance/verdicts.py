"""From what the rules and the encoder say to one stance: the rules first, the encoder where they are silent."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.records import POLES, Span, StanceBasis, StanceLabel
from pipeline.resources.stance import StanceLexicon
from pipeline.stance.encoder import LABELS, Chances
from pipeline.stance.feelings import Feeling
from pipeline.stance.finding import find_word
from pipeline.stance.moods import is_conditional
from pipeline.stance.targets import combine
from pipeline.syntax import span_of_tokens

MAX_EVIDENCE = 6
# Where the encoder is this sure of the opposite of what the rules say, neither is believed (NewsMTSC dev).
SURE_CHANCE = 0.85
EVENTS = frozenset({"effect", "attack", "undergone", "reversal", "existence", "cause"})


class Limits(NamedTuple):
    """From which score the rules, and from which confidence (0-100) the encoder, are believed."""

    min_score: float = 0.35
    min_confidence: int = 56


class Judgement(NamedTuple):
    """A stance toward a target: from -1 (oppose) to 1 (support), what shows it, and how sure it is (0-100)."""

    label: StanceLabel
    score: float
    evidence: tuple[Span, ...] = ()
    basis: StanceBasis | None = None
    confidence: int = 0
    is_hypothetical: bool = False


UNCLEAR = Judgement("unclear", 0.0)


class Verdict(NamedTuple):
    """What the rules say of one target: a value from -1 to 1, and the tokens that show it."""

    value: float
    evidence: tuple[int, ...]


def read_verdict(feelings: Iterable[Feeling]) -> Verdict:
    """The rules' verdict on the target of these feelings."""
    return Verdict(*combine(list(feelings)))


def settle(verdict: Verdict, chances: Chances | None, limits: Limits, doc: Doc, lexicon: StanceLexicon) -> Judgement:
    """The rules' verdict where they have one that the encoder does not firmly contradict; else the encoder's."""
    if abs(verdict.value) < limits.min_score:
        return _of_chances(chances, limits) if chances is not None else UNCLEAR
    against = 0.0
    if chances is not None:
        against = chances.oppose if verdict.value > 0 else chances.support
    if against >= SURE_CHANCE:
        return UNCLEAR
    words = [doc[i] for i in verdict.evidence[:MAX_EVIDENCE]]
    found = [find_word(word, lexicon) for word in words]
    return Judgement(
        POLES[0] if verdict.value > 0 else POLES[1],
        round(verdict.value, 3),
        tuple(span_of_tokens(doc, word.i, word.i + 1) for word in words),
        "event" if any(word is not None and word.term.type in EVENTS for word in found) else "explicit",
        _confidence_of(verdict),
        any(map(is_conditional, words)),
    )


def _of_chances(chances: Chances, limits: Limits) -> Judgement:
    chance, label = max(zip(chances, LABELS, strict=True))
    confidence = round(100 * chance)
    if confidence < limits.min_confidence:
        return UNCLEAR
    return Judgement(label, round(chances.support - chances.oppose, 3), (), "inferred", confidence)


def _confidence_of(verdict: Verdict) -> int:
    return round(100 / (1 + math.exp(-(RULES_OFFSET + RULES_SLOPE * abs(verdict.value)))))


# Logistic regression of being right on the size of the score: NewsMTSC train (benchmarks/stance_confidence.py).
RULES_OFFSET, RULES_SLOPE = 0.3038, 1.5166
