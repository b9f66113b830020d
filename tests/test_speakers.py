"""Speakers: who answers for a statement. The sources, cues and contents are marked in the text."""

import pytest
from speakers_example import Resolve, make_resolve, names

from pipeline.records import Span


@pytest.fixture(scope="module")
def resolve() -> Resolve:
    """Resolves the marked statements of a text."""
    return make_resolve()


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[Housing Minister Ann Roe|source] [said|cue] [rents fell|content].", "Ann Roe"),
        ("[Ann Roe, the health secretary|source], [said|cue] [rents fell|content].", "Ann Roe"),
        ("[The bank's chief executive, Tom Vale|source], [said|cue] [rents fell|content].", "Tom Vale"),
        ("[Rep. Ann Roe (D-Mo.)|source] [said|cue] [rents fell|content].", "Ann Roe"),
        ("[Critics|source] [argue|cue] [that rents fell|content].", "critics"),
        ("[Many analysts|source] [say|cue] [rents fell|content].", "analysts"),
        ("[Critics of the plan|source] [argue|cue] [that rents fell|content].", "critics of the plan"),
        ("[Islamabad|source] [said|cue] [the talks failed|content].", "Pakistan"),
        ("[Washington|source] [believes|cue] [the talks failed|content].", "United States"),
        ("[The White House|source] [said|cue] [the talks failed|content].", "White House"),
        (
            "[A US State Department report released in May|source] [noted|cue] [progress|content].",
            "US State Department",
        ),
        ("[A study by the Kestrel Institute|source] [found|cue] [that rents fell|content].", "Kestrel Institute study"),
    ],
)
def test_name_of_one_source(resolve, marked, name):
    assert names(resolve(marked)) == [name]


def test_surname_takes_the_full_name(resolve):
    marked = "Ann Roe met Tom Vale in Paris. [Roe|source] [said|cue] [the talks failed|content]."
    assert names(resolve(marked)) == ["Ann Roe"]


def test_two_people_are_joint_speakers(resolve):
    marked = "[Minister Tom Vale and Ambassador Ann Roe|source] [discussed|cue] [trade|content]."
    assert names(resolve(marked)) == ["Tom Vale; Ann Roe"]


def test_pronoun_takes_the_last_speaker_of_its_gender(resolve):
    marked = (
        "[Mr. Tom Vale|source] [said|cue] [rents fell|content]. Ms. Ann Roe disagreed with Vale. "
        "“[They rose|content],” [she|source] [said|cue]. “[By a tenth|content],” [he|source] [replied|cue]."
    )
    assert names(resolve(marked)) == ["Tom Vale", "Ann Roe", "Tom Vale"]


def test_pronouns_of_the_text_overrule_a_first_name(resolve):
    marked = (
        "Charlie Roe is a nurse. She works nights. Her ward is full. Tom Vale visited. He praised the ward. "
        "[Roe|source] [said|cue] [it helped|content]. “[Come again|content],” [she|source] [added|cue]."
    )
    assert names(resolve(marked)) == ["Charlie Roe", "Charlie Roe"]


def test_name_inside_a_quotation_is_not_the_pronoun(resolve):
    marked = "Ann Roe spoke on Monday. “[Tom Vale is right, Mary Hill is not|content],” [she|source] [said|cue]."
    assert names(resolve(marked)) == ["Ann Roe"]


def test_bare_role_finds_its_bearer(resolve):
    marked = (
        "Housing Minister Ann Roe met Tom Vale, a builder. Vale was late. "
        "[The minister|source] [said|cue] [rents fell|content]."
    )
    assert names(resolve(marked)) == ["Ann Roe"]


def test_unknown_role_stays_a_role(resolve):
    marked = "Tom Vale, a builder, was late. [A nurse|source] [said|cue] [rents fell|content]."
    assert names(resolve(marked)) == ["nurse"]


def test_pronoun_may_mean_somebody_without_a_name(resolve):
    marked = (
        "Mr. Tom Vale left in May.\nA retired officer wrote to the paper. "
        "“[Who cares?|content]” [he|source] [asked|cue]."
    )
    assert names(resolve(marked)) == ["retired officer"]


def test_short_form_of_an_organisation(resolve):
    marked = "The Coastal Ports Agency opened a quay. [The agency|source] [said|cue] [it was late|content]."
    assert names(resolve(marked)) == ["Coastal Ports Agency"]


def test_it_and_they_take_organisation_and_group(resolve):
    marked = (
        "[The Kestrel Institute|source] [said|cue] [rents fell|content]. "
        "[It|source] [added|cue] [that they may rise|content].\n"
        "[Tenants|source] [protested|cue] [against it|content]. [They|source] [demanded|cue] [repairs|content]."
    )
    assert names(resolve(marked)) == ["Kestrel Institute", "Kestrel Institute", "tenants", "tenants"]


def test_relative_pronoun_takes_its_noun(resolve):
    marked = "Reporters asked Ann Roe, [who|source] [said|cue] [rents fell|content]."
    assert names(resolve(marked)) == ["Ann Roe"]


def test_possessor_is_named_in_full(resolve):
    marked = "Tom Vale lost. [Vale's supporters|source] [believe|cue] [he won|content]."
    assert names(resolve(marked)) == ["Tom Vale's supporters"]


def test_first_person_is_the_author_outside_and_the_speaker_inside(resolve):
    marked = (
        "[I|source] [doubt|cue] [that rents fell|content]. “I know [rents rose|content],” [Ann Roe|source] [said|cue]."
    )
    assert names(resolve(marked, author="Tom Vale")) == ["Tom Vale", "Ann Roe"]


def test_nobody_is_invented(resolve):
    marked = "[|source][It is believed|cue] [that rents fell|content]. Ann Roe was not there."
    assert names(resolve(marked)) == [None]


def test_quoted_heading_takes_the_speaker_of_the_same_words(resolve):
    marked = (
        "[|source][|cue]“[Rents will fall again in May|content]”\n"
        "“[We think that rents will fall again in May|content],” [Ann Roe|source] [said|cue]."
    )
    assert names(resolve(marked)) == ["Ann Roe", "Ann Roe"]


def test_transcript_label_takes_the_full_name(resolve):
    marked = (
        "Tom Vale spoke to Ann Roe.\n[ROE|source][:|cue] [Did rents fall?|content]\n"
        "[VALE|source][:|cue] [They did.|content]\n[I|source] [think|cue] [they will again|content]."
    )
    assert names(resolve(marked)) == ["Ann Roe", "Tom Vale", "Tom Vale"]


def test_role_affiliation_and_country_are_as_the_article_words_them(resolve):
    marked = (
        "[State Department spokesperson Ann Roe|source] [said|cue] [talks failed|content]. "
        "[Roe|source] [added|cue] [little|content]."
    )
    first, second = resolve(marked)
    assert (first.role, first.affiliation, first.country) == (
        "State Department spokesperson",
        "US State Department",
        "United States",
    )
    assert second.role == first.role


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("[Ann Roe|source] [said|cue] [so|content].", "person"),
        ("[The interior ministry|source] [said|cue] [so|content].", "organisation"),
        ("[Norway|source] [said|cue] [so|content].", "country"),
        ("[Supporters|source] [said|cue] [so|content].", "group"),
        ("[The transcript|source] [shows|cue] [that|content].", "document"),
        ("[The oracle|source] [said|cue] [so|content].", "unknown"),
    ],
)
def test_kind_of_a_speaker(resolve, marked, kind):
    (speaker,) = resolve(marked)
    assert speaker.kind == kind


def test_facts_say_where_they_stand(resolve: Resolve) -> None:
    text = "[White House spokesman Tom Vale|source] [said|cue] [rents fell|content]."
    (speaker,) = resolve(text)
    assert speaker is not None
    evidence = speaker.evidence
    assert (speaker.role, speaker.affiliation, speaker.country) == (
        "White House spokesman",
        "White House",
        "United States",
    )
    assert evidence.role == Span("White House spokesman", 0, 21)
    assert evidence.affiliation == Span("White House", 0, 11)
    assert evidence.country == Span("White House", 0, 11)


def test_joint_speakers_keep_their_own_facts(resolve: Resolve) -> None:
    (both,) = resolve("[Mayor Ann Roe and French minister Tom Vale|source] [said|cue] [rents fell|content].")
    assert both is not None
    assert [(member.name, member.role) for member in both.members] == [
        ("Ann Roe", "Mayor"),
        ("Tom Vale", "French minister"),
    ]
    assert [member.country for member in both.members] == [None, "France"]


@pytest.mark.parametrize(
    "role",
    ["Interior Minister", "White House hopeful", "a graduate of the Norland Institute", "a critic of the White House"],
)
def test_affiliation_is_not_read_into_a_role(resolve: Resolve, role: str) -> None:
    text = (
        f"[Ann Roe, {role},|source] [said|cue] [rents fell|content]."
        if role[0].islower()
        else (f"[{role} Ann Roe|source] [said|cue] [rents fell|content].")
    )
    (speaker,) = resolve(text)
    assert speaker is not None
    assert speaker.affiliation is None


def test_spokesperson_belongs_to_the_body_that_the_sentence_before_names(resolve: Resolve) -> None:
    (speaker,) = resolve(
        "The Pentagon has praised the port. "
        "[Spokesperson Major General Tom Vale|source] [said|cue] [rents fell|content]."
    )
    assert speaker is not None
    assert speaker.affiliation == "Pentagon"
    assert speaker.evidence.affiliation == Span("Pentagon", 4, 12)


def test_what_follows_according_to_a_name_is_no_role(resolve: Resolve) -> None:
    (speaker,) = resolve("[According to|cue] [radio host Tom Vale|source], [the move of the port costs jobs|content].")
    assert speaker is not None
    assert speaker.role == "radio host"
