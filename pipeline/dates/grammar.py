"""The patterns of time expressions, built from the words of `data/dates.csv`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.resources.dates import DateWords

YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d%]|[.,/]\d|-\d\d?\b)"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
NOT_BEFORE = r"(?<![\w$£€#.,:/–-])"
EDGE = r"(?!\w)"
BLANK = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"  # a line may break inside an expression, a paragraph may not
ZONES = r"(?P<zone>UTC|GMT|Z|EST|EDT|PST|PDT|CET|local\s+time)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to word a time; `reading` names the function that reads it."""

    reading: str
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All patterns, and the values of the words in them by kind; words are in lower case."""

    patterns: tuple[Pattern, ...]
    months: dict[str, int]
    weekdays: dict[str, int]
    day_words: dict[str, int]
    steps: dict[str, int]
    ordinals: dict[str, int]
    numbers: dict[str, str]
    units: dict[str, str]
    seasons: dict[str, str]
    parts: dict[str, str]
    vague: dict[str, str]
    sets: dict[str, str]
    future: frozenset[str]


@lru_cache(maxsize=4)
def build_grammar(words: DateWords) -> Grammar:
    """The grammar of these words."""
    return Grammar(
        patterns=tuple(
            Pattern(reading, re.compile(NOT_BEFORE + text.replace(r"\s+", BLANK) + EDGE))
            for reading, text in _pattern_texts(words)
        ),
        months=_numbers(words.of("month", "month_short")),
        weekdays=_numbers(words.of("weekday", "weekday_short")),
        day_words=_numbers(words.of("day_word")),
        steps=_numbers(words.of("step")),
        ordinals=_numbers(words.of("ordinal")),
        numbers=words.of("number"),
        units=words.of("unit", "clock_unit"),
        seasons=words.of("season"),
        parts=words.of("part"),
        vague=words.of("vague"),
        sets=words.of("set"),
        future=frozenset(words.of("future")),
    )


def _pattern_texts(words: DateWords) -> list[tuple[str, str]]:
    """Readings and their patterns; of equally long matches the earlier one counts."""
    month = rf"(?P<month>{_names(words.of('month'))})"
    short_month = rf"(?P<month>{_names(words.of('month', 'month_short'))})\.?"
    weekday = rf"(?P<weekday>{_names(words.of('weekday'))})"
    any_weekday = rf"(?:(?:{_names(words.of('weekday', 'weekday_short'))})\.?,?\s+)?"
    part = rf"(?:\s+(?P<part>{_any(words.of('part'))}))"
    step = rf"(?P<step>(?i:{_any(words.of('step'))}))"
    the = r"(?P<the>(?i:the)\s+)?"
    number = rf"(?P<number>\d{{1,4}}|(?i:{_any(words.of('number'))}))"
    unit = rf"(?P<unit>{_any(words.of('unit'))})"
    unit_or_part = rf"(?P<unit>{_any(words.of('unit', 'part', 'season'))})"
    any_unit = rf"(?P<unit>{_any(words.of('unit', 'clock_unit'))})s?"
    season = rf"(?P<season>{_any(words.of('season'))})"
    phase = rf"(?i:(?:{_any(words.of('phase'))})[\s-]+(?:in\s+)?)?"
    roughly = rf"(?:(?:(?i:{_any(words.of('roughly'))})|(?P<more>(?i:{_any(words.of('more'))})))\s+)?"
    side = r"(?P<step>(?i:last|past|this\s+past|this|next|coming|this\s+coming))"
    ahead = r"(?:(?<=\bover\s)|(?<=\bfor\s)|(?<=\bin\s)|(?<=\bwithin\s))"
    rel_year = r"(?P<step>(?i:last|this|next))\s+year"
    return [
        ("month_day", rf"{any_weekday}{short_month}\s+{DAY}(?:,?\s+{YEAR})?"),
        ("month_day", rf"{any_weekday}(?:the\s+)?{DAY}\s+(?:of\s+)?{short_month}(?:,?\s+{YEAR})?"),
        ("iso", r"(?P<iso>\d{4}-\d\d-\d\d)"),
        ("numeric", r"(?P<first>\d\d?)[/.](?P<second>\d\d?)[/.](?P<year>(?:19|20)?\d\d)"),
        ("month_year", rf"{phase}{short_month},?\s+(?:of\s+)?{YEAR}"),
        ("month_relative_year", rf"{phase}{month}\s+(?:of\s+)?{rel_year}"),
        ("month", rf"{phase}(?:{step}\s+)?{month}"),
        ("quarter", rf"{the}(?P<ordinal>{_any(words.of('ordinal'))})\s+quarter(?:\s+of\s+(?:{YEAR}|{rel_year}))?"),
        ("season", rf"{phase}{the}{season}(?:\s+of)?\s+(?:{YEAR}|{rel_year})"),
        ("year", rf"{phase}{YEAR}"),
        ("decade", r"(?:the\s+)?(?i:early|mid|late)?[\s-]?(?:(?P<century>1[5-9]|20)|['’])(?P<decade>\d)0s"),
        ("century", r"(?:the\s+)?(?P<century>\d\d)th\s+[Cc]entury"),
        ("weekday", rf"{phase}(?:{side}\s+)?{weekday}{part}?"),
        ("day_word", rf"(?:(?i:earlier|later|late|early)\s+)?(?P<day_word>(?i:{_any(words.of('day_word'))})){part}?"),
        ("span_of_one", rf"{ahead}the\s+(?:next|coming)\s+{any_unit}"),
        ("step", rf"{phase}{the}{step}\s+{unit_or_part}"),
        ("ago", rf"{roughly}{number}\s+(?:more\s+)?{unit}s?\s+(?P<direction>ago|earlier|later|from\s+now)"),
        ("phase_of_unit", rf"(?i:{_any(words.of('phase'))})\s+(?:in\s+)?the\s+{unit}"),
        ("phase_of_unit", r"(?:(?<=\bon\s)|(?<=\bfor\s)|(?<=\bin\s)|(?<=\bduring\s)|(?<=\bof\s))the\s+(?P<unit>day)"),
        ("span", rf"(?:the\s+)?(?i:last|past|previous|next|coming|first)\s+{number}\s+{any_unit}"),
        ("span_of_one", rf"(?i:the)\s+(?i:last|past)\s+{any_unit}"),
        ("clock", rf"(?P<hour>[0-2]?\d)(?::(?P<minute>[0-5]\d))?\s*(?:(?P<half>[ap])\.?m\b\.?)?(?:\s+{ZONES})?"),
        ("duration", rf"{roughly}{number}[\s-]+(?:and\s+a\s+half\s+)?{any_unit}"),
        ("plural_duration", rf"(?P<unit>{_any(words.of('unit', 'clock_unit'))})s"),
        ("repeated", rf"(?i:every|each)\s+(?:{weekday}|{unit})"),
        ("set", rf"(?P<set>(?i:{_any(words.of('set'))}))"),
        ("then", rf"(?i:{_any(words.of('then'))})"),
        ("vague", rf"(?P<vague>(?i:{_any(words.of('vague'))}))"),
    ]  # fmt: skip


def _numbers(words: dict[str, str]) -> dict[str, int]:
    return {word: int(value) for word, value in words.items()}


def _any(words: Iterable[str]) -> str:
    """One of the words, the longest first."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=lambda word: (-len(word), word))
    )


def _names(words: Iterable[str]) -> str:
    """One of the words as a name: "Monday" or "MONDAY", never "monday"."""
    return _any([form for word in words for form in (word.capitalize(), word.upper())])
