"""The attribution encoder: two networks over the words of a text.

The tagger reads windows of whole paragraphs and gives each word a state and tag logits.
The linker reads, for one cue, the words of its scope and says which of them are that
cue's source and content.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ResourceError
from pipeline.onnx import load_session, load_tokenizer
from pipeline.wordpieces import Ints, Span, Words, read_words, window_inputs

Floats = NDArray[np.float32]
TagWindow = Callable[[Ints, Ints], tuple[Floats, Floats]]
LinkBatch = Callable[[Floats, Ints, Ints], tuple[Floats, Floats]]

# Small batches stay in the processor's cache: half the time of 4096 on one core.
BATCH_LINK_WORDS = 512
EXACT_DISTANCE, BUCKETS_A_SIDE = 16, 24
DISTANCES = 1 + 2 * BUCKETS_A_SIDE


@dataclass(frozen=True, slots=True)
class Encoded:
    """States (words, width) and tag logits (words, tags) of a text's words."""

    states: Floats
    tags: Floats


@dataclass(frozen=True, slots=True)
class Link:
    """Role logits (words, roles) of the words from `start` on, and the logit that the cue is one."""

    start: int
    roles: Floats
    validity: float


@dataclass(frozen=True, slots=True)
class Encoder:
    """A tokenizer and the two networks, as functions.

    `tag_window(ids, features)` gives the states and tag logits of one window's pieces: one
    window at a time, as on a processor that is faster than batches with padding.
    `link_batch(states, distances, mask)` gives role logits and validity logits of padded cues.
    """

    load_tokenizer: Callable[[], Any]
    tag_window: TagWindow
    link_batch: LinkBatch
    settings: dict[str, Any] = field(default_factory=dict)

    def read(self, text: str, paragraphs: Sequence[Span]) -> Words:
        """The words of the paragraphs."""
        return read_words(text, paragraphs, self.load_tokenizer())

    def encode(self, words: Words, places: Sequence[Span]) -> Encoded:
        """The states and tag logits of the words in the windows `places`; those of all other words are 0."""
        states = tags = np.zeros((0, 0), np.float32)
        for place in places:
            ids, features, firsts = window_inputs(words, place)
            hidden, logits = self.tag_window(ids, features)
            if not len(states):
                states = np.zeros((len(words), hidden.shape[1]), hidden.dtype)
                tags = np.zeros((len(words), logits.shape[1]), logits.dtype)
            states[slice(*place)] = hidden[firsts]
            tags[slice(*place)] = logits[firsts]
        return Encoded(states, tags)

    def link(self, words: Words, encoded: Encoded, cues: Sequence[tuple[Span, Span]]) -> list[Link]:
        """One Link for each (cue, window), both in words."""
        scopes = [cue_scope(words, cue, window) for cue, window in cues]
        found: list[Link] = [Link(0, np.zeros((0, 0), np.float32), 0.0)] * len(cues)
        for group in group_by_length([end - start for start, end in scopes], BATCH_LINK_WORDS):
            roles, validity = self.link_batch(
                pad([encoded.states[slice(*scopes[i])] for i in group]),
                pad([cue_distances(scopes[i], cues[i][0]) for i in group]),
                pad([np.ones(scopes[i][1] - scopes[i][0], np.int64) for i in group]),
            )
            for row, index in enumerate(group):
                start, end = scopes[index]
                found[index] = Link(start, roles[row, : end - start], float(validity[row]))
        return found


def cue_scope(words: Words, cue: Span, window: Span) -> Span:
    """The words that the cue (words) may govern, inside its window."""
    start, end = (int(x) for x in words.scopes[cue[0]])
    return max(start, window[0]), max(min(end, window[1]), cue[1])


def cue_distances(scope: Span, cue: Span) -> Ints:
    """For each word of the scope, the bucket of its distance to the cue.

    0 is in the cue, 1..24 after and 25..48 before it; exact to 16 words, then two buckets
    for each doubling.
    """
    at = np.arange(*scope)
    after, before = at - cue[1] + 1, cue[0] - at
    size = np.maximum(after, before).clip(min=0)
    coarse = EXACT_DISTANCE + np.ceil(2 * np.log2(np.maximum(size, 1) / EXACT_DISTANCE)).astype(np.int64)
    bucket = np.where(size <= EXACT_DISTANCE, size, coarse.clip(max=BUCKETS_A_SIDE))
    return np.where(size == 0, 0, np.where(after > 0, bucket, bucket + BUCKETS_A_SIDE)).astype(np.int64)


def pad(arrays: Sequence[NDArray[Any]], fill: int = 0) -> NDArray[Any]:
    """The arrays stacked, each filled up at its end to the longest."""
    longest = max(len(a) for a in arrays)
    out = np.full((len(arrays), longest, *arrays[0].shape[1:]), fill, dtype=arrays[0].dtype)
    for row, array in zip(out, arrays, strict=True):
        row[: len(array)] = array
    return out


def group_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Groups of indexes of similar length, longest first, each at most `budget` when padded."""
    group: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if group and lengths[group[0]] * (len(group) + 1) > budget:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def load_encoder(folder: Path) -> Encoder:
    """The encoder whose networks, tokenizer and config.json lie in `folder`; they are loaded when first used.

    Raises:
        ResourceError: the folder has no config.json, or it is not JSON.
    """
    try:
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceError(folder / "config.json", f"cannot be read ({error}); restore the model.") from error

    def tag_window(ids: Ints, features: Ints) -> tuple[Floats, Floats]:
        states, tags = load_session(folder / "tagger.onnx").run(None, {"ids": ids[None], "features": features[None]})
        return states[0], tags[0]

    def link_batch(states: Floats, distances: Ints, mask: Ints) -> tuple[Floats, Floats]:
        inputs = {"states": states, "distances": distances, "mask": mask}
        roles, validity = load_session(folder / "linker.onnx").run(None, inputs)
        return roles, validity

    return Encoder(lambda: load_tokenizer(folder / "tokenizer.json"), tag_window, link_batch, settings)
