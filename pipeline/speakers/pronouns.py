"""Whom "he", "she" and their forms refer to, for every such pronoun of an article.

Salience after Lappin and Leass (1994), simplified: a candidate's mentions weigh by recency and by
grammatical function; here pronouns already resolved count as mentions, and what is quoted counts less.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.resources.titles import Gender
from pipeline.speakers.people import ANONYMOUS, GENDERED_PRONOUNS, Person
from pipeline.speakers.scene import Scene

WINDOW_SENTENCES = 8
SENTENCE_DECAY = 0.75
FUNCTION_WEIGHTS: Mapping[str, float] = {
    "nsubj": 1.0, "nsubjpass": 0.9, "agent": 0.8, "poss": 0.55, "dobj": 0.5, "dative": 0.5, "pobj": 0.4, "appos": 0.6,
}  # fmt: skip
OTHER_WEIGHT = 0.4
QUOTED_WEIGHT = 0.3
NEW_BLOCK_WEIGHT = 0.8
UNKNOWN_GENDER_WEIGHT = 0.8  # this and the next by F1 on GAP validation
FREQUENCY_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Trace:
    """A place that refers to a person: its token, the person and the weight of its grammatical function."""

    token: int
    key: str
    weight: float


def resolve_gendered_pronouns(scene: Scene, people: Mapping[str, Person]) -> dict[int, str]:
    """The entity key of the person behind each "he", "she", "his" …, by token index."""
    traces = [
        Trace(name.first, name.entity.key, _weight(scene.doc[name.last]))
        for name in scene.names
        if name.entity.label == "person"
    ]
    anonymous = (int(key.removeprefix(ANONYMOUS)) for key in people if key.startswith(ANONYMOUS))
    traces.extend(Trace(token, f"{ANONYMOUS}{token}", _weight(scene.doc[token])) for token in anonymous)
    traces.sort(key=lambda trace: trace.token)
    counts: dict[str, int] = {}
    for trace in traces:
        counts[trace.key] = counts.get(trace.key, 0) + 1
    resolved: dict[int, str] = {}
    known: list[Trace] = []
    for token in scene.doc:
        while traces and traces[0].token <= token.i:
            known.append(traces.pop(0))
        if token.lower_ not in GENDERED_PRONOUNS:
            continue
        key = _best(scene, token, known=known, people=people, counts=counts)
        if key is not None:
            resolved[token.i] = key
            known.append(Trace(token.i, key, _weight(token)))
    return resolved


def _best(
    scene: Scene, pronoun: Token, *, known: list[Trace], people: Mapping[str, Person], counts: Mapping[str, int]
) -> str | None:
    """The most salient person of that gender before the pronoun."""
    gender = GENDERED_PRONOUNS[pronoun.lower_]
    sentence = scene.sentence_of[pronoun.i]
    scores: dict[str, float] = {}
    for trace in reversed(known):
        distance = sentence - scene.sentence_of[trace.token]
        if distance > WINDOW_SENTENCES and scores:
            break
        fit = _fit(people[trace.key].gender, gender)
        if fit == 0 or _is_bound(scene, pronoun, trace):
            continue
        weight = trace.weight * SENTENCE_DECAY**distance * fit
        if scene.block_of[trace.token] != scene.block_of[pronoun.i]:
            weight *= NEW_BLOCK_WEIGHT
        if trace.token in scene.quoted and pronoun.i not in scene.quoted:
            weight *= QUOTED_WEIGHT
        scores[trace.key] = max(scores.get(trace.key, 0.0), weight)
    if not scores:
        return None
    return max(scores, key=lambda key: scores[key] + FREQUENCY_WEIGHT * math.log(counts.get(key, 1)) * scores[key])


def _fit(known: Gender | None, wanted: Gender) -> float:
    if known is None:
        return UNKNOWN_GENDER_WEIGHT
    return 1.0 if known == wanted else 0.0


def _is_bound(scene: Scene, pronoun: Token, trace: Trace) -> bool:
    """Whether the pronoun cannot mean the trace: both are arguments of the same verb ("Roe praised him")."""
    other = scene.doc[trace.token]
    name = scene.name_of(other)
    other = scene.doc[name.last] if name else other
    return other.head == pronoun.head and pronoun.dep_ != "poss" and not pronoun.lower_.endswith("self")


def _weight(token: Token) -> float:
    head = token
    while head.dep_ in {"compound", "conj", "appos", "flat"} and head.head is not head:
        head = head.head
    return FUNCTION_WEIGHTS.get(head.dep_, OTHER_WEIGHT)
