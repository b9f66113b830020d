"""The text of RTF files."""

import re
from typing import Any

from pipeline.errors import DocumentError
from pipeline.ingest.formats import Extracted, checked

SAVE_AGAIN = "Open it in a word processor and save it again, as .docx or as text."
MAX_CHARS = 15_000_000
MAX_FONTS = 1_000
LINK, IGNORED = "\\fldinst", "\\datafield"  # striprtf adds the address to the words of a link, in quadratic time
FONT = re.compile(r"\\f(\d{1,6})[^;{}]{0,100}?\\fcharset(\d{1,4})")
PICTURES = re.compile(rb"[0-9a-fA-F\s]{2000,}")


def read_rtf(data: bytes) -> Extracted:
    """The text of an RTF file, a blank line between paragraphs; pictures are left out."""
    from striprtf.striprtf import rtf_to_text

    convert: Any = rtf_to_text
    source = PICTURES.sub(b"", data).decode("latin-1")
    if len(source) > MAX_CHARS:
        raise DocumentError(f"is larger than {MAX_CHARS // 1_000_000} MB", remedy="Split it into several files.")
    try:
        source = _with_short_font_table(source.replace(LINK, IGNORED))
        text = convert(source, errors="replace")
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(f"is a damaged RTF file ({error})", remedy=SAVE_AGAIN) from error
    return checked(text.replace("\n", "\n\n"), "rtf", remedy=SAVE_AGAIN)


def _with_short_font_table(source: str) -> str:
    """The source with a font table of numbers and character sets alone; striprtf reads others in cubic time."""
    from striprtf.striprtf import font_table_group

    group: str = font_table_group(source)  # type: ignore[no-untyped-call]
    fonts = dict(FONT.findall(group))
    table = "".join(f"{{\\f{font}\\fcharset{charset} x;}}" for font, charset in list(fonts.items())[:MAX_FONTS])
    return source.replace(group, "{\\fonttbl" + table + "}", 1) if group else source
