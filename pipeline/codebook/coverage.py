"""What share of a run's statements a codebook reaches, and the words of those that it does not."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pipeline.resources.phrases import split_words

Row = Mapping[str, Any]  # a line of statements.jsonl
Reach = Literal["own words", "words around", "embedding", "correction", "none"]
MIN_LETTERS = 3


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word, and how many statements without a theme, or with one from the words around them alone, have it."""

    word: str
    without_theme: int
    borrowed: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How statements come to their best theme, how many have each theme as their best, and the words left out."""

    statements: int
    reached: Mapping[Reach, int]
    themes: Mapping[str, int]
    words: tuple[WordCount, ...]


def measure_coverage(rows: Iterable[Row], *, limit: int) -> Coverage:
    """The coverage of the statements of a run, with the `limit` commonest words that no theme accounts for.

    A word counts once a statement. Words of statements without a theme come first.
    """
    reached: Counter[Reach] = Counter(dict.fromkeys(get_args(Reach), 0))
    themes: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    borrowed: Counter[str] = Counter()
    for row in rows:
        reach = _reach(row)
        reached[reach] += 1
        themes.update(theme["theme_id"] for theme in row["themes"][:1])
        if reach == "none":
            missing.update(_words(row))
        elif reach in {"words around", "embedding"}:
            borrowed.update(_words(row))
    counts = [WordCount(word, missing[word], borrowed[word]) for word in missing | borrowed]
    counts.sort(key=lambda count: (-count.without_theme, -count.borrowed, count.word))
    return Coverage(reached.total(), dict(reached), dict(themes.most_common()), tuple(counts[:limit]))


def _reach(row: Row) -> Reach:
    """What gave the statement its best theme: the words that are its evidence lie in its content or around it."""
    if not row["themes"]:
        return "none"
    best = row["themes"][0]
    if best["method"] != "pattern":
        return best["method"]  # type: ignore[no-any-return]
    content = _spaced(*(part["text"] for part in row["content"]))
    return "own words" if any(_spaced(word) in content for word in best["evidence"]) else "words around"


def _spaced(*texts: str) -> str:
    """The words of texts between single spaces, so that one is found only as a whole."""
    return f" {' '.join(word for text in texts for word in split_words(text))} "


def _words(row: Row) -> set[str]:
    """The words of a statement's content that carry meaning, in small letters."""
    from spacy.lang.en.stop_words import STOP_WORDS

    words = {word.lower() for part in row["content"] for word in split_words(part["text"])}
    return {word for word in words if len(word) >= MIN_LETTERS and word.isalpha() and word not in STOP_WORDS}
