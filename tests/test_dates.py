"""When statements were made. The invented day of publication is Tuesday 20 May 2031."""

import re
from dataclasses import replace
from datetime import date

import pytest

from pipeline.dates import date_statements
from pipeline.project import default_data
from pipeline.records import Block, BlockKind, Document, SaidOn, Span, Speaker, Statement
from pipeline.resources.dates import load_dates
from pipeline.tokenise import tokenise

DATES = load_dates(default_data() / "dates.csv")
TUESDAY = date(2031, 5, 20)
NESTED = "On Monday Roe said that Poe admitted the loss."
MARK = re.compile(r"\[([^\]|]*)\|(source|cue|content)(\d*)\]")


def read(marked: str) -> tuple[str, dict[str, dict[str, list[Span]]]]:
    """The text without its marks, and the marked spans by statement number and part."""
    text, found, end = "", {}, 0
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        span = Span(mark[1], len(text), len(text) + len(mark[1]))
        found.setdefault(mark[3], {"source": [], "cue": [], "content": []})[mark[2]].append(span)
        text += mark[1]
        end = mark.end()
    return text + marked[end:], found


def spans(source: str, cue: str, content: str) -> tuple[Span, Span, tuple[Span, ...], Span, str, int]:
    """The parts of a statement in the nested example, by their words."""
    found = [Span(words, NESTED.index(words), NESTED.index(words) + len(words)) for words in (source, cue, content)]
    return found[0], found[1], (found[2],), found[2], "rule:test", 90


def document(text: str, published: date | None, *, has_title: bool) -> Document:
    lines = list(re.finditer(r"[^\n]+", text))
    kinds: list[BlockKind] = ["title" if has_title and not number else "paragraph" for number in range(len(lines))]
    blocks = tuple(Block(line.start(), line.end(), kind, "en") for line, kind in zip(lines, kinds, strict=True))
    return Document(text, "utf-8", blocks, published=published)


def said(marked: str, *, published: date | None = TUESDAY, has_title: bool = False) -> dict[str, SaidOn]:
    """When each marked statement was made, by its number; a speaker is named by the last word of the source."""
    text, found = read(marked)
    article = document(text, published, has_title=has_title)
    statements = [
        Statement(
            key,
            "indirect",
            "assertion",
            parts["source"][0] if parts["source"] else None,
            parts["cue"][0] if parts["cue"] else None,
            tuple(parts["content"]),
            parts["content"][0],
            "rule:test",
            90,
        )
        for key, parts in found.items()
    ]
    speakers = [
        Speaker(statement.key, statement.source.text.split()[-1], "person")
        for statement in statements
        if statement.source
    ]
    dated = date_statements(article, tokenise(article), statements, speakers, dates=DATES)
    return {said_on.statement_key: said_on for said_on in dated}


@pytest.mark.parametrize(
    ("marked", "text", "earliest", "latest"),
    [
        ("[Ann Roe|source] [said|cue] on Monday that [rents fell|content].", "Monday", "2031-05-19", "2031-05-19"),
        ("“[Rents fell|content],” [Roe|source] [said|cue] Monday.", "Monday", "2031-05-19", "2031-05-19"),
        (
            "“[Rents fell|content],” [Roe|source] [told|cue] Radio Marrow on Monday.",
            "Monday",
            "2031-05-19",
            "2031-05-19",
        ),
        (
            "In August last year, [Ann Roe|source] [had said|cue] that [rents fell|content].",
            "August last year",
            "2030-08-01",
            "2030-08-31",
        ),
        (
            "Speaking on January 3, 2030, [Ann Roe|source] [said|cue] that [rents fell|content].",
            "January 3, 2030",
            "2030-01-03",
            "2030-01-03",
        ),
        (
            "[A report released in December|source] [noted|cue] that [rents fell|content].",
            "December",
            "2030-12-01",
            "2030-12-31",
        ),
        (
            "[The March 2030 statement|source] [noted|cue] that [rents fell|content].",
            "March 2030",
            "2030-03-01",
            "2030-03-31",
        ),
        (
            "[Last week's joint statement|source] [noted|cue] that [rents fell|content].",
            "Last week",
            "2031-05-12",
            "2031-05-18",
        ),
        (
            "[Ann Roe|source] [said|cue] during the briefing on 4 May that [rents fell|content].",
            "4 May",
            "2031-05-04",
            "2031-05-04",
        ),
        (
            "This week, [Ann Roe|source] [said|cue] that [rents fell|content].",
            "This week",
            "2031-05-19",
            "2031-05-20",
        ),
    ],
)
def test_expression_of_the_saying_dates_the_statement(marked: str, text: str, earliest: str, latest: str) -> None:
    (said_on,) = said(marked).values()
    assert (said_on.text, str(said_on.earliest), str(said_on.latest)) == (text, earliest, latest)
    assert said_on.basis in {"explicit", "relative"}


@pytest.mark.parametrize(
    "marked",
    [
        "[Ann Roe|source] [said|cue] that [rents fell on Monday|content].",
        "[Ann Roe|source], who was elected in 2028, [said|cue] that [rents fell|content].",
        "[Ann Roe|source] [has said|cue] since March that [rents fell|content].",
        "After the storm in April, [Ann Roe|source] [said|cue] that [rents fell|content].",
        "The town votes on Saturday, and [a poll|source] [shows|cue] [Roe ahead|content].",
        "In the 2020s rents rose. [Ann Roe|source] [said|cue] that [rents fell|content].",
    ],
)
def test_other_times_leave_the_publication_day_and_say_so(marked: str) -> None:
    (said_on,) = said(marked).values()
    assert (said_on.earliest, said_on.latest, said_on.precision) == (TUESDAY, TUESDAY, "day")
    assert (said_on.basis, said_on.text) == ("publication", "")


def test_basis_tells_full_dates_from_relative_ones() -> None:
    found = said(
        "On 4 May 2030 [Roe|source1] [said|cue1] [rents fell|content1]. "
        "Yesterday [Poe|source2] [said|cue2] [no|content2]."
    )
    assert [found[key].basis for key in "12"] == ["explicit", "relative"]


def test_vague_expression_keeps_its_words_and_no_days() -> None:
    (said_on,) = said("[Ann Roe|source] recently [said|cue] that [rents fell|content].").values()
    assert said_on == SaidOn("", None, None, None, "recently", "relative")


def test_article_without_a_date_keeps_relative_expressions_unresolved() -> None:
    found = said(
        "[Ann Roe|source1] [said|cue1] on Monday that [rents fell|content1].\n"
        "[Tom Poe|source2] [denied|cue2] [it|content2].",
        published=None,
    )
    assert found == {"1": SaidOn("1", None, None, None, "Monday", "relative")}


def test_time_goes_on_to_the_same_speaker_only() -> None:
    found = said(
        "On Monday [Ann Roe|source1] [said|cue1] that [rents fell|content1].\n"
        "“[We built homes|content2],” [Roe|source2] [added|cue2].\n"
        "“[Not true|content3],” [Tom Poe|source3] [said|cue3]."
    )
    assert [found[key].basis for key in "123"] == ["relative", "carried", "publication"]
    assert (found["2"].earliest, found["2"].text) == (date(2031, 5, 19), "Monday")


@pytest.mark.parametrize("cue", ["has said", "says", "did not say"])
def test_time_does_not_go_on_to_what_is_no_single_past_act(cue: str) -> None:
    found = said(
        "On Monday [Ann Roe|source1] [said|cue1] that [rents fell|content1].\n"
        f"[Roe|source2] [{cue}|cue2] [a lot|content2]."
    )
    assert found["2"].basis == "publication"


def test_another_time_told_in_between_ends_the_occasion() -> None:
    found = said(
        "In March [Ann Roe|source1] [said|cue1] that [rents fell|content1].\n"
        "In April [Tom Poe|source2] [said|cue2] that [they rose|content2].\n"
        "“[We built homes|content3],” [Roe|source3] [said|cue3]."
    )
    assert found["3"].basis == "publication"


def test_time_goes_back_to_lead_and_title() -> None:
    found = said(
        "[Mayor|source1] [hails|cue1] [falling rents|content1]\n"
        "[Ann Roe|source2] [called|cue2] [the fall in rents a success|content2].\n"
        "“[Rents fell|content3],” [Roe|source3] [told|cue3] reporters on Monday.",
        has_title=True,
    )
    assert [found[key].basis for key in "123"] == ["carried", "carried", "relative"]


def test_sentence_about_an_occasion_dates_what_is_said_there() -> None:
    found = said(
        "Roe gave an interview on Monday. “[Rents fell|content1],” [the mayor|source1] [said|cue1].\n"
        "A bridge fell on Sunday. “[It was old|content2],” [Tom Poe|source2] [said|cue2]."
    )
    assert [(found[key].basis, found[key].text) for key in "12"] == [("carried", "Monday"), ("publication", "")]


def test_opening_dates_all_that_an_article_reports() -> None:
    found = said(
        "Twelve towns met in Marrow. Here is what they said on Monday.\n"
        "“[Rents fell|content1],” [Ann Roe|source1] [said|cue1].\n"
        "[Tom Poe|source2] [promised|cue2] that [homes would follow|content2]."
    )
    assert [(found[key].basis, found[key].earliest) for key in "12"] == [("carried", date(2031, 5, 19))] * 2


def test_opening_of_an_interview_dates_its_turns_only() -> None:
    found = said(
        "The mayor of Marrow, Ann Roe, spoke to Tom Poe on Monday.\n"
        "[POE|source1][:|cue1] [Did rents fall?|content1]\n[ROE|source2][:|cue2] [They did.|content2]\n"
        "[The bank|source3] [denied|cue3] [it|content3]."
    )
    assert [found[key].basis for key in "123"] == ["carried", "carried", "publication"]


def test_same_briefing_has_the_time_told_before() -> None:
    found = said(
        "[Roe|source1] [told|cue1] a briefing on Monday that [rents fell|content1].\n"
        "“[They rose|content2],” [Tom Poe|source2] [told|cue2] the same briefing."
    )
    assert (found["2"].basis, found["2"].text) == ("carried", "Monday")


@pytest.mark.parametrize(
    ("marked", "earliest"),
    [
        ("It began on 4 May 2030, when [the bank|source] [announced|cue] that [rents fell|content].", "2030-05-04"),
        ("Talks failed in March. At the time, [Roe|source] [said|cue] [rents fell|content].", "2031-03-01"),
        ("[A review by the bank, published last month|source], [found|cue] that [rents fell|content].", "2031-04-01"),
    ],
)
def test_time_is_found_at_some_distance(marked: str, earliest: str) -> None:
    (said_on,) = said(marked).values()
    assert (str(said_on.earliest), said_on.basis != "publication") == (earliest, True)


def test_part_of_a_reported_act_has_its_time() -> None:
    marked = "On Friday [Roe|source] sent a letter to the bank, [calling|cue] [the loan a trap|content]."
    (said_on,) = said(marked).values()
    assert (said_on.earliest, said_on.text) == (date(2031, 5, 16), "Friday")


def test_weekend_of_a_broadcast_is_narrowed_by_its_name() -> None:
    marked = "On last weekend's edition of Harbour Sunday, [Roe|source] [said|cue] [rents fell|content]."
    (said_on,) = said(marked).values()
    assert (said_on.earliest, said_on.latest) == (date(2031, 5, 18), date(2031, 5, 18))


def test_every_turn_of_a_transcript_has_the_time_of_its_opening() -> None:
    found = said(
        "In an interview on Monday, [Ann Roe|source1] [said|cue1] that [rents fell|content1].\n"
        "[POE|source2][:|cue2] [Did they?|content2]\n[ROE|source3][:|cue3] [They did.|content3]"
    )
    assert [found[key].basis for key in "123"] == ["relative", "carried", "carried"]


def test_statement_within_a_statement_takes_no_time_from_outside() -> None:
    statements = [
        Statement("1", "indirect", "assertion", *spans("Roe", "said", "Poe admitted the loss")),
        Statement("2", "indirect", "assertion", *spans("Poe", "admitted", "the loss"), nested_in="1"),
    ]
    article = document(NESTED, TUESDAY, has_title=False)
    speakers = [Speaker("1", "Roe", "person"), Speaker("2", "Poe", "person")]
    found = date_statements(article, tokenise(article), statements, speakers, dates=DATES)
    assert [said_on.basis for said_on in found] == ["relative", "publication"]


def test_day_after_the_publication_is_not_when_it_was_said() -> None:
    (said_on,) = said("[Ann Roe|source] will [say|cue] on Friday that [rents fell|content].").values()
    assert (said_on.earliest, said_on.text) == (None, "Friday")


def test_same_input_gives_the_same_records_in_the_order_of_the_statements() -> None:
    marked = "[Tom Poe|source2] [said|cue2] [no|content2] on Monday. [Ann Roe|source1] [said|cue1] [yes|content1]."
    assert list(said(marked)) == ["2", "1"]
    assert said(marked) == said(marked)
    assert replace(said(marked)["2"], statement_key="1").earliest == date(2031, 5, 19)


UNDATED = "The dam burst on 3 May 2031. [Roe|source] [said|cue] {when}[the valley was empty|content]. {after}"
PLAN = "[Poe|source1] [warned of|cue1] [a flood in June 2031|content1]."
VOTE = "The council will vote on 30 May 2031."


@pytest.mark.parametrize(
    ("when", "after", "expected"),
    [
        ("", "", ("2031-05-03", None, "range", "", "publication")),
        ("", VOTE, ("2031-05-03", "2031-05-30", "range", "", "publication")),
        ("", "The council is due to vote on 30 May 2031.", ("2031-05-03", "2031-05-30", "range", "", "publication")),
        ("", PLAN, ("2031-05-03", None, "range", "", "publication")),
        ("", "After the flood of 9 May 2031, Poe left.", ("2031-05-09", None, "range", "", "publication")),
        ("last month that ", VOTE, ("2031-04-01", "2031-04-30", "month", "last month", "relative")),
        ("last week that ", VOTE, ("2031-04-21", "2031-05-25", "range", "last week", "relative")),
        ("on Monday that ", VOTE, ("2031-04-28", "2031-05-26", "range", "Monday", "relative")),
        ("on Monday that ", "", ("2031-04-28", None, "range", "Monday", "relative")),
        ("on 4 May 2031 that ", VOTE, ("2031-05-04", "2031-05-04", "day", "4 May 2031", "explicit")),
    ],
)  # fmt: skip
def test_text_of_an_undated_article_bounds_its_dates(when, after, expected):
    found = said(UNDATED.format(when=when, after=after), published=None)[""]
    days = [day.isoformat() if day else None for day in (found.earliest, found.latest)]
    assert (*days, found.precision, found.text, found.basis) == expected


def test_undated_article_that_contradicts_itself_has_no_bounds():
    text = "The dam burst on 3 May 2031. [Roe|source] [said|cue] [rents fell|content]. Poe will sing in May 2029."
    assert said(text, published=None) == {}
