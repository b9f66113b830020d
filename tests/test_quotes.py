"""Quotation marks of every kind, and apostrophes that are none."""

import time

import pytest

from pipeline.quotes import count_unpaired, scan_quotations


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            bounds.append((start, start + len(line)))
        start += len(line) + 1
    return bounds


def inner_texts(text: str) -> list[str]:
    return [text[each.inner_start : each.inner_end] for each in scan_quotations(text, paragraphs_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "“Rents fell,” she said.",
        '"Rents fell," she said.',
        "''Rents fell,'' she said.",
        "``Rents fell,'' she said.",
        "‘Rents fell,’ she said.",
        "'Rents fell,' she said.",
        "«Rents fell,» she said.",
    ],
)
def test_every_kind_of_mark_is_read(text):
    assert inner_texts(text) == ["Rents fell,"]


@pytest.mark.parametrize(
    "text",
    [
        "The teachers' union met the drivers' club.",
        "It’s the minister’s plan, and it wasn’t his in the ’90s.",
        "Rock 'n' roll was big in the '60s, 'tis true.",
        "The pipe is 5\" wide and the wall 6' high.",
        "The workers’ plan and the farmers’ plan differ.",
    ],
)
def test_apostrophe_is_no_mark(text):
    assert inner_texts(text) == []


def test_genitive_does_not_end_a_single_quotation():
    assert inner_texts("‘The teachers’ union lost,’ Ann Roe said.") == ["The teachers’ union lost,"]


def test_contraction_stays_inside_a_single_quotation():
    assert inner_texts("'We won't pay,' he said.") == ["We won't pay,"]


def test_inner_quotation_belongs_to_the_outer_one():
    assert inner_texts("“She told me ‘never’ twice,” he said.") == ["She told me ‘never’ twice,"]
    assert inner_texts("‘She told me “never” twice,’ he said.") == ["She told me “never” twice,"]


def test_open_quotation_runs_to_the_paragraph_end_and_continues_in_the_next():
    text = "“Rents fell.\n“They will fall again,” she said."
    first, second = scan_quotations(text, paragraphs_of(text))
    assert (first.is_closed, first.continues) == (False, True)
    assert (second.is_closed, second.continues) == (True, False)
    assert inner_texts(text) == ["Rents fell.", "They will fall again,"]


def test_open_quotation_does_not_continue_in_a_paragraph_without_mark():
    text = "“Rents fell.\nNobody answered."
    (only,) = scan_quotations(text, paragraphs_of(text))
    assert not only.continues


def test_closing_mark_without_partner_is_left_alone():
    assert inner_texts("Rents fell,” she said, “at last.”") == ["at last."]


def test_unpaired_marks_are_counted_but_not_a_last_open_one():
    assert count_unpaired("“Rents fell.", 0, 12) == 0
    assert count_unpaired("Rents fell,” she said.", 0, 22) == 1


def test_offsets_slice_back_to_the_marks():
    text = "She said: “Rents fell.”"
    (only,) = scan_quotations(text, paragraphs_of(text))
    assert text[only.start : only.end] == "“Rents fell.”"


@pytest.mark.parametrize("mark", ['"', "“", "”", "'", "‘", "’", "''", " “", "” ", ' "a'])
def test_a_hundred_thousand_marks_take_seconds(mark):
    started = time.process_time()
    scan_quotations(mark * 100_000, [(0, len(mark) * 100_000)])
    assert time.process_time() - started < 5
