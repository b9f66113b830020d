"""The article in a web page: its text without the furniture, and what the page says of it."""

import re
from datetime import date
from typing import Any

from pipeline.errors import DocumentError
from pipeline.ingest.decode import decode_text
from pipeline.ingest.formats import NOTHING, Extracted, checked
from pipeline.records import Metadata

SAVE_AGAIN = "Save the page again in a browser, or copy the article's text into a .txt file."
MAX_BYTES = 10_000_000
MAX_TAGS = 30_000  # trafilatura takes time by the square of them
MAX_DEPTH = 300
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
VOID = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
     "param", "source", "td", "th", "tr", "track", "wbr"}
)  # fmt: skip
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
LATEST = "2100-01-01"  # htmldate's own limit is today: the clock would decide what a page says


def read_html(data: bytes) -> Extracted:
    """The article of a web page, its title first."""
    if len(data) > MAX_BYTES:
        message = f"is a web page larger than {MAX_BYTES // 1_000_000} MB"
        raise DocumentError(message, remedy="Copy the article's text into a .txt file.")
    page = _decode(data)
    _check_tags(page)
    found = _extract(page)
    if found is None:
        return checked("", "html", remedy=SAVE_AGAIN)
    title = _line(found.title)
    text = found.text or ""
    if text.strip() and title and title not in text[: 2 * len(title) + 200]:
        text = f"{title}\n\n{text}"
    given = Metadata(
        file=NOTHING.file,
        line=NOTHING.line,
        title=title,
        outlet=_line(found.sitename),
        author=_line(found.author),
        published=_day(found.date),
        url=_line(found.url),
    )
    return checked(text.replace("\n", "\n\n"), "html", given, remedy=SAVE_AGAIN)


def _decode(data: bytes) -> str:
    """The page as text; the encoding it declares is tried where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = CHARSET.search(data[:5000])
    if declared is not None:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_text(data)[0]


def _check_tags(page: str) -> None:
    """Refuses pages whose tags are so many or so deep that reading them takes minutes."""
    depth = 0
    for number, tag in enumerate(TAG.finditer(page)):
        if not tag[3] and tag[2].lower() not in VOID:
            depth = max(0, depth + (-1 if tag[1] else 1))
        if number > MAX_TAGS or depth > MAX_DEPTH:
            raise DocumentError("is a web page with too many tags inside one another", remedy=SAVE_AGAIN)


def _extract(page: str) -> Any:
    """What trafilatura finds: Barbaresi (2021), with the publication date as the page's header states it."""
    import logging

    from trafilatura import bare_extraction  # slow to import

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return bare_extraction(
            page,
            with_metadata=True,
            favor_recall=True,  # a lost quotation is worse than a line of furniture, which rules can mark
            include_comments=False,
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LATEST},
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise DocumentError(f"is a web page that cannot be read ({error})", remedy=SAVE_AGAIN) from error


def _line(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
