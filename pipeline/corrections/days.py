"""Days as spreadsheets rewrite them: told by what the cell held before and by the habit of the whole file."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Order = Literal["dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy")
TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[AaPp]\.?[Mm]\.?)?)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})\s?[-/.]\s?(\d{{1,2}})\s?[-/.]\s?(\d{{1,2}})\.?{TIME}")
YEAR_LAST = re.compile(rf"(\d{{1,2}})(\s?[-/.]\s?)(\d{{1,2}})\s?[-/.]\s?(\d{{4}}|\d{{2}}){TIME}")
DAY_MONTH = re.compile(rf"(?:[A-Za-z]+,\s*)?(\d{{1,2}})\.?[-\s]+([A-Za-z]{{3,9}})\.?,?[-\s]+(\d{{4}}|\d{{2}}){TIME}")
MONTH_DAY = re.compile(rf"(?:[A-Za-z]+,\s*)?([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}}),?\s+(\d{{4}}|\d{{2}}){TIME}")
SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
SERIAL_START = date(1899, 12, 30)
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Readings:
    """The days that a cell may mean, by the order of day and month; both are equal where the order does not matter."""

    dmy: date | None
    mdy: date | None

    def by(self, order: Order | None) -> date | None:
        """The day in that order, in the only order that gives one, or None where it stays open."""
        if self.dmy == self.mdy or self.mdy is None:
            return self.dmy
        if self.dmy is None:
            return self.mdy
        return None if order is None else self.dmy if order == "dmy" else self.mdy


def read_days(cell: str, near: date | None = None) -> Readings:
    """The days that a cell may mean; both None where it is no day. `near` decides the century of a two-digit year.

    Example:
        >>> read_days("3/5/2031")
        Readings(dmy=datetime.date(2031, 5, 3), mdy=datetime.date(2031, 3, 5))
    """
    text = cell.strip().lstrip("'")
    if match := YEAR_FIRST.fullmatch(text):
        return _same(_day(match[1], match[2], match[3], near))
    if match := YEAR_LAST.fullmatch(text):
        dmy = _day(match[4], match[3], match[1], near)
        return _same(dmy) if match[2].strip() == "." else Readings(dmy, _day(match[4], match[1], match[3], near))
    if match := DAY_MONTH.fullmatch(text):
        return _same(_day(match[3], _month(match[2]), match[1], near))
    if match := MONTH_DAY.fullmatch(text):
        return _same(_day(match[3], _month(match[1]), match[2], near))
    if match := SERIAL.fullmatch(text):
        return _same(SERIAL_START + timedelta(days=int(match[1])))
    return Readings(None, None)


def habit(cells: Iterable[tuple[str, date]]) -> Order | None:
    """The order in which a file writes its days, by cells whose day was known before; None where nothing tells.

    A file keeps one order, so the order that gives back more of the known days is its own.
    """
    votes: Counter[Order] = Counter()
    for cell, known in cells:
        readings = read_days(cell, known)
        if readings.dmy != readings.mdy:
            votes.update(order for order in ORDERS if getattr(readings, order) == known)
    dmy, mdy = votes["dmy"], votes["mdy"]
    return None if dmy == mdy else "dmy" if dmy > mdy else "mdy"


def _same(day: date | None) -> Readings:
    return Readings(day, day)


def _month(name: str) -> str:
    found = [number for number, month in enumerate(MONTHS, 1) if month.startswith(name.casefold()[:3])]
    return str(found[0]) if found and MONTHS[found[0] - 1].startswith(name.casefold()) else "0"


def _day(year: str, month: str, day: str, near: date | None) -> date | None:
    if len(year) == 4:
        full_year = int(year)
    elif near is None:
        return None
    else:
        full_year = min((int(year) + century for century in range(1800, 2201, 100)), key=lambda y: abs(y - near.year))
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        return None
