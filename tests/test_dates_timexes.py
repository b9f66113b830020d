"""Time expressions: what is found, and what it means on a given day. The invented day of publication is a Tuesday."""

from datetime import date
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import find_timexes
from pipeline.dates.days import Days, days_of
from pipeline.errors import ResourceError
from pipeline.project import default_data
from pipeline.resources.dates import load_dates
from pipeline.tokenise import load_model

DATES = load_dates(default_data() / "dates.csv")
TUESDAY = date(2031, 5, 20)


def values(text: str, published: date | None = TUESDAY) -> list[tuple[str, str]]:
    doc = load_model()(text)
    return [(text[timex.start : timex.end], timex.value) for timex in find_timexes(text, doc, published, dates=DATES)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("It closed on 4 May 2029.", "4 May 2029", "2029-05-04"),
        ("It closed on May 4th, 2029.", "May 4th, 2029", "2029-05-04"),
        ("It closed on Friday, May 4, 2029.", "Friday, May 4, 2029", "2029-05-04"),
        ("It closed on 2029-05-04.", "2029-05-04", "2029-05-04"),
        ("It closed on 13/5/2029.", "13/5/2029", "2029-05-13"),
        ("It closed in June 2029.", "June 2029", "2029-06"),
        ("It closed in early June 2029.", "early June 2029", "2029-06"),
        ("It closed in 2029.", "2029", "2029"),
        ("It closed in the 1990s.", "the 1990s", "199"),
        ("It closed in the summer of 2029.", "the summer of 2029", "2029-SU"),
        ("It closed in the third quarter of 2029.", "the third quarter of 2029", "2029-Q3"),
    ],
)
def test_full_dates_mean_the_same_on_every_day(text: str, words: str, value: str) -> None:
    assert values(text) == [(words, value)]
    assert values(text, None) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("It closed on Tuesday.", "Tuesday", "2031-05-20"),
        ("It closed on Wednesday.", "Wednesday", "2031-05-14"),
        ("It closed last Tuesday.", "last Tuesday", "2031-05-13"),
        ("It will close on Wednesday.", "Wednesday", "2031-05-21"),
        ("It is expected to close on Wednesday.", "Wednesday", "2031-05-21"),
        ("It closed on Monday morning.", "Monday morning", "2031-05-19TMO"),
        ("It closed yesterday.", "yesterday", "2031-05-19"),
        ("It closed last night.", "last night", "2031-05-19TNI"),
        ("It closed last week.", "last week", "2031-W20"),
        ("It closed this week.", "this week", "2031-W21"),
        ("It closed last month.", "last month", "2031-04"),
        ("It closed earlier this month.", "earlier this month", "2031-05"),
        ("It closed in August last year.", "August last year", "2030-08"),
        ("It closed last August.", "last August", "2030-08"),
        ("It closed in May.", "May", "2031-05"),
        ("It closed in June.", "June", "2030-06"),
        ("It will close in June.", "June", "2031-06"),
        ("It closed on May 4.", "May 4", "2031-05-04"),
        ("It closed on December 30.", "December 30", "2030-12-30"),
        ("It closed last winter.", "last winter", "2030-WI"),
        ("It closed three days ago.", "three days ago", "2031-05-17"),
        ("It closed two years ago.", "two years ago", "2029"),
        ("It closed more than 20 years ago.", "more than 20 years ago", "PAST_REF"),
        ("It closed a few days ago.", "a few days ago", "PAST_REF"),
        ("It closed recently.", "recently", "PAST_REF"),
        ("It stayed shut for two years.", "two years", "P2Y"),
        ("It closed for 90 minutes.", "90 minutes", "PT90M"),
        ("It closes every Monday.", "every Monday", "XXXX-WXX-1"),
    ],
)
def test_other_expressions_are_read_against_the_publication(text: str, words: str, value: str) -> None:
    assert values(text) == [(words, value)]


TOKENS = spacy.blank("en")
pieces = st.sampled_from(
    ["May", "4", "2029", "last", "the", "month", "Monday", "ago", "two", "00", "0000-00-00", "31/31/31", "99", "'90s",
     "in", "week", "12:60", "p.m.", ",", "\n", "  ", "of", "year", "9999", "decades", "next", "century", "–"]
)  # fmt: skip


@given(st.lists(pieces, max_size=12), st.one_of(st.none(), st.dates()))
def test_any_words_give_expressions_in_order_that_do_not_overlap(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    found = find_timexes(text, TOKENS(text), published, dates=DATES)
    ends = [0, *(timex.end for timex in found)]
    assert all(end <= timex.start < timex.end for end, timex in zip(ends, found, strict=False))
    assert all(timex.value for timex in found)


def test_relative_expressions_stay_open_without_a_publication_day() -> None:
    assert values("It closed last month, on a Monday.", None) == [("last month", "XXXX-XX"), ("Monday", "XXXX-WXX-1")]
    assert values("It closed on May 4.", None) == [("May 4", "XXXX-05-04")]


def test_the_next_month_counts_from_the_date_named_before() -> None:
    text = "In August last year rents fell. The next month they rose. That year was odd."
    assert values(text) == [("August last year", "2030-08"), ("The next month", "2030-09"), ("That year", "2030")]


@pytest.mark.parametrize(
    "text",
    [
        "They may march on.",
        "May Roe went home.",
        "USA TODAY asked her.",
        "It cost $2029 and 2,029 people came.",
        "Room 31.5 is on the second floor.",
        "The vote was 12-9.",
        "It closed on February 30, 2029.",
    ],
)
def test_words_and_numbers_that_are_no_times(text: str) -> None:
    assert [value for _, value in values(text) if not value.endswith("REF")] == []


def test_earlier_in_the_day_is_the_day_of_the_story() -> None:
    text = "Rents fell, the bank said on Sunday. Earlier in the day they rose."
    assert values(text) == [("Sunday", "2031-05-18"), ("Earlier in the day", "2031-05-18")]


def test_the_next_year_ahead_is_a_length_of_time() -> None:
    found = values("In 2029 it closed. Ten homes follow over the next year.")
    assert found == [("2029", "2029"), ("the next year", "P1Y")]


def test_date_pages_above_is_no_ground_to_count_from() -> None:
    text = "It closed in August 2028. " + "Rents fell. " * 80 + "The next month they rose."
    assert values(text)[-1] == ("The next month", "2031-06")


def test_expression_does_not_cross_a_paragraph() -> None:
    assert values("They met on Monday\n\nMay 4, 2029 was warm.") == [
        ("Monday", "2031-05-19"),
        ("May 4, 2029", "2029-05-04"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2031-02", Days(date(2031, 2, 1), date(2031, 2, 28), "month")),
        ("2031-W01", Days(date(2030, 12, 30), date(2031, 1, 5), "week")),
        ("2031-W21-WE", Days(date(2031, 5, 24), date(2031, 5, 25), "range")),
        ("2031-Q4", Days(date(2031, 10, 1), date(2031, 12, 31), "range")),
        ("2030-WI", Days(date(2030, 12, 1), date(2031, 2, 28), "range")),
        ("2031", Days(date(2031, 1, 1), date(2031, 12, 31), "year")),
        ("203", Days(date(2030, 1, 1), date(2039, 12, 31), "range")),
        ("2031-05-19TMO", Days(date(2031, 5, 19), date(2031, 5, 19), "day")),
        ("2031-13", None),
        ("PAST_REF", None),
        ("XXXX-05", None),
        ("9999", None),
    ],
)
def test_days_of_a_value(value: str, expected: Days | None) -> None:
    assert days_of(value) == expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("century,x,1", "kind is"),
        ("month,Juvember,soon", "whole number"),
        ("month,,1", "no word"),
        ("season,monsoon,", "no value"),
        ("month,Juvember,1\nmonth,Juvember,2", "stands twice"),
    ],
)
def test_damaged_word_list_names_file_line_and_remedy(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(f"kind,word,value\n{line}\n")
    with pytest.raises(ResourceError, match=rf"dates\.csv line [23]: .*{message}"):
        load_dates(path)


def test_word_list_without_a_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("kind,word,value\nmonth,Juvember,1\n")
    with pytest.raises(ResourceError, match=r"dates\.csv: has no month_short words"):
        load_dates(path)
