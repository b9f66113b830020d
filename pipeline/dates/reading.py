"""What a time expression means: its TIMEX3 type and value, from its words and the day of publication."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.dates.days import ONE_DAY, UNKNOWN, Days, days_of, month_value, season_value, shifted
from pipeline.dates.grammar import Grammar

Match = re.Match[str]
CLOCK_CODES = frozenset({"H", "MIN", "S"})
YEARS_IN = {"DE": 10, "CE": 100}
THURSDAY = 4
ANY_PRECISION = frozenset({"day", "week", "month", "year", "range"})
COUNTABLE = {
    "D": frozenset({"day"}),
    "W": frozenset({"day", "week"}),
    "WE": frozenset({"day", "week"}),
    "M": frozenset({"day", "week", "month"}),
    "Q": frozenset({"day", "week", "month"}),
}
ANAPHORIC = frozenset({"that", "same", "following", "previous"})


@dataclass(frozen=True, slots=True)
class Reading:
    """TIMEX3 type and value; `is_relative` when it takes the day of publication or another date to know them."""

    type: str
    value: str
    is_relative: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression may be relative to: the day of publication and the days named last before it.

    `is_future` says that its clause speaks of what is to come ("will meet on Monday").
    """

    grammar: Grammar
    published: date | None
    previous: Days | None
    is_future: bool = False


Reader = Callable[[Match, Context], Reading | None]


def read(reading: str, match: Match, context: Context) -> Reading | None:
    """The meaning of a match of a pattern with that reading; None where it means no time."""
    return READERS[reading](match, context)


def _month_day(match: Match, context: Context) -> Reading | None:
    month, day = context.grammar.months[match["month"].lower()], int(match["day"])
    if match["year"]:
        return _calendar(f"{match['year']}-{month:02}-{day:02}")
    if not context.published:
        return Reading("DATE", f"XXXX-{month:02}-{day:02}", is_relative=True)
    year = context.published.year
    candidates = [days_of(f"{candidate:04}-{month:02}-{day:02}") for candidate in (year, year - 1, year + 1)]
    found = [days.earliest for days in candidates if days]
    if not found:
        return None
    published = context.published
    nearest = min(found, key=lambda day: abs(day - published))
    return Reading("DATE", nearest.isoformat(), is_relative=True)


def _iso(match: Match, context: Context) -> Reading | None:
    del context
    return _calendar(match["iso"])


def _numeric(match: Match, context: Context) -> Reading | None:
    """Day and month in the only order there is, or else in the order nearer to the publication."""
    first, second = int(match["first"]), int(match["second"])
    year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
    readings = {f"{year:04}-{month:02}-{day:02}" for month, day in ((first, second), (second, first))}
    days = sorted(found.earliest for value in readings if (found := days_of(value)))
    if len(days) == 1:
        return Reading("DATE", days[0].isoformat())
    if not days or context.published is None:
        return None
    published = context.published
    nearest = min(days, key=lambda day: abs(day - published))
    return Reading("DATE", nearest.isoformat(), is_relative=True)


def _month_year(match: Match, context: Context) -> Reading | None:
    return Reading("DATE", f"{match['year']}-{context.grammar.months[match['month'].lower()]:02}")


def _month_relative_year(match: Match, context: Context) -> Reading | None:
    month = context.grammar.months[match["month"].lower()]
    if not context.published:
        return Reading("DATE", f"XXXX-{month:02}", is_relative=True)
    year = context.published.year + context.grammar.steps[match["step"].lower()]
    return Reading("DATE", month_value(year, month), is_relative=True)


def _month(match: Match, context: Context) -> Reading | None:
    """A month without its year is the latest not after the publication, or the next one in a future clause."""
    month = context.grammar.months[match["month"].lower()]
    published = context.published
    if not published:
        return Reading("DATE", f"XXXX-{month:02}", is_relative=True)
    step = _step(match, context)
    if step is None and context.is_future:
        year = published.year + (month < published.month)
    elif step is None or step < 0:
        is_over = month < published.month or (month == published.month and step is None)
        year = published.year if is_over else published.year - 1
    else:
        year = published.year + (step if month <= published.month else 0)
    return Reading("DATE", month_value(year, month), is_relative=True)


def _quarter(match: Match, context: Context) -> Reading | None:
    """A quarter without its year is the latest that has begun by the publication."""
    quarter = context.grammar.ordinals[match["ordinal"].lower()]
    year = _year_of(match, context)
    if not match["year"] and not match["step"] and context.published and quarter * 3 - 2 > context.published.month:
        year = f"{context.published.year - 1:04}"
    return Reading("DATE", f"{year}-Q{quarter}", is_relative=not match["year"])


def _season(match: Match, context: Context) -> Reading | None:
    season = context.grammar.seasons[match["season"].lower()]
    return Reading("DATE", f"{_year_of(match, context)}-{season}", is_relative=not match["year"])


def _year(match: Match, context: Context) -> Reading | None:
    del context
    return Reading("DATE", match["year"])


def _decade(match: Match, context: Context) -> Reading | None:
    """A decade; "the '90s" are of the last century, "the '10s" of this one where the publication allows it."""
    century = match["century"]
    if not century:
        limit = context.published.year if context.published else 2000
        century = "20" if 2000 + 10 * int(match["decade"]) <= limit else "19"
    return Reading("DATE", century + match["decade"])


def _century(match: Match, context: Context) -> Reading | None:
    del context
    return Reading("DATE", f"{int(match['century']) - 1:02}")


def _weekday(match: Match, context: Context) -> Reading | None:
    """A bare weekday is the day of publication if it is one, else the last before it; the next in a future clause."""
    weekday = context.grammar.weekdays[match["weekday"].lower()]
    part = _part(match, context)
    if not context.published:
        return Reading("TIME" if part else "DATE", f"XXXX-WXX-{weekday}{part}", is_relative=True)
    step = _step(match, context)
    back = (context.published.isoweekday() - weekday) % 7
    if step == 1 or (step is None and back and context.is_future):
        back = back - 7
    elif step == -1 and back == 0 and match["step"].lower() == "last":
        back = 7
    day = context.published - back * ONE_DAY
    return Reading("TIME" if part else "DATE", day.isoformat() + part, is_relative=True)


def _day_word(match: Match, context: Context) -> Reading | None:
    word = match["day_word"].lower()
    part = _part(match, context) or ("TNI" if word == "tonight" else "")
    kind = "TIME" if part else "DATE"
    if not context.published:
        return Reading(kind, UNKNOWN["D"] + part, is_relative=True)
    day = context.published + context.grammar.day_words[word] * ONE_DAY
    return Reading(kind, day.isoformat() + part, is_relative=True)


def _step_reading(match: Match, context: Context) -> Reading | None:
    """A unit some steps away: "last month" from the publication, "the next month" from the date named before."""
    word, unit = match["step"].lower(), match["unit"].lower()
    step = context.grammar.steps[" ".join(word.split())]
    is_anaphoric = word in ANAPHORIC or bool(match["the"] and step)
    code = context.grammar.units.get(unit, "D")
    base = _previous(code, context) if is_anaphoric else context.published
    if code == "WE" and word == "this" and base and base.isoweekday() <= THURSDAY and not context.is_future:
        step = -1
    if unit in context.grammar.parts:
        return Reading("TIME", shifted("D", step, base) + context.grammar.parts[unit], is_relative=True)
    if unit in context.grammar.seasons:
        return Reading("DATE", season_value(context.grammar.seasons[unit], step, base), is_relative=True)
    return Reading("DATE", shifted(code, step, base), is_relative=True)


def _ago(match: Match, context: Context) -> Reading | None:
    """A number of units before or after the publication ("ago") or the date named before ("earlier")."""
    number = _number(match, context)
    code = context.grammar.units[match["unit"].lower()]
    direction = " ".join(match["direction"].split())
    is_past = direction in {"ago", "earlier"}
    if number is None or match["more"]:
        return Reading("DATE", "PAST_REF" if is_past else "FUTURE_REF", is_relative=True)
    if code in {"WE", "CE"}:
        return None
    base = context.published if direction in {"ago", "from now"} else _previous(code, context)
    value = shifted(code, -number if is_past else number, base)
    if base and days_of(value) is None:
        return None
    return Reading("DATE", value, is_relative=True)


def _phase_of_unit(match: Match, context: Context) -> Reading | None:
    code = context.grammar.units[match["unit"].lower()]
    return Reading("DATE", shifted(code, 0, _previous(code, context)), is_relative=True)


def _duration(match: Match, context: Context) -> Reading | None:
    number = _number(match, context)
    return Reading("DURATION", _period("X" if number is None else str(number), match, context))


def _span_of_one(match: Match, context: Context) -> Reading | None:
    return Reading("DURATION", _period("1", match, context))


def _plural_duration(match: Match, context: Context) -> Reading | None:
    return Reading("DURATION", _period("X", match, context))


def _clock(match: Match, context: Context) -> Reading | None:
    """A time of the day of publication; a bare number is none."""
    if not (match["minute"] or match["half"]) or int(match["hour"]) > 24:
        return None
    hour = int(match["hour"]) % 12 + 12 * (match["half"] == "p") if match["half"] else int(match["hour"])
    zone = "Z" if match["zone"] in {"UTC", "GMT", "Z"} else ""
    day = context.published.isoformat() if context.published else UNKNOWN["D"]
    return Reading("TIME", f"{day}T{hour:02}:{match['minute'] or '00'}{zone}", is_relative=True)


def _repeated(match: Match, context: Context) -> Reading | None:
    if match["weekday"]:
        return Reading("SET", f"XXXX-WXX-{context.grammar.weekdays[match['weekday'].lower()]}")
    return Reading("SET", _period("1", match, context))


def _set(match: Match, context: Context) -> Reading | None:
    return Reading("SET", context.grammar.sets[match["set"].lower()])


def _vague(match: Match, context: Context) -> Reading | None:
    return Reading("DATE", context.grammar.vague[" ".join(match["vague"].lower().split())], is_relative=True)


READERS: dict[str, Reader] = {
    "month_day": _month_day, "iso": _iso, "numeric": _numeric, "month_year": _month_year,
    "month_relative_year": _month_relative_year, "month": _month, "quarter": _quarter, "season": _season,
    "year": _year, "decade": _decade, "century": _century, "weekday": _weekday, "day_word": _day_word,
    "step": _step_reading, "ago": _ago, "phase_of_unit": _phase_of_unit, "span": _duration,
    "span_of_one": _span_of_one, "clock": _clock, "duration": _duration, "plural_duration": _plural_duration,
    "repeated": _repeated, "set": _set, "vague": _vague,
}  # fmt: skip


def _calendar(value: str) -> Reading | None:
    """The day of that value, if there is one."""
    return Reading("DATE", value) if days_of(value) else None


def _step(match: Match, context: Context) -> int | None:
    return context.grammar.steps[" ".join(match["step"].lower().split())] if match["step"] else None


def _previous(code: str, context: Context) -> date | None:
    """The day from which units are counted on: that named before, or the publication; none where it is too vague.

    After "in July", "the next month" is August, but "the next day" is unknown.
    """
    if context.previous is None:
        return context.published
    return context.previous.earliest if context.previous.precision in COUNTABLE.get(code, ANY_PRECISION) else None


def _part(match: Match, context: Context) -> str:
    return context.grammar.parts[match["part"].lower()] if match["part"] else ""


def _year_of(match: Match, context: Context) -> str:
    """The year that the words give, else that of the publication."""
    if match["year"]:
        return match["year"]
    if not context.published:
        return UNKNOWN["Y"]
    step = match.groupdict().get("step")
    return f"{context.published.year + (context.grammar.steps[step.lower()] if step else 0):04}"


def _number(match: Match, context: Context) -> int | None:
    """The number; None where the words leave it open ("several")."""
    word = " ".join(match["number"].lower().split())
    value = context.grammar.numbers.get(word, word)
    return int(value) if value.isdecimal() else None


def _period(number: str, match: Match, context: Context) -> str:
    """A TIMEX3 duration: decades and centuries in years; hours, minutes and seconds follow a T."""
    code = context.grammar.units[match["unit"].lower()]
    years = YEARS_IN.get(code)
    if years:
        return f"P{int(number) * years if number.isdecimal() else number}Y"
    return f"PT{number}{code[0]}" if code in CLOCK_CODES else f"P{number}{code}"
