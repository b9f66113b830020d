"""Turns the bytes of an article into text, once."""

import codecs
import re

from pipeline.errors import DocumentError
from pipeline.ingest.formats import Extracted

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FOREIGN_FORMATS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, OpenDocument or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
)
WESTERN = ("cp1252", "mac_roman", "cp1250", "latin-1")
LEGACY = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "latin_1"]
LEGACY += ["mac_roman", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"]
MAX_WESTERN_SHARE = 0.3
MAX_BROKEN_SHARE = 0.1
SAMPLE_BYTES = 200_000
SAVE_AS_TEXT = "Save the article as plain text (.txt, UTF-8)."
ODD = re.compile(
    r"[a-zß-öø-ÿ][À-ÖØ-Þ]|[à-öø-ÿ][A-Z]|(?<=[.,!?;:\s])[ÐÑÒÓÔÕ](?!\w)|[^\W\d_][¡-©«-¹»-¿×÷†‡‰][^\W\d_]"
    r"|[\x80-\x9f†‡◊˘˙˚˝˛ˇˆ˜¯¸∂∑∏π∫Ω√≈∆ﬁﬂ]"
)


def read_plain(data: bytes) -> Extracted:
    """The text of a plain file, its newlines made line feeds."""
    text, encoding = decode(data)
    return Extracted(text, encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text with its newlines made line feeds, and the name of the encoding.

    Byte order marks decide, then UTF-8, then UTF-16 without a mark, then a guess among the
    encodings that articles come in, Windows-1252 where most of the text is ASCII.

    Raises:
        DocumentError: the file is empty, or is not text.
    """
    if not data.strip():
        raise DocumentError("is empty", remedy="Put the article's text into the file, or delete it.")
    lowered = data[:200].lstrip().lower()
    for magic, name in FOREIGN_FORMATS:
        if lowered.startswith(magic.lower()):
            raise DocumentError(f"is {name}, not plain text", remedy=SAVE_AS_TEXT)
    text, encoding = decode_text(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError("is empty", remedy="Put the article's text into the file, or delete it.")
    return text, encoding


def decode_text(data: bytes) -> tuple[str, str]:
    """The text of any bytes and the name of the encoding; newlines stay."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decode_strictly(data, encoding), encoding
    if b"\0" in data:
        return _decode_utf16(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_broken_utf8(data) or _decode_legacy(data)


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(f"says that it is {encoding} but is not", remedy=SAVE_AS_TEXT) from error
    if "\0" in text:
        raise DocumentError("is binary, not text", remedy=SAVE_AS_TEXT)
    return text


def _decode_utf16(data: bytes) -> tuple[str, str]:
    """UTF-16 without a byte order mark: the zero bytes stand on one side of the pairs."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 or max(even, odd) < 0.2 * len(data) / 2 or min(even, odd) > 0.02 * len(data):
        raise DocumentError("is binary, not text", remedy=SAVE_AS_TEXT)
    return _decode_strictly(data, encoding), encoding


def _decode_broken_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few broken characters, such as a copy cut in the middle of one."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(character > "\x7f" for character in text)
    return (text, "utf-8") if broken <= MAX_BROKEN_SHARE * foreign else None


def _decode_legacy(data: bytes) -> tuple[str, str]:
    high = sum(byte > 0x7F for byte in data[:SAMPLE_BYTES])
    if high <= MAX_WESTERN_SHARE * min(len(data), SAMPLE_BYTES):
        return _decode_western(data)
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(data[:SAMPLE_BYTES], cp_isolation=LEGACY).best()
    encoding = best.encoding if best is not None else "cp1252"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _decode_western(data: bytes) -> tuple[str, str]:
    """The western encoding that leaves the fewest oddities; Windows-1252 if several do."""
    readings: list[tuple[int, str, str]] = []
    for encoding in WESTERN:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        oddities = sum(1 for _ in ODD.finditer(text))
        readings.append((oddities, encoding, text))
    _, encoding, text = min(readings, key=lambda reading: reading[0])
    return text, encoding
