"""Tells titles and headings from paragraphs by how they are written and what follows them."""

import re
from collections.abc import Sequence

from pipeline.ingest.marking import is_prose
from pipeline.ingest.pieces import Piece
from pipeline.records import BlockKind

MAX_HEADING_CHARS, MAX_HEADING_WORDS = 100, 13
MAX_TITLE_CHARS, MAX_TITLE_WORDS = 220, 30
MAX_QUESTION_WORDS = 9
MAX_OPENING_LINES = 5
LONG_WORD = 4
TITLE_CASE_SHARE = 0.7
OPENING, CLOSING = "\"“‘'«„", "\"”’'»“"
QUOTATION_MARKS = ("“", "”", '"', "''", "«", "»")
WORD = re.compile(r"[^\W\d_]+")
TURN = re.compile(r"(?:[A-ZÀ-ÖØ-Þİ][\w.'’-]*\s?){1,4}:\s+\S|[A-Z]{1,3}\.?\s?:\s")
QUESTION = re.compile(
    r"(?i)(?:what|why|how|who|where|when|which|is|are|was|can|could|will|would|does|do|did|should|has)\b"
)
NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s")


def name_kinds(pieces: Sequence[Piece], rules: Sequence[str], *, titles: Sequence[str] = ()) -> list[BlockKind]:
    """The kind of each paragraph; `rules` names those that are boilerplate, `titles` are the titles known."""
    kinds: list[BlockKind] = ["boilerplate" if rule else "paragraph" for rule in rules]
    body = [index for index, rule in enumerate(rules) if not rule]
    is_transcript = sum(bool(TURN.match(pieces[index].text)) for index in body) >= 3
    for place, index in enumerate(body):
        following = [pieces[later] for later in body[place + 1 : place + 4]]
        if _is_heading(pieces[index], following, is_transcript=is_transcript):
            kinds[index] = "heading"
    opening = _opening(pieces, kinds, body, is_transcript=is_transcript)
    for index in opening:
        kinds[index] = "heading"
    title = _known_title(pieces, body, titles)
    if title is None:
        title = next(
            (index for index in opening if len(WORD.findall(pieces[index].text)) >= 3), next(iter(opening), None)
        )
    if title is not None:
        kinds[title] = "title"
    return kinds


def _known_title(pieces: Sequence[Piece], body: Sequence[int], titles: Sequence[str]) -> int | None:
    """The first of the opening lines that is worded as a known title."""
    wordings = {_wording(title) for title in titles}
    return next((index for index in body[:MAX_OPENING_LINES] if _wording(pieces[index].text) in wordings), None)


def _wording(text: str) -> str:
    return "".join(filter(str.isalnum, text[: 2 * MAX_TITLE_CHARS].casefold()))


def _opening(
    pieces: Sequence[Piece], kinds: Sequence[BlockKind], body: Sequence[int], *, is_transcript: bool
) -> list[int]:
    """The lines above the text: its title, and perhaps a label such as OPINION or a second headline."""
    opening: list[int] = []
    for place, index in enumerate(body[:-1]):
        if is_transcript and TURN.match(pieces[index].text):
            break
        following = [pieces[later] for later in body[place + 1 : place + 4]]
        if kinds[index] != "heading" and not _is_title(pieces[index], following):
            break
        opening.append(index)
    return opening


def _is_title(piece: Piece, following: Sequence[Piece]) -> bool:
    text = piece.text
    if piece.mark == "item" or len(text) > MAX_TITLE_CHARS or text.count(" ") >= MAX_TITLE_WORDS:
        return False
    if all(len(later.text) < len(text) for later in following) or text.endswith((":", ",", ";")):
        return False
    if text[0] in OPENING and not any(mark in text[1:] for mark in CLOSING):
        return False
    if text.rstrip(CLOSING).endswith((".", "!", "?", "…", ",")):
        return all(word[0].isupper() for word in WORD.findall(text) if len(word) > LONG_WORD) and _is_title_case(text)
    return not _is_turn(text, is_transcript=False) or _is_title_case(text)


def _is_heading(piece: Piece, following: Sequence[Piece], *, is_transcript: bool) -> bool:
    """Whether a paragraph is a line that heads the text after it."""
    text = piece.text
    if len(text) > MAX_HEADING_CHARS or text.count(" ") >= MAX_HEADING_WORDS or not following:
        return False
    if piece.mark == "heading":
        return True
    if piece.mark == "item" or not any(map(str.isalpha, text)) or not _heads(text, following):
        return False
    if _is_turn(text, is_transcript=is_transcript) or _is_partly_quoted(text):
        return False
    return _is_worded_as_heading(text)


def _heads(text: str, following: Sequence[Piece]) -> bool:
    """Whether prose follows, at once or after one more heading."""
    for piece in following[:2]:
        if is_prose(piece.text) and len(piece.text) > len(text):
            return True
        if piece.mark == "item" or piece.text.endswith((".", "!", "?")):
            return piece.mark == "item"
    return False


def _is_worded_as_heading(text: str) -> bool:
    bare = text.rstrip(CLOSING)
    if text.isupper():
        return not text.endswith((",", ":", ";", "!"))
    if bare.endswith("?"):
        return text.count(" ") < MAX_QUESTION_WORDS and QUESTION.match(text) is not None
    if bare.endswith((".", "!", ",", ":", ";", "…", "—", "–", "-")) or NUMBERED.match(text):
        return False
    return text.lstrip(OPENING)[:1].isupper() or text[:1].isdigit()


def _is_turn(text: str, *, is_transcript: bool) -> bool:
    """Whether a line gives what somebody said after a name and a colon; outside transcripts the name is in capitals."""
    return TURN.match(text) is not None and (is_transcript or text.partition(":")[0].isupper())


def _is_partly_quoted(text: str) -> bool:
    """Whether the text opens with a quotation mark and is not one quotation from end to end."""
    if text[0] not in OPENING:
        return False
    return text[-1] not in CLOSING or any(mark in text[1:-1] for mark in QUOTATION_MARKS)


def _is_title_case(text: str) -> bool:
    words = [word for word in WORD.findall(text) if len(word) >= LONG_WORD]
    return bool(words) and sum(word[0].isupper() for word in words) >= TITLE_CASE_SHARE * len(words)
