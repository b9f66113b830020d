"""Acronyms that an article introduces: "the Coastal Ports Agency (CPA)".

The long form is found by matching initials backwards, after Schwartz and Hearst (2003); theirs
matches letters inside words as well, ours whole words, small ones skipped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Document
from pipeline.resources.aliases import WORD

INTRODUCTION = re.compile(r"\((?:the )?[“\"']?(?P<short>[A-Z][\w&.-]*[A-Z][\w.]*)[”\"']?[),;]")
SMALL_WORDS = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "de", "du", "la", "e", "i", "s", "against", "with"}
)
MAX_SKIPPED_WORDS = 4
MIN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and its long form, as character ranges of the place that introduces it."""

    letters: str
    short: tuple[int, int]
    long: tuple[int, int]


def common_acronyms(document: Document) -> frozenset[str]:
    """The letters of acronyms introduced for things in small letters: "unmanned aerial vehicles (UAVs)"."""
    return frozenset(
        letters_of(match["short"])
        for block in document.blocks
        if block.kind != "boilerplate"
        for match in INTRODUCTION.finditer(document.text, block.start, block.end)
        if _stands_for_common(document.text, block.start, match)
    )


def _stands_for_common(text: str, block_start: int, match: re.Match[str]) -> bool:
    letters = letters_of(match["short"])
    words = list(WORD.finditer(text, block_start, match.start()))[-len(letters) - MAX_SKIPPED_WORDS :]
    start = _start_of_long_form(letters, words) if len(letters) >= MIN_LETTERS and words else None
    return start is not None and not any(word.group()[0].isupper() for word in words if word.start() >= start)


def find_acronyms(document: Document) -> list[Acronym]:
    """The acronyms introduced in the article's prose, in text order."""
    return [
        acronym
        for block in document.blocks
        if block.kind != "boilerplate"
        for match in INTRODUCTION.finditer(document.text, block.start, block.end)
        for acronym in _read(document.text, block.start, match)
    ]


def letters_of(text: str) -> str:
    """The letters by which acronyms are compared: "U.S.A." is "USA", "ABCs" is "ABC"; empty for other words."""
    letters = "".join(WORD.findall(text))
    letters = letters[:-1] if letters.endswith("s") and letters[:-1].isupper() else letters
    return letters.upper() if sum(map(str.isupper, letters)) * 2 > len(letters) > 1 else ""


def initials_of(text: str) -> str:
    """The initials of a name's words, small ones left out."""
    return "".join(word[0] for word in WORD.findall(text) if word.casefold() not in SMALL_WORDS).upper()


def _read(text: str, block_start: int, match: re.Match[str]) -> Iterator[Acronym]:
    letters = letters_of(match["short"])
    words = list(WORD.finditer(text, block_start, match.start()))[-len(letters) - MAX_SKIPPED_WORDS :]
    if len(letters) < MIN_LETTERS or not words or text[words[-1].end() : match.start()].strip(" '’”\""):
        return
    start = _start_of_long_form(letters, words)
    if start is not None and sum(w.group()[0].isupper() for w in words if w.start() >= start) >= MIN_LETTERS:
        yield Acronym(letters, match.span("short"), (start, words[-1].end()))


def _start_of_long_form(letters: str, words: list[re.Match[str]]) -> int | None:
    """Where the words begin whose initials, read backwards, are the letters; small words may be left out."""
    left = list(letters)
    for word in reversed(words):
        text = word.group()
        if text[0].upper() == left[-1]:
            left.pop()
        elif text.casefold() not in SMALL_WORDS:
            return None
        if not left:
            return word.start()
    return None
