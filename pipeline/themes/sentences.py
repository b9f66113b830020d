"""The sentence encoder: texts as vectors that are near where the texts mean nearly the same."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ResourceError
from pipeline.onnx import load_session, load_tokenizer

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
MAX_PIECES = 128
NETWORK, TOKENIZER, CONFIG = "network.onnx", "tokenizer.json", "config.json"


@dataclass(frozen=True, slots=True, eq=False)
class SentenceEncoder:
    """A tokenizer, and the network that gives the vector (width,) of one text's pieces, of length 1.

    From `min_similarity` on, texts count as near.
    """

    load_tokenizer: Callable[[], Any]
    encode_pieces: Callable[[Ints], Floats]
    min_similarity: float

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors (texts, width); of a long text its first MAX_PIECES pieces count."""
        tokenizer = self.load_tokenizer()
        begin, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        return np.stack(
            [
                self.encode_pieces(np.array([begin, *encoding.ids[: MAX_PIECES - 2], end], dtype=np.int64))
                for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)
            ]
        )


def load_sentences(folder: Path) -> SentenceEncoder:
    """The encoder whose network, tokenizer and config.json lie in `folder`; they are loaded when first used.

    Raises:
        ResourceError: the folder has no config.json, or it is not such a file.
    """
    try:
        settings = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        min_similarity = float(settings["min_similarity"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(folder / CONFIG, f"cannot be read ({error}); restore the model.") from error

    def encode_pieces(ids: Ints) -> Floats:
        (vectors,) = load_session(folder / NETWORK).run(None, {"ids": ids[None]})
        vector: Floats = vectors[0]
        return vector

    return SentenceEncoder(lambda: load_tokenizer(folder / TOKENIZER), encode_pieces, min_similarity)
