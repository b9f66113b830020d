"""Turns a time expression, or the day of publication, into the time of a statement."""

from datetime import date

from pipeline.dates.days import days_of
from pipeline.dates.timexes import Timex
from pipeline.records import DateBasis, Document, SaidOn


def from_timex(statement_key: str, timex: Timex | None, document: Document) -> SaidOn | None:
    """The time that an expression tells; without days where it tells none, or none that the publication allows.

    What is reported has been said: the range ends with the day of publication at the latest.
    """
    if timex is None:
        return None
    text = document.text[timex.start : timex.end]
    basis: DateBasis = "relative" if timex.is_relative else "explicit"
    days = days_of(timex.value)
    if days is None or (document.published and days.earliest > document.published):
        return SaidOn(statement_key, None, None, None, text, basis)
    latest = min(days.latest, document.published or date.max)
    return SaidOn(statement_key, days.earliest, latest, days.precision, text, basis)


def on_publication(statement_key: str, document: Document) -> SaidOn | None:
    """The day of publication as the time of a statement of which nothing else is known."""
    if document.published is None:
        return None
    return SaidOn(statement_key, document.published, document.published, "day", "", "publication")
