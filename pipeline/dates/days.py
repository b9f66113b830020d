"""TIMEX3 values and the days they name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records import DatePrecision

VALUE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:T\w+(?::\w+)*)?"
    r"|(?P<weekend>\d{4}-W\d\d)-WE|(?P<week>\d{4}-W\d\d)"
    r"|(?P<month>\d{4}-\d\d)"
    r"|(?P<quarter>\d{4}-Q[1-4])|(?P<season>\d{4}-(?:SP|SU|FA|WI))"
    r"|(?P<year>\d{4})|(?P<decade>\d{3})|(?P<century>\d\d)"
)
PRECISIONS: dict[str, DatePrecision] = {"month": "month", "year": "year"}
WHOLE_YEARS = {"year": 1, "decade": 10, "century": 100}
SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
ONE_DAY = timedelta(days=1)
UNKNOWN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}


@dataclass(frozen=True, slots=True)
class Days:
    """A closed range of days and how exactly it is known."""

    earliest: date
    latest: date
    precision: DatePrecision


def days_of(value: str) -> Days | None:
    """The days of a TIMEX3 value of type DATE or TIME; None where it names none, or the calendar has no such day.

    >>> days_of("2031-02")
    Days(earliest=datetime.date(2031, 2, 1), latest=datetime.date(2031, 2, 28), precision='month')
    """
    found = VALUE.fullmatch(value)
    if found is None or found.lastgroup is None:
        return None
    try:
        return _days(found.lastgroup, found[found.lastgroup])
    except ValueError:
        return None


def week_value(day: date) -> str:
    """The week of a day, as "2031-W07"."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def month_value(year: int, month: int) -> str:
    """A month, as "2031-02"; months beyond 1 to 12 go on into the years around."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04}-{month:02}"


def shifted(code: str, step: int, base: date | None) -> str:
    """The value of the unit that lies `step` units after the one that holds `base`.

    >>> shifted("M", -1, date(2031, 1, 15))
    '2030-12'
    """
    return UNKNOWN.get(code, "XXXX") if base is None else STEPPERS[code](base, step)


def _quarter(base: date, step: int) -> str:
    quarter = base.year * 4 + (base.month - 1) // 3 + step
    return f"{quarter // 4:04}-Q{quarter % 4 + 1}"


STEPPERS: dict[str, Callable[[date, int], str]] = {
    "D": lambda base, step: (base + step * ONE_DAY).isoformat(),
    "W": lambda base, step: week_value(base + 7 * step * ONE_DAY),
    "WE": lambda base, step: week_value(base + 7 * step * ONE_DAY) + "-WE",
    "M": lambda base, step: month_value(base.year, base.month + step),
    "Q": _quarter,
    "Y": lambda base, step: f"{base.year + step:04}",
    "DE": lambda base, step: f"{base.year // 10 + step:03}",
    "CE": lambda base, step: f"{base.year // 100 + step:02}",
}


def season_value(code: str, step: int, base: date | None) -> str:
    """The last one (−1), this one (0) or the next one (1) of a season, seen from a day."""
    if base is None:
        return f"XXXX-{code}"
    start = SEASON_STARTS[code]
    year = base.year
    if step < 0 and base.month < start + 3:
        year -= 1
    elif step > 0 and base.month >= start:
        year += 1
    return f"{year:04}-{code}"


def _days(kind: str, value: str) -> Days:
    if kind == "day":
        day = date.fromisoformat(value)
        return Days(day, day, "day")
    if kind in {"week", "weekend"}:
        monday = date.fromisocalendar(int(value[:4]), int(value[6:8]), 1)
        is_week = kind == "week"
        return Days(monday if is_week else monday + 5 * ONE_DAY, monday + 6 * ONE_DAY, "week" if is_week else "range")
    year, month, count = _months(kind, value)
    after = month - 1 + count
    end = date(year + after // 12, after % 12 + 1, 1) - ONE_DAY
    return Days(date(year, month, 1), end, PRECISIONS.get(kind, "range"))


def _months(kind: str, value: str) -> tuple[int, int, int]:
    """Year, month and number of months of a value that is made of whole months."""
    if kind in WHOLE_YEARS:
        years = WHOLE_YEARS[kind]
        return int(value) * years, 1, 12 * years
    if kind == "month":
        return int(value[:4]), int(value[5:]), 1
    start = SEASON_STARTS[value[5:]] if kind == "season" else 3 * int(value[6]) - 2
    return int(value[:4]), start, 3
