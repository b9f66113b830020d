"""Carries the time of a statement to what else is said on the same occasion."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Doc, Token

from pipeline.records import Document, SaidOn, Span, Statement
from pipeline.syntax import is_negated, tokens_in

MAX_GAP_BLOCKS = 12  # chosen on the dates of PolNeAR dev
MAX_LEAD_BLOCKS = 3
PERFECT = frozenset({"has", "have", "'s", "’s", "'ve", "’ve"})
PAST_TAGS = frozenset({"VBD", "VBG", "VBN"})
TURN_MARK = ":"


@dataclass(frozen=True, slots=True)
class Told:
    """A statement, who says it, and the times that may be its own.

    `own` is the time that it tells itself, `scene` that of the occasion a sentence before tells
    of, `frame` that of the whole article. `is_shared` says that it names the occasion before.
    """

    statement: Statement
    speaker: str | None
    own: SaidOn | None
    scene: SaidOn | None
    frame: SaidOn | None
    is_shared: bool

    @property
    def start(self) -> int:
        """Where its first part starts."""
        return start_of(self.statement)


def carry(told: Sequence[Told], document: Document, doc: Doc) -> dict[str, SaidOn]:
    """The times of statements by their keys: their own, or one carried; those without either are left out.

    A time comes from the scene that a sentence before sets; goes forward while its speaker
    goes on telling, in the past tense, and nobody tells another time; goes to every turn of a
    transcript; and goes back from near the top to the title and to the speaker's lead.
    """
    told = sorted(told, key=lambda item: item.start)
    found = {item.statement.key: item.own for item in told if item.own}
    found.update(_backward(told, document, doc))
    found.update(_forward(told, found, document, doc))
    return found


def start_of(statement: Statement) -> int:
    """Where the first part of a statement starts."""
    return min(span.start for span in (*statement.content, statement.source, statement.cue) if span is not None)


@dataclass(slots=True)
class _Heard:
    """What has been told so far: the last time of each speaker with its block, and how often each time was told."""

    latest: dict[str | None, tuple[SaidOn, int]] = field(default_factory=dict)
    times: Counter[tuple[date | None, date | None]] = field(default_factory=Counter)
    told: list[SaidOn] = field(default_factory=list)

    def hear(self, speaker: str | None, said_on: SaidOn, block: int) -> None:
        """Takes in a time; one that has no day in common with a speaker's ends that speaker's occasion."""
        self.latest = {key: time for key, time in self.latest.items() if _may_be_one(time[0], said_on)}
        self.latest[speaker] = said_on, block
        self.times[said_on.earliest, said_on.latest] += 1
        self.told.append(said_on)

    def main(self) -> SaidOn | None:
        """The time told most often, of equals the last."""
        return max(reversed(self.told), key=lambda time: self.times[time.earliest, time.latest], default=None)


def _forward(told: Sequence[Told], found: dict[str, SaidOn], document: Document, doc: Doc) -> dict[str, SaidOn]:
    carried: dict[str, SaidOn] = {}
    heard = _Heard()
    for item in told:
        key, block = item.statement.key, _block(item.start, document)
        said_on = found.get(key)
        if said_on is None and item.statement.nested_in is None:
            said_on = _from_others(item, block, heard, doc)
            if said_on:
                carried[key] = said_on = replace(said_on, statement_key=key, basis="carried")
        if said_on and said_on.earliest:
            heard.hear(item.speaker, said_on, block)
    return carried


def _from_others(item: Told, block: int, heard: _Heard, doc: Doc) -> SaidOn | None:
    """The time of the occasion on which a statement without a time of its own is made.

    A speaker who is not known may be anyone within the block.
    """
    if is_turn(item.statement):
        return item.frame or (heard.told[-1] if heard.told else None)
    if item.scene and _tells(item.statement, doc, tags=PAST_TAGS | {"VBZ"} if _is_bare(item) else PAST_TAGS):
        return item.scene
    if not _tells(item.statement, doc):
        return None
    if item.is_shared and heard.told:
        return heard.main()
    if item.speaker in heard.latest:
        time, last_block = heard.latest[item.speaker]
        return time if block - last_block <= MAX_GAP_BLOCKS else item.frame
    anyone = heard.latest.get(None)
    return anyone[0] if anyone and anyone[1] == block else item.frame


def _is_bare(item: Told) -> bool:
    """Whether the cue is a single word: "says", not "often says"."""
    return item.statement.cue is not None and " " not in item.statement.cue.text


def _backward(told: Sequence[Told], document: Document, doc: Doc) -> dict[str, SaidOn]:
    """Times for the title and the lead, from the first that is told near the top."""
    first = next((item for item in told if item.own and item.own.earliest and not _is_title(item, document)), None)
    if first is None or first.own is None or _block(first.start, document) > MAX_LEAD_BLOCKS:
        return {}
    return {
        item.statement.key: replace(first.own, statement_key=item.statement.key, basis="carried")
        for item in told
        if item.own is None and item.start < first.start and _leads_to(item, first, document, doc)
    }


def _leads_to(item: Told, first: Told, document: Document, doc: Doc) -> bool:
    """Whether a title, or a lead of the same speaker, announces the first statement that has a time."""
    if _is_title(item, document):
        return True
    is_same = item.speaker is not None and item.speaker == first.speaker
    return is_same and (_block(item.start, document) == 0 or _tells(item.statement, doc))


def _may_be_one(one: SaidOn, other: SaidOn) -> bool:
    """Whether two times have a day in common; a time told in between that has none ends the other's occasion."""
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest


def _tells(statement: Statement, doc: Doc, *, tags: frozenset[str] = PAST_TAGS) -> bool:
    """Whether the cue tells of one past act of speech: "said", "adding"; not "says", "has said" or "did not say"."""
    if statement.type not in {"assertion", "fact"}:
        return False
    return statement.cue is None or _is_one_act(statement.cue, doc, tags)


def _is_one_act(cue: Span, doc: Doc, tags: frozenset[str]) -> bool:
    verbs = [token for token in tokens_in(doc, cue) if token.pos_ in {"VERB", "AUX"}]
    if not verbs:
        return True
    first = verbs[0]
    if any(map(is_negated, verbs)) or first.lower_ in PERFECT or _auxiliary(first) in PERFECT:
        return False
    return first.tag_ in tags


def _auxiliary(verb: Token) -> str:
    """The word before the verb, adverbs aside."""
    before = verb
    while before.i > verb.sent.start:
        before = before.nbor(-1)
        if before.pos_ != "ADV":
            return before.lower_
    return ""


def is_turn(statement: Statement) -> bool:
    """Whether it is a turn of a transcript: "ROE: Rents fell."."""
    return statement.cue is not None and statement.cue.text.strip() == TURN_MARK


def _is_title(item: Told, document: Document) -> bool:
    number = _block(item.start, document)
    return number < len(document.blocks) and document.blocks[number].kind in {"title", "heading"}


def _block(offset: int, document: Document) -> int:
    """The number of the block that holds a character."""
    return bisect_right(document.blocks, offset, key=lambda block: block.end)
