"""Opens networks and tokenizers: only this module imports onnxruntime and tokenizers, when one is first used."""

from functools import lru_cache
from pathlib import Path
from typing import Any

# onnxruntime's operator for a sum that is normalised takes several times as long as the two it replaces.
SLOW_FUSIONS = ["SkipLayerNormFusion"]


@lru_cache(maxsize=8)
def load_session(path: Path) -> Any:
    """An onnxruntime session of the network in `path`, on one thread: articles are spread over processes."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW_FUSIONS
    )


@lru_cache(maxsize=4)
def load_tokenizer(path: Path) -> Any:
    """The tokenizer in a `tokenizer.json`."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))
