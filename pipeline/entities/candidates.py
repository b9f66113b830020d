"""A stretch of text that may be a name, before names are joined to entities."""

import re
from dataclasses import dataclass

from pipeline.records import Document, MentionLabel
from pipeline.resources.aliases import Alias

EDGE = re.compile(r"[\w.]")
LEADING_ARTICLE = re.compile(r"(?:the|an?|this|that|its|his|her|their|our)\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’‘ʼ`]s?$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters [start, end) of the text, the label they seem to have, and the alias they match, if any."""

    text: str
    start: int
    end: int
    label: MentionLabel
    alias: Alias | None = None


def trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    """The stretch without articles, possessive endings and punctuation at its edges, and only its first line."""
    text = document.text
    line_end = text.find("\n", start, end)
    end = end if line_end < 0 else line_end
    article = LEADING_ARTICLE.match(text, start, end)
    start = article.end() if article else start
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum() and not _is_abbreviation(text, start, end):
        end -= 1
    possessive = POSSESSIVE.search(text[start:end])
    return start, start + possessive.start() if possessive else end


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the stretch ends in a full stop that belongs to it: "U.S.", "Martin Luther King Jr."."""
    return re.search(r"(?:\b\w\.\w\.|\b[JS]r\.|\bInc\.|\bCo\.|\bCorp\.)$", text[start:end]) is not None
