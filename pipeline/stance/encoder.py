"""The stance encoder: how a sentence speaks of a target in it, as chances of support, oppose and neutral."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import Floats, group_by_length, pad
from pipeline.errors import ResourceError
from pipeline.onnx import load_session, load_tokenizer
from pipeline.records import StanceLabel
from pipeline.wordpieces import Ints, Span

LABELS: tuple[StanceLabel, ...] = ("support", "oppose", "neutral")
MAX_PIECES = 64
# Small batches stay in the processor's cache.
BATCH_PIECES = 512
JudgeBatch = Callable[[Ints, Ints, Ints], Floats]


class Pair(NamedTuple):
    """A text with a target in it, as piece ids; `is_target` is 1 where the target stands."""

    ids: Ints
    is_target: Ints


class Chances(NamedTuple):
    """The chances that a text supports its target, opposes it, or neither."""

    support: float
    oppose: float
    neutral: float


@dataclass(frozen=True, slots=True)
class StanceEncoder:
    """A tokenizer and a network: `judge_batch(ids, is_target, mask)` gives the label logits of padded pairs.

    The logits are divided by `temperature` before they become chances.
    """

    load_tokenizer: Callable[[], Any]
    judge_batch: JudgeBatch
    temperature: float = 1.0

    def judge(self, pairs: Sequence[tuple[str, Span]]) -> list[Chances]:
        """The chances for each (text, target), the target in characters of the text."""
        tokenizer = self.load_tokenizer()
        read = [read_pair(text, target, tokenizer) for text, target in pairs]
        return [Chances(*map(float, row)) for row in _softmax(self.logits(read) / self.temperature)]

    def logits(self, pairs: Sequence[Pair]) -> Floats:
        """The label logits (pairs, labels)."""
        found = np.zeros((len(pairs), len(LABELS)), np.float32)
        for group in group_by_length([len(pair.ids) for pair in pairs], BATCH_PIECES):
            found[group] = self.judge_batch(*batch_of([pairs[i] for i in group]))
        return found


def batch_of(pairs: Sequence[Pair]) -> tuple[Ints, Ints, Ints]:
    """The ids, target marks and mask of pairs, each (pairs, length), 0 where they are padded."""
    masks = [np.ones(len(pair.ids), np.int64) for pair in pairs]
    return pad([pair.ids for pair in pairs]), pad([pair.is_target for pair in pairs]), pad(masks)


def read_pair(text: str, target: Span, tokenizer: Any, *, is_hidden: bool = False) -> Pair:
    """The pieces of the text with its target (characters); one [MASK] stands for a hidden target.

    A longer text is cut to MAX_PIECES around its target.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    ids = np.array(encoding.ids, dtype=np.int64)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    chosen = np.flatnonzero((offsets[:, 1] > target[0]) & (offsets[:, 0] < target[1]))
    first, last = (int(chosen[0]), int(chosen[-1]) + 1) if len(chosen) else (0, 0)
    begin, end, hidden = (tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]", "[MASK]"))
    inner = np.array([hidden]) if is_hidden else ids[first:last]
    room = max(MAX_PIECES - 2 - len(inner), 0)
    before = min(first, max(room // 2, room - (len(ids) - last)))
    pieces = np.concatenate(([begin], ids[first - before : first], inner, ids[last : last + room - before], [end]))
    marks = np.zeros(len(pieces), dtype=np.int64)
    marks[1 + before : 1 + before + len(inner)] = 1
    return Pair(pieces[:MAX_PIECES].astype(np.int64), marks[:MAX_PIECES])


def _softmax(logits: Floats) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(1, keepdims=True, initial=0))
    return np.asarray(raised / raised.sum(1, keepdims=True), dtype=np.float32)


def load_stance_encoder(folder: Path) -> StanceEncoder:
    """The encoder whose network, tokenizer and config.json lie in `folder`; they are loaded when first used.

    Raises:
        ResourceError: the folder has no config.json, or it is not JSON with a temperature.
    """
    try:
        temperature = float(json.loads((folder / "config.json").read_text(encoding="utf-8"))["temperature"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(folder / "config.json", f"cannot be read ({error}); restore the model.") from error

    def judge_batch(ids: Ints, is_target: Ints, mask: Ints) -> Floats:
        inputs = {"ids": ids, "is_target": is_target, "mask": mask}
        logits: Floats = load_session(folder / "judge.onnx").run(None, inputs)[0]
        return logits

    return StanceEncoder(lambda: load_tokenizer(folder / "tokenizer.json"), judge_batch, temperature)
