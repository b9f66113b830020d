"""Keeps two runs of one project apart."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.errors import OnrecordError, UsageError

FILE = "run.lock"


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Holds the project's lock, a file in `folder`; the system gives it back when the process ends, however it ends.

    Where the file system knows no locks, the run goes on without.

    Raises:
        UsageError: another run holds it.
        OnrecordError: the folder cannot be written.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = path.open("a+b")
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); check the folder and the disk."
        raise OnrecordError(message) from error
    with stream:
        try:
            _lock(stream)
        except (BlockingIOError, PermissionError) as error:
            message = "another run is at work in this project; wait until it has finished, or stop it, and run again."
            raise UsageError(f"{path}: {message}") from error
        except OSError:
            pass
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[bytes]) -> None:
        stream.seek(0, os.SEEK_SET)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(stream: IO[bytes]) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
