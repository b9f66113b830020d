"""Brings together what the model and the rules find: the model decides, rules confirm it and add what is certain."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.modelled import is_title

CERTAIN = frozenset(
    {"label", "quotation_then_cue", "cue_then_quotation", "clause_then_cue", "quotation_signed", "according_to",
     "viewpoint"}
)  # fmt: skip
LABEL = "label"
SAME = 0.5
# Fitted on PolNeAR dev by benchmarks/confidence.py: the log odds of the model's confidence, and of a rule that agrees.
MODEL_WEIGHT, AGREEMENT_WEIGHT, BIAS = 0.85, 0.55, 0.05


def merge(article: Article, modelled: Sequence[Finding], ruled: Sequence[Finding]) -> list[Finding]:
    """The model's findings, typed and weighed by the rule with the same cue, and what the rules alone find.

    Of the rules' findings stay: turns of a transcript; one inside a content of the model's, as a
    candidate for a nested statement; one beside them all, or surer than the model's of the same
    cue, where the rule is certain.
    """
    turns = sorted(part for finding in ruled if finding.rule == LABEL for part in finding.content)
    by_cue = {finding.cue_token: finding for finding in ruled if finding.cue_token is not None}
    kept = []
    for finding in modelled:
        rule = by_cue.get(finding.cue_token) if finding.cue_token is not None else None
        weighed = _weigh(finding, rule)
        if not _touches(turns, finding) and not (rule and _overrules(article, rule, weighed)):
            kept.append(weighed)
    contents = sorted(part for finding in kept for part in finding.content)
    cues = {finding.cue_token for finding in kept if finding.cue_token is not None}
    added = [finding for finding in ruled if finding.cue_token not in cues and _is_addition(contents, finding)]
    return [*kept, *added]


def _weigh(finding: Finding, rule: Finding | None) -> Finding:
    """The model's finding with the type of the rule's and the confidence that its agreement gives."""
    share = min(max(finding.confidence or 0, 1), 99) / 100
    agrees = rule is not None and overlap(finding, rule) >= SAME
    odds = MODEL_WEIGHT * math.log(share / (1 - share)) + AGREEMENT_WEIGHT * agrees + BIAS
    confidence = round(100 / (1 + math.exp(-odds)))
    return replace(finding, confidence=confidence, type=rule.type if rule is not None else finding.type)


def _overrules(article: Article, rule: Finding, modelled: Finding) -> bool:
    """Whether a certain rule, surer than the model, reads the same cue otherwise, and no title as a quotation."""
    if any(is_title(article, part) for part in rule.content):
        return False
    sureness = article.cues.confidence.get(rule.rule, 0)
    return rule.rule in CERTAIN and sureness > (modelled.confidence or 0) and overlap(rule, modelled) < SAME


def _is_addition(contents: list[Range], finding: Finding) -> bool:
    return (
        finding.rule == LABEL
        or _is_inside(contents, finding)
        or (finding.rule in CERTAIN and not _touches(contents, finding))
    )


def overlap(one: Finding, other: Finding) -> float:
    """The Jaccard index of the contents' characters."""
    left = {offset for part in one.content for offset in range(*part)}
    right = {offset for part in other.content for offset in range(*part)}
    return len(left & right) / len(left | right)


def _is_inside(contents: list[Range], finding: Finding) -> bool:
    """Whether content and cue lie in one of the contents, and are not all of it."""
    parts = [*finding.content, *([finding.cue] if finding.cue else [])]
    start, end = min(part[0] for part in parts), max(part[1] for part in parts)
    index = bisect_right(contents, start, key=lambda part: part[0]) - 1
    return index >= 0 and end <= contents[index][1] and (start, end) != contents[index]


def _touches(contents: list[Range], finding: Finding) -> bool:
    """Whether a content of the finding shares a character with one of the contents, which are in order."""
    for start, end in finding.content:
        first = bisect_right(contents, start, key=lambda part: part[1])
        if first < len(contents) and contents[first][0] < end:
            return True
    return False
