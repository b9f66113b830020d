"""Carries the time of a statement to what else the same speaker says on the same occasion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from pipeline.records import Document, SaidOn, Span, Speaker, Statement
from pipeline.syntax import is_negated, tokens_in

MAX_GAP_BLOCKS = 12  # chosen on the dates of PolNeAR dev
MAX_LEAD_BLOCKS = 3
PERFECT = frozenset({"has", "have", "'s", "’s", "'ve", "’ve"})
TURN_MARK = ":"


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement in its place: who says it, in which block; `said_on` once its time is known."""

    statement: Statement
    speaker: str | None
    block: int
    is_title: bool
    said_on: SaidOn | None


def carry(
    statements: Sequence[Statement],
    own: Mapping[str, SaidOn],
    speakers: Sequence[Speaker],
    document: Document,
    doc: Doc,
) -> dict[str, SaidOn]:
    """The times of the statements by key: their own, or one carried from the same speaker's statement nearby.

    A time goes forward while its speaker goes on telling, in the past tense, with few blocks
    between; back to the lead that announces it; and to every turn of a transcript. A title
    takes the first time told below it.
    """
    names = {speaker.statement_key: speaker.name for speaker in speakers}
    told = [
        _told(statement, names.get(statement.key), own.get(statement.key), document)
        for statement in sorted(statements, key=_start)
    ]
    found = dict(own)
    found.update(_backward(told, doc))
    found.update(_forward(told, found, doc))
    return found


def _forward(told: Sequence[_Told], found: Mapping[str, SaidOn], doc: Doc) -> dict[str, SaidOn]:
    carried: dict[str, SaidOn] = {}
    latest: dict[str | None, tuple[SaidOn, int]] = {}
    last: SaidOn | None = None
    for item in told:
        key = item.statement.key
        said_on = found.get(key)
        if said_on is None and item.statement.nested_in is None:
            before, block = latest.get(item.speaker) or latest.get(None) or (None, item.block)
            if item.speaker not in latest and block != item.block:
                before = None
            if _is_turn(item.statement):
                said_on = _carried(last, key)
            elif before and item.block - block <= MAX_GAP_BLOCKS and _tells_one_act(item.statement, doc):
                said_on = _carried(before, key)
            if said_on:
                carried[key] = said_on
        if said_on and said_on.earliest:
            last = said_on
            latest = {speaker: time for speaker, time in latest.items() if _may_be_one(time[0], said_on)}
            latest[item.speaker] = said_on, item.block
    return carried


def _backward(told: Sequence[_Told], doc: Doc) -> dict[str, SaidOn]:
    """Times for the title and the lead, from the first that is told near the top."""
    first = next((item for item in told if item.said_on and item.said_on.earliest and not item.is_title), None)
    if first is None or first.said_on is None:
        return {}
    return {
        item.statement.key: replace(first.said_on, statement_key=item.statement.key, basis="carried")
        for item in told
        if item.said_on is None
        and first.block <= MAX_LEAD_BLOCKS
        and _start(item.statement) < _start(first.statement)
        and (
            item.is_title or (item.speaker == first.speaker and (not item.block or _tells_one_act(item.statement, doc)))
        )
    }


def _may_be_one(one: SaidOn, other: SaidOn) -> bool:
    """Whether two times have a day in common; a time told in between that has none ends the other's occasion."""
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest


def _carried(said_on: SaidOn | None, key: str) -> SaidOn | None:
    return replace(said_on, statement_key=key, basis="carried") if said_on else None


def _told(statement: Statement, speaker: str | None, said_on: SaidOn | None, document: Document) -> _Told:
    start = _start(statement)
    number, block = next(
        ((number, block) for number, block in enumerate(document.blocks) if start < block.end),
        (len(document.blocks), None),
    )
    is_title = block is not None and block.kind in {"title", "heading"}
    return _Told(statement, speaker, number, is_title, said_on)


def _tells_one_act(statement: Statement, doc: Doc) -> bool:
    """Whether the cue tells of one past act of speech: "said", "adding"; not "says", "has said" or "did not say"."""
    if statement.type not in {"assertion", "fact"}:
        return False
    return statement.cue is None or _is_past(statement.cue, doc)


def _is_past(cue: Span, doc: Doc) -> bool:
    verbs = [token for token in tokens_in(doc, cue) if token.pos_ in {"VERB", "AUX"}]
    if not verbs:
        return True
    first = verbs[0]
    if any(map(is_negated, verbs)) or first.lower_ in PERFECT or _auxiliary(first) in PERFECT:
        return False
    return first.tag_ in {"VBD", "VBG", "VBN"}


def _auxiliary(verb: Token) -> str:
    """The word before the verb, adverbs aside."""
    before = verb
    while before.i > verb.sent.start:
        before = before.nbor(-1)
        if before.pos_ != "ADV":
            return before.lower_
    return ""


def _is_turn(statement: Statement) -> bool:
    """Whether it is a turn of a transcript: "ROE: Rents fell."."""
    return statement.cue is not None and statement.cue.text.strip() == TURN_MARK


def _start(statement: Statement) -> int:
    spans = (*statement.content, statement.source, statement.cue)
    return min(span.start for span in spans if span is not None)
