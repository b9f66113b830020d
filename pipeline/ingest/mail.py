"""The article in an e-mail, such as a newsletter or a database's delivery."""

import re
from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from pipeline.errors import DocumentError
from pipeline.ingest.decode import decode_text
from pipeline.ingest.formats import NOTHING, Extracted, checked
from pipeline.records import Metadata

COPY_TEXT = "Copy the article's text into a .txt file."
MAX_BYTES = 30_000_000
MAX_PARTS = 1_000
MAX_HEADER_BYTES = 64_000
HEADER_END = re.compile(rb"\r?\n\r?\n")
FAULTS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def read_eml(data: bytes) -> Extracted:
    """The body of an e-mail, its subject first; sender, subject and day are its author, title and date."""
    header = HEADER_END.search(data)
    header_bytes = header.start() if header else len(data)
    if len(data) > MAX_BYTES or data.count(b"\n--") > MAX_PARTS or header_bytes > MAX_HEADER_BYTES:
        raise DocumentError("is an e-mail larger than an article can be", remedy=COPY_TEXT)
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        text = _body(message)
    except FAULTS as error:
        raise DocumentError(f"is a damaged e-mail ({error})", remedy=COPY_TEXT) from error
    title = _header(message, "subject")
    given = Metadata(
        file=NOTHING.file, line=NOTHING.line, title=title, author=_sender(message), published=_day(message)
    )
    if text.strip() and title:
        text = f"{title}\n\n{text}"
    return checked(text, "eml", given, remedy=COPY_TEXT)


def _body(message: EmailMessage) -> str:
    """The plain part, else the text of the HTML part."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = decode_text(data)[0] if data.strip() else ""
    if part.get_content_type() != "text/html":
        return text
    from pipeline.ingest.web import read_html

    return read_html(text.encode("utf-8", "replace")).text


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
        return " ".join(str(value).split()) or None if value is not None else None
    except FAULTS:
        return None


def _sender(message: EmailMessage) -> str | None:
    """The sender's name; an address alone names nobody."""
    written = _header(message, "from") or ""
    name = written.partition("<")[0].strip(" \"'")
    return name if name and "@" not in name else None


def _day(message: EmailMessage) -> date | None:
    """The day in the sender's own time zone."""
    written = _header(message, "date")
    try:
        return parsedate_to_datetime(written).date() if written else None
    except FAULTS:
        return None
