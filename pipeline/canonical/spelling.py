"""How names are compared: words without accents and marks, spellings, persons by surname and given names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA

MARKS = re.compile(r"[.'’ʼ‘`]")
WORD = re.compile(r"[^\W_]+")
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those"})
SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "on", "to", "a", "an", "s"})
COMPANY_WORDS = frozenset({"inc", "corp", "corporation", "co", "ltd", "llc", "plc", "gmbh", "ag", "sa"})
# Letters that romanisations of one name exchange (Zelensky/Zelenskyy, Tehreek/Tehrik, Mohsin/Mohsen).
ROMANISATIONS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("ee|iy|ij|ea", "i"), ("oo|ou", "u"), ("ph", "f"), ("kh|ck", "k"), ("gh", "g"), ("c(?!h)|q", "k"),
        ("w", "v"), ("[ye]", "i"), ("o", "u"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
# British and American spelling of the words in names of organisations.
AMERICAN = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (("tre$", "ter"), ("ence$", "ense"), ("is(?=ation|ations$)", "iz"))
)
MIN_VARIED_LETTERS = 6
MIN_NEAR_LETTERS = 3
MIN_ORGANISATION_LETTERS = 8
MAX_LINK_LETTERS = 2


@lru_cache(maxsize=100_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, without accents, full stops and apostrophes; hyphens part words.

    >>> words_of("Jean-Luc O’Roe Jr.")
    ('jean', 'luc', 'oroe', 'jr')
    """
    plain = "".join(letter for letter in normalize("NFKD", name) if not combining(letter))
    return tuple(WORD.findall(MARKS.sub("", plain).casefold()))


def without_determiner(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words behind a leading article or demonstrative."""
    return words[1:] if len(words) > 1 and words[0] in DETERMINERS else words


def organisation_words(name: str) -> tuple[str, ...]:
    """The words by which organisations are compared, in any order: "Ministry of Health" is "Health Ministry"."""
    words = words_of(name)
    kept = [word for word in words if word not in SMALL_WORDS | COMPANY_WORDS]
    return tuple(sorted(kept)) or words


@lru_cache(maxsize=100_000)
def romanised(word: str) -> str:
    """The word as other romanisations of the same name would come out too."""
    for pattern, plain in ROMANISATIONS:
        word = pattern.sub(plain, word)
    return word


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in its parts; a single word is the surname."""

    given: tuple[str, ...]
    surname: str
    suffix: str = ""

    @property
    def is_partial(self) -> bool:
        """Whether there is no given name, not even an initial."""
        return not self.given


@lru_cache(maxsize=100_000)
def person_name(name: str) -> PersonName | None:
    """The parts of a person's name; None where it has no words."""
    words = words_of(name)
    suffix = words[-1] if len(words) > 1 and words[-1] in SUFFIXES else ""
    words = words[:-1] if suffix else words
    return PersonName(words[:-1], words[-1], suffix) if words else None


def may_be_one(left: PersonName, right: PersonName) -> bool:
    """Whether two full names differ at most in initials and further given names.

    >>> may_be_one(PersonName(("patrick", "s"), "ryder"), PersonName(("patrick",), "ryder"))
    True
    """
    if left.surname != right.surname or (left.suffix and right.suffix and left.suffix != right.suffix):
        return False
    return all(_same_given(one, other) for one, other in zip(left.given, right.given, strict=False))


def _same_given(one: str, other: str) -> bool:
    return one == other or (1 in {len(one), len(other)} and one[0] == other[0])


def is_other_spelling(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether exactly one word differs, and only as romanisations of one longer name do."""
    pair = _only_difference(left, right)
    return pair is not None and max(map(len, pair)) >= MIN_VARIED_LETTERS and romanised(pair[0]) == romanised(pair[1])


def is_near(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether exactly one word differs, by a letter more, less or other, or two exchanged."""
    pair = _only_difference(left, right)
    if pair is None or min(map(len, pair)) < MIN_NEAR_LETTERS:
        return False
    return OSA.distance(*pair, score_cutoff=1) <= 1 or OSA.distance(*map(romanised, pair), score_cutoff=1) <= 1


def is_short_form(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two names share the last word, and one's first begins the other's: "Pat Roe" and "Patrick Roe"."""
    if left[1:][-1:] != right[1:][-1:] or left[0] == right[0]:
        return False
    short, long = sorted((left[0], right[0]), key=len)
    return len(short) >= MIN_NEAR_LETTERS and long.startswith(short)


def _only_difference(left: Sequence[str], right: Sequence[str]) -> tuple[str, str] | None:
    if len(left) != len(right):
        return None
    pairs = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    return pairs[0] if len(pairs) == 1 else None


def organisation_spelling(name: str) -> str:
    """A key that spellings of one organisation share; empty for a name too short to tell."""
    words = without_determiner(words_of(name))
    if len(words) == 1 or sum(map(len, words)) < MIN_ORGANISATION_LETTERS:
        return ""
    return " ".join("-" if len(word) <= MAX_LINK_LETTERS else _plain(word) for word in words)


def _plain(word: str) -> str:
    for pattern, plain in AMERICAN:
        word = pattern.sub(plain, word)
    return romanised(word)
