"""Whom pronouns, pairs and things without a name of their own mean as speakers."""

import pytest
from speakers_example import Resolve, make_resolve, names

from pipeline.records import Span


@pytest.fixture(scope="module")
def resolve() -> Resolve:
    """Resolves the marked statements of a text."""
    return make_resolve()


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "Roe took calls from listeners to her show [who|source] [said|cue] [rents fell|content].",
            ["listeners"],
        ),
        (
            "This has harmed its relationship with the United States [which|source] [views|cue] [Chad|content] coolly.",
            ["United States"],
        ),
        ("The fear comes from the American side, [which|source] [recalls|cue] [the flood|content].", ["United States"]),
        ("[The Washington administration|source] [announced|cue] [a partnership|content].", ["United States"]),
        ("[Washington’s positioning|source] [reveals|cue] [that talks go on|content].", ["United States"]),
        ("[The usefulness of the port|source] [shows|cue] [that rents fell|content].", [None]),
        ("[The storm|source] [proved|cue] [that dams fail|content].", [None]),
        ("[A number of tax experts|source] [say|cue] [that rents fell|content].", ["tax experts"]),
        (
            "Peru and Chad met in May. [Both sides|source] [agreed|cue] [that rents fell|content].",
            ["Peru; Chad"],
        ),
        (
            "Peru, Chad and Mali met in May. [Both countries|source] [agreed|cue] [that rents fell|content].",
            ["both countries"],
        ),
        (
            "The messages from Washington are important as [they|source] [indicate|cue] [that talks go on|content].",
            ["messages from Washington"],
        ),
        (
            "Chad left in May. Its planners often fail. [They|source] [seem|cue] [content|content].",
            ["planners"],
        ),
        (
            "The regime is weak. The establishment is pragmatic. [It|source] [knows|cue] [rents fell|content].",
            ["establishment"],
        ),
        (
            "Peru denies it.\nWashington, for its part, is no longer looking. [It|source] [sees|cue] [a port|content].",
            ["United States"],
        ),
        (
            "[Ann Roe and Tom Vale|source] [said|cue] [so|content]. [They|source] [added|cue] [this|content].",
            ["Ann Roe; Tom Vale", "Ann Roe; Tom Vale"],
        ),
        ("Tom Vale supported the plan, and [Mr.|source] Vale [said|cue] [rents fell|content].", ["Tom Vale"]),
    ],
)
def test_who_is_meant(resolve: Resolve, marked: str, expected: list[str | None]) -> None:
    assert names(resolve(marked)) == expected


def test_role_before_a_comma_and_a_rank(resolve: Resolve) -> None:
    (speaker,) = resolve(
        "[The recently retired Centcom chief, Gen Tom Vale,|source] [praised|cue] [Chad|content] on Monday."
    )
    assert speaker is not None
    assert (speaker.name, speaker.role, speaker.affiliation) == ("Tom Vale", "Centcom chief", "US Central Command")


def test_bare_ministry_belongs_to_the_only_country_of_the_article(resolve: Resolve) -> None:
    (one,) = resolve("[The interior ministry|source] [said|cue] [rents fell|content] in Norway.")
    (several,) = resolve("[The interior ministry|source] [said|cue] [rents fell|content] in Norway, not in Chad.")
    assert one is not None
    assert several is not None
    assert (one.name, one.country) == ("Norway's interior ministry", "Norway")
    assert (several.name, several.country) == ("interior ministry", None)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[A report by the Kestrel Institute|source] [said|cue] [rents fell|content].", ["Kestrel Institute"]),
        (
            (
                "[The Kestrel Institute|source] [said|cue] in a report [that rents fell|content].\n"
                "[The report|source] [found|cue] [it|content]."
            ),
            ["Kestrel Institute", "Kestrel Institute"],
        ),
        (
            (
                "[A spokesperson for the ministry|source] [said|cue] [so|content]. "
                "[The spokesperson|source] [added|cue] [it|content]."
            ),
            ["spokesperson for the ministry", "spokesperson for the ministry"],
        ),
        (
            "[The mayor and the governor|source] [blamed|cue] [rents|content]. [They|source] [said|cue] [so|content].",
            ["mayor; governor", "mayor; governor"],
        ),
        (
            "[The Kestrel Institute|source] [said|cue] [so|content]. [The ministry|source] [denied|cue] [it|content].",
            ["Kestrel Institute", "ministry"],
        ),
    ],
)
def test_speakers_told_of_before(resolve: Resolve, marked: str, expected: list[str]) -> None:
    assert names(resolve(marked)) == expected


def test_minister_of_a_country_and_a_counterpart(resolve: Resolve) -> None:
    (both,) = resolve(
        "[Foreign Minister Ann Roe of Norway and her French counterpart, Tom Vale,|source] [said|cue] [so|content]."
    )
    assert both is not None
    assert [(one.name, one.country) for one in both.members] == [("Ann Roe", "Norway"), ("Tom Vale", "France")]
    assert both.members[0].evidence.country == Span("Norway", 28, 34)
