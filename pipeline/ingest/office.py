"""The text of word processor files: DOCX and ODT, which are XML in a ZIP file."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree

from pipeline.errors import DocumentError
from pipeline.ingest.formats import Extracted, checked
from pipeline.ingest.zipped import open_zip, read_member

SAVE_AGAIN = "Open it in a word processor and save it again, as .docx or as text."
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MAX_SPACES = 100
WORD_SKIPPED = frozenset({FALLBACK, f"{WORD}del", f"{WORD}moveFrom", f"{WORD}instrText", f"{WORD}pPr"})
WORD_SIGNS = {
    f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-", f"{WORD}softHyphen": "",
}  # fmt: skip
ODT_SKIPPED = frozenset({f"{TEXT}note", f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}table-of-content"})
ODT_SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
ODT_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
Paragraphs = Callable[[Any], Iterator[str]]


def read_docx(data: bytes) -> Extracted:
    """The paragraphs of a Word file in order; notes, comments, headers and deleted words are left out."""
    return _read(data, "word/document.xml", _word_paragraphs, "docx")


def read_odt(data: bytes) -> Extracted:
    """The paragraphs of an OpenDocument text in order; notes and comments are left out."""
    return _read(data, "content.xml", _odt_paragraphs, "odt")


def _read(data: bytes, part: str, paragraphs: Paragraphs, name: str) -> Extracted:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError("is encrypted or an old Word file", remedy=SAVE_AGAIN)
    with open_zip(io.BytesIO(data)) as archive:
        root = _parse(_part(archive, part))
    text = "\n\n".join(paragraph for paragraph in paragraphs(root) if paragraph.strip())
    return checked(text, name, remedy="Check that it is not a scanned picture; " + SAVE_AGAIN)


def _part(archive: ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise DocumentError(f"has no text part ({name})", remedy=SAVE_AGAIN) from error
    return read_member(archive, info)


def _parse(data: bytes) -> Any:
    """The XML tree; entities are neither loaded nor expanded."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"is damaged ({error})", remedy=SAVE_AGAIN) from error


def _word_paragraphs(root: Any) -> Iterator[str]:
    """Paragraphs as they end; the text of a box stands before the paragraph that holds it."""
    open_paragraphs: list[list[str]] = []
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag in WORD_SKIPPED:
            skipped += 1 if event == "start" else -1
        elif skipped:
            continue
        elif tag == f"{WORD}p":
            if event == "start":
                open_paragraphs.append([])
            else:
                yield "".join(open_paragraphs.pop())
        elif event == "end" and open_paragraphs:
            if tag == f"{WORD}t":
                open_paragraphs[-1].append(element.text or "")
            else:
                open_paragraphs[-1].append(WORD_SIGNS.get(tag, ""))


def _odt_paragraphs(root: Any) -> Iterator[str]:
    open_paragraphs: list[list[str]] = []
    skipped = 0
    body = next(root.iter(f"{OFFICE}text"), root)
    for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        tag = element.tag
        if tag in ODT_SKIPPED:
            skipped += 1 if event == "start" else -1
        elif tag in ODT_PARAGRAPHS and not skipped:
            if event == "end":
                yield "".join(open_paragraphs.pop())
            else:
                open_paragraphs.append([])
        if skipped or not open_paragraphs:
            continue
        if event == "start":
            open_paragraphs[-1].append(_odt_sign(element) + (element.text or ""))
        elif tag not in ODT_PARAGRAPHS:
            open_paragraphs[-1].append(element.tail or "")


def _odt_sign(element: Any) -> str:
    if element.tag == f"{TEXT}s":
        count = element.get(f"{TEXT}c") or "1"
        return " " * (min(int(count), MAX_SPACES) if count.isdecimal() else 1)
    return ODT_SIGNS.get(element.tag, "")
