"""Ends what takes too long."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

RING_AGAIN_SECONDS = 5.0  # for code that swallows the first ring


class TimeIsUp(BaseException):
    """The time is over; no `Exception`, so that code which catches those lets it pass."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raises `TimeIsUp` in the block after so many seconds, at the next step of Python code; 0 sets no limit.

    There is none either where the system has no alarm (Windows), and in threads.
    """
    if not seconds or not hasattr(signal, "SIGALRM") or current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: Any) -> None:
    raise TimeIsUp
