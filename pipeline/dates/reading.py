"""What a time expression means: its TIMEX3 type and value, from its words and the day of publication."""

from collections.abc import Callable

from pipeline.dates import calendar
from pipeline.dates.context import Context, Match, Reading, number_of, part_of, previous_of, step_of
from pipeline.dates.days import ONE_DAY, UNKNOWN, days_of, season_value, shifted

CLOCK_CODES = frozenset({"H", "MIN", "S"})
YEARS_IN = {"DE": 10, "CE": 100}
THURSDAY = 4
ANAPHORIC = frozenset({"that", "same", "following", "previous"})

Reader = Callable[[Match, Context], Reading | None]


def read(reading: str, match: Match, context: Context) -> Reading | None:
    """The meaning of a match of a pattern with that reading; None where it means no time that a calendar has."""
    try:
        return READERS[reading](match, context)
    except (OverflowError, ValueError):
        return None


def _weekday(match: Match, context: Context) -> Reading | None:
    """A bare weekday is the day of publication if it is one, else the last before it; the next in a future clause."""
    weekday = context.grammar.weekdays[match["weekday"].lower()]
    part = part_of(match, context)
    if not context.published:
        return Reading("TIME" if part else "DATE", f"XXXX-WXX-{weekday}{part}", is_relative=True)
    step = step_of(match, context)
    back = (context.published.isoweekday() - weekday) % 7
    if step == 1 or (step is None and back and context.is_future):
        back = back - 7
    elif step == -1 and back == 0 and match["step"].lower() == "last":
        back = 7
    day = context.published - back * ONE_DAY
    return Reading("TIME" if part else "DATE", day.isoformat() + part, is_relative=True)


def _day_word(match: Match, context: Context) -> Reading | None:
    word = match["day_word"].lower()
    part = part_of(match, context) or ("TNI" if word == "tonight" else "")
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
    base = previous_of(code, context) if is_anaphoric else context.published
    if code == "WE" and word == "this" and base and base.isoweekday() <= THURSDAY and not context.is_future:
        step = -1
    if unit in context.grammar.parts:
        return Reading("TIME", shifted("D", step, base) + context.grammar.parts[unit], is_relative=True)
    if unit in context.grammar.seasons:
        return Reading("DATE", season_value(context.grammar.seasons[unit], step, base), is_relative=True)
    return Reading("DATE", shifted(code, step, base), is_relative=True)


def _ago(match: Match, context: Context) -> Reading | None:
    """A number of units before or after the publication ("ago") or the date named before ("earlier")."""
    number = number_of(match, context)
    code = context.grammar.units[match["unit"].lower()]
    direction = " ".join(match["direction"].split())
    is_past = direction in {"ago", "earlier"}
    if number is None or match["more"]:
        return Reading("DATE", "PAST_REF" if is_past else "FUTURE_REF", is_relative=True)
    if code in {"WE", "CE"}:
        return None
    base = context.published if direction in {"ago", "from now"} else previous_of(code, context)
    value = shifted(code, -number if is_past else number, base)
    if base and days_of(value) is None:
        return None
    return Reading("DATE", value, is_relative=True)


def _phase_of_unit(match: Match, context: Context) -> Reading | None:
    """A unit that is known: "earlier in the day", of the story; "the end of the year", of the date before."""
    code = context.grammar.units[match["unit"].lower()]
    base = context.story or context.published if code == "D" else previous_of(code, context)
    return Reading("DATE", shifted(code, 0, base), is_relative=True)


def _duration(match: Match, context: Context) -> Reading | None:
    number = number_of(match, context)
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


def _then(match: Match, context: Context) -> Reading | None:
    """The time named before."""
    del match
    return Reading("DATE", context.previous_value or "PAST_REF", is_relative=True)


READERS: dict[str, Reader] = {
    "month_day": calendar.read_month_day,
    "iso": calendar.read_iso,
    "numeric": calendar.read_numeric,
    "month_year": calendar.read_month_year,
    "month_relative_year": calendar.read_month_relative_year,
    "month": calendar.read_month,
    "quarter": calendar.read_quarter,
    "season": calendar.read_season,
    "year": calendar.read_year,
    "decade": calendar.read_decade,
    "century": calendar.read_century,
    "weekday": _weekday,
    "day_word": _day_word,
    "step": _step_reading,
    "ago": _ago,
    "phase_of_unit": _phase_of_unit,
    "span": _duration,
    "span_of_one": _span_of_one,
    "clock": _clock,
    "duration": _duration,
    "plural_duration": _plural_duration,
    "repeated": _repeated,
    "set": _set,
    "then": _then,
    "vague": _vague,
}


def _period(number: str, match: Match, context: Context) -> str:
    """A TIMEX3 duration: decades and centuries in years; hours, minutes and seconds follow a T."""
    code = context.grammar.units[match["unit"].lower()]
    years = YEARS_IN.get(code)
    if years:
        return f"P{int(number) * years if number.isdecimal() else number}Y"
    return f"PT{number}{code[0]}" if code in CLOCK_CODES else f"P{number}{code}"
