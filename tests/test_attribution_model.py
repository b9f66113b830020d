"""Decoding of the attribution model, from hand-made logits."""

import numpy as np
import pytest
from test_wordpieces import read

from pipeline.attribution.decoding import (
    Decoding,
    best_content,
    best_source,
    closed_quotations,
    complete_quotations,
    joined_words,
    layout_of,
    log_softmax,
    propose_cues,
)
from pipeline.attribution.model import Candidate, extract, read_link, select, to_spans
from pipeline.encoder import Encoder, Link, cue_distances

CERTAIN = 8.0


def roles_of(pattern):
    """Role logits from one letter a word: . out, S s source begins and goes on, C c content."""
    logits = np.zeros((len(pattern), 5), dtype=np.float32)
    for row, letter in zip(logits, pattern, strict=True):
        row[".SsCc".index(letter)] = CERTAIN
    return logits


def tags_of(pattern):
    """Tag logits from one letter a word: . out, Q q cue begins and goes on."""
    logits = np.zeros((len(pattern), 7), dtype=np.float32)
    for row, letter in zip(logits, pattern, strict=True):
        row[{".": 0, "Q": 3, "q": 4}[letter]] = CERTAIN
    return logits


def units(text):
    words = read(text)
    return [t for t, joined in zip([text[s:e] for s, e in words.spans], joined_words(words), strict=True) if joined]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Rents fell", []),
        ("a record-high", ["-", "high"]),
        ("she didn’t", ["’", "t"]),
        ("Roe’s plan", ["s"]),
        ("cost $1.5", ["1", ".", "5"]),
        ("the U.S. said", [".", "S"]),
        ("stop.Then", []),
    ],
)
def test_units_are_never_cut(text, joined):
    assert units(text) == joined


def test_cues_are_read_from_tags():
    nothing_joined = np.zeros(6, dtype=np.bool_)
    found = propose_cues(tags_of(".Qq.Q."), nothing_joined, Decoding())
    assert [span for span, _ in found] == [(1, 3), (4, 5)]


def test_text_without_cue_gives_none():
    assert propose_cues(tags_of("...."), np.zeros(4, dtype=np.bool_), Decoding()) == []


def test_source_is_one_span():
    roles = log_softmax(roles_of(".Ss.S."))
    nothing = np.zeros(6, dtype=np.bool_)
    assert best_source(roles, nothing, nothing, Decoding()) == (1, 3)


def test_no_source_where_none_is_likely():
    nothing = np.zeros(3, dtype=np.bool_)
    assert best_source(log_softmax(roles_of("...")), nothing, nothing, Decoding()) is None


def test_content_keeps_two_fragments_and_skips_blocked_words():
    roles = log_softmax(roles_of("Cc..Ccc"))
    blocked = np.array([0, 0, 0, 0, 0, 0, 1], dtype=np.bool_)
    assert best_content(roles, blocked, np.zeros(7, dtype=np.bool_), Decoding()) == [0, 1, 4, 5]


def test_content_does_not_break_a_unit():
    roles = log_softmax(roles_of("Cc.."))
    joined = np.array([0, 0, 1, 0], dtype=np.bool_)
    content = best_content(roles, np.zeros(4, dtype=np.bool_), joined, Decoding())
    assert (1 in content) == (2 in content)


def test_closed_quotation_is_completed():
    words = read("“Rents fell fast,” she said.")
    quotes = closed_quotations(words)
    assert quotes == [(0, 6)]
    free = np.zeros(len(words), dtype=np.bool_)
    assert complete_quotations([1, 2, 3], quotes, free) == [0, 1, 2, 3, 4, 5]
    assert complete_quotations([1], quotes, free) == [1]


def test_source_may_serve_two_cues_but_words_of_content_may_not():
    first = Candidate((1, 2), (0, 1), (2, 3), 0.9, ())
    second = Candidate((5, 6), (0, 1), (3, 6, 7), 0.8, ())
    nested = Candidate((2, 3), None, (3,), 0.7, ())
    kept = select([nested, second, first], 8, Decoding())
    assert [(c.cue, c.source, c.content) for c in kept] == [((1, 2), (0, 1), (2, 3)), ((5, 6), (0, 1), (6, 7))]


def test_spans_do_not_cross_paragraphs():
    words = read("Rents fell.\nWages rose.")
    assert to_spans(words, range(len(words))) == ((0, 11), (12, 23))


def test_linked_words_become_a_candidate():
    words = read("Roe said rents fell")
    link = Link(0, roles_of("S.Cc"), 3.0)
    found = read_link(link, ((1, 2), 0.9), layout_of(words), Decoding())
    assert (found.source, found.cue, found.content) == ((0, 1), (1, 2), (2, 3))


def test_extract_gives_characters():
    text = "Roe said rents fell."

    def tag_window(ids, _features):
        tags = np.vstack([tags_of("."), tags_of(".Q..."), tags_of(".")])
        return np.zeros((len(ids), 4), dtype=np.float32), tags

    def link_batch(states, distances, mask):
        assert states.shape[:2] == distances.shape == mask.shape
        return roles_of("S.Cc.")[None], np.array([4.0], dtype=np.float32)

    from test_wordpieces import FakeTokenizer

    (found,) = extract(text, [(0, len(text))], Encoder(FakeTokenizer, tag_window, link_batch))
    assert [text[s:e] for s, e in (*found.source, *found.cue, *found.content)] == ["Roe", "said", "rents fell"]
    assert 0 <= found.score <= 1
    assert extract("", [], Encoder(FakeTokenizer, tag_window, link_batch)) == []


def test_distances_are_exact_near_the_cue_and_coarse_far_away():
    assert cue_distances((0, 6), (2, 4)).tolist() == [26, 25, 0, 0, 1, 2]
    far = cue_distances((0, 400), (0, 1))
    assert far[16] == 16
    assert far.max() == 24
