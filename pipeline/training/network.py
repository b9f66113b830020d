"""The networks of the encoders, in PyTorch."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import DISTANCES, Floats
from pipeline.wordpieces import MAX_PIECES

TAGS = 7  # O, then B and I of source, cue, content
ROLES = 5  # O, then B and I of source, content
LABELS = 3  # support, oppose, neutral
SAMPLES, SAMPLE_DROPOUT = 4, 0.3  # multi-sample dropout (Inoue 2019)
PADDING_BIAS = -1e4
FEATURES = (6, 4, 2)  # letter case, quotation state, paragraph start


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, heads: int) -> Tensor:
    """Multi-head attention over (batch, length, width); `mask` (batch, length), if any, is 0 at padding."""
    batch, length, width = q.shape
    size = width // heads
    q, k, v = (x.view(batch, length, heads, size).transpose(1, 2) for x in (q, k, v))
    scores = (q * size**-0.5) @ k.transpose(2, 3)
    if mask is not None:
        bias = (1.0 - mask.float())[:, None, None, :] * PADDING_BIAS
        scores = scores + bias.to(scores.dtype)
    seen = torch.softmax(scores, -1) @ v
    return seen.transpose(1, 2).reshape(batch, length, width)


class Layer(nn.Module):
    """One BERT layer: attention and feed-forward, each normalised after its sum.

    `attend` may be exchanged, as the export does for one that onnxruntime runs faster.
    """

    attend = staticmethod(attend)

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_out = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm_down = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """The new states (batch, length, width); `mask` (batch, length) is 0 at padding."""
        q, k, v = self.qkv(x).chunk(3, -1)
        mixed = self.out(self.attend(q, k, v, mask, self.heads))
        x = self.norm_out(x + functional.dropout(mixed, self.dropout, self.training))
        fed = self.down(functional.gelu(self.up(x)))
        result: Tensor = self.norm_down(x + functional.dropout(fed, self.dropout, self.training))
        return result


class Reader(nn.Module):
    """MiniLM with features of its pieces, `features` saying how many values each has; its word vectors stay int8."""

    table: Tensor
    scale: Tensor

    def __init__(
        self, weights: dict[str, Tensor], features: Sequence[int], layers: int = 6, dropout: float = 0.1
    ) -> None:
        super().__init__()
        vectors = weights["embeddings.word_embeddings.weight"].float()
        width = vectors.shape[1]
        scale = vectors.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", (vectors / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        self.dropout = dropout
        positions = weights["embeddings.position_embeddings.weight"][:MAX_PIECES].float()
        kind = weights["embeddings.token_type_embeddings.weight"][0].float()
        self.positions = nn.Parameter(positions + kind)
        self.features = nn.ModuleList(nn.Embedding(n, width) for n in features)
        for table in self.features.parameters():
            nn.init.zeros_(table)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.norm.weight.data.copy_(weights["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(weights["embeddings.LayerNorm.bias"])
        self.layers = nn.ModuleList(_pretrained(weights, f"encoder.layer.{i}.", dropout) for i in range(layers))

    def read(self, ids: Tensor, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """States (batch, length, width) of pieces with their features (batch, length, features)."""
        x = self.table[ids].float() * self.scale[ids]
        x = x + self.positions[: ids.shape[1]]
        for column, table in enumerate(self.features.children()):
            x = x + table(features[:, :, column])
        x = functional.dropout(self.norm(x), self.dropout, self.training)
        for layer in self.layers.children():
            x = layer(x, mask)
        return x


class Tagger(Reader):
    """A reader with a tag layer."""

    def __init__(self, weights: dict[str, Tensor], layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__(weights, FEATURES, layers, dropout)
        self.tag = nn.Linear(self.positions.shape[1], TAGS)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """States (batch, length, width) and tag logits (batch, length, TAGS)."""
        x = self.read(ids, features, mask)
        return x, self.tag(functional.dropout(x, self.dropout, self.training))


class Judge(Reader):
    """A reader that says how a text speaks of the pieces marked as its target."""

    def __init__(self, weights: dict[str, Tensor], layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__(weights, (2,), layers, dropout)
        kinds = weights["embeddings.token_type_embeddings.weight"].float()
        next(self.features.parameters()).data[1] = kinds[1] - kinds[0]
        self.label = nn.Linear(2 * self.positions.shape[1], LABELS)

    def forward(self, ids: Tensor, is_target: Tensor, mask: Tensor) -> Tensor:
        """Label logits (batch, LABELS); `is_target` and `mask` (batch, length) are 0 or 1."""
        x = self.read(ids, is_target[:, :, None], mask)
        pooled = torch.cat([_mean(x, is_target), _mean(x, mask)], 1)
        if not self.training:
            return self.label(pooled)
        samples = [self.label(functional.dropout(pooled, SAMPLE_DROPOUT)) for _ in range(SAMPLES)]
        return torch.stack(samples)


def _mean(states: Tensor, chosen: Tensor) -> Tensor:
    """The mean state (batch, width) of the pieces chosen."""
    weights = chosen.float()[:, :, None]
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


def _pretrained(weights: dict[str, Tensor], prefix: str, dropout: float) -> Layer:
    def both(name: str) -> tuple[Tensor, Tensor]:
        return weights[f"{prefix}{name}.weight"].float(), weights[f"{prefix}{name}.bias"].float()

    inner, width = weights[f"{prefix}intermediate.dense.weight"].shape
    layer = Layer(width, 12, inner, dropout)
    parts = [both(f"attention.self.{name}") for name in ("query", "key", "value")]
    loaded: dict[nn.Linear | nn.LayerNorm, tuple[Tensor, Tensor]] = {
        layer.qkv: (torch.cat([w for w, _ in parts]), torch.cat([b for _, b in parts])),
        layer.out: both("attention.output.dense"),
        layer.norm_out: both("attention.output.LayerNorm"),
        layer.up: both("intermediate.dense"),
        layer.down: both("output.dense"),
        layer.norm_down: both("output.LayerNorm"),
    }
    for module, (weight, bias) in loaded.items():
        module.weight.data.copy_(weight)
        module.bias.data.copy_(bias)
    return layer


class Linker(nn.Module):
    """For one cue: the role of each word of its scope, and whether the cue is one."""

    def __init__(self, width: int = 384, inner: int = 256, layers: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = dropout
        self.word = nn.Linear(width, inner)
        self.cue = nn.Linear(width, inner)
        self.distance = nn.Embedding(DISTANCES, inner)
        nn.init.normal_(self.distance.weight, std=0.5)
        self.norm = nn.LayerNorm(inner)
        self.layers = nn.ModuleList(Layer(inner, 8, 2 * inner, dropout) for _ in range(layers))
        self.role = nn.Linear(inner, ROLES)
        self.role_word = nn.Linear(width, ROLES)
        self.validity = nn.Sequential(nn.Linear(inner, inner), nn.GELU(), nn.Linear(inner, 1))

    def forward(self, states: Tensor, distances: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Role logits (cues, length, ROLES) and one logit a cue."""
        is_cue = ((distances == 0) & (mask > 0)).float()[:, :, None]
        size = is_cue.sum(1).clamp(min=1)
        cue = (states * is_cue).sum(1) / size
        x = self.word(states) + self.cue(cue)[:, None] + self.distance(distances)
        x = functional.dropout(functional.gelu(self.norm(x)), self.dropout, self.training)
        for layer in self.layers.children():
            x = layer(x, mask)
        pooled = (x * is_cue).sum(1) / size
        return self.role(x) + self.role_word(states), self.validity(pooled)[:, 0]


def to_numpy(tensor: Tensor) -> Floats:
    """The tensor as float32 numbers on the CPU."""
    return np.asarray(tensor.detach().float().cpu().numpy(), dtype=np.float32)
