"""Tells whether a file is so old that a later change of it cannot bear the same time."""

import time

SETTLED_NS = 2_000_000_000  # the coarsest clock of a common file system


def is_settled(newest_ns: int) -> bool:
    """Whether a file, or the newest of several, was last changed long enough ago."""
    return newest_ns < time.time_ns() - SETTLED_NS
