"""Groups texts that say the same in nearly the same words: wire copies, syndicated quotations.

Groups depend on the texts alone, not on their order. An article's `Print`s are made once and kept.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING
from unicodedata import normalize

import msgspec

if TYPE_CHECKING:
    from pipeline.minhash import AreSame, Numbers

MIN_QUOTE_WORDS = 6
MIN_QUOTE_RATIO = 85.0
MIN_ARTICLE_WORDS = 20
MIN_ARTICLE_JACCARD = 0.5
QUOTE_HASHES, ARTICLE_HASHES = 32, 128
# The shorter the bands, the more unlike texts share one: quotations of a few words need it, articles do not.
QUOTE_BAND, ARTICLE_BAND = 2, 3
QUOTE_SHINGLE, ARTICLE_SHINGLE = 2, 3
NESTED = ">"
ID_BYTES = 6
WORD = re.compile(r"\w+")
NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
# A small edit that turns a sentence round is no small edit.
NEGATIONS = frozenset(["not", "no", "never", "nor", "none", "neither", "nobody", "nothing", "without", "cannot"])
DIGIT = re.compile(r"\d")


class Print(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a text is compared by: its folded words, of an article their digest, and the signature of their shingles."""

    words: str
    signature: bytes


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


def quote_print(text: str, *, is_nested: bool = False) -> Print | None:
    """The print of a quotation; None where it has too few words.

    What somebody says and what that person reports are never the same words.
    """
    from pipeline.minhash import signature

    folded = fold(text)
    if folded.count(" ") + 1 < MIN_QUOTE_WORDS:
        return None
    folded = NESTED + folded if is_nested else folded
    return Print(folded, signature(folded.split(" "), QUOTE_SHINGLE, QUOTE_HASHES))


def article_print(text: str) -> Print:
    """The print of an article."""
    from pipeline.minhash import signature

    folded = fold(text)
    words = folded.split(" ")
    size = ARTICLE_SHINGLE if len(words) >= MIN_ARTICLE_WORDS else len(words)
    return Print(text_digest(folded), signature(words, size, ARTICLE_HASHES))


@dataclass(slots=True)
class QuoteGroups:
    """Quotations to be grouped by their words; those shorter than six words stay alone."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    signatures: bytearray = field(default_factory=bytearray)

    def add(self, quote: Print) -> int:
        """The number under which the words are kept, the same for the same words."""
        number = self.numbers.setdefault(quote.words, len(self.texts))
        if number == len(self.texts):
            self.texts.append(quote.words)
            self.signatures += quote.signature
        return number

    def groups(self) -> list[str]:
        """For each number the digest that its group goes by."""
        from pipeline.minhash import group

        roots = group(self.signatures, QUOTE_HASHES, QUOTE_BAND, lambda _rows: self._compared())
        return _name_groups(roots, [text_digest(text) for text in self.texts])

    def _compared(self) -> "AreSame":
        """Compares quotations that have the same negations and numbers by their letters."""
        import numpy as np
        from rapidfuzz import fuzz, process

        numbers: dict[tuple[bool, frozenset[str]], int] = {}
        senses = np.array([numbers.setdefault(_sense_of(text), len(numbers)) for text in self.texts])

        def are_same(left: "Numbers", right: "Numbers") -> "Numbers":
            same: Numbers = senses[left] == senses[right]
            ones, others = ([self.texts[number] for number in side[same].tolist()] for side in (left, right))
            same[same] = process.cpdist(ones, others, scorer=fuzz.ratio, score_cutoff=MIN_QUOTE_RATIO, dtype=np.float32)
            return same

        return are_same


@dataclass(slots=True)
class ArticleGroups:
    """Articles to be grouped by their words."""

    digests: list[str] = field(default_factory=list)
    signatures: bytearray = field(default_factory=bytearray)

    def add(self, article: Print) -> int:
        """The number of the article."""
        self.digests.append(article.words)
        self.signatures += article.signature
        return len(self.digests) - 1

    def groups(self) -> list[str]:
        """For each number the digest that its group goes by."""
        from pipeline.minhash import group

        roots = group(self.signatures, ARTICLE_HASHES, ARTICLE_BAND, _agree)
        return _name_groups(roots, self.digests)


def _agree(rows: "Numbers") -> "AreSame":
    """Compares articles by the share of their signatures that agrees; most are told apart by a byte of each hash."""
    import numpy as np

    low = rows.astype(np.uint8)
    least = MIN_ARTICLE_JACCARD * ARTICLE_HASHES

    def are_same(left: "Numbers", right: "Numbers") -> "Numbers":
        same: Numbers = np.count_nonzero(low[left] == low[right], axis=1) >= least
        same[same] = np.count_nonzero(rows[left[same]] == rows[right[same]], axis=1) >= least
        return same

    return are_same


def _name_groups(roots: Sequence[int], digests: Sequence[str]) -> list[str]:
    """Each group is named by the least digest of its texts, so that neither order nor numbers matter."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    for number, root in enumerate(roots):
        names[root].append(digests[number])
    least = {root: min(members) for root, members in names.items()}
    return [least[root] for root in roots]


def _sense_of(text: str) -> tuple[bool, frozenset[str]]:
    """Whether the text is nested, and its negations and words with digits."""
    words = text.removeprefix(NESTED).split(" ")
    numbers = filter(DIGIT.search, words) if DIGIT.search(text) else ()
    return text[0] == NESTED, NEGATIONS.intersection(words).union(numbers)
