"""Finds names standing alone above or below an article: its author, without a "By"."""

import re
from collections.abc import Sequence

from pipeline.ingest.kinds import CLOSING
from pipeline.ingest.pieces import Piece
from pipeline.records import BlockKind
from pipeline.resources.boilerplate import compile_pattern

WORD = re.compile(r"[^\W\d_]{2,}")
MAX_NAME_CHARS = 60


def find_bylines(pieces: Sequence[Piece], kinds: Sequence[BlockKind]) -> list[int]:
    """The paragraphs that are only a name, between title and text or below the whole text.

    A name is told from a heading by its words, none of which the article writes in lower case.
    A name below a quotation is its speaker and stays.
    """
    candidates = [*_above(kinds), *_below(pieces, kinds)]
    named = [index for index in candidates if _is_name(pieces[index].text)]
    if not named:
        return []
    common = {word for piece in pieces for word in WORD.findall(piece.text) if word.islower()}
    return [index for index in named if common.isdisjoint(map(str.lower, WORD.findall(pieces[index].text)))]


def _above(kinds: Sequence[BlockKind]) -> list[int]:
    """Heading-like lines between the title and the first paragraph."""
    if "title" not in kinds:
        return []
    title = kinds.index("title")
    first = kinds.index("paragraph", title) if "paragraph" in kinds[title:] else title
    return [index for index in range(title + 1, first) if kinds[index] == "heading"]


def _below(pieces: Sequence[Piece], kinds: Sequence[BlockKind]) -> list[int]:
    """Lines that nothing but boilerplate and other names follow, with boilerplate beside them."""
    if "boilerplate" not in kinds[-1:]:
        return []
    found: list[int] = []
    for index in reversed(range(1, len(pieces))):
        if kinds[index] == "boilerplate":
            continue
        if not _is_name(pieces[index].text):
            if pieces[index].text.endswith(tuple(CLOSING)):
                return []
            break
        found.append(index)
    return found


def _is_name(text: str) -> bool:
    if len(text) > MAX_NAME_CHARS or text.isupper() or text.endswith("."):
        return False
    return compile_pattern("{name}").fullmatch(text) is not None
