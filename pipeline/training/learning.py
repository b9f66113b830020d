"""The training loop of the attribution encoder."""

import copy
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.attribution.decoding import Decoding, joined_words, propose_cues
from pipeline.encoder import Encoder, Floats, cue_distances, group_by_length, pad
from pipeline.training.dataset import Article, Gold, role_labels
from pipeline.training.network import Linker, Tagger, to_numpy
from pipeline.training.schedule import adamw, average_into, rate_share, set_rates, take_step
from pipeline.wordpieces import MAX_PIECES, Ints, Span, cut_windows, window_inputs

logger = logging.getLogger(__name__)

PUNCTUATION_CASE = 5
LINK_WORDS = 4096
CURLY_TO_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of one training run.

    `stop_after` is the epoch, of the schedule of `epochs`, with the best full F1 on dev; the next was no better.
    After `negatives_after` steps the linker also learns from words that the tags take for cues with a
    probability of `negatives_floor` or more: more of them than the decoder will ever propose.
    """

    epochs: int = 8
    stop_after: int = 5
    batch_pieces: int = 3072
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    link_rate: float = 5e-4
    layer_decay: float = 0.9
    warmup: float = 0.06
    weight_decay: float = 0.01
    averaging: float = 0.995
    masked_words: float = 0.05
    straightened: float = 0.25
    negatives_after: int = 200
    negatives_floor: float = 0.15
    validity_share: float = 0.3
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Window:
    """One training window of an article, in words."""

    article: Article
    span: Span


@dataclass(frozen=True, slots=True)
class LinkItem:
    """One cue to link: its scope in the batch's words, labels of its words, and if it is a cue."""

    scope: Span
    distances: Ints
    labels: Ints
    is_cue: bool


class Networks(nn.Module):
    """Tagger and linker together."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.tagger = Tagger(weights)
        self.linker = Linker()


class Trainer:
    """Networks in training, their running average, and what augmentation needs."""

    def __init__(self, weights: dict[str, Tensor], tokenizer: Any, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.rng = random.Random(plan.seed)  # noqa: S311  (not for secrets)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.networks = Networks(weights).to(self.device)
        self.average = copy.deepcopy(self.networks).eval()
        self.mask_id = int(tokenizer.token_to_id("[MASK]"))
        self.straight = {tokenizer.token_to_id(a): tokenizer.token_to_id(b) for a, b in CURLY_TO_STRAIGHT.items()}

    def fit(self, articles: Sequence[Article], work: Path) -> Networks:
        """The averaged networks after the epoch to stop at; each epoch's are saved in `work`."""
        optimizer = optimizer_of(self.networks, self.plan)
        peaks = [group["lr"] for group in optimizer.param_groups]
        rehearsal = random.Random(self.plan.seed)  # noqa: S311
        total = self.plan.epochs * sum(1 for _ in batches(articles, self.plan, rehearsal))
        step, begun = 0, time.monotonic()
        for epoch in range(1, self.plan.stop_after + 1):
            self.networks.train()
            sums, first = np.zeros(3), step
            for group in batches(articles, self.plan, self.rng):
                set_rates(optimizer, peaks, rate_share(step, total, self.plan.warmup))
                sums += self._step(group, optimizer, step)
                step += 1
                if step % 50 == 0:
                    means, seconds = np.round(sums / (step - first), 4), time.monotonic() - begun
                    logger.info("epoch %d step %d/%d losses %s %.0fs", epoch, step, total, means, seconds)
            torch.save({"networks": self.average.state_dict()}, work / f"epoch{epoch}.pt")
        return self.average

    def _step(self, group: Sequence[Window], optimizer: torch.optim.Optimizer, step: int) -> Floats:
        # Few processors have 16-bit arithmetic; the others are many times slower with it.
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.device.type == "cuda"):
            parts = self._losses(group, propose=step >= self.plan.negatives_after)
        loss = parts[0] + parts[1] + self.plan.validity_share * parts[2]
        take_step(loss, self.networks, optimizer)
        average_into(self.average, self.networks, step, self.plan.averaging)
        return to_numpy(torch.stack(parts))

    def _losses(self, group: Sequence[Window], *, propose: bool) -> list[Tensor]:
        """The losses of tags, roles and cue validity."""
        inputs = [self._augment(window) for window in group]
        ids, features, mask = (
            torch.from_numpy(pad(arrays)).to(self.device)
            for arrays in (
                [i for i, _, _ in inputs],
                [f for _, f, _ in inputs],
                [np.ones(len(i), np.int64) for i, _, _ in inputs],
            )
        )
        hidden, logits = self.networks.tagger(ids, features, mask)
        rows = np.concatenate([np.full(len(f), n) for n, (_, _, f) in enumerate(inputs)])
        firsts = np.concatenate([f for _, _, f in inputs])
        states, tags = hidden[rows, firsts].float(), logits[rows, firsts].float()
        gold = np.concatenate([w.article.tags[slice(*w.span)] for w in group])
        tag_loss = functional.cross_entropy(tags, torch.from_numpy(gold).to(self.device))
        decoding = Decoding(cue_floor=self.plan.negatives_floor) if propose else None
        items = list(batch_items(group, to_numpy(tags), decoding))
        return [tag_loss, *link_losses(self.networks.linker, states, items)]

    def _augment(self, window: Window) -> tuple[Ints, Ints, Ints]:
        """The window's inputs with some words masked and, at times, curly marks straightened."""
        ids, features, firsts = window_inputs(window.article.words, window.span)
        if self.rng.random() < self.plan.straightened:
            for curly, straight in self.straight.items():
                ids[ids == curly] = straight
        for start, end in zip(firsts, [*firsts[1:], len(ids) - 1], strict=True):
            if features[start, 0] < PUNCTUATION_CASE and self.rng.random() < self.plan.masked_words:
                ids[start:end] = self.mask_id
        return ids, features, firsts


def batches(articles: Sequence[Article], plan: Plan, rng: random.Random) -> Iterator[list[Window]]:
    """One epoch of batches: windows cut at random places, those of a batch of similar length."""
    found = [
        Window(article, span)
        for article in articles
        for span in cut_windows(article.words, first_limit=rng.randint(40, MAX_PIECES))
    ]
    starts = [window.article.words.piece_starts for window in found]
    sizes = [int(s[w.span[1]] - s[w.span[0]]) for s, w in zip(starts, found, strict=True)]
    order = list(range(len(found)))
    rng.shuffle(order)
    groups: list[list[Window]] = []
    for start in range(0, len(order), 512):
        pool = order[start : start + 512]
        grouped = group_by_length([sizes[i] for i in pool], plan.batch_pieces)
        groups.extend([found[pool[i]] for i in group] for group in grouped)
    rng.shuffle(groups)
    yield from groups


def batch_items(group: Sequence[Window], tags: Floats, decoding: Decoding | None) -> Iterator[LinkItem]:
    """The cues of a batch: the gold ones and, with `decoding`, those the tags propose instead."""
    offset = 0
    for window in group:
        size = window.span[1] - window.span[0]
        yield from window_items(window, tags[offset : offset + size], offset, decoding)
        offset += size


def window_items(window: Window, tags: Floats, offset: int, decoding: Decoding | None) -> Iterator[LinkItem]:
    """The gold cues of a window, and the proposed cues that differ from them."""
    words, span = window.article.words, window.span
    golds = [g for g in window.article.golds if span[0] <= g.cue[0] and g.cue[1] <= span[1]]
    for gold in golds:
        yield link_item(window, gold.cue, gold, offset)
    joined = joined_words(words)[slice(*span)]
    for (lo, hi), _ in propose_cues(tags, joined, decoding) if decoding else []:
        cue = (lo + span[0], hi + span[0])
        match = next((g for g in golds if g.cue[0] < cue[1] and cue[0] < g.cue[1]), None)
        if match is None or match.cue != cue:
            yield link_item(window, cue, match, offset)


def link_item(window: Window, cue: Span, gold: Gold | None, offset: int) -> LinkItem:
    """The cue with the roles of `gold`; without gold its words teach nothing, only the cue does."""
    scope, labels = role_labels(window.article.words, gold, cue, window.span)
    start = offset - window.span[0]
    place = (scope[0] + start, scope[1] + start)
    return LinkItem(place, cue_distances(scope, cue), labels, gold is not None)


def link_losses(linker: Linker, states: Tensor, items: Sequence[LinkItem]) -> list[Tensor]:
    """The losses of roles and of validity over all cues of a batch."""
    device = states.device
    role_sum, validity_sum, count = states.sum() * 0, states.sum() * 0, 1
    for group in group_by_length([len(i.distances) for i in items], LINK_WORDS):
        part = [items[i] for i in group]
        index, distances, mask, labels = (
            torch.from_numpy(array).to(device)
            for array in (
                pad([np.arange(*i.scope) for i in part]),
                pad([i.distances for i in part]),
                pad([np.ones(len(i.distances), np.int64) for i in part]),
                pad([i.labels for i in part], -1),
            )
        )
        roles, validity = linker(states[index], distances, mask)
        role_sum = role_sum + functional.cross_entropy(
            roles.float().transpose(1, 2), labels, ignore_index=-1, reduction="sum"
        )
        count += int((labels >= 0).sum())
        target = torch.tensor([float(i.is_cue) for i in part], device=device)
        validity_sum = validity_sum + functional.binary_cross_entropy_with_logits(
            validity.float(), target, reduction="sum"
        )
    return [role_sum / count, validity_sum / max(len(items), 1)]


def optimizer_of(networks: Networks, plan: Plan) -> torch.optim.AdamW:
    """AdamW with lower rates for lower layers and higher ones for the heads."""
    depth = len(networks.tagger.layers)

    def rate_of(name: str) -> float:
        parts = name.split(".")
        if parts[0] == "linker":
            return plan.link_rate
        if parts[1] in {"features", "tag"}:
            return plan.head_rate
        height = int(parts[2]) if parts[1] == "layers" else -1
        return plan.rate * plan.layer_decay ** (depth - 1 - height)

    rates = ((parameter, rate_of(name)) for name, parameter in networks.named_parameters())
    return adamw(rates, plan.weight_decay)


def torch_encoder(networks: Networks, tokenizer: Any) -> Encoder:
    """An Encoder that runs the PyTorch networks, in 32-bit floats."""
    device = networks.tagger.positions.device

    def run(network: nn.Module, *arrays: Any) -> tuple[Floats, Floats]:
        with torch.inference_mode():
            first, second = network(*(torch.from_numpy(x).to(device) for x in arrays))
        return to_numpy(first), to_numpy(second)

    def tag_window(ids: Ints, features: Ints) -> tuple[Floats, Floats]:
        states, tags = run(networks.tagger, ids[None], features[None])
        return states[0], tags[0]

    def link_batch(states: Floats, distances: Ints, mask: Ints) -> tuple[Floats, Floats]:
        return run(networks.linker, states, distances, mask)

    return Encoder(lambda: tokenizer, tag_window, link_batch)
