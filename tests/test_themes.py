"""Themes of statements: which words count, and that the content outweighs what stands around it."""

import re
from pathlib import Path

import pytest

from pipeline.records import Block, Document, Span, Statement, Theme
from pipeline.resources.codebook import Codebook, load_codebook
from pipeline.themes import assign_themes
from pipeline.tokenise import tokenise

DEFAULT = Path(__file__).parents[1] / "data" / "codebook.csv"
HEADER = "theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to\n"
HEALTH_POLICY = """hospital_funding,Hospital funding,,,,,,,Money for hospitals,
hospital_funding,,,block grant,,,,,,
hospital_funding,,,bed,,flower bed;bed of roses,0.8,,,
prevention,Prevention,,,,,,,Keeping people well,
prevention,,,vaccinat*,,,,,,
prevention,,,screen,,screen time,,,,
prevention,,,BCG,phrase,,,,,
prevention,,,Jab,entity,,,,,
staff,Staff,,,,,,,Who works in hospitals,
staff,,,"\\b(day|night) shifts?\\b",regex,,,,,
"""


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(DEFAULT)


@pytest.fixture
def health_policy(tmp_path: Path) -> Codebook:
    path = tmp_path / "codebook.csv"
    path.write_text(HEADER + HEALTH_POLICY, encoding="utf-8")
    return load_codebook(path)


def themes_of(marked: str, codebook: Codebook, *, boilerplate: str = "") -> list[Theme]:
    """The themes of the statement whose content stands in brackets."""
    fragments, text = [], ""
    for part in re.split(r"(\[[^\]]*\])", marked):
        if part.startswith("["):
            fragments.append((len(text), len(text) + len(part) - 2))
        text += part.strip("[]") if part.startswith("[") else part
    blocks = [
        Block(line.start(), line.end(), "boilerplate" if line.group() == boilerplate else "paragraph", "en")
        for line in re.finditer(r"[^\n]+", text)
    ]
    document = Document(text, "utf-8", tuple(blocks))
    doc = tokenise(document)
    spans = tuple(Span(text[start:end], start, end) for start, end in fragments)
    sentences = [s for s in doc.sents if s.end_char > spans[0].start and s.start_char < spans[-1].end]
    start, end = sentences[0].start_char, sentences[-1].end_char
    context = Span(text[start:end], start, end)
    statement = Statement("s1", "indirect", "assertion", None, None, spans, context, "rule:test", 100)
    return list(assign_themes(document, doc, [statement], codebook=codebook))


@pytest.mark.parametrize(
    ("marked", "theme_id", "evidence"),
    [
        ("Ann Roe said that [drone strikes had killed four militants].", "counterterrorism", "drone strikes"),
        ("Ann Roe said that [the two navies will hold joint exercises].", "defence", "joint exercises"),
        ("Ann Roe said that [the reactor now enriches uranium for a warhead].", "nuclear", "enriches uranium"),
        ("Ann Roe said that [the ceasefire along the disputed border holds].", "regional_security", "ceasefire"),
        ("Ann Roe said that [the two superpowers compete for hegemony].", "great_power", "superpowers"),
        ("Ann Roe said that [the ambassador was called home].", "diplomacy", "ambassador"),
        ("Ann Roe said that [nobody may meddle in our internal affairs].", "sovereignty", "internal affairs"),
        ("Ann Roe said that [wages rose faster than prices].", "economy", "wages"),
        ("Ann Roe said that [the cabinet would resign].", "governance", "cabinet"),
        ("Ann Roe said that [undecided voters liked the candidate].", "elections", "undecided voters"),
        ("Ann Roe said that [peaceful protesters were beaten].", "human_rights", "peaceful protesters"),
        ("Ann Roe said that [forty people lost their lives].", "civilian_harm", "lost their lives"),
        ("Ann Roe said that [the judges upheld the verdict].", "law_justice", "judges"),
        ("Ann Roe said that [the clerk took bribes].", "crime_corruption", "bribes"),
        ("Ann Roe said that [asylum-seekers were turned away].", "migration", "asylum-seekers"),
        ("Ann Roe said that [nurses had vaccinated every child against the disease].", "health", "nurses"),
        ("Ann Roe said that [emissions from coal had doubled].", "environment_energy", "emissions"),
        ("Ann Roe said that [hackers stole the passwords].", "technology_cyber", "hackers"),
        ("Ann Roe said that [the broadcaster spread disinformation].", "media_information", "broadcaster"),
        ("Ann Roe said that [the mosque and the church opened a school].", "society_identity", "mosque"),
    ],
)
def test_default_codebook_places_the_content(codebook: Codebook, marked: str, theme_id: str, evidence: str) -> None:
    first = themes_of(marked, codebook)[0]
    assert first.theme_id == theme_id
    assert evidence in first.evidence
    assert 0 < first.score < 1


def test_no_theme_where_nothing_fits(codebook: Codebook) -> None:
    assert themes_of("Ann Roe said that [it had been a quiet afternoon].", codebook) == []


def test_content_outweighs_its_surroundings(codebook: Codebook) -> None:
    marked = "Farmers sold less wheat.\nAt the trade summit on tariffs, Ann Roe said [the epidemic is over]."
    assert themes_of(marked, codebook)[0].theme_id == "health"


def test_empty_content_takes_the_theme_of_its_sentence_before_that_of_the_article(codebook: Codebook) -> None:
    marked = "Farmers sold less wheat to the mills.\nExports fell.\nOf the epidemic, Ann Roe said [it was over]."
    assert themes_of(marked, codebook)[0].theme_id == "health"


def test_empty_sentence_takes_the_theme_of_the_paragraph_before(codebook: Codebook) -> None:
    first = themes_of("The epidemic reached the villages.\nAnn Roe said [it was almost over].", codebook)[0]
    assert (first.theme_id, first.evidence) == ("health", ("epidemic",))


def test_boilerplate_shows_no_theme(codebook: Codebook) -> None:
    line = "More on the epidemic and the hospitals"
    assert themes_of(f"{line}\nAnn Roe said [it was almost over].", codebook, boilerplate=line) == []


def test_several_themes_are_ranked_best_first(codebook: Codebook) -> None:
    themes = themes_of("Ann Roe said [the refugees brought no disease to the hospitals].", codebook)
    assert {"health", "migration"} <= {theme.theme_id for theme in themes}
    assert [theme.score for theme in themes] == sorted((theme.score for theme in themes), reverse=True)


def test_fragments_count_together(codebook: Codebook) -> None:
    first = themes_of('"[The harvest failed],” Ann Roe said, “[and the bank refused the loan].”', codebook)[0]
    assert (first.theme_id, first.evidence) == ("economy", ("bank", "loan"))


@pytest.mark.parametrize(
    ("content", "theme_ids"),
    [
        ("the block grants came late", ["hospital_funding"]),
        ("every bed is taken", ["hospital_funding"]),
        ("the flower beds are empty", []),
        ("vaccinators went from door to door", ["prevention"]),
        ("it screened children", ["prevention"]),
        ("screen time grew", []),
        ("BCG is back", ["prevention"]),
        ("bcg is back", []),
        ("Jab was a good name for the programme", ["prevention"]),
        ("a jab in the ribs hurt", []),
        ("the night shift is too long", ["staff"]),
        ("the economy grew", []),
    ],
)
def test_any_codebook_works(health_policy: Codebook, content: str, theme_ids: list[str]) -> None:
    assert [theme.theme_id for theme in themes_of(f"Ann Roe said [{content}].", health_policy)] == theme_ids


def test_word_in_the_name_of_a_person_or_place_shows_no_theme(codebook: Codebook) -> None:
    assert themes_of("Ann Roe said that [she had met Rich Vale in Port Hallam].", codebook) == []
    assert themes_of("Ann Roe said that [she had met the rich in the port].", codebook)[0].theme_id == "economy"


def test_word_in_a_name_that_shows_one_theme_shows_no_other(tmp_path: Path) -> None:
    path = tmp_path / "codebook.csv"
    path.write_text(
        HEADER + "rebels,Rebels,,,,,,,,\nrebels,,,Orm Liberation Army,entity,,,,,\narmed,Forces,,army,,,,,,\n",
        encoding="utf-8",
    )
    codebook = load_codebook(path)
    content = "the Orm Liberation Army had left"
    assert [theme.theme_id for theme in themes_of(f"Ann Roe said [{content}].", codebook)] == ["rebels"]
    content = "the Orm Liberation Army had beaten the army"
    assert {theme.theme_id for theme in themes_of(f"Ann Roe said [{content}].", codebook)} == {"rebels", "armed"}
