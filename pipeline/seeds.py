"""Finds the articles in `seeds/`, also inside archives and exports, and reads them. Nothing is ever written there."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Protocol, cast
from zipfile import ZipFile, ZipInfo

import msgspec

from pipeline.errors import DocumentError, UsageError
from pipeline.ingest.exports import Part
from pipeline.ingest.formats import ARCHIVE, PLAIN_FORMATS, format_of
from pipeline.ingest.opening import (
    METADATA_FILE,
    Entry,
    LoadSplits,
    archive_entries,
    file_entries,
    part_bytes,
    parts_of,
    unreadable,
)
from pipeline.ingest.zipped import members, open_zip, read_member
from pipeline.project import Project
from pipeline.records import Failure, Metadata, Source
from pipeline.resources import kept_resource, resource_digest
from pipeline.resources.splits import Splits
from pipeline.settled import is_settled

__all__ = ["METADATA_FILE", "PART_FORMAT", "Article", "find_articles", "find_in_file", "printable", "read_source"]

MAX_BYTES = 50_000_000
MAX_ARCHIVE_BYTES = 1_000_000_000
LISTING_VERSION = 2  # raise it when files are opened differently
PART_FORMAT = ".txt"  # the parts of an export are read as plain text
CHECK_FILE = "Check that the file exists and that you may read it."
RUN_AGAIN = "Run again: the file was changed meanwhile."
Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its path below seeds/ (POSIX), the file it lies in, and its row of metadata.

    Inside another file it is named `archive.zip/member.txt` or `export.txt#3`; `member`, `part`,
    `format`, `digest` and `given` are those of its `Entry`.
    """

    file: str
    path: Path
    metadata: Metadata | None = None
    member: str = ""
    part: str = ""
    format: str = ".txt"
    digest: str = ""
    given: Metadata | None = None

    @property
    def doc_id(self) -> str:
        """The article's id, which depends on its path below seeds/ alone."""
        return doc_id_of(self.file)

    @property
    def is_plain(self) -> bool:
        """Whether the article's text is a file of its own that any editor shows."""
        return not self.member and not self.part and self.format in PLAIN_FORMATS


class Listings(Protocol):
    """Keeps what files hold, so that archives and exports are opened only when they are new."""

    def listing(self, key: str) -> bytes | None:
        """What `keep_listing` kept, or None."""

    def keep_listing(self, key: str, data: bytes) -> None:
        """Keeps a listing."""


def find_articles(
    project: Project, metadata: Mapping[str, Metadata], listings: Listings | None = None
) -> tuple[list[Article], list[Failure]]:
    """The articles of a project, in order of their names, and a failure for each file that is no article.

    Hidden files and the office programs' lock files are passed over.

    Raises:
        UsageError: there is no seeds folder.
        ResourceError: the rules that cut exports are wrong.
    """
    seeds = project.seeds
    if not seeds.is_dir():
        raise UsageError(f"{seeds}: there is no such folder; make it and put articles (.txt, .docx, …) into it.")
    files = sorted((path.relative_to(seeds).as_posix(), path) for path in _files(seeds))
    return _find([(file, path) for file, path in files if file != METADATA_FILE], project, metadata, listings)


def find_in_file(path: Path, project: Project) -> tuple[list[Article], list[Failure]]:
    """The articles in one file, wherever it lies, and what in it cannot be read."""
    return _find([(path.name, path)], project, {}, None)


def _find(
    files: list[tuple[str, Path]], project: Project, metadata: Mapping[str, Metadata], listings: Listings | None
) -> tuple[list[Article], list[Failure]]:
    articles: dict[str, Article] = {}
    failures: list[Failure] = []
    rules = resource_digest(project, "splits")
    for file, path in files:
        for entry in _entries(path, project, rules, listings):
            name = file + entry.name
            article = Article(
                name, path, metadata.get(name), entry.member, entry.part, entry.format, entry.digest, entry.given
            )
            if entry.message:
                failures.append(Failure(printable(name), "ingest", entry.message, entry.remedy))
            elif articles.setdefault(article.doc_id, article) is not article:
                message = "has the same name as another but for how accents are written"
                failures.append(Failure(printable(name), "ingest", message, "Rename or delete one of the two."))
    return sorted(articles.values(), key=lambda article: article.file), failures


def read_source(article: Article, project: Project) -> Source:
    """The article's bytes.

    Raises:
        DocumentError: the file cannot be read, is too large, or holds the article no more.
    """
    if not article.part:
        return Source(article.file, _read(article.path, article.member), article.metadata, article.format)
    place = (article.path, article.member, article.format)
    part = _parts(place, _signature(article.path), project).get(article.part)
    if part is None:
        raise DocumentError("is no longer in its file", remedy=RUN_AGAIN)
    return Source(article.file, part_bytes(part), article.metadata, PART_FORMAT, part.given)


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


def _entries(path: Path, project: Project, rules: str, listings: Listings | None) -> list[Entry]:
    """What a file holds, cut by `rules` (a digest); from the listings where they know the file as it is now."""
    try:
        status = path.lstat()
    except OSError as error:
        return [Entry(message=f"cannot be read ({error.strerror})", remedy=CHECK_FILE)]
    name = blake2b(os.fsencode(path), digest_size=16).hexdigest()  # a name need not be text
    key = f"{LISTING_VERSION} {rules} {_state(status)} {name}"
    known = listings.listing(key) if listings is not None else None
    if known is not None:
        return msgspec.msgpack.decode(known, type=list[Entry])
    if not stat.S_ISREG(status.st_mode):
        return [Entry(message="is a link or a device, not a file", remedy="Put the article itself into seeds/.")]
    if reason := unreadable(path.name):
        return [Entry(message=reason[0], remedy=reason[1])]
    try:
        entries = _open(path, partial(_splits, project, rules))
    except DocumentError as error:
        return [Entry(message=str(error), remedy=error.remedy)]
    if listings is not None and is_settled(max(status.st_mtime_ns, status.st_ctime_ns)):
        listings.keep_listing(key, msgspec.msgpack.encode(entries))
    return entries


def _open(path: Path, load_splits: LoadSplits) -> list[Entry]:
    stated = format_of(path.suffix) or ""
    if stated != ARCHIVE:
        return file_entries(_read(path), stated, load_splits)
    if path.stat().st_size > MAX_ARCHIVE_BYTES:
        message = f"is larger than {MAX_ARCHIVE_BYTES // 1_000_000} MB"
        raise DocumentError(message, remedy="Split it into several ZIP files.")
    return archive_entries(path, load_splits)


def _state(status: os.stat_result) -> str:
    """What changes when a file does; no user can set back the last of its times."""
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _read(path: Path, member: str = "") -> bytes:
    """The bytes of a file, or of a member of an archive."""
    if member:
        return _read_member(path, member)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _cannot_read(error) from error
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise DocumentError(message, remedy="Split it into single articles.")
    return data


def _read_member(path: Path, member: str) -> bytes:
    archive, infos = _archive(path, _signature(path))
    if member not in infos:
        raise DocumentError("is no longer in its file", remedy=RUN_AGAIN)
    return read_member(archive, infos[member])


@lru_cache(maxsize=1)
def _archive(path: Path, _signature: Signature) -> tuple[ZipFile, dict[str, ZipInfo]]:
    """The archive and its members by path, kept open while its articles are read one by one."""
    archive = open_zip(path)
    return archive, {name: info for name, info, reason in members(archive) if not reason}


@lru_cache(maxsize=2)
def _parts(article_file: tuple[Path, str, str], _signature: Signature, project: Project) -> dict[str, Part]:
    """The parts of an export by key, kept while its articles are read one by one."""
    path, member, stated = article_file
    load_splits = partial(_splits, project, resource_digest(project, "splits"))
    return {part.key: part for part in parts_of(_read(path, member), stated, load_splits)}


def _signature(path: Path) -> Signature:
    """What changes when the file does."""
    try:
        status = path.stat()
    except OSError as error:
        raise _cannot_read(error) from error
    return status.st_mtime_ns, status.st_size, status.st_ino


def _cannot_read(error: OSError) -> DocumentError:
    return DocumentError(f"cannot be read ({error.strerror})", remedy=CHECK_FILE)


def _splits(project: Project, rules: str) -> Splits:
    return cast("Splits", kept_resource(project, "splits", rules))
