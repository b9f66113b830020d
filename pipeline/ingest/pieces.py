"""Cuts a text into its paragraphs: by line, or by blank line where the lines are wrapped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Mark = Literal["", "heading", "item"]
MARKS = re.compile(r"(?:>[ \t]*)+|(?P<item>[-*+–—•‣◦▪●·][ \t]+)|(?P<heading>#{1,6}[ \t]+)")
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
SENTENCE_END = tuple(".!?:…\"”’'»)]")
MIN_WRAP_WIDTH, MAX_WRAP_WIDTH = 40, 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph to be, without its list or heading mark; `after_blank` where a blank line stands before it."""

    start: int
    end: int
    text: str
    mark: Mark = ""
    after_blank: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    mark: Mark
    after_blank: bool
    text: str

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start


def cut_pieces(text: str, start: int = 0) -> list[Piece]:
    """The paragraphs of the text from `start` on, in order, without white space at their edges."""
    lines = list(_lines(text, start))
    width = _wrap_width(lines)
    pieces: list[Piece] = []
    first = 0
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is not None and width is not None and _continues(line, following, width):
            continue
        opening = lines[first]
        content = text[opening.start : line.end]
        pieces.append(Piece(opening.start, line.end, " ".join(content.split()), opening.mark, opening.after_blank))
        first = index + 1
    return pieces


def _lines(text: str, position: int) -> Iterator[_Line]:
    """The lines that hold something, trimmed, with list, quotation and heading marks taken off."""
    after_blank = True
    for raw in text[position:].splitlines(keepends=True):
        start, end = position, position + len(raw)
        position = end
        while end > start and _is_blank(text[end - 1]):
            end -= 1
        begin = start
        while begin < end and _is_blank(text[begin]):
            begin += 1
        indent = begin - start
        mark: Mark = ""
        while begin < end and (found := MARKS.match(text, begin, end)):
            begin = found.end()
            mark = "item" if found["item"] else "heading" if found["heading"] else mark
        if begin < end:
            yield _Line(begin, end, indent, mark, after_blank, text[begin:end])
        after_blank = begin == end


def _is_blank(character: str) -> bool:
    return character.isspace() or character in ZERO_WIDTH


def _wrap_width(lines: list[_Line]) -> int | None:
    """The width the lines are wrapped at, or None where each line is a paragraph of its own.

    Lines are wrapped where nearly every line that another follows directly is full: the
    next line's first word would not have fitted on it.
    """
    inner = [(line, following) for line, following in pairwise(lines) if not following.after_blank]
    if len(inner) < 2:
        return None
    widths = sorted(line.width for line in lines)
    width = widths[int(0.9 * (len(widths) - 1))]
    if not MIN_WRAP_WIDTH <= width <= MAX_WRAP_WIDTH:
        return None
    full = sum(_is_full(line, following, width) for line, following in inner)
    unended = sum(not _ends_sentence(line) for line, _ in inner)
    return width if full >= 0.7 * len(inner) and unended >= 0.6 * len(inner) else None


def _continues(line: _Line, following: _Line, width: int) -> bool:
    """Whether the following line goes on with this line's paragraph."""
    if following.after_blank or following.mark or line.mark == "heading":
        return False
    if following.indent > line.indent and line.mark != "item" and _ends_sentence(line):
        return False
    if _is_full(line, following, width):
        return True
    return not _ends_sentence(line) and following.text[:1].islower()


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    return line.width + 1 + len(following.text.split(maxsplit=1)[0]) >= width


def _ends_sentence(line: _Line) -> bool:
    return line.text.endswith(SENTENCE_END)
