"""Groups texts that say the same in nearly the same words: wire copies, syndicated quotations.

Candidates share a band of their MinHash signatures over word shingles (Broder 1997, "On the
resemblance and containment of documents"; Leskovec, Rajaraman and Ullman, Mining of Massive
Datasets, section 3.4), so that the cost grows with the number of texts and not of pairs; each
pair is then compared itself. Groups depend on the texts alone, not on their order. The library
datasketch finds the same groups in some six times the time (benchmarks/RESULTS.md).
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np

    Ints = array[int]
    Numbers = np.ndarray[Any, Any]

MIN_QUOTE_WORDS = 6
MIN_QUOTE_RATIO = 85.0
MIN_ARTICLE_WORDS = 20
MIN_ARTICLE_JACCARD = 0.5
QUOTE_HASHES, ARTICLE_HASHES = 32, 128
ROWS_IN_BAND = 2
QUOTE_SHINGLE, ARTICLE_SHINGLE = 2, 3
MAX_ALL_PAIRS, WINDOW = 200, 20
NESTED = ">"
SEED = 20_310_520
ID_BYTES = 6
WORD = re.compile(r"\w+")
NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
DIGIT = re.compile(r"\d")
APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
# A small edit that turns a sentence round is no small edit.
NEGATIONS = frozenset({"not", "no", "never", "nor", "none", "neither", "nobody", "nothing", "without", "cannot"})
Same = Callable[[int, int], bool]


def fold(text: str) -> str:
    """The words of a text in small letters, without punctuation, one blank between them.

    Example:
        >>> fold("“We don’t know,” – yet")
        'we do not know yet'
    """
    words = WORD.findall(APOSTROPHE.sub("", NOT.sub(" not", normalize("NFKC", text).casefold())))
    return " ".join(words[1:] if words[:1] == ["that"] else words)


def text_digest(folded: str) -> str:
    """A short name for a folded text."""
    return blake2b(folded.encode(), digest_size=ID_BYTES).hexdigest()


@dataclass(slots=True)
class QuoteGroups:
    """Quotations to be grouped by their words; those shorter than six words stay alone."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    signatures: "Ints" = field(default_factory=lambda: array("I"))

    def add(self, text: str, *, is_nested: bool = False) -> int | None:
        """The number under which the words are kept, the same for the same words; None where they are too few.

        What somebody says and what that person reports are never the same words.
        """
        folded = fold(text)
        if folded.count(" ") + 1 < MIN_QUOTE_WORDS:
            return None
        folded = NESTED + folded if is_nested else folded
        number = self.numbers.setdefault(folded, len(self.texts))
        if number == len(self.texts):
            self.texts.append(folded)
            self.signatures.frombytes(_signature(folded.split(" "), QUOTE_SHINGLE, QUOTE_HASHES).tobytes())
        return number

    def groups(self) -> list[str]:
        """For each number the digest that its group goes by."""
        return _name_groups(_join(self.signatures, QUOTE_HASHES, self._is_same), [text_digest(t) for t in self.texts])

    def _is_same(self, left: int, right: int) -> bool:
        from rapidfuzz import fuzz

        one, other = self.texts[left], self.texts[right]
        if (one[0] == NESTED) != (other[0] == NESTED):
            return False
        return fuzz.ratio(one, other, score_cutoff=MIN_QUOTE_RATIO) > 0 and not _turns_round(one, other)


@dataclass(slots=True)
class ArticleGroups:
    """Articles to be grouped by their words; of each only a signature is kept."""

    digests: list[str] = field(default_factory=list)
    signatures: "Ints" = field(default_factory=lambda: array("I"))

    def add(self, text: str) -> int:
        """The number of the article."""
        folded = fold(text)
        words = folded.split(" ")
        size = ARTICLE_SHINGLE if len(words) >= MIN_ARTICLE_WORDS else len(words)
        self.digests.append(text_digest(folded))
        self.signatures.frombytes(_signature(words, size, ARTICLE_HASHES).tobytes())
        return len(self.digests) - 1

    def groups(self) -> list[str]:
        """For each number the digest that its group goes by."""
        import numpy as np

        rows = _rows(self.signatures, ARTICLE_HASHES)

        def is_same(left: int, right: int) -> bool:
            return bool(np.count_nonzero(rows[left] == rows[right]) >= MIN_ARTICLE_JACCARD * ARTICLE_HASHES)

        return _name_groups(_join(self.signatures, ARTICLE_HASHES, is_same), self.digests)


def _signature(words: Sequence[str], size: int, hashes: int) -> "Numbers":
    """The least hash of all shingles of `size` words, for each of the hash functions."""
    import numpy as np

    shingles = {crc32(" ".join(words[i : i + size]).encode()) for i in range(max(1, len(words) - size + 1))}
    factors, terms = _functions(hashes)
    values = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))[:, None] * factors + terms
    least: Numbers = (values >> np.uint64(32)).min(axis=0).astype(np.uint32)
    return least


@lru_cache
def _functions(hashes: int) -> tuple["Numbers", "Numbers"]:
    """Multipliers (odd) and summands of the hash functions, always the same."""
    import numpy as np

    random = np.random.Generator(np.random.PCG64(SEED))
    numbers = random.integers(0, 2**64, size=(2, hashes), dtype=np.uint64)
    return numbers[0] | np.uint64(1), numbers[1]


def _rows(signatures: "Ints", hashes: int) -> "Numbers":
    import numpy as np

    return np.frombuffer(signatures, dtype=np.uint32).reshape(-1, hashes) if signatures else np.empty((0, hashes))


def _join(signatures: "Ints", hashes: int, is_same: Same) -> list[int]:
    """For each text the least number in its group."""
    roots = list(range(len(signatures) // hashes))
    for left, right in _candidates(signatures, hashes):
        one, other = _root(roots, left), _root(roots, right)
        if one != other and is_same(left, right):
            roots[max(one, other)] = min(one, other)
    return [_root(roots, number) for number in range(len(roots))]


def _candidates(signatures: "Ints", hashes: int) -> Iterator[tuple[int, int]]:
    """Pairs of texts that agree in a band; of very many that agree in one, those next to one another by signature."""
    import numpy as np

    rows = _rows(signatures, hashes)
    if len(rows) < 2:
        return
    bands = np.ascontiguousarray(rows).view(np.uint64)
    for band in range(bands.shape[1]):
        order = np.argsort(bands[:, band], kind="stable")
        ends = np.flatnonzero(np.diff(bands[order, band])) + 1
        for run in np.split(order, ends):
            if len(run) <= MAX_ALL_PAIRS:
                yield from combinations(run.tolist(), 2)
                continue
            near = sorted(run.tolist(), key=lambda number: rows[number].tobytes())
            for left, right in ((near[i], each) for i in range(len(near)) for each in near[i + 1 : i + 1 + WINDOW]):
                if not (bands[left, :band] == bands[right, :band]).any():  # else an earlier band gave the pair
                    yield left, right


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


def _name_groups(roots: Sequence[int], digests: Sequence[str]) -> list[str]:
    """Each group is named by the least digest of its texts, so that neither order nor numbers matter."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    for number, root in enumerate(roots):
        names[root].append(digests[number])
    least = {root: min(members) for root, members in names.items()}
    return [least[root] for root in roots]


def _turns_round(one: str, other: str) -> bool:
    """Whether the words in which two texts differ hold a negation or a number."""
    differing = set(one.split(" ")) ^ set(other.split(" "))
    return not differing.isdisjoint(NEGATIONS) or DIGIT.search(" ".join(differing)) is not None
