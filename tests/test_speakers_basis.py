"""How a source led to its speaker, and the mention it refers to."""

import pytest
from speakers_example import Resolve, make_resolve

from pipeline.reasons import REASONS, speaker_reason
from pipeline.records import SpeakerBasis, least_plain


@pytest.fixture(scope="module")
def resolve() -> Resolve:
    """Resolves the marked statements of a text."""
    return make_resolve()


@pytest.mark.parametrize(
    ("marked", "basis", "mention"),
    [
        ("[Housing Minister Ann Roe|source] [said|cue] [rents fell|content].", "name", None),
        ("[Critics|source] [argue|cue] [that rents fell|content].", "phrase", None),
        ("[A study by the Kestrel Institute|source] [found|cue] [that rents fell|content].", "phrase", None),
        ("Ann Roe met Tom Vale. [Roe|source] [said|cue] [the talks failed|content].", "other_name", "Ann Roe"),
        ("[Islamabad|source] [said|cue] [the talks failed|content].", "other_name", None),
        ("[Velmora|source] [said|cue] [rents fell|content].", "name", None),
        ("Ann Roe met nurses. “[Rents fell|content],” [she|source] [said|cue].", "pronoun", "Ann Roe"),
        ("Minister Ann Roe spoke. [The minister|source] [said|cue] [it rained|content].", "description", "Ann Roe"),
        ("The Kestrel Bank met. [The bank|source] [said|cue] [rents fell|content].", "description", "Kestrel Bank"),
        ("[Norway's decision|source] [suggests|cue] [that trade fell|content].", "description", "Norway"),
        ("[ROE|source][:|cue] [Rents fell.|content]\n\nAnn Roe is mayor.", "label", "Ann Roe"),
        ("[ROE|source][:|cue] [Rents fell.|content]\n\nNobody else spoke.", "label", None),
        ("[I|source] [think|cue] [rents fell|content].", "first_person", None),
    ],
)  # fmt: skip
def test_basis_and_mention_of_one_source(resolve, marked, basis, mention):
    (speaker,) = resolve(marked)
    assert speaker.basis == basis
    assert (speaker.evidence.mention.text if speaker.evidence.mention else None) == mention


def test_pronoun_of_somebody_without_a_name_refers_to_the_phrase(resolve):
    marked = "[A nurse|source] [said|cue] [rents fell|content]. [She|source] [added|cue] [that it rained|content]."
    first, second = resolve(marked)
    assert (first.basis, second.basis) == ("phrase", "pronoun")
    assert (second.name, second.evidence.mention.text) == ("nurse", "A nurse")


def test_lone_quotation_is_carried_on(resolve):
    marked = "“[Rents fell in May|content],” [Ann Roe|source] [said|cue].\n\n“[|source][|cue][Nobody knows|content].”"
    first, second = resolve(marked)
    assert (first.basis, second.basis) == ("name", "carried")
    assert (second.name, second.evidence.mention.text) == ("Ann Roe", "Ann Roe")


def test_quoted_heading_is_repeated_below(resolve):
    marked = (
        "“[|source][|cue][Rents fell again in May|content]”\n\n"
        "[Ann Roe|source] [said|cue], “[Rents fell again in May|content].”"
    )
    heading, quotation = resolve(marked)
    assert (heading.basis, quotation.basis) == ("repeated", "name")
    assert heading.evidence.mention.text == "Ann Roe"


def test_joint_speakers_rest_on_what_is_furthest_from_a_name(resolve):
    marked = "Tom Vale met Ann Roe. [Tom Vale and Roe|source] [said|cue] [rents fell|content]."
    (speaker,) = resolve(marked)
    assert [member.basis for member in speaker.members] == ["name", "other_name"]
    assert speaker.basis == "other_name"


def test_report_of_somebody_without_a_name_has_that_owner(resolve):
    marked = "A nurse wrote to the mayor. [His report|source] [said|cue] [rents fell|content]."
    (speaker,) = resolve(marked)
    assert (speaker.name, speaker.basis) == ("nurse", "description")


def test_basis_of_nobody_is_none():
    assert least_plain(()) is None
    assert least_plain((None, "pronoun", "name")) == "pronoun"


def test_every_basis_has_words():
    assert tuple(REASONS) == SpeakerBasis.__args__


@pytest.mark.parametrize(
    ("basis", "source", "mention", "words"),
    [
        ("name", "Ann Roe", None, "“Ann Roe” names the speaker"),
        ("pronoun", "she", "Ann Roe", "“she” is a pronoun, here for “Ann Roe”"),
        ("other_name", "Roe", "Ann Roe", "“Roe” is a part or another form of the name “Ann Roe”"),
        ("carried", None, "Ann Roe", "no source; carried on from the paragraph before, here for “Ann Roe”"),
        ("correction", "she", None, "set by hand"),
        (None, "she", None, ""),
    ],
)
def test_reason_in_words(basis, source, mention, words):
    speaker = {"basis": basis, "evidence": {"mention": mention and {"text": mention}}}
    assert speaker_reason({"speaker": speaker, "source": source and {"text": source}}) == words


def test_statement_of_nobody_has_no_reason():
    assert speaker_reason({"speaker": None, "source": None}) == ""
