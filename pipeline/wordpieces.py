"""The words of a text as the attribution encoder reads them: word pieces, features, windows.

Training and serving share this module, so that both see the same input.  Its quotation
states belong to the trained input and change only together with the weights.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Span = tuple[int, int]

# Windows of 256 pieces found no more and cost a quarter more time; of 96, less (benchmarks/RESULTS.md).
MAX_PIECES = 128
OUTSIDE, INSIDE, OPENING_MARK, CLOSING_MARK = range(4)

_MARK = re.compile(r"[\u201c\u201d\u201e\u00ab\u00bb\"]|``|''")
_OPENING = frozenset(("\u201c", "\u201e", "\u00ab", "``"))
_CLOSING = frozenset(("\u201d", "\u00bb"))
_NO_WORD = 5
_STARTS = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text and their word pieces, in text order.

    `spans` (words, 2) are characters; `features` (words, 3) are letter case, quotation
    state and paragraph start; `scopes` (words, 2) bound the words that a cue there may
    govern; `pieces` are ids, and those of word w are pieces[piece_starts[w]:piece_starts[w + 1]];
    `markers` are the ids that begin and end a window.
    """

    text: str
    spans: Ints
    paragraphs: Ints
    features: Ints
    scopes: Ints
    pieces: Ints
    piece_starts: Ints
    markers: tuple[int, int]

    def __len__(self) -> int:
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A quotation: [start, end) with its marks, [inner_start, inner_end) without."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_closed: bool


def find_marked(text: str, start: int, end: int) -> list[MarkedText]:
    """The double-quoted stretches of one paragraph, in order.

    A quotation that is still open at the paragraph's end runs to that end.  A straight or
    doubled mark opens when none is open, no blank follows and no letter or digit precedes.
    """
    found: list[MarkedText] = []
    opened: Span | None = None
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match.group(), match.start(), match.end()
        if opened is None:
            if mark in _OPENING or (mark not in _CLOSING and _may_open(text, at, after)):
                opened = (at, after)
        elif mark not in _OPENING:
            found.append(MarkedText(opened[0], after, opened[1], at, is_closed=True))
            opened = None
    if opened is not None:
        found.append(MarkedText(opened[0], end, opened[1], end, is_closed=False))
    return found


def _may_open(text: str, at: int, after: int) -> bool:
    follows = text[after : after + 1]
    return bool(follows.strip()) and not (at > 0 and text[at - 1].isalnum())


def letter_case(word: str) -> int:
    """The case of a word: 0 lower, 1 Title, 2 UPPER, 3 mIxed, 4 digits, 5 anything else."""
    if word.isdigit():
        return 4
    if not any(c.isalpha() for c in word):
        return _NO_WORD
    if word.islower():
        return 0
    if word.istitle():
        return 1
    return 2 if word.isupper() else 3


def quotation_state(at: int, quotes: Sequence[MarkedText]) -> int:
    """The state of a character: 0 outside the quotations (in text order), 1 inside, 2 opening mark, 3 closing mark."""
    before = bisect_right(quotes, at, key=_STARTS)
    if not before or at >= quotes[before - 1].end:
        return OUTSIDE
    quote = quotes[before - 1]
    if at < quote.inner_start:
        return OPENING_MARK
    return CLOSING_MARK if at >= quote.inner_end else INSIDE


def read_words(text: str, paragraphs: Sequence[Span], tokenizer: Any) -> Words:
    """The words of `paragraphs`, which are character spans in text order that do not overlap."""
    quotes = [find_marked(text, start, end) for start, end in paragraphs]
    spans: list[Span] = []
    owners: list[int] = []
    pieces: list[int] = []
    starts: list[int] = []
    features: list[tuple[int, int, int]] = []
    encodings = tokenizer.encode_batch([text[start:end] for start, end in paragraphs], add_special_tokens=False)
    for number, encoding in enumerate(encodings):
        base, previous = paragraphs[number][0], None
        for word, (lo, hi) in zip(encoding.word_ids, encoding.offsets, strict=True):
            if word == previous:
                spans[-1] = (spans[-1][0], base + hi)
            else:
                features.append((0, quotation_state(base + lo, quotes[number]), int(previous is None)))
                spans.append((base + lo, base + hi))
                owners.append(number)
                starts.append(len(pieces))
            pieces.append(0)
            previous = word
        pieces[len(pieces) - len(encoding.ids) :] = encoding.ids
    table = np.array(features, dtype=np.int64).reshape(-1, 3)
    table[:, 0] = [letter_case(text[lo:hi]) for lo, hi in spans]
    return Words(
        text=text,
        spans=np.array(spans, dtype=np.int64).reshape(-1, 2),
        paragraphs=np.array(owners, dtype=np.int64),
        features=table,
        scopes=_scopes(text, paragraphs, quotes, owners),
        pieces=np.array(pieces, dtype=np.int64),
        piece_starts=np.array([*starts, len(pieces)], dtype=np.int64),
        markers=(tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")),
    )


def _scopes(
    text: str, paragraphs: Sequence[Span], quotes: Sequence[Sequence[MarkedText]], owners: Sequence[int]
) -> Ints:
    """For each word, the words [start, end) that a cue there may govern.

    That is the word's paragraph, and the next one after a colon or where a quotation left
    open at the end goes on with a fresh opening mark.
    """
    bounds = np.searchsorted(np.array(owners, dtype=np.int64), np.arange(len(paragraphs) + 1))
    last = list(range(len(paragraphs)))
    for number in range(len(paragraphs) - 2, -1, -1):
        here, after = quotes[number], quotes[number + 1]
        reopens = bool(after) and not text[paragraphs[number + 1][0] : after[0].start].strip()
        if text[slice(*paragraphs[number])].rstrip().endswith(":"):
            goes_on = reopens and not after[0].is_closed
            last[number] = last[number + 1] if goes_on else number + 1
        elif here and not here[-1].is_closed and reopens:
            last[number] = last[number + 1]
    return np.array([(bounds[n], bounds[last[n] + 1]) for n in owners], dtype=np.int64).reshape(-1, 2)


def cut_windows(words: Words, *, first_limit: int = MAX_PIECES) -> list[Span]:
    """Word ranges that cover the text in windows of whole paragraphs.

    A window holds at most MAX_PIECES pieces with its two markers; `first_limit` makes the first
    one shorter (training varies it).  A longer paragraph is cut after the last full stop
    in the second half of what fits, or else at the last word that fits.
    """
    found: list[Span] = []
    start, room_left, count = 0, first_limit - 2, len(words)
    while start < count:
        room = words.piece_starts[start] + room_left
        end = int(np.searchsorted(words.piece_starts, room, side="right")) - 1
        end = min(max(end, start + 1), count)
        if end < count:
            end = _break(words, start, end)
        found.append((start, end))
        start, room_left = end, MAX_PIECES - 2
    return found


def holds_words(words: Words, window: Span) -> bool:
    """Whether a letter or a digit is in the window."""
    return bool((words.features[slice(*window), 0] != _NO_WORD).any())


def _break(words: Words, start: int, end: int) -> int:
    """The best place to end a window that may hold the words start..end."""
    changes = np.flatnonzero(np.diff(words.paragraphs[start : end + 1]))
    if len(changes):
        return start + int(changes[-1]) + 1
    for at in range(end - 1, start + (end - start) // 2, -1):
        if words.text[slice(*words.spans[at])] in {".", "!", "?"}:
            return at + 1
    return end


def window_inputs(words: Words, window: Span) -> tuple[Ints, Ints, Ints]:
    """One window's piece ids, its features (pieces, 3), and the first piece of each word."""
    lo, hi = window
    first, last = words.piece_starts[lo], words.piece_starts[hi]
    begin, end = words.markers
    ids = np.concatenate(([begin], words.pieces[first:last], [end]))[:MAX_PIECES]
    features = np.zeros((len(ids), 3), dtype=np.int64)
    sizes = np.diff(words.piece_starts[lo : hi + 1])
    features[1:-1] = np.repeat(words.features[lo:hi], sizes, axis=0)[: len(ids) - 2]
    return ids, features, np.minimum(words.piece_starts[lo:hi] - first + 1, len(ids) - 1)
