"""Tells whether there is work enough for other processes to be started."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

A = TypeVar("A")
MAX_FEW = 8  # so many items, of some twenty articles each, are done before another process would have started


def peek(items: Iterable[A]) -> tuple[bool, Iterator[A]]:
    """Whether there are more items than few, and the same items."""
    queue = iter(items)
    first = list(islice(queue, MAX_FEW + 1))
    return len(first) > MAX_FEW, chain(first, queue)
