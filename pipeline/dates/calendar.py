"""Reads dates of the calendar: days, months, quarters, seasons, years."""

from pipeline.dates.context import Context, Match, Reading, step_of, year_of
from pipeline.dates.days import days_of, month_value


def read_month_day(match: Match, context: Context) -> Reading | None:
    """A day of a month; without its year it is the one nearest to the publication."""
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


def read_iso(match: Match, context: Context) -> Reading | None:
    """A day in ISO form."""
    del context
    return _calendar(match["iso"])


def read_numeric(match: Match, context: Context) -> Reading | None:
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


def read_month_year(match: Match, context: Context) -> Reading | None:
    """A month of a year."""
    return Reading("DATE", f"{match['year']}-{context.grammar.months[match['month'].lower()]:02}")


def read_month_relative_year(match: Match, context: Context) -> Reading | None:
    """A month of last, this or next year."""
    month = context.grammar.months[match["month"].lower()]
    if not context.published:
        return Reading("DATE", f"XXXX-{month:02}", is_relative=True)
    year = context.published.year + context.grammar.steps[match["step"].lower()]
    return Reading("DATE", month_value(year, month), is_relative=True)


def read_month(match: Match, context: Context) -> Reading | None:
    """A month without its year is the latest not after the publication, or the next one in a future clause."""
    month = context.grammar.months[match["month"].lower()]
    published = context.published
    if not published:
        return Reading("DATE", f"XXXX-{month:02}", is_relative=True)
    step = step_of(match, context)
    if step is None and context.is_future:
        year = published.year + (month < published.month)
    elif step is None or step < 0:
        is_over = month < published.month or (month == published.month and step is None)
        year = published.year if is_over else published.year - 1
    else:
        year = published.year + (step if month <= published.month else 0)
    return Reading("DATE", month_value(year, month), is_relative=True)


def read_quarter(match: Match, context: Context) -> Reading | None:
    """A quarter without its year is the latest that has begun by the publication."""
    quarter = context.grammar.ordinals[match["ordinal"].lower()]
    year = year_of(match, context)
    if not match["year"] and not match["step"] and context.published and quarter * 3 - 2 > context.published.month:
        year = f"{context.published.year - 1:04}"
    return Reading("DATE", f"{year}-Q{quarter}", is_relative=not match["year"])


def read_season(match: Match, context: Context) -> Reading | None:
    """A season of a year."""
    season = context.grammar.seasons[match["season"].lower()]
    return Reading("DATE", f"{year_of(match, context)}-{season}", is_relative=not match["year"])


def read_year(match: Match, context: Context) -> Reading | None:
    """A year."""
    del context
    return Reading("DATE", match["year"])


def read_decade(match: Match, context: Context) -> Reading | None:
    """A decade; "the '90s" are of the last century, "the '10s" of this one where the publication allows it."""
    century = match["century"]
    if not century:
        limit = context.published.year if context.published else 2000
        century = "20" if 2000 + 10 * int(match["decade"]) <= limit else "19"
    return Reading("DATE", century + match["decade"])


def read_century(match: Match, context: Context) -> Reading | None:
    """A century."""
    del context
    return Reading("DATE", f"{int(match['century']) - 1:02}")


def _calendar(value: str) -> Reading | None:
    """The day of that value, if there is one."""
    return Reading("DATE", value) if days_of(value) else None
