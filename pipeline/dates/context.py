"""What the readers of time expressions share: the match, what it may be relative to, and what it means."""

import re
from dataclasses import dataclass
from datetime import date

from pipeline.dates.days import UNKNOWN, Days
from pipeline.dates.grammar import Grammar

Match = re.Match[str]
ANY_PRECISION = frozenset({"day", "week", "month", "year", "range"})
COUNTABLE = {
    "D": frozenset({"day"}),
    "W": frozenset({"day", "week"}),
    "WE": frozenset({"day", "week"}),
    "M": frozenset({"day", "week", "month"}),
    "Q": frozenset({"day", "week", "month"}),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """TIMEX3 type and value; `is_relative` when it takes the day of publication or another date to know them."""

    type: str
    value: str
    is_relative: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression may be relative to: the day of publication and the days named last before it.

    `story` is the first day of the week up to the publication that the article names.
    `is_future` says that its clause speaks of what is to come ("will meet on Monday").
    """

    grammar: Grammar
    published: date | None
    previous: Days | None
    previous_value: str | None = None
    story: date | None = None
    is_future: bool = False


def step_of(match: Match, context: Context) -> int | None:
    """The steps that the words give; None where they give none."""
    return context.grammar.steps[" ".join(match["step"].lower().split())] if match["step"] else None


def previous_of(code: str, context: Context) -> date | None:
    """The day from which units are counted on: that named before, or the publication; none where it is too vague.

    After "in July", "the next month" is August, but "the next day" is unknown.
    """
    if context.previous is None:
        return context.published
    return context.previous.earliest if context.previous.precision in COUNTABLE.get(code, ANY_PRECISION) else None


def part_of(match: Match, context: Context) -> str:
    """The code of the part of the day; empty where none is given."""
    return context.grammar.parts[match["part"].lower()] if match["part"] else ""


def year_of(match: Match, context: Context) -> str:
    """The year that the words give, else that of the publication."""
    if match["year"]:
        return match["year"]
    if not context.published:
        return UNKNOWN["Y"]
    step = match.groupdict().get("step")
    return f"{context.published.year + (context.grammar.steps[step.lower()] if step else 0):04}"


def number_of(match: Match, context: Context) -> int | None:
    """The number; None where the words leave it open ("several")."""
    word = " ".join(match["number"].lower().split())
    value = context.grammar.numbers.get(word, word)
    return int(value) if value.isdecimal() else None
