"""Finds time expressions (TIMEX3) in a text and says what they mean."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from pipeline.dates.context import Context, Reading
from pipeline.dates.days import Days, days_of
from pipeline.dates.grammar import Grammar, build_grammar
from pipeline.dates.reading import read
from pipeline.resources.dates import DateWords

MAX_THEN_CHARS = 200
MAX_BACK_CHARS = 800  # "the next month" is not counted from a date pages above
WEEK = timedelta(days=7)
NAME_LABELS = frozenset({"ORG", "WORK_OF_ART", "PERSON", "PRODUCT", "FAC", "EVENT", "GPE", "NORP", "LAW"})


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression: its place, TIMEX3 type and value, and whether it takes another date to understand it."""

    start: int
    end: int
    type: str
    value: str
    is_relative: bool = False


def find_timexes(text: str, doc: Doc, published: date | None, *, dates: DateWords) -> list[Timex]:
    """The time expressions of a text, in text order; none overlaps another.

    TIMEX3: Pustejovsky et al. 2003; values as in TempEval-3 (UzZaman et al. 2013).
    """
    grammar = build_grammar(dates)
    found: list[Timex] = []
    previous: Days | None = None
    previous_value: str | None = None
    previous_end = 0
    story: date | None = None
    for name, match in _matches(text, doc, grammar):
        if match.start() - previous_end > MAX_BACK_CHARS:
            previous = None
        if match.start() - previous_end > MAX_THEN_CHARS:
            previous_value = None
        is_future = _is_future(match, doc, grammar)
        reading = read(name, match, Context(grammar, published, previous, previous_value, story, is_future=is_future))
        if reading is None:
            continue
        found.append(_timex(match, reading))
        if days := days_of(reading.value):
            previous, previous_value, previous_end = days, reading.value, match.end()
            story = story or _story_day(days, published)
        elif "X" in reading.value and reading.type == "DATE":
            previous, previous_value = None, None  # "Monday" of an article without a date: what follows may count on it
    return found


def _story_day(days: Days, published: date | None) -> date | None:
    """The day, where it is one of the week up to the publication."""
    if published is None or days.precision != "day" or not timedelta(0) <= published - days.earliest < WEEK:
        return None
    return days.earliest


def _timex(match: re.Match[str], reading: Reading) -> Timex:
    return Timex(match.start(), match.end(), reading.type, reading.value, reading.is_relative)


def _matches(text: str, doc: Doc, grammar: Grammar) -> list[tuple[str, re.Match[str]]]:
    """The longest matches that do not overlap; of equally long ones the first pattern's."""
    candidates = [
        (match.start(), -match.end(), order, pattern.reading, match)
        for order, pattern in enumerate(grammar.patterns)
        for match in pattern.regex.finditer(text)
        if _means_time(pattern.reading, match, doc)
    ]
    kept: list[tuple[str, re.Match[str]]] = []
    end = 0
    for start, negative_end, _order, name, match in sorted(candidates, key=lambda item: item[:3]):
        if start >= end:
            kept.append((name, match))
            end = -negative_end
    return kept


def _means_time(name: str, match: re.Match[str], doc: Doc) -> bool:
    """Whether words that may mean something else ("May", "March", "second") mean a time here."""
    if name == "day_word" and match["day_word"].isupper():
        return False
    if name in {"day_word", "weekday", "year", "month"} and _is_in_name(match, doc):
        return False
    if name != "month" or match["month"].lower() not in {"may", "march"} or match["step"]:
        return True
    token = _token_at(doc, match.start("month"))
    if token is None or token.tag_ not in {"NNP", "NNPS", "CD"}:
        return False
    before = doc[token.i - 1] if token.i else None
    return before is not None and (before.tag_ in {"IN", "TO"} or match.start() < match.start("month"))


def _is_in_name(match: re.Match[str], doc: Doc) -> bool:
    """Whether the words are part of a longer name: "Fox News Sunday", "USA Today", "Agenda 2031"."""
    words = doc.char_span(match.start(), match.end(), alignment_mode="expand")
    if words is None or words[0].ent_type_ not in NAME_LABELS:
        return False
    return words.start > 0 and doc[words.start].ent_iob_ == "I" and words[0].text[0].isupper()


def _is_future(match: re.Match[str], doc: Doc, grammar: Grammar) -> bool:
    """Whether the clause of the expression speaks of what is to come: "will meet", "is expected to meet"."""
    token = _token_at(doc, match.start())
    verb = next((word for word in token.ancestors if word.pos_ in {"VERB", "AUX"}), None) if token is not None else None
    if verb is None:
        return False
    markers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    return not markers.isdisjoint(grammar.future) or ("to" in markers and verb.head.lemma_ in grammar.future)


def _token_at(doc: Doc, offset: int) -> Token | None:
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    return span[0] if span is not None else None
