"""Finds the articles in `seeds/` and reads them. Nothing is ever written there."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from pipeline.errors import DocumentError, UsageError
from pipeline.records import Failure, Metadata, Source

ARTICLE_SUFFIXES = frozenset({".txt", ".md"})
METADATA_FILE = "metadata.csv"
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Article:
    """An article file: its path below seeds/ (POSIX), where it lies, and its row of metadata."""

    file: str
    path: Path
    metadata: Metadata | None = None

    @property
    def doc_id(self) -> str:
        """The article's id, which depends on its path below seeds/ alone."""
        return doc_id_of(self.file)


def find_articles(seeds: Path, metadata: dict[str, Metadata]) -> tuple[list[Article], list[Failure]]:
    """The articles below `seeds`, in order of their names, and a failure for each file that is no article.

    Hidden files and the office programs' lock files are passed over.

    Raises:
        UsageError: `seeds` is no folder.
    """
    if not seeds.is_dir():
        raise UsageError(f"{seeds}: there is no such folder; make it and put articles (.txt, .md) into it.")
    articles, failures = [], []
    for path in sorted(_files(seeds), key=lambda path: path.relative_to(seeds).as_posix()):
        file = path.relative_to(seeds).as_posix()
        if file == METADATA_FILE:
            continue
        reason = _why_not(path)
        if reason is None:
            articles.append(Article(file, path, metadata.get(file)))
        else:
            failures.append(Failure(printable(file), "ingest", *reason))
    return articles, failures


def read_source(article: Article) -> Source:
    """The article's bytes.

    Raises:
        DocumentError: the file cannot be read or is too large.
    """
    try:
        with article.path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
        raise DocumentError(message, remedy="Check that the file exists and that you may read it.") from error
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise DocumentError(message, remedy="Split it into single articles.")
    return Source(article.file, data, article.metadata)


def doc_id_of(file: str) -> str:
    """The id of the article at this path below seeds/; the same however the path's accents are composed."""
    name = unicodedata.normalize("NFC", file).encode("utf-8", "surrogateescape")
    return "d" + blake2b(name, digest_size=6).hexdigest()


def printable(file: str) -> str:
    """The file's name as it can be shown: undecodable bytes and control characters become U+FFFD."""
    decoded = os.fsencode(file).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in decoded)


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith((".", "~$")):
                yield Path(parent, name)


def _why_not(path: Path) -> tuple[str, str] | None:
    """Message and remedy where the file is no article."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"cannot be read ({error.strerror})", "Check that the file exists and that you may read it."
    if not stat.S_ISREG(mode):
        return "is a link or a device, not a file", "Put the article itself into seeds/."
    if path.suffix.lower() not in ARTICLE_SUFFIXES:
        return (
            f"has a format onrecord does not read ({path.suffix or 'no ending'})",
            "Save the article as .txt (UTF-8).",
        )
    if printable(path.name) != path.name:
        return "has a name that cannot be written to a table", "Rename the file."
    return None
