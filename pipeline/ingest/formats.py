"""The formats that articles come in: what each file is, and the text in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from pipeline.errors import DocumentError
from pipeline.records import Metadata

MAX_CHARS = 2_000_000  # two long novels; a parse of more takes gigabytes
MAX_LINES = 50_000
NOTHING = Metadata(file="", line=0)
PLAIN_FORMATS = frozenset({".txt", ".md"})
READERS: Mapping[str, str] = {
    ".txt": "pipeline.ingest.decode:read_plain",
    ".md": "pipeline.ingest.decode:read_plain",
    ".html": "pipeline.ingest.web:read_html",
    ".docx": "pipeline.ingest.office:read_docx",
    ".odt": "pipeline.ingest.office:read_odt",
    ".pdf": "pipeline.ingest.pdf:read_pdf",
    ".rtf": "pipeline.ingest.rtf:read_rtf",
    ".eml": "pipeline.ingest.mail:read_eml",
}
SYNONYMS = {".htm": ".html", ".xhtml": ".html", ".text": ".txt", ".markdown": ".md"}
ARCHIVE = ".zip"
SPLIT_FORMATS = frozenset({".txt", ".docx", ".rtf"})  # what news databases export many articles in
SIGNATURES = ((b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"), (b"<!doctype html", ".html"), (b"<html", ".html"))
ZIP_SIGNATURE = b"PK\x03\x04"
ZIP_MEMBERS = ((b"word/", ".docx"), (b"application/vnd.oasis.opendocument.text", ".odt"))
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article's text, how it was encoded (or the name of its format), and what the file itself says of it."""

    text: str
    encoding: str
    given: Metadata = NOTHING


def known_formats() -> str:
    """The endings that articles may have, for people."""
    return " ".join([*READERS, ARCHIVE])


def format_of(suffix: str) -> str | None:
    """The format that a file's ending stands for, or None where no article has it.

    >>> format_of(".HTM")
    '.html'
    """
    lowered = suffix.lower()
    name = SYNONYMS.get(lowered, lowered)
    return name if name in READERS or name == ARCHIVE else None


def sniff(data: bytes, stated: str) -> str:
    """The format that the bytes show, the stated one where they show none: endings are often wrong."""
    opening = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, name in SIGNATURES:
        if opening.startswith(signature.lower()):
            return name
    if data.startswith(ZIP_SIGNATURE) and stated not in {".docx", ".odt"}:
        return next((name for mark, name in ZIP_MEMBERS if mark in data[:4000] or mark in data[-4000:]), stated)
    return stated


def extract(data: bytes, stated: str) -> Extracted:
    """The text of a file of the stated format.

    Raises:
        DocumentError: the file is broken, encrypted, empty, too long or something else.
    """
    if not data.strip():
        raise DocumentError("is empty", remedy="Put the article's text into the file, or delete it.")
    module, name = READERS[sniff(data, stated)].split(":")
    extracted: Extracted = getattr(import_module(module), name)(data)
    return extracted


def check_length(text: str) -> None:
    """Refuses a text that no article has.

    Raises:
        DocumentError: it is longer than `MAX_CHARS` or `MAX_LINES`.
    """
    if len(text) > MAX_CHARS:
        message = f"has {len(text):,} characters, more than one article can have ({MAX_CHARS:,})"
        raise DocumentError(message, remedy="Split it into single articles.")
    lines = sum(1 for line in text.split("\n") if line.strip())
    if lines > MAX_LINES:
        message = f"has {lines:,} lines, more than one article can have ({MAX_LINES:,})"
        raise DocumentError(message, remedy="Split it into single articles.")


def tidy(text: str) -> str:
    """An extracted text without control characters, with one blank line at most between paragraphs."""
    text = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    return BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


def checked(text: str, name: str, given: Metadata = NOTHING, *, remedy: str) -> Extracted:
    """What a reader found in a file of the format `name`.

    Raises:
        DocumentError: there is no text; `remedy` says what to do.
    """
    text = tidy(text)
    if not text.strip():
        raise DocumentError(f"has no text that can be read from {name}", remedy=remedy)
    return Extracted(text, name, given)
