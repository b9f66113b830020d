"""Named entities as spaCy's transition-based recogniser finds them, without going through its states one by one.

Outside an entity a recogniser's state is a token and nothing else, so that all tokens are
scored at once; the few that begin an entity are then followed, all of them together, to the
entity's end. The scores are those of the recogniser's own weights.

Transitions: begin, in and last token of an entity of a kind, unit for an entity of one token,
and out (Lample et al. 2016, section 3; Ratinov and Roth 2009 for the scheme).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ENT_IOB, ENT_TYPE, IS_SPACE, SENT_START
from spacy.tokens import Doc

from pipeline.tokenise.vectors import Floats, TokenVectors, is_familiar

RECOGNISER = "ner"
NAMED = [ENT_IOB, ENT_TYPE]
IOB_INSIDE, IOB_OUTSIDE, IOB_BEGIN = 1, 2, 3
FEATURES, PIECES = 3, 2  # of a state: the next token, the first of the open entity, the token before

Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


class Names:
    """A pipeline's recogniser."""

    def __init__(self, recogniser: Any) -> None:
        model, moves = recogniser.model, recogniser.moves
        vectors, _array, self._project = model.get_ref("tok2vec").layers
        self._vectors = TokenVectors(vectors)
        self._lower = model.get_ref("lower")
        upper = model.get_ref("upper")
        self._weights, self._bias = upper.get_param("W"), upper.get_param("b")
        classes = [moves.get_class_name(number).partition("-") for number in range(moves.n_moves)]
        kinds = [kind for move, _dash, kind in classes if move == "B"]
        self._labels = np.array([recogniser.vocab.strings.add(kind) for kind in kinds], np.uint64)
        self._begin, self._in, self._last, self._unit = (
            np.array([classes.index((move, "-", kind)) for kind in kinds]) for move in "BILU"
        )
        self._out = classes.index(("O", "", ""))
        # Of equal scores the recogniser takes the first.
        self._starts = np.sort(np.concatenate((self._begin, self._unit, [self._out])))
        self._kinds = np.full(len(classes), -1)
        self._kinds[self._begin] = self._kinds[self._unit] = np.arange(len(kinds))
        self._is_begin = np.isin(np.arange(len(classes)), self._begin)

    def find(self, docs: Sequence[Doc]) -> list[NDArray[np.uint64]]:
        """For each parsed doc the columns `NAMED` (tokens, 2) that the recogniser would write."""
        if not docs:
            return []
        ends = np.cumsum([len(doc) for doc in docs])
        columns = np.zeros((ends[-1], len(NAMED)), np.uint64)
        columns[:, 0] = IOB_OUTSIDE
        if len(columns):
            starts = np.concatenate([doc.to_array(SENT_START) for doc in docs]) == 1
            starts[ends[:-1][ends[:-1] < len(starts)]] = True
            blank = np.concatenate([doc.to_array(IS_SPACE) for doc in docs]) == 1
            for start, end, kind in self._entities(np.concatenate(self._vectors(docs)), starts, blank):
                columns[start:end] = IOB_INSIDE, self._labels[kind]
                columns[start, 0] = IOB_BEGIN
        return np.split(columns, ends[:-1])

    def _entities(self, vectors: Floats, starts: Marks, blank: Marks) -> Iterator[tuple[int, int, int]]:
        """First token, end and kind of each entity among tokens; no entity holds two that begin a sentence or text."""
        features = self._lower.predict(self._project.predict(vectors)).reshape(len(vectors) + 1, FEATURES, -1)
        nowhere, features = features[0], features[1:]
        is_last = np.append(starts[1:], True)
        best = self._best_outside(features[:, 0] + nowhere[1] + nowhere[2], is_last, blank)
        begins = np.flatnonzero(self._is_begin[best])
        ends = np.arange(1, len(vectors) + 1)
        ends[begins] = self._follow(features, begins, self._kinds[best[begins]], is_last)
        position = 0
        for token in np.flatnonzero(best != self._out).tolist():
            if token >= position:
                position = int(ends[token])
                yield token, position, int(self._kinds[best[token]])

    def _best_outside(self, states: Floats, is_last: Marks, blank: Marks) -> Ints:
        """The best transition of each token where no entity is open."""
        scores = self._hidden(states) @ self._weights.T + self._bias
        scores[np.ix_(is_last | blank, self._begin)] = -np.inf
        scores[np.ix_(blank, self._unit)] = -np.inf
        best: Ints = self._starts[scores[:, self._starts].argmax(1)]
        return best

    def _follow(self, features: Floats, begins: Ints, kinds: Ints, is_last: Marks) -> Ints:
        """Where each entity ends that begins at `begins`, after its last token."""
        ends = begins + 1
        is_open = np.arange(len(begins))
        while len(is_open):
            now, first, kind = ends[is_open], begins[is_open], kinds[is_open]
            hidden = self._hidden(features[now, 0] + features[first, 1] + features[now - 1, 2])
            goes_on, closes = (
                np.einsum("ij,ij->i", hidden, self._weights[move[kind]]) + self._bias[move[kind]]
                for move in (self._in, self._last)
            )
            ends[is_open] += 1
            is_open = is_open[(goes_on >= closes) & ~is_last[now]]
        return ends

    def _hidden(self, states: Floats) -> Floats:
        """The hidden layer of states: maxout of the sum of their features."""
        pieces = states + self._lower.get_param("b").ravel()
        best: Floats = np.maximum(pieces[:, 0::PIECES], pieces[:, 1::PIECES])
        return best


def can_name(recogniser: Any) -> bool:
    """Whether the recogniser is one that `Names` knows."""
    model = recogniser.model
    if recogniser.cfg["beam_width"] != 1 or not model.attrs["has_upper"] or model.attrs["unseen_classes"]:
        return False
    lower, layers = model.get_ref("lower"), model.get_ref("tok2vec").layers
    shape = lower.get_dim("nF"), lower.get_dim("nP")
    return shape == (FEATURES, PIECES) and len(layers) == 3 and is_familiar(layers[0])
