"""Offsets as programs count them whose strings are UTF-16: browsers, Java, R's Java packages."""

from bisect import bisect_left
from collections.abc import Callable

LAST_OF_ONE_UNIT = "\uffff"


def utf16_counter(text: str) -> Callable[[int], int]:
    """A function from a place in the text, in characters, to the same place in UTF-16 units.

    >>> count = utf16_counter("a\U0001f3e0b")
    >>> [count(place) for place in range(4)]
    [0, 1, 3, 4]
    """
    long = [place for place, mark in enumerate(text) if mark > LAST_OF_ONE_UNIT]
    return lambda place: place + bisect_left(long, place)
