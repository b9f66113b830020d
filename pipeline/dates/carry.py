"""Carries the time of a statement to what else is said on the same occasion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from pipeline.dates.timexes import Timex
from pipeline.records import Document, SaidOn, Span, Statement
from pipeline.syntax import tokens_in

MAX_GAP_BLOCKS = 3
PAST_TAGS = frozenset({"VBD", "VBG", "VBN"})


@dataclass(frozen=True, slots=True)
class Told:
    """A statement and the expression that tells its time, if one does."""

    statement: Statement
    timex: Timex | None


@dataclass(frozen=True, slots=True)
class _Occasion:
    """Who said something when, and in which block of the article last."""

    said_on: SaidOn
    speaker: str
    block: int


def carry(told: Sequence[Told], own: Mapping[str, SaidOn], document: Document, doc: Doc) -> dict[str, SaidOn]:
    """The times of the statements by key: their own, or that of the same speaker's statement just before.

    A time goes over while the same source goes on speaking, in the past tense, with no more than
    two blocks between.
    """
    found: dict[str, SaidOn] = {}
    occasion: _Occasion | None = None
    speaker = ""
    for item in sorted(told, key=lambda item: _start(item.statement)):
        statement = item.statement
        if statement.nested_in:
            if statement.key in own:
                found[statement.key] = own[statement.key]
            continue
        speaker = _speaker(statement.source, speaker, doc)
        block = _block(_start(statement), document)
        if statement.key in own:
            found[statement.key] = own[statement.key]
            occasion = _Occasion(own[statement.key], speaker, block) if own[statement.key].earliest else None
        elif occasion and _goes_on(statement, speaker, block, occasion, doc):
            found[statement.key] = replace(occasion.said_on, statement_key=statement.key, basis="carried")
            occasion = replace(occasion, block=block)
    return found


def _goes_on(statement: Statement, speaker: str, block: int, occasion: _Occasion, doc: Doc) -> bool:
    if block - occasion.block > MAX_GAP_BLOCKS or speaker != occasion.speaker:
        return False
    if statement.type not in {"assertion", "fact"}:
        return False
    return statement.cue is None or _is_past(statement.cue, doc)


def _is_past(cue: Span, doc: Doc) -> bool:
    """Whether the cue tells of one past act: "said", "adding", not "has said" or "says"."""
    tokens = tokens_in(doc, cue)
    verbs = [token for token in tokens if token.pos_ in {"VERB", "AUX"}]
    if not verbs:
        return True
    if any(child.lower_ in {"has", "have", "'s", "’s", "’ve", "'ve"} for verb in verbs for child in verb.children):
        return False
    return verbs[0].tag_ in PAST_TAGS


def _speaker(source: Span | None, before: str, doc: Doc) -> str:
    """Whom the source names, by the last word of the name; a pronoun or nothing names the one before."""
    if source is None:
        return before
    tokens = tokens_in(doc, source)
    if all(token.pos_ in {"PRON", "DET"} for token in tokens):
        return before
    names = [token for token in tokens if token.pos_ == "PROPN" and token.ent_type_ in {"PERSON", ""}]
    head = names[-1] if names else next((token for token in tokens if token.head not in tokens), tokens[-1])
    return head.lower_


def _start(statement: Statement) -> int:
    spans = [*statement.content, *(span for span in (statement.source, statement.cue) if span)]
    return min(span.start for span in spans)


def _block(offset: int, document: Document) -> int:
    return next((number for number, block in enumerate(document.blocks) if offset < block.end), len(document.blocks))
