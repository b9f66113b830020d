"""Calendar dates as they are written in publication lines, datelines and metadata."""

import re
from datetime import date

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)}
MONTH_NUMBERS |= {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"sept": 9}
MONTH = "(" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(\d{4})(?!\d)"
YEAR_FIRST = re.compile(rf"(?<!\d){YEAR}([-/.])(\d{{1,2}})\2(\d{{1,2}})(?!\d)")
MONTH_FIRST = re.compile(rf"\b{MONTH}\s+{DAY},?\s+{YEAR}", re.IGNORECASE)
DAY_FIRST = re.compile(rf"\b{DAY}(?:\s+of)?[\s-]+{MONTH},?[\s-]+{YEAR}", re.IGNORECASE)
NUMERIC = re.compile(rf"(?<!\d)(\d{{1,2}})([-/.])(\d{{1,2}})\2{YEAR}")
MONTH_DAY = re.compile(rf"\b{MONTH}\s+{DAY}(?!\d)", re.IGNORECASE)
DAY_MONTH = re.compile(rf"\b{DAY}(?:\s+of)?\s+{MONTH}", re.IGNORECASE)


def find_date(text: str, *, day_first: bool | None = None) -> date | None:
    """The first full date in a short text; None where there is none or day and month cannot be told apart.

    `day_first` decides numeric dates such as 03/04/2025; with dots the day is always first.

    >>> find_date("Sunday, August 17th, 2025")
    datetime.date(2025, 8, 17)
    """
    if found := YEAR_FIRST.search(text):
        return _date(found[1], int(found[3]), found[4])
    if found := MONTH_FIRST.search(text):
        return _date(found[3], MONTH_NUMBERS[found[1].lower()], found[2])
    if found := DAY_FIRST.search(text):
        return _date(found[3], MONTH_NUMBERS[found[2].lower()], found[1])
    if found := NUMERIC.search(text):
        return _numeric(int(found[1]), found[2], int(found[3]), found[4], day_first=day_first)
    return None


def find_day(text: str, *, year: int) -> date | None:
    """The first month and day in a short text, in the given year.

    >>> find_day("March 4", year=2025)
    datetime.date(2025, 3, 4)
    """
    if found := MONTH_DAY.search(text):
        return _date(str(year), MONTH_NUMBERS[found[1].lower()], found[2])
    if found := DAY_MONTH.search(text):
        return _date(str(year), MONTH_NUMBERS[found[2].lower()], found[1])
    return None


def numeric_order(text: str) -> bool | None:
    """Whether a numeric date has its day first; None where it is no such date or could be either."""
    found = NUMERIC.search(text)
    if found is None or found[2] == "." or (int(found[1]) > 12) == (int(found[3]) > 12):
        return None
    return int(found[1]) > 12


def _numeric(first: int, separator: str, second: int, year: str, *, day_first: bool | None) -> date | None:
    if separator == "." or first > 12 or first == second:
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is None:
        return None
    return _date(year, second, str(first)) if day_first else _date(year, first, str(second))


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
