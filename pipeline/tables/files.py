"""Files replaced all at once: whoever reads the folder sees whole files only, old or new."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from pipeline.errors import UsageError

BUFFER_BYTES = 1 << 20  # rows come a few at a time


@contextmanager
def replacing(folder: Path, names: Sequence[str]) -> Iterator[dict[str, IO[bytes]]]:
    """Streams for new versions of files in `folder`; they take the old ones' places when the block ends well.

    Until then, and when the block fails, the old files stay as they are.

    Raises:
        UsageError: the folder cannot be written, or a file is locked by another program.
    """
    drafts = {name: folder / f".{name}.tmp" for name in names}
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with ExitStack() as stack:
                streams: dict[str, IO[bytes]] = {
                    name: stack.enter_context(draft.open("wb", buffering=BUFFER_BYTES))
                    for name, draft in drafts.items()
                }
                yield streams
                for stream in streams.values():
                    stream.flush()
                    os.fsync(stream.fileno())
            for name, draft in drafts.items():
                draft.replace(folder / name)
            _sync_folder(folder)
    finally:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Says in the user's words that something in the folder cannot be written.

    Raises:
        UsageError: so it is.
    """
    try:
        yield
    except OSError as error:
        place = error.filename or folder
        message = f"{place}: cannot be written ({error.strerror}); close programs that show it and check the disk."
        raise UsageError(message) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Writes a file that appears whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    with replacing(path.parent, [path.name]) as streams:
        streams[path.name].write(data)


def _sync_folder(folder: Path) -> None:
    """Makes the new names last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
