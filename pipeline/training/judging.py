"""The training loop of the stance encoder."""

import copy
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from pipeline.encoder import Floats, group_by_length
from pipeline.stance.encoder import LABELS, Pair, batch_of, read_pair
from pipeline.training.calibration import measure
from pipeline.training.constructions import Example, write_examples
from pipeline.training.dataset import read_rows
from pipeline.training.network import Judge, to_numpy
from pipeline.training.schedule import adamw, average_into, rate_share, set_rates, take_step
from pipeline.wordpieces import Ints

logger = logging.getLogger(__name__)

POOL, EVALUATED_PIECES = 256, 2048


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of one training run; `invented` is how many sentences are added to the corpus."""

    epochs: int = 3
    kept_epochs: int = 2
    layers: int = 4
    frozen: int = 1
    invented: int = 1500
    batch: int = 16
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    warmup: float = 0.06
    weight_decay: float = 0.01
    averaging: float = 0.995
    hidden: float = 0.5
    masked_pieces: float = 0.05
    smoothing: float = 0.05
    seed: int = 11


@dataclass(frozen=True, slots=True)
class Rows:
    """Examples as pairs, with the target hidden and not, and their labels."""

    hidden: tuple[Pair, ...]
    shown: tuple[Pair, ...]
    labels: Ints


def read_corpus(path: Path, limit: int | None) -> list[Example]:
    """The rows of a corpus of stances."""
    rows = islice(read_rows(path), limit)
    return [Example(row["text"], tuple(row["target_span"]), row["label"]) for row in rows]


def rows_of(examples: Sequence[Example], tokenizer: Any) -> Rows:
    """Examples as the network reads them."""
    hidden, shown = (
        tuple(read_pair(example.text, example.target, tokenizer, is_hidden=is_hidden) for example in examples)
        for is_hidden in (True, False)
    )
    return Rows(hidden, shown, np.array([LABELS.index(example.label) for example in examples], dtype=np.int64))


class Trainer:
    """A network in training and its running average."""

    def __init__(self, weights: dict[str, Tensor], tokenizer: Any, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.tokenizer = plan, tokenizer
        self.mask_id = int(tokenizer.token_to_id("[MASK]"))
        self.rng = random.Random(plan.seed)  # noqa: S311  (not for secrets)
        self.network = Judge(weights, plan.layers)
        self.average = copy.deepcopy(self.network).eval()

    def fit(self, examples: Sequence[Example], dev: Rows, work: Path) -> Judge:
        """The mean of the running averages after the last epochs; each epoch's is saved in `work`.

        Invented sentences join the examples.
        """
        train = rows_of([*examples, *write_examples(self.plan.invented, self.rng)], self.tokenizer)
        optimizer = optimizer_of(self.network, self.plan)
        peaks = [group["lr"] for group in optimizer.param_groups]
        total = self.plan.epochs * -(-len(train.labels) // self.plan.batch)
        step, begun = 0, time.process_time()
        kept: list[dict[str, Tensor]] = []
        for epoch in range(1, self.plan.epochs + 1):
            self.network.train()
            for group in batches(train, self.plan, self.rng):
                set_rates(optimizer, peaks, rate_share(step, total, self.plan.warmup))
                take_step(self._loss(train, group), self.network, optimizer)
                average_into(self.average, self.network, step, self.plan.averaging)
                step += 1
            kept.append(copy.deepcopy(self.average.state_dict()))
            torch.save(kept[-1], work / f"stance-epoch{epoch}.pt")
            figures = measure(logits_of(self.average, dev.shown), dev.labels)
            logger.info("epoch %d %s %.0f CPU s", epoch, figures, time.process_time() - begun)
        self.average.load_state_dict(mean_state(kept[-self.plan.kept_epochs :]))
        return self.average

    def _loss(self, train: Rows, group: Sequence[int]) -> Tensor:
        pairs = [self._augment(train, i) for i in group]
        samples = self.network(*map(torch.from_numpy, batch_of(pairs)))
        labels = torch.from_numpy(train.labels[list(group)]).repeat(len(samples))
        return functional.cross_entropy(samples.flatten(0, 1), labels, label_smoothing=self.plan.smoothing)

    def _augment(self, train: Rows, index: int) -> Pair:
        """The example with its target hidden at times and some other pieces masked."""
        pair = (train.hidden if self.rng.random() < self.plan.hidden else train.shown)[index]
        chosen = np.array([self.rng.random() < self.plan.masked_pieces for _ in pair.ids])
        chosen[[0, -1]] = False
        return pair._replace(ids=np.where(chosen & (pair.is_target == 0), self.mask_id, pair.ids))


def mean_state(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several states of a network; what is not of floats is the same in all of them."""
    first = states[0]
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def batches(train: Rows, plan: Plan, rng: random.Random) -> Iterator[list[int]]:
    """One epoch of batches in random order, those of a batch of similar length."""
    order = list(range(len(train.labels)))
    rng.shuffle(order)
    groups: list[list[int]] = []
    for start in range(0, len(order), POOL):
        pool = sorted(order[start : start + POOL], key=lambda i: len(train.shown[i].ids))
        groups += [pool[at : at + plan.batch] for at in range(0, len(pool), plan.batch)]
    rng.shuffle(groups)
    yield from groups


def optimizer_of(network: Judge, plan: Plan) -> torch.optim.AdamW:
    """AdamW with lower rates for lower layers; what lies below the trained layers is frozen."""
    rates = []
    for name, parameter in network.named_parameters():
        parts = name.split(".")
        height = int(parts[1]) if parts[0] == "layers" else -1
        if parts[0] == "label":
            rates.append((parameter, plan.head_rate))
        elif height < plan.frozen:
            parameter.requires_grad_(requires_grad=False)
        else:
            rates.append((parameter, plan.rate * plan.layer_decay ** (len(network.layers) - 1 - height)))
    return adamw(rates, plan.weight_decay)


def logits_of(network: Judge, pairs: Sequence[Pair]) -> Floats:
    """The label logits of pairs, in 32-bit floats."""
    found = np.zeros((len(pairs), len(LABELS)), np.float32)
    with torch.inference_mode():
        for group in group_by_length([len(pair.ids) for pair in pairs], EVALUATED_PIECES):
            found[group] = to_numpy(network(*map(torch.from_numpy, batch_of([pairs[i] for i in group]))))
    return found
