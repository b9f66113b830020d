"""The text of RTF files."""

import re
from typing import Any

from pipeline.errors import DocumentError
from pipeline.ingest.formats import Extracted, checked

SAVE_AGAIN = "Open it in a word processor and save it again, as .docx or as text."
MAX_DEPTH = 200
PICTURES = re.compile(rb"[0-9a-fA-F\s]{2000,}")


def read_rtf(data: bytes) -> Extracted:
    """The text of an RTF file, a blank line between paragraphs; pictures are left out."""
    from striprtf.striprtf import rtf_to_text

    convert: Any = rtf_to_text
    source = PICTURES.sub(b"", data).decode("latin-1")
    try:
        text = convert(source, errors="replace")
    except (ValueError, IndexError, KeyError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(f"is a damaged RTF file ({error})", remedy=SAVE_AGAIN) from error
    return checked(text.replace("\n", "\n\n"), "rtf", remedy=SAVE_AGAIN)
