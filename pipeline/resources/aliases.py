"""Names and what they stand for, as users keep them: `data/aliases.csv`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from pipeline.records import MentionLabel
from pipeline.resources.table import Row, read_table

Form = Literal["name", "capital", "demonym", "word"]

COLUMNS = ("name", "alias", "kind", "note")
LABELS: tuple[MentionLabel, ...] = get_args(MentionLabel)
WORD = re.compile(r"[^\W_]+")
ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
MAX_SHORT_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Alias:
    """What an alias stands for: the canonical name, its label, how it is named here, and the country it belongs to."""

    name: str
    label: MentionLabel
    form: Form = "name"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Aliases:
    """The aliases by their words (see `words_of`); `max_words` is the length of the longest."""

    by_words: Mapping[tuple[str, ...], Alias] = field(default_factory=dict)
    max_words: int = 0

    def lookup(self, text: str) -> Alias | None:
        """What the whole text stands for, with or without a leading article.

        >>> Aliases({("Islamabad",): Alias("Pakistan", "country", "capital")}, 1).lookup("Islamabad").name
        'Pakistan'
        """
        words, bare = words_of(text), words_of(ARTICLE.sub("", text, count=1))
        return self.by_words.get(words) or self.by_words.get(bare) or self.by_words.get(("the", *bare))


def words_of(text: str) -> tuple[str, ...]:
    """The runs of letters and digits of a text, by which names are compared: "Tehreek-i-Taliban" has three."""
    return tuple(WORD.findall(text))


def load_aliases(path: Path) -> Aliases:
    """The aliases of a CSV file with the columns name, alias, kind and note, and country if it has it.

    An alias also matches in capital letters, except one of up to three letters, which would then be a common word.

    Raises:
        ResourceError: a cell is empty or not known, or an alias maps to two names.
    """
    rows = list(read_table(path, columns=COLUMNS))
    labels: dict[str, tuple[MentionLabel, str | None]] = {}
    for row in rows:
        label = _label_of(row)
        if label is not None and (row["name"] not in labels or row["name"] == row["alias"]):
            labels[row["name"]] = (label, row["country"] or None)
    by_words: dict[tuple[str, ...], Alias] = {}
    for row in rows:
        words, alias = words_of(row["alias"]), _alias_of(row, labels)
        if by_words.setdefault(words, alias).name != alias.name:
            raise row.error(f'"{row["alias"]}" maps to "{by_words[words].name}" and "{alias.name}"; keep one.')
    for words, alias in list(by_words.items()):
        for capitals in _in_capitals(words):
            by_words.setdefault(capitals, alias)
    return Aliases(by_words, max((len(words) for words in by_words), default=0))


def _label_of(row: Row) -> MentionLabel | None:
    """The label that the row gives its name; None for a capital or demonym, which takes it from another row.

    A word, such as the acronym of a common noun, has none: it is no name.
    """
    if row["kind"] in {"capital", "demonym", "word"}:
        return None
    for label in LABELS:
        if row["kind"] == label:
            return label
    raise row.error(f'kind "{row["kind"]}" is not known; give {", ".join(LABELS)}, capital, demonym or word.')


def _alias_of(row: Row, labels: Mapping[str, tuple[MentionLabel, str | None]]) -> Alias:
    name = row["name"]
    if not name or not words_of(row["alias"]):
        raise row.error("name and alias must both hold words.")
    if row["kind"] == "word":
        return Alias(name, "other", "word")
    if name not in labels:
        raise row.error(f'"{name}" has no row with a kind of its own; add "{name},{name},country".')
    label, country = labels[name]
    form: Form = "capital" if row["kind"] == "capital" else "demonym" if row["kind"] == "demonym" else "name"
    return Alias(name, label, form, name if label == "country" else country)


def _in_capitals(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if sum(map(len, words)) > MAX_SHORT_LETTERS:
        yield tuple(word.upper() for word in words)
        if words[-1] == "s":
            yield (*(word.upper() for word in words[:-1]), "s")
