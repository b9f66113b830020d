"""What a file holds: one article, or several in an archive or an export."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from pipeline.errors import DocumentError
from pipeline.ingest.exports import Part, split_export
from pipeline.ingest.formats import ARCHIVE, SPLIT_FORMATS, extract, format_of, known_formats, sniff
from pipeline.ingest.zipped import members, open_zip, read_member
from pipeline.records import Metadata
from pipeline.resources.splits import Splits

METADATA_FILE = "metadata.csv"
PART = "#"
OLD_FORMATS = {
    ".doc": "Open it in a word processor and save it as .docx.",
    ".pages": "Open it in Pages and export it as .docx.",
    ".mht": "Save the page as HTML.",
    ".mhtml": "Save the page as HTML.",
    ".epub": "Save the article as .html or .txt.",
    ".msg": "Save the e-mail as .eml.",
    ".csv": f"Put the texts into files of their own, and the rest into {METADATA_FILE}.",
    ".xlsx": f"Put the texts into files of their own, and the rest into {METADATA_FILE}.",
}
LoadSplits = Callable[[], Splits]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a file, or, where `message` is not empty, something in it that cannot be read.

    `name` is what follows the file's own name in the article's; `member` is the path in an
    archive, `part` the key in an export; `digest` is that of the article's own bytes.
    """

    name: str = ""
    member: str = ""
    part: str = ""
    format: str = ".txt"
    digest: str = ""
    given: Metadata | None = None
    message: str = ""
    remedy: str = ""


def unreadable(name: str) -> tuple[str, str] | None:
    """Message and remedy where a file's name says that it is no article."""
    suffix = PurePosixPath(name).suffix
    if format_of(suffix) is None:
        remedy = OLD_FORMATS.get(suffix.lower(), f"Save the article as one of {known_formats()}.")
        return f"has a format onrecord does not read ({suffix or 'no ending'})", remedy
    if not name.isprintable():
        return "has a name that cannot be written to a table", "Rename the file."
    return None


def file_entries(data: bytes, stated: str, load_splits: LoadSplits) -> list[Entry]:
    """The articles in a file that is no archive: the file itself, or the parts of an export."""
    parts = parts_of(data, stated, load_splits)
    if not parts:
        return [Entry(format=stated, digest=digest(data))]
    return [
        Entry(
            f"{PART}{part.key}" if len(parts) > 1 else "",
            part=part.key,
            format=stated,
            digest=digest(part_bytes(part)),
            given=part.given,
        )
        for part in parts
    ]


def archive_entries(path: Path, load_splits: LoadSplits) -> list[Entry]:
    """The articles in a ZIP file and what in it is none.

    Raises:
        DocumentError: it is no ZIP file, or too large.
    """
    with open_zip(path) as archive:
        return list(_archive_entries(archive, load_splits))


def parts_of(data: bytes, stated: str, load_splits: LoadSplits) -> tuple[Part, ...]:
    """The parts of an export; none where the file is no export, or cannot be read, which ingest reports."""
    name = sniff(data, stated)
    if name not in SPLIT_FORMATS:
        return ()
    try:
        text = extract(data, name).text
    except DocumentError:
        return ()
    return split_export(text, load_splits())


def part_bytes(part: Part) -> bytes:
    """A part's text as the bytes of a plain file."""
    return part.text.encode("utf-8", "replace")


def digest(data: bytes) -> str:
    """The fingerprint of an article's bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def _archive_entries(archive: ZipFile, load_splits: LoadSplits) -> Iterator[Entry]:
    for member, info, reason in members(archive):
        problem = (reason, "Put the article itself into the folder.") if reason else _not_read(member)
        if problem is None:
            try:
                data = read_member(archive, info)
                found = file_entries(data, format_of(PurePosixPath(member).suffix) or "", load_splits)
            except DocumentError as error:
                problem = str(error), error.remedy
        if problem is not None:
            yield Entry(f"/{member}", message=problem[0], remedy=problem[1])
            continue
        for entry in found:
            yield Entry(f"/{member}{entry.name}", member, entry.part, entry.format, entry.digest, entry.given)


def _not_read(member: str) -> tuple[str, str] | None:
    """Message and remedy for a member that is no article."""
    if PurePosixPath(member).name == METADATA_FILE:
        return (
            "is not read inside a ZIP file",
            f"Put its rows into seeds/{METADATA_FILE}, files named as archive.zip/NAME.",
        )
    if format_of(PurePosixPath(member).suffix) == ARCHIVE:
        return "is a ZIP file inside another", "Unpack it."
    return unreadable(member)
