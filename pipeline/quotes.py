"""Finds quotations by their marks: curly, straight, doubled-apostrophe and single ones.

An apostrophe is no mark. A quotation that is still open where its paragraph ends runs to
that end; it continues in the next paragraph when that one begins with an opening mark
(every paragraph opens, only the last one closes). One pass, linear in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["open", "close", "either"]

MARK = re.compile(r"``|''|[\"“”„«»‘’‚']")
SINGLE_MARKS = frozenset("‘’‚'")
ELISION = re.compile(r"(?:\d\d(?:\d\d)?s?|em|tis|twas|til|till|cause|cos|n|bout|round|er)\b", re.IGNORECASE)
BEFORE_OPENING = frozenset(" \t\n\r\u00a0\u2009\u200a\u202f([{<—–-/:;…*•>")
AFTER_CLOSING = frozenset(" \t\n\r\u00a0\u2009\u200a\u202f)]}.,;:!?—–-/…*")
SENTENCE_MARKS = frozenset(".,!?…;:—–")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Text between quotation marks: [start, end) with its marks, [inner_start, inner_end) without.

    `continues` says that the next quotation of the list, in the next paragraph, carries it on.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_closed: bool
    is_single: bool
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    side: Side


def scan_quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> tuple[Quotation, ...]:
    """The outermost quotations of the paragraphs, in text order; one never crosses a paragraph.

    >>> [q.inner_start for q in scan_quotations('"Rents fell," she said.', [(0, 23)])]
    [1]
    """
    found: list[Quotation] = []
    for start, end in paragraphs:
        quotations = scan_paragraph(text, start, end)
        if found and quotations and _carries_on(text, found[-1], quotations[0], start):
            found[-1] = replace(found[-1], continues=True)
        found.extend(quotations)
    return tuple(quotation for quotation in found if quotation.is_closed or not quotation.is_single)


def scan_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of one paragraph, in text order."""
    doubles, singles = _marks(text, start, end)
    quotations = _pair_doubles(text, doubles, end)
    if singles:
        quotations = _merge(quotations, _pair_singles(text, singles, quotations))
    return quotations


def count_unpaired(text: str, start: int, end: int) -> int:
    """How many double quotation marks of a paragraph have no partner; a last, open one is not counted."""
    doubles, _singles = _marks(text, start, end)
    stack: list[_Mark] = []
    strays = sum(not pair for pair in _match(doubles, stack))
    return strays + max(0, len(stack) - 1)


def _carries_on(text: str, last: Quotation, first: Quotation, paragraph_start: int) -> bool:
    begins_paragraph = not text[paragraph_start : first.start].strip()
    return not last.is_closed and begins_paragraph and last.is_single == first.is_single


def _marks(text: str, start: int, end: int) -> tuple[list[_Mark], list[_Mark]]:
    doubles: list[_Mark] = []
    singles: list[_Mark] = []
    for match in MARK.finditer(text, start, end):
        mark = match.group()
        if mark in SINGLE_MARKS:
            side = _side_of_single(text, match.start(), start, end)
            if side:
                singles.append(_Mark(match.start(), match.end(), side))
        else:
            doubles.append(_Mark(match.start(), match.end(), _side_of_double(text, match, start, end)))
    return doubles, singles


def _side_of_double(text: str, match: re.Match[str], start: int, end: int) -> Side:
    mark = match.group()
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    may_open = (before in BEFORE_OPENING or before in SINGLE_MARKS) and not after.isspace()
    may_close = not before.isspace() and (after in AFTER_CLOSING or after in SINGLE_MARKS)
    if mark in {"“", "„", "``", "«"}:
        return "close" if mark == "“" and may_close and not may_open else "open"
    if mark == "»" or (mark == "”" and not (may_open and not may_close)):
        return "close"
    if may_open != may_close:
        return "open" if may_open else "close"
    return "either"


def _side_of_single(text: str, at: int, start: int, end: int) -> Side | None:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if before.isalnum() and after.isalnum():
        return None
    may_open = not before.isalnum() and before not in SENTENCE_MARKS - {"—", "–", ":"} and not after.isspace()
    if text[at] in "‘‚'" and may_open and not ELISION.match(text, at + 1):
        return "open"
    if text[at] in "’'" and not before.isspace() and not after.isalnum():
        return "close"
    return None


def _match(marks: list[_Mark], stack: list[_Mark]) -> Iterator[tuple[_Mark, _Mark] | None]:
    """The pairs in the order of their closing marks, None for one without partner; `stack` keeps the open marks."""
    for mark in marks:
        if mark.side == "open" or (mark.side == "either" and not stack):
            stack.append(mark)
        elif stack:
            yield stack.pop(), mark
        else:
            yield None


def _pair_doubles(text: str, marks: list[_Mark], end: int) -> list[Quotation]:
    stack: list[_Mark] = []
    pairs: list[tuple[_Mark, _Mark]] = []
    for pair in _match(marks, stack):
        if pair is None:
            continue
        while pairs and pairs[-1][0].start > pair[0].start:
            pairs.pop()
        pairs.append(pair)
    quotations = [Quotation(a.start, b.end, a.end, b.start, is_closed=True, is_single=False) for a, b in pairs]
    if stack and not (quotations and quotations[-1].start > stack[-1].start):
        mark = stack[-1]
        quotations.append(Quotation(mark.start, end, mark.end, end, is_closed=False, is_single=False))
    return [q for q in quotations if text[q.inner_start : q.inner_end].strip()]


def _pair_singles(text: str, marks: list[_Mark], doubles: list[Quotation]) -> list[Quotation]:
    """Single quotations outside double ones; a mark that may be a genitive closes only where no other does."""
    outside = list(_outside(marks, doubles))
    closing = _next_closing(text, outside)
    quotations: list[Quotation] = []
    position = 0
    for index, mark in enumerate(outside):
        if mark.side != "open" or mark.start < position or closing[index] is None:
            continue
        close = outside[closing[index] or 0]
        quotations.append(Quotation(mark.start, close.end, mark.end, close.start, is_closed=True, is_single=True))
        position = close.end
    return quotations


def _outside(marks: list[_Mark], doubles: list[Quotation]) -> Iterator[_Mark]:
    index = 0
    for mark in marks:
        while index < len(doubles) and doubles[index].end <= mark.start:
            index += 1
        if index == len(doubles) or mark.start < doubles[index].start:
            yield mark


def _next_closing(text: str, marks: list[_Mark]) -> list[int | None]:
    """For each mark, the index of the closing mark that would end a quotation opened there."""
    result: list[int | None] = [None] * len(marks)
    certain: int | None = None
    possible: int | None = None
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        if mark.side == "open":
            result[index] = possible if certain is None else certain
            certain = possible = None
        elif not _may_be_genitive(text, mark):
            certain = index
        elif possible is None:
            possible = index
    return result


def _may_be_genitive(text: str, mark: _Mark) -> bool:
    following = text[mark.end : mark.end + 2]
    return text[mark.start - 1] in "sSzx" and following[:1] == " " and following[1:].isalpha()


def _merge(doubles: list[Quotation], singles: list[Quotation]) -> list[Quotation]:
    """Both kinds in text order, without those that lie inside another."""
    merged: list[Quotation] = []
    for quotation in sorted([*doubles, *singles], key=lambda q: (q.start, -q.end)):
        if not merged or quotation.start >= merged[-1].end:
            merged.append(quotation)
    return merged
