"""Marks the paragraphs that boilerplate rules name, and collects the metadata they hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.pieces import Piece
from pipeline.resources.boilerplate import Boilerplate, BoilerplateRule, compile_any

MAX_BLOCK_CHARS = 2000
NO_WORDS = "separator"
MAX_HEAD_BLOCKS = 12
MAX_STRANGERS_AT_FOOT = 2
MAX_TAIL_OPENING_CHARS = 200
TAIL_FROM = 1 / 3
MIN_PROSE_WORDS = 8
MIN_UNENDED_PROSE_WORDS = 25
PROSE_END = tuple(".!?…\"”’'»):")


@dataclass(slots=True)
class Marking:
    """The rule that marked each paragraph ("" for none), and what the patterns' groups matched, by group."""

    rules: list[str]
    found: dict[str, list[str]] = field(default_factory=dict)


def is_prose(text: str) -> bool:
    """Whether a paragraph reads as running text, not as a line of its own."""
    words = text.count(" ") + 1
    return words >= MIN_UNENDED_PROSE_WORDS or (words >= MIN_PROSE_WORDS and text.endswith(PROSE_END))


def mark_boilerplate(pieces: Sequence[Piece], boilerplate: Boilerplate) -> Marking:
    """Which rule, if any, marks each paragraph."""
    marking = Marking([NO_WORDS if _is_wordless(piece.text) else "" for piece in pieces])
    whole = tuple(rule for rule in boilerplate.rules if rule.scope == "block")
    starts = tuple(rule for rule in boilerplate.rules if rule.scope == "line_start")
    for rules, could_match in ((whole, compile_any(whole).fullmatch), (starts, compile_any(starts).match)):
        for index, piece in enumerate(pieces):
            if not marking.rules[index] and could_match(piece.text[:MAX_BLOCK_CHARS]):
                _mark(pieces, index, rules, marking)
    _mark_head(pieces, boilerplate, marking)
    _mark_tail(pieces, boilerplate, marking)
    _mark_foot(pieces, boilerplate, marking)
    return marking


def _is_wordless(text: str) -> bool:
    """Whether a long paragraph holds no letter or digit; short ones are left to the rules."""
    return len(text) > MAX_BLOCK_CHARS and not any(map(str.isalnum, text))


def _mark(pieces: Sequence[Piece], index: int, rules: Sequence[BoilerplateRule], marking: Marking) -> bool:
    """Marks one paragraph by the first rule that holds for it."""
    text = pieces[index].text
    is_long = len(text) > MAX_BLOCK_CHARS
    for rule in rules:
        if is_long and rule.scope in {"block", "head"}:
            continue
        groups = rule.match(text[:MAX_BLOCK_CHARS])
        if groups is not None:
            marking.rules[index] = rule.rule
            for name, value in groups.items():
                marking.found.setdefault(name, []).append(value)
            return True
    return False


def _mark_head(pieces: Sequence[Piece], boilerplate: Boilerplate, marking: Marking) -> None:
    rules = [rule for rule in boilerplate.rules if rule.scope == "head"]
    for index, piece in enumerate(pieces[:MAX_HEAD_BLOCKS]):
        if marking.rules[index]:
            continue
        if not _mark(pieces, index, rules, marking) and is_prose(piece.text):
            return


def _mark_tail(pieces: Sequence[Piece], boilerplate: Boilerplate, marking: Marking) -> None:
    rules = [rule for rule in boilerplate.rules if rule.scope == "tail"]
    if not pieces:
        return
    begin, length = pieces[0].start, pieces[-1].end - pieces[0].start
    for index, piece in enumerate(pieces):
        if len(piece.text) > MAX_TAIL_OPENING_CHARS or piece.start - begin < TAIL_FROM * length:
            continue
        if not _mark(pieces, index, rules, marking):
            continue
        for following in range(index + 1, len(pieces)):
            marking.rules[following] = marking.rules[following] or marking.rules[index]
        return


def _mark_foot(pieces: Sequence[Piece], boilerplate: Boilerplate, marking: Marking) -> None:
    """From the end upward, past what is boilerplate already and at most a few other paragraphs."""
    rules = [rule for rule in boilerplate.rules if rule.scope == "foot"]
    strangers = 0
    for index in reversed(range(1, len(pieces))):
        if marking.rules[index]:
            continue
        if not _mark(pieces, index, rules, marking):
            strangers += 1
            if strangers > MAX_STRANGERS_AT_FOOT:
                return
