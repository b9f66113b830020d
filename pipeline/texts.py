"""Writes `outputs/texts/`: the text of each article that no plain file in seeds/ shows, as all offsets count it."""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline.errors import UsageError

TEXTS_FOLDER = "texts"
MAX_NAME_CHARS = 60
UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def text_file(file: str, doc_id: str) -> str:
    """The name below outputs/ of an article's text: safe on every system, and its own.

    >>> text_file("year/Rents, again.pdf", "d12ab")
    'texts/Rents-again-pdf-d12ab.txt'
    """
    name = UNSAFE.sub("-", PurePosixPath(file).name).strip("-")[:MAX_NAME_CHARS]
    return f"{TEXTS_FOLDER}/{name}-{doc_id}.txt" if name else f"{TEXTS_FOLDER}/{doc_id}.txt"


def write_texts(texts: Iterable[tuple[str, str]], out: Path) -> list[str]:
    """Writes the texts by their names below `out`, deletes those of articles that are gone; returns the names.

    A text is replaced only where it differs, and as a whole.

    Raises:
        UsageError: the folder cannot be written.
    """
    folder = out / TEXTS_FOLDER
    names: dict[str, None] = {}
    try:
        for name, text in texts:
            _write(out / name, text.encode("utf-8", "replace"))
            names[name] = None
        for path in folder.iterdir() if folder.is_dir() else ():
            if f"{TEXTS_FOLDER}/{path.name}" not in names:
                path.unlink()
        if folder.is_dir() and not names:
            folder.rmdir()
    except OSError as error:
        place = error.filename or folder
        message = f"{place}: cannot be written ({error.strerror}); close programs that show it and check the disk."
        raise UsageError(message) from error
    return list(names)


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_bytes(data)
    draft.replace(path)
