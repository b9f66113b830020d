"""Who said what, in marked sentences: `[Ann Roe|source] [said|cue] [rents fell|content].`"""

import re
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.attribution import attribute
from pipeline.records import Block, Document, Span, Statement
from pipeline.resources.cues import Cues, load_cues
from pipeline.tokenise import tokenise

PIECE = re.compile(r"\[([^\[\]|]*)\|(source|cue|content)\]")


@lru_cache(maxsize=1)
def shipped_cues() -> Cues:
    return load_cues(Path(__file__).parent.parent / "data" / "cues.csv")


def document_of(text: str) -> Document:
    blocks = [
        Block(match.start(), match.end(), "paragraph", "en")
        for match in re.finditer(r"[^\n]+", text)
        if match[0].strip()
    ]
    return Document(text, "utf-8", tuple(blocks))


def statements_in(text: str) -> tuple[Statement, ...]:
    document = document_of(text)
    return attribute(document, tokenise(document), cues=shipped_cues(), encoder=None, profile="fast")


def unmarked(marked: str) -> tuple[str, dict[str, list[str]]]:
    """The text without the marks, and the marked pieces by role in text order."""
    pieces: dict[str, list[str]] = {"source": [], "cue": [], "content": []}
    for match in PIECE.finditer(marked):
        pieces[match[2]].append(match[1])
    return PIECE.sub(lambda match: match[1], marked), pieces


def pieces_of(statement: Statement) -> dict[str, list[str]]:
    def texts(*spans: Span | None) -> list[str]:
        return [span.text for span in spans if span is not None]

    return {"source": texts(statement.source), "cue": texts(statement.cue), "content": texts(*statement.content)}


@pytest.mark.parametrize(
    "marked",
    [
        '"[Rents fell|content]," [Ann Roe|source] [said|cue].',
        '"[Rents fell|content]," [said|cue] [Ann Roe, the housing minister|source].',
        "''[Rents fell last year|content],'' [he|source] [added|cue].",
        "‘[The tenants’ union lost the vote|content],’ [Ann Roe|source] [said|cue].",
        '[Ann Roe|source] [said|cue]: "[Rents fell. They will fall again.|content]"',
        '[Ann Roe|source] [told|cue] reporters on Monday, "[We lost the vote.|content]"',
        '"[Rents fell|content]," [she|source] [said|cue]. "[They will fall again.|content]"',
        '"[Rents|content]," [she|source] [said|cue], "[have fallen in every town.|content]"',
        '"[Will rents fall?|content]" [Ann Roe|source] [asked|cue].',
    ],
)
def test_direct_quotation(marked):
    text, expected = unmarked(marked)
    (statement,) = statements_in(text)
    assert statement.kind == "direct"
    assert pieces_of(statement) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "[Ann Roe|source] [said|cue] [that rents fell|content].",
        "[Ann Roe|source] [said|cue] [rents fell in March|content].",
        "[Rents fell in March|content], [Ann Roe|source] [said|cue].",
        "[According to|cue] [the housing ministry|source], [rents fell in March|content].",
        "[The minister|source] [emphasised|cue] [the long history of the town|content].",
        "[Critics|source] [warned of|cue] [a new crisis|content].",
        "[Ann Roe|source] [called for|cue] [a new law|content].",
        "[Ann Roe|source] [urged|cue] the council [to vote again|content].",
        "[The minister|source] [asked|cue] [whether rents had fallen|content].",
        "[A report released in December|source] [noted|cue] [that rents had fallen|content].",
    ],
)
def test_indirect_speech(marked):
    text, expected = unmarked(marked)
    (statement,) = statements_in(text)
    assert statement.kind == "indirect"
    assert pieces_of(statement) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "[Such countries|content], [Dorn|source] [observed|cue], [learn early to carry letters|content].",
        "[In|cue] [his|source] view, [rents will fall in May|content].",
        "[Ann Roe|source] [ruled out|cue] [a new tax|content].",
        "[Ann Roe|source] [blamed|cue] [the mayor for the delay|content].",
        "[The minister|source] [described|cue] [the plan as a gift|content].",
        "[His|source] [claim|cue] [that rents fell|content] drew laughter.",
        "[Ann Roe|source] [was critical of|cue] [the plan|content].",
        "DOVER, May 2 — [Ann Roe|source] [said|cue] [that rents fell|content].",
        "[The council|source] [said|cue] [that rents fell|content].[2]",
    ],
)
def test_other_constructions(marked):
    text, expected = unmarked(marked)
    (statement,) = statements_in(text)
    found = pieces_of(statement)
    assert (found["source"], found["content"]) == (expected["source"], expected["content"])
    assert found["cue"][0].startswith(expected["cue"][0])


def test_indirect_speech_with_quoted_words_is_mixed():
    (statement,) = statements_in("Ann Roe said that the plan was “a gift to landlords” in every town.")
    assert statement.kind == "mixed"
    assert statement.content[0].text == "that the plan was “a gift to landlords” in every town"


def test_passive_without_agent_has_no_source():
    (statement,) = statements_in("It is believed that rents will fall.")
    assert (statement.source, statement.type) == (None, "belief")


def test_adding_is_a_statement_of_its_own_by_the_same_speaker():
    first, second = statements_in("Ann Roe said that rents fell, adding that wages rose.")
    assert first.content[0].text == "that rents fell"
    assert (second.source.text, second.content[0].text) == ("Ann Roe", "that wages rose")


def test_nested_claim_keeps_the_outer_statement_whole():
    outer, inner = statements_in("Ann Roe said that Ben Doe denied that rents had risen.")
    assert outer.content[0].text == "that Ben Doe denied that rents had risen"
    assert (outer.nested_in, inner.nested_in) == (None, outer.key)
    assert inner.source.text == "Ben Doe"


def test_first_person_thought_inside_a_quotation_is_no_statement_of_its_own():
    assert len(statements_in('"I think that rents will fall," Ann Roe said.')) == 1


def test_quotation_over_paragraphs_is_one_statement():
    text = 'Ann Roe said: "Rents fell in March.\n\n"They will fall again in May."'
    (statement,) = statements_in(text)
    assert [span.text for span in statement.content] == ["Rents fell in March.", "They will fall again in May."]


def test_paragraph_that_is_only_a_quotation_continues_the_one_before():
    (statement,) = statements_in("“Rents fell in March,” Ann Roe said.\n\n“They will fall again in May.”")
    assert len(statement.content) == 2


def test_conjoined_verbs_share_their_subject():
    statements = statements_in("Ann Roe criticised the plan and praised the mayor.")
    assert [statement.source.text for statement in statements] == ["Ann Roe", "Ann Roe"]


def test_quotation_after_a_clause_of_another_cue_is_not_torn_from_it():
    (statement,) = statements_in("In her lecture, “The Postman,” she confessed that she had lost a letter.")
    assert statement.content[0].text == "that she had lost a letter"


def test_line_that_names_its_speaker_is_a_statement():
    (statement,) = statements_in("Conference chair Ann Roe: “We will not leave without a number.”")
    assert (statement.source.text, statement.kind) == ("Conference chair Ann Roe", "direct")


def test_turn_of_two_paragraphs_is_one_statement():
    text = "ROE: We lost in March.\nNobody told us why we lost.\nDOE: I did tell you.\nROE: You did not tell us."
    assert [len(statement.content) for statement in statements_in(text)] == [2, 1, 1]


def test_quotation_alone_takes_the_signature_below_it():
    (statement,) = statements_in("“My mother measured the sea with her feet.”\n— Ann Roe, village head")
    assert statement.source.text == "Ann Roe, village head"


def test_aside_in_a_source_is_no_statement():
    (statement,) = statements_in("Rents fell, according to an official who asked not to be named.")
    assert statement.cue.text == "according to"


def test_transcript_turns_are_direct_statements_of_their_labels():
    text = "ROE: We lost the vote in March.\nDOE: We did not lose it.\nROE: The count says so."
    statements = statements_in(text)
    assert [(each.source.text, each.kind) for each in statements] == [
        ("ROE", "direct"),
        ("DOE", "direct"),
        ("ROE", "direct"),
    ]
    assert statements[0].content[0].text == "We lost the vote in March."


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Ann Roe said that rents fell.", "assertion"),
        ("Ann Roe believes that rents will fall.", "belief"),
        ("Ann Roe knows that rents fell.", "fact"),
        ("Ann Roe wants to cut rents.", "eventuality"),
        ("Ann Roe promised to cut rents.", "assertion"),
        ("Ann Roe hopes to cut rents.", "eventuality"),
    ],
)
def test_type_follows_the_cue_and_its_construction(text, type_):
    (statement,) = statements_in(text)
    assert statement.type == type_


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “rent cap” began in March.",
        "She read “The Long Road” on the train.",
        "The term “rent” comes from Latin.",
        "Rents fell in March.",
        "The programme “Morning Hour” starts at six.",
    ],
)
def test_term_title_or_scare_quote_is_no_statement(text):
    assert statements_in(text) == ()


def test_marks_without_words_are_no_statement():
    assert statements_in("* Ann Roe said **nothing** more.") == ()


def test_abstract_subject_is_no_source():
    assert statements_in("This perspective emphasises long leases.") == ()


@pytest.mark.parametrize("kind", ["title", "heading", "boilerplate"])
def test_no_statement_comes_from_other_blocks(kind):
    text = "Ann Roe said that rents fell."
    document = Document(text, "utf-8", (Block(0, len(text), kind, "en"),))
    assert attribute(document, tokenise(document), cues=shipped_cues(), encoder=None, profile="fast") == ()


def test_statements_stand_in_text_order_and_slice_back():
    text = "Rents fell, Ann Roe said. Ben Doe argued that wages rose. “No,” she replied."
    statements = statements_in(text)
    starts = [statement.content[0].start for statement in statements]
    assert starts == sorted(starts)
    for statement in statements:
        spans = [statement.context, *statement.content, statement.source, statement.cue]
        assert all(text[span.start : span.end] == span.text for span in spans if span is not None)


def test_key_depends_on_the_content_alone():
    (one,) = statements_in("Ann Roe said that rents fell.")
    (other,) = statements_in("Last week, in Dover, Ben Doe argued that rents fell.")
    assert one.key == other.key
    assert re.fullmatch(r"s[0-9a-f]{10}", one.key)


def test_same_content_again_gets_a_numbered_key():
    first, second = statements_in("Ann Roe said that rents fell.\nBen Doe said that rents fell.")
    assert second.key == f"{first.key}-2"


def test_context_is_the_whole_sentence():
    (statement,) = statements_in("It rained. On Monday in Dover, Ann Roe said that rents fell. It was late.")
    assert statement.context.text == "On Monday in Dover, Ann Roe said that rents fell."


def test_every_statement_names_its_rule_and_a_measured_confidence():
    for statement in statements_in("Ann Roe said that rents fell. “No,” Ben Doe replied."):
        rule = statement.evidence.removeprefix("rule:")
        assert statement.confidence == shipped_cues().confidence[rule]


def test_turn_ends_before_a_question_however_short():
    text = "Q: Why now?\n\nVALE: The harbour was sold.\n\nQ: By whom?\n\nVALE: By the council, in March."
    contents = [statement.content[-1].text for statement in statements_in(text)]
    assert contents == ["The harbour was sold.", "By the council, in March."]
