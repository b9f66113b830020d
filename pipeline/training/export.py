"""Write the trained networks as int8 ONNX files for onnxruntime."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch._C import OptionalType

from pipeline.training.network import FEATURES, Layer, Linker, Tagger, attend

OPSET = 17
POOLED = frozenset({"validity", "vector", "label"})


class FusedAttention(torch.autograd.Function):
    """The same attention, exported as the one operator that onnxruntime has for it."""

    @staticmethod
    def forward(_ctx: Any, q: Tensor, k: Tensor, v: Tensor, *rest: Any) -> Tensor:
        """What `attend` returns."""
        return attend(q, k, v, *rest)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, *rest: Any) -> Any:
        """The node of the exported graph."""
        mask, heads = rest
        inputs = [q, k, v]
        if mask is not None and not mask.node().mustBeNone():
            seen = g.op("Cast", mask, to_i=TensorProto.INT32)
            nothing = g.op("prim::Constant").setType(OptionalType.ofTensor())
            inputs += [nothing, seen]
        return g.op("com.microsoft::MultiHeadAttention", *inputs, num_heads_i=heads).setType(q.type())


def export_model(tagger: Tagger, linker: Linker, tokenizer: Any, folder: Path) -> None:
    """Write tokenizer.json, tagger.onnx and linker.onnx into `folder`, matrices as int8.

    Vocabulary entries that BERT keeps in reserve are dropped with their vectors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = write_tokenizer(tokenizer, folder / "tokenizer.json")
    tagger = copy.deepcopy(tagger)
    tagger.table, tagger.scale = tagger.table[kept], tagger.scale[kept]
    ids = torch.randint(1000, 2000, (2, 9))
    features = torch.zeros(2, 9, len(FEATURES), dtype=torch.long)
    mask = torch.ones(2, 9, dtype=torch.long)
    states = torch.randn(2, 9, tagger.positions.shape[1])
    distances = torch.arange(9).repeat(2, 1)
    tag_inputs = {"ids": ids, "features": features}
    link_inputs = {"states": states, "distances": distances, "mask": mask}
    export_network(tagger, tag_inputs, ("states_out", "tags"), folder / "tagger.onnx")
    export_network(linker, link_inputs, ("roles", "validity"), folder / "linker.onnx")


def write_tokenizer(tokenizer: Any, path: Path) -> list[int]:
    """Write the tokenizer without reserved entries; the old ids of those kept, in their new order."""
    content = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = content["model"]["vocab"]
    kept = [word for word, _ in sorted(vocabulary.items(), key=lambda x: x[1]) if not word.startswith("[unused")]
    renumbered = {word: number for number, word in enumerate(kept)}
    content["model"]["vocab"] = renumbered
    for token in content["added_tokens"]:
        token["id"] = renumbered[token["content"]]
    content["truncation"] = content["padding"] = content["post_processor"] = None
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
    return [vocabulary[word] for word in kept]


def write_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write config.json."""
    text = json.dumps(settings, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def export_network(network: nn.Module, inputs: dict[str, Tensor], outputs: tuple[str, ...], path: Path) -> None:
    """Write one network as int8 ONNX; its inputs give the shapes, outputs in POOLED have no length."""
    axes = {name: {0: "batch"} if name in POOLED else {0: "batch", 1: "length"} for name in (*inputs, *outputs)}
    network = copy.deepcopy(network).cpu().eval()
    for layer in network.modules():
        if isinstance(layer, Layer):
            layer.attend = FusedAttention.apply
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "plain.onnx"
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(plain),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(plain, path, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
