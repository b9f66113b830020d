"""Invented sentences over constructions that a count of words misreads, from the patterns beside this file."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.records import StanceLabel
from pipeline.wordpieces import Span

PATTERNS = Path(__file__).with_suffix(".txt")
SLOT = re.compile(r"\{(\w+)\}")
LABELS: Mapping[str, StanceLabel] = {"support": "support", "oppose": "oppose", "neutral": "neutral"}
FIRST = ("Ada", "Bela", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jane", "Karim", "Lena", "Marc", "Noor",
         "Otto", "Petra", "Rosa", "Sami", "Tess", "Umar", "Vera", "Wen", "Yara", "Zeno")  # fmt: skip
LAST = ("Abbott", "Bloom", "Castle", "Dunn", "Ekholm", "Farid", "Grant", "Hale", "Ito", "Jansen", "Klein", "Lopez",
        "Mistry", "Novak", "Okafor", "Price", "Quist", "Rahman", "Silva", "Tanaka", "Usman", "Vogel")  # fmt: skip
OTHERS = ("the senator", "the president", "the union", "the government", "the opposition", "the ministry",
          "the treaty", "the reform", "the board", "the militia", "the alliance", "the court", "the bill",
          "the Liberals", "Brazil", "Kenya", "Poland", "Iran", "India", "Turkey", "the United Nations",
          "the Reform Party", "the Water Act", "the Teachers' Union")  # fmt: skip


class Example(NamedTuple):
    """A sentence, where its target stands (characters), and its stance toward it."""

    text: str
    target: Span
    label: StanceLabel


def read_patterns() -> tuple[dict[str, list[str]], list[str]]:
    """The fillings of each slot, and the patterns."""
    fillings: dict[str, list[str]] = {}
    patterns: list[str] = []
    lines = (line for line in PATTERNS.read_text("utf-8").splitlines() if not line.startswith("#"))
    for line in lines:
        name, sign, words = line.partition(" = ")
        if sign:
            fillings[name] = [word.strip() for word in words.split("|")]
        else:
            patterns.append(line)
    return fillings, patterns


def write_examples(count: int, rng: random.Random) -> Iterator[Example]:
    """At least `count` examples, the patterns taking turns; a sentence gives one for each of its targets."""
    fillings, patterns = read_patterns()
    written = 0
    while written < count:
        for pattern in patterns:
            for example in _fill(pattern, fillings, rng):
                yield example
                written += 1


def _fill(pattern: str, fillings: Mapping[str, Sequence[str]], rng: random.Random) -> list[Example]:
    text, targets, at = "", [], 0
    for slot in SLOT.finditer(pattern):
        text += pattern[at : slot.start()]
        name = slot[1]
        word = rng.choice(fillings[name]) if name in fillings else _some_name(rng)
        if text in {"", "“"}:
            word = word[0].upper() + word[1:]
        if name in LABELS:
            targets.append(((len(text), len(text) + len(word)), LABELS[name]))
        text += word
        at = slot.end()
    text += pattern[at:]
    return [Example(text, span, label) for span, label in targets]


def _some_name(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return rng.choice(OTHERS)
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}" if rng.random() < 0.7 else rng.choice(LAST)
