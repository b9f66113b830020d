"""Training examples: articles with gold attributions as word labels."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.attribution.decoding import ROLE_CONTENT, ROLE_SOURCE, TAG_CONTENT, TAG_CUE, TAG_SOURCE
from pipeline.encoder import cue_scope
from pipeline.wordpieces import Ints, Span, Words, read_words

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Gold:
    """One attribution in words; source and content are lists of fragments."""

    cue: Span
    source: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its words, a tag for each word, and its attributions."""

    row: dict[str, Any]
    words: Words
    tags: Ints
    golds: tuple[Gold, ...]


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def paragraphs_of(text: str) -> list[Span]:
    """The non-blank lines of the text as character spans."""
    return [match.span() for match in _PARAGRAPH.finditer(text)]


def read_article(row: dict[str, Any], tokenizer: Any) -> Article:
    """The row with its words and word labels."""
    words = read_words(row["text"], paragraphs_of(row["text"]), tokenizer)
    tags = np.zeros(len(words), dtype=np.int64)
    golds: list[Gold] = []
    for item in row["attributions"]:
        parts = {key: fragments(words, item[key] or []) for key in ("source", "cue", "content")}
        for key, tag in (("source", TAG_SOURCE), ("cue", TAG_CUE), ("content", TAG_CONTENT)):
            mark(tags, parts[key], tag)
        if parts["cue"] and parts["content"]:
            cue = (parts["cue"][0][0], parts["cue"][-1][1])
            golds.append(Gold(cue, parts["source"], parts["content"]))
    return Article(row, words, tags, tuple(golds))


def fragments(words: Words, spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """The words that lie at least half inside each character span."""
    found: list[Span] = []
    middles = words.spans.mean(1)
    for start, end in sorted(tuple(span) for span in spans):
        lo, hi = np.searchsorted(middles, (start, end))
        if found and found[-1][1] == lo:
            found[-1] = (found[-1][0], int(hi))
        elif lo < hi:
            found.append((int(lo), int(hi)))
    return tuple(found)


def mark(labels: Ints, spans: Sequence[Span], label: int, offset: int = 0) -> None:
    """Write `label` at the first word of each span and `label` + 1 at the others."""
    for lo, hi in spans:
        start, end = max(lo - offset, 0), min(hi - offset, len(labels))
        if start < end:
            labels[start:end] = label + 1
            if lo >= offset:
                labels[start] = label


def role_labels(words: Words, gold: Gold | None, cue: Span, window: Span) -> tuple[Span, Ints]:
    """The scope of `cue` and a role for each of its words; -1 in the cue, and all over without gold."""
    scope = cue_scope(words, cue, window)
    labels = np.full(scope[1] - scope[0], 0 if gold else -1, dtype=np.int64)
    if gold:
        mark(labels, gold.content, ROLE_CONTENT, scope[0])
        mark(labels, gold.source, ROLE_SOURCE, scope[0])
    labels[cue[0] - scope[0] : cue[1] - scope[0]] = -1
    return scope, labels
