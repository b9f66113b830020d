"""The time of an occasion that other sentences tell of: one just before a statement, or the opening of an article."""

from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.dates.attach import Setting, is_bounded, is_occasion, is_said, narrowed, root_of, sentence_of
from pipeline.dates.carry import start_of
from pipeline.dates.timexes import Timex
from pipeline.records import Document, Statement
from pipeline.syntax import tokens_in

MAX_SENTENCES_BACK = 2
MAX_STEPS_UP = 4
MAX_OPENING_BLOCKS = 4
MAX_WORDS_ON = 8
SAME = "same"
OBJECT_DEPS = frozenset({"dobj", "nsubjpass"})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass"})
VERBS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The time of the occasion that an article reports: of all that it reports, or of its transcript alone."""

    timex: Timex
    is_for_all: bool


def frame_of(document: Document, setting: Setting) -> Frame | None:
    """The time that the opening of an article gives for the whole of it.

    "Here is what they said on Monday." "The mayor spoke to Radio Marrow on Monday."
    """
    prose = [block for block in document.blocks if block.kind != "boilerplate"][:MAX_OPENING_BLOCKS]
    end = prose[-1].end if prose else 0
    for timex in setting.timexes:
        if timex.start >= end:
            break
        verb = _verb_over(timex, setting)
        if verb is None or is_bounded(timex, setting):
            continue
        is_for_all = any(child.tag_ == "WP" for child in verb.children if child.dep_ == "dobj")
        if is_for_all or _is_talk(verb, setting):
            return Frame(timex, is_for_all)
    return None


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


def is_same_occasion(statement: Statement, setting: Setting) -> bool:
    """Whether the statement names the occasion told of before: "told the same briefing"."""
    cue = tokens_in(setting.doc, statement.cue) if statement.cue else []
    if not cue:
        return False
    words = setting.doc[cue[-1].i + 1 : cue[-1].i + 1 + MAX_WORDS_ON]
    return any(word.lower_ == SAME and is_occasion(word.head, setting) for word in words)


def _sets_scene(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the expression is that of an occasion, and of no content."""
    if is_said(timex, statement, setting) or is_bounded(timex, setting):
        return False
    token = root_of(timex, setting.doc)
    return token is not None and any(_is_occasion_near(word, setting) for word in _upward(token))


def _is_occasion_near(token: Token, setting: Setting) -> bool:
    """Whether a word is an occasion, or the verb of one: "gave an interview", "spoke to the press"."""
    return is_occasion(token, setting) or _is_talk(token, setting)


def _is_talk(verb: Token, setting: Setting) -> bool:
    """Whether a verb tells of an occasion: "held a briefing", "the interview took place", "spoke"."""
    children = list(verb.children)
    if any(is_occasion(child, setting) for child in children if child.dep_ in SUBJECT_DEPS | OBJECT_DEPS):
        return verb.pos_ in VERBS
    return verb.lemma_ in setting.acts and not any(child.dep_ in OBJECT_DEPS for child in children)


def _verb_over(timex: Timex, setting: Setting) -> Token | None:
    """The verb of the expression's clause."""
    token = root_of(timex, setting.doc)
    return next((word for word in _upward(token) if word.pos_ in VERBS), None) if token is not None else None


def _upward(token: Token) -> list[Token]:
    """The words that the token hangs on, up to the first verb."""
    found = []
    for _ in range(MAX_STEPS_UP):
        if token.pos_ in VERBS or token.head.i == token.i:
            break
        token = token.head
        found.append(token)
    return found
