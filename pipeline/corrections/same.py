"""Whether two cells say the same, apart from what spreadsheets do to them."""

import re
from unicodedata import normalize

from pipeline.corrections.days import read_days
from pipeline.corrections.sheet import WESTERN

STRAIGHT = str.maketrans("“”„‘’‚`", "\"\"\"''''")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[Ee][+-]?\d+)?%?")


def is_same_text(edited: str, known: str, *, is_lossy: bool = False) -> bool:
    """Whether two cells hold the same text, apart from what spreadsheets do to it.

    Blanks, and composed and decomposed accents, do not count; nor do letters that the sheet's
    encoding lacks, nor the format of a number or day.
    """
    left, right = plain_text(edited), plain_text(known)
    if left == right or (is_lossy and _is_mapped(edited, known)):
        return True
    if NUMBER.fullmatch(left) and NUMBER.fullmatch(right):
        return _number(left) == _number(right)
    if any(mark.isdigit() for mark in left) and len(right) <= 30:
        days = read_days(right)
        now = read_days(left, days.dmy or days.mdy)
        return not {now.dmy, now.mdy}.isdisjoint({days.dmy, days.mdy} - {None})
    return False


def is_same_quotation(edited: str, known: str) -> bool:
    """Whether two texts differ by nothing but curly and straight quotation marks."""
    return plain_text(edited).translate(STRAIGHT) == plain_text(known).translate(STRAIGHT)


def plain_text(text: str) -> str:
    """The text with single blanks and composed accents, by which texts are compared."""
    return " ".join(normalize("NFC", text).replace("¶", " ").split())


def _number(text: str) -> float:
    return float(text.rstrip("%").replace(",", "."))


def _is_mapped(edited: str, known: str) -> bool:
    """Whether a Western encoding explains every difference: it puts a sign or two for each letter that it lacks."""
    pattern = (
        re.escape(mark) if mark.encode(WESTERN, "ignore") else "." if mark < "\U00010000" else "..?" for mark in known
    )
    return re.fullmatch("".join(pattern), edited, re.DOTALL) is not None
