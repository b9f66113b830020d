"""Finds many phrases at once in a sequence of words, in time linear in the words.

A phrase is a sequence of keys; a word answers to several keys, one for each way of comparing
(see `phrase_keys`). Hyphens count as spaces: "drone-strike" is two words, as "drone strike" is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Comparison = Literal["phrase", "lemma", "entity"]

WORD = re.compile(r"[^\W_][\w.&$%]*|'\w+|[$€£%]")
HYPHENS = re.compile("[-‐‑–—]")
APOSTROPHES = str.maketrans("’‘", "''")
TERMINAL = ""


class Word(NamedTuple):
    """A word of the text: the keys it answers to, and its characters."""

    keys: tuple[str, ...]
    start: int
    end: int


class Match(NamedTuple):
    """A phrase, by its number, and the characters it covers."""

    phrase: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PhraseFinder:
    """A trie of phrases; `stems` are the beginnings of keys that end in "*", `stem_lengths` how long they are."""

    trie: dict[str, Any] = field(default_factory=dict)
    stems: frozenset[str] = frozenset()
    stem_lengths: tuple[int, ...] = ()

    def keys(self, form: str, lemma: str, *, is_name: bool) -> tuple[str, ...]:
        """The keys that a word of the text answers to, those with "*" included."""
        form = form.translate(APOSTROPHES)
        lower, base = form.lower(), lemma.translate(APOSTROPHES).lower()
        keys = ["=" + form, lower, "~" + base]
        if base != lower:
            keys.append("~" + lower)
        if is_name:
            keys.append("@" + form)
            if lower.endswith("s"):
                keys.append("~" + lower[:-1])
        for length in self.stem_lengths:
            keys.extend(key for key in (lower[:length] + "*", "=" + form[:length] + "*") if key in self.stems)
        return tuple(keys)

    def find(self, words: Sequence[Word]) -> Iterator[Match]:
        """Every occurrence of every phrase, by its first word; shorter ones inside longer ones too."""
        for first, word in enumerate(words):
            nodes = [self.trie[key] for key in word.keys if key in self.trie]
            last = first
            while nodes:
                for phrase in sorted({phrase for node in nodes for phrase in node.get(TERMINAL, ())}):
                    yield Match(phrase, word.start, words[last].end)
                last += 1
                if last == len(words):
                    break
                keys = words[last].keys
                nodes = [node[key] for node in nodes for key in keys if key in node]


def build_finder(phrases: Iterable[tuple[int, Sequence[str]]]) -> PhraseFinder:
    """A finder of numbered phrases, each given by its keys."""
    trie: dict[str, Any] = {}
    stems: set[str] = set()
    for number, keys in phrases:
        node = trie
        for key in keys:
            node = node.setdefault(key, {})
            if key.endswith("*"):
                stems.add(key)
        node.setdefault(TERMINAL, []).append(number)
    lengths = sorted({len(stem.lstrip("=")) - 1 for stem in stems})
    return PhraseFinder(trie, frozenset(stems), tuple(lengths))


def split_words(text: str) -> list[str]:
    """The words of a pattern or of an unparsed sentence, without punctuation; a final "*" stays with its word."""
    text = HYPHENS.sub(" ", text.translate(APOSTROPHES))
    words = []
    for match in WORD.finditer(text):
        word = match.group().rstrip(".") if match.group().count(".") < 2 else match.group()
        words.append(word + "*" if text[match.end() : match.end() + 1] == "*" else word)
    return words


def phrase_keys(phrase: str, comparison: Comparison) -> tuple[str, ...]:
    """The keys of a phrase: by lemma, by name, or word for word.

    Word for word, a word with a capital letter must be written just so ("AIDS", "Fed"),
    and any other is compared without regard to capitals.

    >>> phrase_keys("drone strike", "lemma")
    ('~drone', '~strike')
    >>> phrase_keys("AI polic*", "phrase")
    ('=AI', 'polic*')
    """
    return tuple(_key(word, comparison) for word in split_words(phrase))


def _key(word: str, comparison: Comparison) -> str:
    if comparison == "entity":
        return "@" + word
    if word != word.lower():
        return "=" + word
    return word if comparison == "phrase" or word.endswith("*") else "~" + word
