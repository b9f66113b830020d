"""How well predictions match gold: relaxed content, source, cue."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Sets:
    """The words of one attribution, as sets of their character starts."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def word_sets(text: str, items: Sequence[dict[str, Any]]) -> list[Sets]:
    """The word sets of attributions given as character spans."""
    starts = [m.start() for m in _WORD.finditer(text)]
    ends = [m.end() for m in _WORD.finditer(text)]

    def inside(spans: Sequence[Sequence[int]] | None) -> frozenset[int]:
        return frozenset(
            at for start, end in spans or [] for at in starts[bisect_right(ends, start) : bisect_left(starts, end)]
        )

    return [Sets(*(inside(item[k]) for k in ("source", "cue", "content"))) for item in items]


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of common words; 1 where both are empty."""
    return len(a & b) / len(a | b) if a or b else 1.0


def matches(gold: Sequence[Sets], found: Sequence[Sets]) -> list[tuple[int, int]]:
    """Return (gold, found) pairs of contents that share half their words, best first."""
    pairs = [
        (-jaccard(g.content, f.content), -jaccard(g.source, f.source), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.content & f.content and jaccard(g.content, f.content) >= 0.5
    ]
    kept: list[tuple[int, int]] = []
    for _, _, i, j in sorted(pairs):
        if all(i != a and j != b for a, b in kept):
            kept.append((i, j))
    return kept


def same_source(a: Sets, b: Sets) -> bool:
    """Whether the sources share half their words, or are both absent."""
    return jaccard(a.source, b.source) >= 0.5


def count_matches(gold: Sequence[Sets], found: Sequence[Sets]) -> Counter[str]:
    """Counts: gold, found, content (matched), full (source matched too), cue (matched)."""
    gold = [g for g in gold if g.content]
    pairs = matches(gold, found)
    full = sum(same_source(gold[i], found[j]) for i, j in pairs)
    cue = count_cues(gold, found)
    return Counter(gold=len(gold), found=len(found), content=len(pairs), full=full, cue=cue)


def count_cues(gold: Sequence[Sets], found: Sequence[Sets]) -> int:
    """How many gold cues have a found cue of their own with a word in common, best pairs first."""
    pairs = [(-jaccard(g.cue, f.cue), i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if g.cue & f.cue]
    kept: list[tuple[int, int]] = []
    for _, i, j in sorted(pairs):
        if all(i != a and j != b for a, b in kept):
            kept.append((i, j))
    return len(kept)


def f1(counts: Counter[str], what: str) -> float:
    """The F1 of `what` (content, full or cue)."""
    total = counts["gold"] + counts["found"]
    return 2 * counts[what] / total if total else 0.0


def count_rows(gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> Counter[str]:
    """The counts of all articles; `gold` rows have a text, and the rows pair up in order."""
    total: Counter[str] = Counter()
    for row, answer in zip(gold, found, strict=True):
        right = word_sets(row["text"], row["attributions"])
        total.update(count_matches(right, word_sets(row["text"], answer["attributions"])))
    return total
