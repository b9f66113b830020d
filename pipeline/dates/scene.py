"""The time of an occasion that a sentence sets before the statements it introduces."""

from spacy.tokens import Token

from pipeline.dates.attach import Setting, is_bounded, is_occasion, is_said, narrowed, root_of, sentence_of
from pipeline.dates.carry import start_of
from pipeline.dates.timexes import Timex
from pipeline.records import Document, Statement

MAX_SENTENCES_BACK = 2
MAX_STEPS_UP = 4


def scene_of(statement: Statement, document: Document, setting: Setting) -> Timex | None:
    """The time of the occasion that one of the sentences just before, in the same block, tells of.

    "Roe gave an interview on Monday. “Rents fell,” she said."
    """
    start = start_of(statement)
    block_start = next((block.start for block in document.blocks if start < block.end), start)
    sentence = sentence_of(start, setting.doc)
    for _ in range(MAX_SENTENCES_BACK):
        if sentence.start <= block_start:
            return None
        sentence = sentence_of(sentence.start - 1, setting.doc)
        for timex in setting.timexes:
            if sentence.start <= timex.start < sentence.end and _sets_scene(timex, statement, setting):
                return narrowed(timex, sentence, setting)
    return None


def _sets_scene(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the expression is that of an occasion, and of no content."""
    if is_said(timex, statement, setting) or is_bounded(timex, setting):
        return False
    token = root_of(timex, setting.doc)
    return token is not None and any(_is_occasion_near(word, setting) for word in _upward(token))


def _is_occasion_near(token: Token, setting: Setting) -> bool:
    """Whether a word is an occasion, or the verb of one: "gave an interview", "held a briefing"."""
    if is_occasion(token, setting):
        return True
    return token.lemma_ in setting.acts and any(
        is_occasion(child, setting) for child in token.children if child.dep_ in {"dobj", "nsubjpass"}
    )


def _upward(token: Token) -> list[Token]:
    """The words that the token hangs on, up to the first verb."""
    found = []
    for _ in range(MAX_STEPS_UP):
        if token.pos_ in {"VERB", "AUX"} or token.head.i == token.i:
            break
        token = token.head
        found.append(token)
    return found
