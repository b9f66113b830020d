"""What an article's own lines say of it: date, outlet, author."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.ingest.written_dates import find_date, find_day

PLACE = r"[A-Z][\w.'’-]*(?:[ ,/]{1,2}(?:[A-Z][\w.'’-]*|and|de|del|la|of|the)){0,5}"
DATELINE = re.compile(
    rf"(?P<place>{PLACE}),\s(?P<day>[^()\u2013\u2014:]{{3,30}}?)\s?(?:\((?P<agency>[A-Z][^()]{{1,40}})\)\s?)?(?:[—–:]|--?\s)"
)
AGENCY = re.compile(rf"(?:{PLACE}\s)?\((?P<agency>[A-Z][^()]{{1,40}})\)\s?(?:[—–]|--?\s)")
DATELINE_CHARS = 120
LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says of itself; None where it does not."""

    published: date | None = None
    outlet: str | None = None
    author: str | None = None


def read_facts(found: dict[str, list[str]], paragraphs: Sequence[str]) -> Facts:
    """The article's date, outlet and author from its publication line, byline or dateline.

    `found` holds the groups that boilerplate rules matched, `paragraphs` the text in order. A
    dateline without a year is dated only where another line names the year.
    """
    dateline = next((line for text in paragraphs[:2] if (line := _dateline(text))), None)
    published = _first_date(found.get("published", [])) or _dateline_date(dateline, found)
    return Facts(
        published=published or _first_date(found.get("updated", [])),
        outlet=next(iter(found.get("outlet", [])), None) or (dateline["agency"] if dateline else None),
        author=next(iter(found.get("author", [])), None),
    )


def _dateline(text: str) -> dict[str, str | None] | None:
    opening = text[:DATELINE_CHARS]
    if (full := DATELINE.match(opening)) and find_day(full["day"], year=LEAP_YEAR):
        return full.groupdict()
    if short := AGENCY.match(opening):
        return short.groupdict()
    return None


def _first_date(texts: Sequence[str]) -> date | None:
    return next((day for text in texts if (day := find_date(text))), None)


def _dateline_date(dateline: dict[str, str | None] | None, found: dict[str, list[str]]) -> date | None:
    written = dateline.get("day") if dateline else None
    if written is None:
        return None
    if full := find_date(written):
        return full
    years = {int(year) for year in found.get("year", [])}
    years |= {day.year for text in found.get("updated", []) if (day := find_date(text))}
    return find_day(written, year=years.pop()) if len(years) == 1 else None
