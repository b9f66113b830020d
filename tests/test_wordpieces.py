"""Words, features and windows as the attribution encoder reads them."""

import re
from dataclasses import dataclass

import numpy as np
import pytest

from pipeline.wordpieces import (
    MAX_PIECES,
    cut_windows,
    find_marked,
    holds_words,
    letter_case,
    quotation_state,
    read_words,
    window_inputs,
)


@dataclass
class FakeEncoding:
    ids: list[int]
    word_ids: list[int]
    offsets: list[tuple[int, int]]


class FakeTokenizer:
    """Words and marks as pieces; a word longer than six letters makes two."""

    def encode_batch(self, texts, add_special_tokens):
        assert not add_special_tokens
        return [self._encode(text) for text in texts]

    def _encode(self, text):
        encoding = FakeEncoding([], [], [])
        for number, match in enumerate(re.finditer(r"\w+|[^\w\s]", text)):
            start, end = match.span()
            middle = start + 6 if end - start > 6 else end
            for span in [(start, middle), (middle, end)] if middle < end else [(start, end)]:
                encoding.ids.append(10 + number)
                encoding.word_ids.append(number)
                encoding.offsets.append(span)
        return encoding

    def token_to_id(self, token):
        return {"[CLS]": 1, "[SEP]": 2}[token]


def read(text):
    return read_words(text, [m.span() for m in re.finditer(r"[^\n]+", text)], FakeTokenizer())


def words_in(words, span):
    return words.text[words.spans[span[0], 0] : words.spans[span[1] - 1, 1]]


def test_words_slice_back_to_the_text():
    words = read("Rents fell, the councillor said.")
    assert [words.text[s:e] for s, e in words.spans] == ["Rents", "fell", ",", "the", "councillor", "said", "."]
    assert len(words.pieces) == 8
    assert words.piece_starts.tolist() == [0, 1, 2, 3, 4, 6, 7, 8]


@pytest.mark.parametrize("marks", ["“”", '""', ("``", "''"), ("''", "''")])
def test_quotations_of_every_style_are_marked(marks):
    text = f"{marks[0]}Rents fell,{marks[1]} she said."
    (quote,) = find_marked(text, 0, len(text))
    assert text[quote.inner_start : quote.inner_end] == "Rents fell,"
    assert quote.is_closed
    states = read(text).features[:, 1].tolist()
    width = len(marks[0])
    assert states == [2] * width + [1, 1, 1] + [3] * width + [0, 0, 0]


def test_open_quotation_runs_to_the_paragraphs_end():
    text = "“Rents fell. Wages rose."
    (quote,) = find_marked(text, 0, len(text))
    assert (quote.end, quote.is_closed) == (len(text), False)


def test_inches_open_nothing():
    assert find_marked('a 5" pipe', 0, 9) == []


@pytest.mark.parametrize(("word", "case"), [("said", 0), ("Roe", 1), ("EU", 2), ("McCain", 3), ("1999", 4), (",", 5)])
def test_letter_case(word, case):
    assert letter_case(word) == case


def test_scope_is_the_paragraph():
    words = read("She said no.\nHe said yes.")
    assert words_in(words, words.scopes[1]) == "She said no."
    assert words_in(words, words.scopes[5]) == "He said yes."


def test_quotation_states_of_a_text():
    text = 'He said "rents ``fell``" and ""left "now'
    marked = find_marked(text, 0, len(text))
    states = "".join(str(quotation_state(at, marked)) for at in range(len(text)))
    assert states == "0000000021111111111111130000023000002111"


def test_window_of_marks_alone_holds_no_words():
    words = read_words('Rents fell. """ * "', [(0, 19)], FakeTokenizer())
    assert holds_words(words, (0, len(words)))
    assert not holds_words(words, (2, len(words)))


def test_scope_goes_on_after_a_colon_and_through_reopened_quotations():
    words = read("He said:\n“Rents fell.\n“Wages rose.”\nThat was all.")
    assert words_in(words, words.scopes[1]) == "He said:\n“Rents fell.\n“Wages rose.”"


def test_windows_hold_whole_paragraphs():
    paragraph = "word " * 50 + "."
    words = read("\n".join([paragraph] * 5))
    places = cut_windows(words)
    assert [end - start for start, end in places] == [102, 102, 51]
    assert [places[0][0], places[-1][1]] == [0, len(words)]


def test_long_paragraph_is_cut_after_a_full_stop():
    words = read("word " * 100 + ". " + "word " * 100)
    assert cut_windows(words)[0] == (0, 101)


def test_window_has_markers_and_fits():
    words = read("word " * 600)
    for place in cut_windows(words):
        ids, features, firsts = window_inputs(words, place)
        assert (ids[0], ids[-1]) == (1, 2)
        assert len(ids) == len(features) <= MAX_PIECES
        assert np.array_equal(ids[firsts], words.pieces[words.piece_starts[place[0] : place[1]]])


def test_empty_text_has_no_words_and_no_windows():
    words = read_words("", [], FakeTokenizer())
    assert (len(words), cut_windows(words)) == (0, [])
