"""What every training command asks for besides its data: where to work, and how long, with what seed and threads."""

import argparse
import logging
from pathlib import Path

import torch


def add_run_options(parser: argparse.ArgumentParser, *, epochs: int, seed: int) -> None:
    """Adds the options to a command, with their defaults."""
    parser.add_argument("--work", type=Path, default=Path("data/cache/training"), help="checkpoints, predictions")
    parser.add_argument("--epochs", type=int, default=epochs, help="length of the learning-rate schedule")
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--limit", type=int, help="use only the first rows, to try the command out")
    parser.add_argument("--threads", type=int, default=1)


def begin_run(options: argparse.Namespace) -> None:
    """Starts the log, and makes the folder to work in."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
