"""Python's search for cycles, put off where many records are read that have none: it costs a fifth of their time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycle_search(*, is_on: bool) -> Iterator[None]:
    """Lets Python look for cycles, or not."""
    was_on = gc.isenabled()
    _switch(is_on=is_on)
    try:
        yield
    finally:
        _switch(is_on=was_on)


def _switch(*, is_on: bool) -> None:
    if is_on:
        gc.enable()
    else:
        gc.disable()
