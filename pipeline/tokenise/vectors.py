"""The token vectors of a spaCy model (a `Tok2Vec` with hash embeddings and a maxout window encoder), computed faster.

The same sums as the model's own layers, but a word is embedded once and not wherever it
stands, and the encoder works in place. A word's vector does not depend on when it was first seen.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]

BLOCK_WORDS = 64  # words are embedded in blocks of one size: products of other shapes are rounded differently
MAX_REMEMBERED = 20_000
MAX_TOKENS = 4_000  # encoded at a time
LAYERS = (
    "extract_features>>list2ragged>>with_array({hashes})>>with_array(maxout>>layernorm>>dropout)>>ragged2list"
    ">>with_array({windows})"
)
HASH = "ints-getitem>>hashembed"
WINDOW = "residual(expand_window>>maxout>>layernorm>>dropout)"
PIECES = 3
TINY = np.float32(1e-8)


class TokenVectors:
    """What a model predicts for docs: vectors (tokens, width) of each."""

    def __init__(self, model: Model[Any, Any]) -> None:
        embed, encode = model.get_ref("embed"), model.get_ref("encode")
        features, _ragged, self._hashes, self._mix, _list = embed.layers
        self._columns = features.attrs["columns"]
        self.width = int(encode.get_dim("nO"))
        self._pad = int(encode.attrs["pad"])
        self._windows = [_Window(layer) for layer in encode.layers[0].layers]
        self._places: dict[bytes, int] = {}
        self._embedded = np.zeros((MAX_REMEMBERED, self.width), np.float32)

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of each doc's tokens."""
        found: list[Floats] = []
        start = 0
        while start < len(docs):
            end, tokens = start, 0
            while end < len(docs) and (end == start or tokens + len(docs[end]) <= MAX_TOKENS):
                tokens += len(docs[end])
                end += 1
            found += self._encode(docs[start:end])
            start = end
        return found

    def _encode(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of docs that are encoded together, with rows of padding between them."""
        ends = np.cumsum([len(doc) + self._pad for doc in docs])
        states = np.zeros((ends[-1] + self._pad, self.width), np.float32)
        spans = [slice(end - len(doc), end) for end, doc in zip(ends, docs, strict=True)]
        states[np.concatenate([np.arange(span.start, span.stop) for span in spans])] = self._embed(docs)
        wide = np.zeros((len(states), 3 * self.width), np.float32)
        for window in self._windows:
            wide[1:, : self.width] = states[:-1]
            wide[:, self.width : -self.width] = states
            wide[:-1, -self.width :] = states[1:]
            states += window(wide)
        return [states[span] for span in spans]

    def _embed(self, docs: Sequence[Doc]) -> Floats:
        """The vectors of the docs' words by themselves."""
        rows = np.concatenate([doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs])
        keys: list[bytes] = rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel().tolist()
        vectors = np.empty((len(keys), self.width), np.float32)
        for start in range(0, len(keys), MAX_REMEMBERED):
            some = keys[start : start + MAX_REMEMBERED]
            self._remember(some)
            vectors[start : start + len(some)] = self._embedded[[self._places[key] for key in some]]
        return vectors

    def _remember(self, keys: Sequence[bytes]) -> None:
        """Embeds the words that are new; forgets all when full."""
        new = [key for key in dict.fromkeys(keys) if key not in self._places]
        if len(self._places) + len(new) > MAX_REMEMBERED:
            self._places.clear()
            new = list(dict.fromkeys(keys))
        for start in range(0, len(new), BLOCK_WORDS):
            some = new[start : start + BLOCK_WORDS]
            rows = np.zeros((BLOCK_WORDS, len(self._columns)), np.uint64)
            rows[: len(some)] = np.frombuffer(b"".join(some), np.uint64).reshape(len(some), -1)
            at = len(self._places)
            self._embedded[at : at + len(some)] = self._mix.predict(self._hashes.predict(rows))[: len(some)]
            self._places.update(zip(some, range(at, at + len(some)), strict=True))


class _Window:
    """One layer of the encoder: maxout over a token and its neighbours, normalised."""

    def __init__(self, layer: Model[Any, Any]) -> None:
        nodes = {node.name: node for node in layer.walk()}
        weights: Any = nodes["maxout"].get_param("W")
        outputs, pieces, inputs = weights.shape
        self._width = outputs
        self._weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * outputs, inputs).T)
        bias: Any = nodes["maxout"].get_param("b")
        self._bias = bias.T.ravel()
        self._scale, self._shift = nodes["layernorm"].get_param("G"), nodes["layernorm"].get_param("b")

    def __call__(self, wide: Floats) -> Floats:
        pieces = wide @ self._weights
        pieces += self._bias
        best = np.maximum(pieces[:, : self._width], pieces[:, self._width : -self._width])
        np.maximum(best, pieces[:, -self._width :], out=best)
        best -= best.mean(1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(self._width) + TINY
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self._scale
        best += self._shift
        return np.asarray(best)


def is_familiar(model: Model[Any, Any]) -> bool:
    """Whether the model is made of the layers that `TokenVectors` knows."""
    if not (model.has_ref("embed") and model.has_ref("encode")):
        return False
    hashes = "|".join([HASH] * model.name.count(HASH))
    windows = ">>".join([WINDOW] * model.name.count(WINDOW))
    if model.name != LAYERS.format(hashes=hashes, windows=windows):
        return False
    widths = {node.attrs["window_size"] for node in model.walk() if node.name == "expand_window"}
    pieces = {node.get_dim("nP") for node in model.walk() if node.name == "maxout"}
    return widths == {1} and pieces == {PIECES}


def as_model(vectors: TokenVectors) -> Model[Any, Any]:
    """The vectors as a model that a pipeline's component can hold; it only predicts."""

    def forward(_model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:  # noqa: FBT001
        if is_train:
            raise NotImplementedError
        return vectors(docs), None

    return Model("token_vectors", forward, dims={"nO": vectors.width})
