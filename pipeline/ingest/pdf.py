"""The text of a PDF: lines joined to paragraphs, hyphens mended, running heads and page numbers dropped."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.errors import DocumentError
from pipeline.ingest.formats import MAX_CHARS, Extracted, checked

SAVE_TEXT = "Copy the article's text into a .txt file."
MAX_PAGES = 1_000
MAX_PAGE_BYTES, MAX_TOTAL_BYTES = 2_000_000, 10_000_000  # pypdf takes some ten seconds a megabyte
EDGE_LINES = 3
MIN_REPEATED_PAGES = 3
WIDE_GAP, SHORT_LINE = 1.35, 0.8
INDENT_POINTS = 6
SENTENCE_END = tuple(".!?…\"”’'»):")
PAGE_NUMBER = re.compile(r"(?i)(?:page |p\. ?)?[-–—|]?\s*\d{1,4}\s*[-–—|]?(?:\s?(?:/|of)\s?\d{1,4})?")
DIGITS = re.compile(r"\d+")
BULLET = re.compile(r"[•●▪◦‣–-]\s|\(?\d{1,2}[.)]\s")
HYPHENATED = re.compile(r"[^\W\d_]{2,}-$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; y grows upward."""

    text: str
    x: float
    y: float
    size: float


def read_pdf(data: bytes) -> Extracted:
    """The text of a PDF in the order in which it was set."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = _read_pages(PdfReader(io.BytesIO(data)))
    except ImportError as error:
        raise DocumentError("is encrypted", remedy="Save it without a password.") from error
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
            NotImplementedError, OSError, MemoryError) as error:  # fmt: skip
        raise DocumentError(f"is a damaged PDF ({type(error).__name__}: {error})", remedy=SAVE_TEXT) from error
    text = "\n\n".join(_paragraphs(_without_running_heads(pages)))
    return checked(text, "pdf", remedy="It may be a scanned picture: run text recognition (OCR). " + SAVE_TEXT)


def _read_pages(reader: Any) -> list[list[_Line]]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("is encrypted", remedy="Save it without a password.")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentError(f"has more than {MAX_PAGES} pages", remedy="Split it into single articles.")
    pages = []
    characters = size = 0
    for page in reader.pages:
        contents = page.get_contents()
        page_bytes = len(contents.get_data()) if contents is not None else 0
        size += page_bytes
        if page_bytes > MAX_PAGE_BYTES or size > MAX_TOTAL_BYTES:
            raise DocumentError("has pages too large to be read", remedy=SAVE_TEXT)
        lines = _read_page(page)
        characters += sum(len(line.text) for line in lines)
        if characters > MAX_CHARS:
            raise DocumentError("is longer than one article can be", remedy="Split it into single articles.")
        pages.append(lines)
    return pages


def _read_page(page: Any) -> list[_Line]:
    """The lines of a page with their places."""
    lines: list[_Line] = []
    words: list[str] = []
    place: list[tuple[float, float, float]] = []

    def end_line() -> None:
        text = " ".join("".join(words).split())
        if text:
            lines.append(_Line(text, *place[0]))
        words.clear()
        place.clear()

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], _font: Any, size: float) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                end_line()
            if part.strip() and not place:
                x, y = float(inner[4]), float(inner[5])
                scale = abs(float(inner[3]) or float(inner[0]) or 1) * abs(float(outer[3]) or 1)
                place.append(
                    (
                        x * float(outer[0]) + y * float(outer[2]) + float(outer[4]),
                        x * float(outer[1]) + y * float(outer[3]) + float(outer[5]),
                        float(size or 1) * scale,
                    )
                )
            words.append(part)

    page.extract_text(visitor_text=visit)
    end_line()
    return lines


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """The pages without the lines at their edges that most of them share, and without page numbers."""
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({DIGITS.sub("0", line.text) for line in _edges(lines)})
    shared = {text for text, count in counts.items() if count >= max(MIN_REPEATED_PAGES, len(pages) // 2)}

    def is_furniture(line: _Line) -> bool:
        return PAGE_NUMBER.fullmatch(line.text) is not None or DIGITS.sub("0", line.text) in shared

    kept = []
    for lines in pages:
        edges = {line for line in _edges(lines) if is_furniture(line)}
        kept.append([line for line in lines if line not in edges])
    return kept


def _edges(lines: list[_Line]) -> list[_Line]:
    return [*lines[:EDGE_LINES], *lines[EDGE_LINES:][-EDGE_LINES:]]


def _paragraphs(pages: list[list[_Line]]) -> Iterator[str]:
    """Paragraphs, joined over the ends of lines, columns and pages."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    gaps = [above.y - below.y for above, below in pairwise(lines) if 0 < above.y - below.y < 4 * max(above.size, 1)]
    usual_gap = _quantile(gaps or [0.0], 0.25)  # most gaps are those between the lines of a paragraph
    width = _quantile([len(line.text) for line in lines], 0.9)
    paragraph = lines[0].text
    for above, below in pairwise(lines):
        if _ends(above, below, usual_gap=usual_gap, width=width):
            yield paragraph
            paragraph = below.text
        else:
            paragraph = _join(paragraph, below.text)
    yield paragraph


def _ends(above: _Line, below: _Line, *, usual_gap: float, width: float) -> bool:
    """Whether a paragraph ends between two lines: a wide gap, another size, an indent, a short last line."""
    if abs(above.size - below.size) > 0.1 * max(above.size, below.size) or BULLET.match(below.text):
        return True
    gap = above.y - below.y
    if gap <= 0 or gap > 4 * max(usual_gap, 1):  # the next column or page
        return above.text.endswith(SENTENCE_END) and len(above.text) < SHORT_LINE * width
    if gap > WIDE_GAP * usual_gap:
        return True
    ended = above.text.endswith(SENTENCE_END)
    if ended and below.x - above.x > INDENT_POINTS:
        return True
    return ended and len(above.text) < SHORT_LINE * width


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def _join(paragraph: str, line: str) -> str:
    """Two lines as one; a word divided by a hyphen is mended where the next line goes on in lower case."""
    if paragraph.endswith("\u00ad"):
        return paragraph[:-1] + line
    if HYPHENATED.search(paragraph[-40:]) and line[:1].islower():
        return paragraph[:-1] + line
    return f"{paragraph} {line}"
