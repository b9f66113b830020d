"""Attribution on text that no editor would print."""

import re
import time

import pytest
from test_attribution import shipped_cues, statements_in

from pipeline.attribution import attribute
from pipeline.records import Block, Document
from pipeline.tokenise import tokenise


@pytest.mark.parametrize("text", ["", " ", "\n\n", "“", "”", "''", "said", "that", "“”", ":", "ROE:", "according to"])
def test_scraps_give_no_statement(text):
    assert statements_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "“Rents fell, she said.",
        "Rents fell,” she said.",
        "““Rents” fell,” she said, “at last",
        '"Rents "fell", she" said "that".',
        "“‘“Rents fell,’” said”",
        "she said said said that that “that”",
    ],
)
def test_unbalanced_marks_do_no_harm(text):
    for statement in statements_in(text):
        assert all(text[span.start : span.end] == span.text for span in statement.content)


def test_a_sentence_of_five_thousand_words_takes_seconds():
    text = "Ann Roe said that " + "rents fell and Ben Doe said that wages rose and " * 500 + "nothing changed."
    document = Document(text, "utf-8", (Block(0, len(text), "paragraph", "en"),))
    doc = tokenise(document)
    started = time.process_time()
    attribute(document, doc, cues=shipped_cues(), encoder=None, profile="fast")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "text",
    [
        "“a” " * 50_000,
        "“Rents fell,” she said. " * 25_000,
        "“a " * 100_000,
        "‘a’ " * 50_000,
        "ROE: We lost it.\n" * 10_000,
    ],
)
def test_a_hundred_thousand_marks_take_seconds(text):
    bounds = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    unparsed = Document(text, "utf-8", tuple(Block(*each, "boilerplate", "en") for each in bounds))
    prose = Document(text, "utf-8", tuple(Block(*each, "paragraph", "en") for each in bounds))
    doc = tokenise(unparsed)
    started = time.process_time()
    attribute(prose, doc, cues=shipped_cues(), encoder=None, profile="fast")
    assert time.process_time() - started < 15
