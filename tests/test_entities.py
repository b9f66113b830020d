"""Named entities: what is found, under which name, and what is joined within an article."""

import re
from pathlib import Path

import pytest

from pipeline.entities import find_entities
from pipeline.entities.acronyms import letters_of
from pipeline.records import Block, Document, Entities, Entity
from pipeline.resources.aliases import Aliases, load_aliases
from pipeline.resources.titles import Titles, load_titles
from pipeline.tokenise import tokenise

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def aliases() -> Aliases:
    return load_aliases(DATA / "aliases.csv")


@pytest.fixture(scope="module")
def titles() -> Titles:
    return load_titles(DATA / "titles.csv")


@pytest.fixture
def find(aliases, titles):
    """Finds the entities of a text; a line that begins with # is its headline, with ! boilerplate."""

    def find(text: str) -> Entities:
        kinds = {"#": "title", "!": "boilerplate"}
        blocks = [
            Block(line.start() + (line.group()[0] in kinds), line.end(), kinds.get(line.group()[0], "paragraph"), "en")
            for line in re.finditer(r"[^\n]+", text)
        ]
        document = Document(text, "utf-8", tuple(blocks))
        return find_entities(document, tokenise(document), aliases=aliases, titles=titles)

    return find


def named(entities: Entities, name: str) -> Entity:
    return next(entity for entity in entities.entities if entity.name == name)


def texts(entities: Entities, name: str) -> list[str]:
    key = named(entities, name).key
    return [mention.span.text for mention in entities.mentions if mention.entity_key == key]


def test_surname_joins_the_full_name(find):
    entities = find("Tom Vale met Ann Roe in Paris. Later Roe praised Vale.")
    assert texts(entities, "Ann Roe") == ["Ann Roe", "Roe"]
    assert texts(entities, "Tom Vale") == ["Tom Vale", "Vale"]


def test_middle_initial_joins_and_gives_the_longest_name(find):
    entities = find("Peter Hale spoke first. Gen. Peter J. Hale then left. Hale did not return.")
    assert texts(entities, "Peter J. Hale") == ["Peter Hale", "Peter J. Hale", "Hale"]


def test_title_and_possessive_are_no_part_of_a_name(find):
    entities = find("Mr. Tom Vale’s plan failed, said Senator Ann Roe.")
    assert {"Tom Vale", "Ann Roe"} <= {entity.name for entity in entities.entities}


def test_introduced_acronym_names_the_long_form(find):
    entities = find("The Coastal Ports Agency (CPA) opened. The CPA is new. Critics like the CPA.")
    assert texts(entities, "Coastal Ports Agency") == ["Coastal Ports Agency", "CPA", "CPA", "CPA"]


def test_article_overrules_the_gazetteer_on_an_acronym(find):
    entities = find("The Reef Nations Caucus (RNC) met. The RNC was pleased.")
    assert texts(entities, "Reef Nations Caucus") == ["Reef Nations Caucus", "RNC", "RNC"]


def test_spellings_of_the_gazetteer_are_one_entity(find):
    entities = find("The Tehrik-e-Taliban Pakistan (TTP) grew. Officials fear the TTP in Pakistan.")
    assert texts(entities, "Tehreek-i-Taliban Pakistan") == ["Tehrik-e-Taliban Pakistan", "TTP", "TTP"]
    assert texts(entities, "Pakistan") == ["Pakistan"]


def test_capital_that_acts_is_its_country_and_else_a_place(find):
    entities = find("Islamabad rejected the offer. The talks took place in Islamabad.")
    assert texts(entities, "Pakistan") == ["Islamabad"]
    assert named(entities, "Islamabad").label == "place"


def test_pronoun_us_and_bird_are_no_countries(find):
    entities = find("They told us that turkey was served.")
    assert entities.entities == ()


def test_country_name_of_a_person_is_a_person(find):
    entities = find("Michael Jordan spoke in Chicago. Reporters asked Jordan about Jordan's king.")
    assert named(entities, "Michael Jordan").label == "person"


def test_headline_in_title_case_adds_no_names(find):
    entities = find("#Harbour Plan Divides Voters As Roe Waits\nAnn Roe defended the plan. Roe was calm.")
    assert [mention.span.text for mention in entities.mentions] == ["Roe", "Ann Roe", "Roe"]


def test_boilerplate_has_no_mentions(find):
    assert find("!Also read: Pakistan wins in Lahore").mentions == ()


def test_offsets_slice_back(find):
    text = "“The EU’s ‘offer’ — and the U.S. one —”, said Ann Roe’s aide, “pleased the White House.”"
    for mention in find(text).mentions:
        assert text[mention.span.start : mention.span.end] == mention.span.text


def test_key_depends_on_label_and_name_only(find):
    first = named(find("Pakistan agreed."), "Pakistan")
    second = named(find("In the end, after long talks, Islamabad agreed."), "Pakistan")
    assert first.key == second.key
    assert first.key.startswith("e")


def test_letters_of_an_acronym():
    assert letters_of("U.S.A.") == "USA"
    assert letters_of("UAVs") == "UAV"
    assert letters_of("Talks") == ""


def test_portfolio_is_no_organisation(find):
    entities = find("Interior Minister Ann Roe met Defense Secretary Tom Vale in Norland.")
    assert [entity.name for entity in entities.entities if entity.label == "organisation"] == []
    assert {entity.name for entity in entities.entities if entity.label == "person"} == {"Ann Roe", "Tom Vale"}


def test_state_of_a_secretary_is_not_named(find):
    entities = find("The Islamic State lost ground. Secretary of State Ann Roe spoke in Paris.")
    assert texts(entities, "Islamic State") == ["Islamic State"]
    assert not any(mention.span.text == "State" for mention in entities.mentions)


def test_acronym_of_common_words_is_no_name(find):
    entities = find("Police flew unmanned aerial vehicles (UAVs) over Norland. The UAVs returned at noon.")
    assert not any("UAV" in mention.span.text for mention in entities.mentions)


def test_title_behind_a_listed_organisation_is_no_part_of_it(find):
    entities = find("White House National Security Communications Adviser Ann Roe spoke on Monday.")
    assert texts(entities, "White House") == ["White House"]
    assert texts(entities, "Ann Roe") == ["Ann Roe"]


def test_two_of_one_first_and_last_name_stay_two(find):
    entities = find("George H. Vale met his son George W. Vale. George H. Vale left early; George W. Vale stayed.")
    assert {entity.name for entity in entities.entities if entity.label == "person"} == {
        "George H. Vale",
        "George W. Vale",
    }


def test_suffix_does_not_make_another_person(find):
    entities = find("Tom Vale III spoke first. Then Tom Vale left, and Vale did not return.")
    assert [entity.name for entity in entities.entities if entity.label == "person"] == ["Tom Vale III"]


def test_capital_that_takes_or_sends_what_states_do_is_its_country(find):
    entities = find(
        "Norway enhanced its support to Washington. Officials from Islamabad met. A statement came from Paris. "
        "A flight to Madrid left late, with protesters from Rome."
    )
    countries = {entity.name for entity in entities.entities if entity.label == "country"}
    assert countries == {"Norway", "United States", "Pakistan", "France"}
    assert {entity.name for entity in entities.entities if entity.label == "place"} == {"Madrid", "Rome"}


def test_word_of_the_gazetteer_is_no_name(find):
    entities = find("The latest CT dialogue was held in Norway. CT efforts go on.")
    assert [entity.name for entity in entities.entities] == ["Norway"]


def test_hyphenated_word_counts_once_in_a_headline(find):
    assert find("#Security and Counterterrorism Co-operation\nAll was well.").entities == ()


def test_place_that_only_an_incident_shows(find):
    entities = find("Officials compared the Zarnitsa and Oblen attacks. The Zarnitsa attack was the worst.")
    assert texts(entities, "Zarnitsa") == ["Zarnitsa", "Zarnitsa"]
    assert texts(entities, "Oblen") == ["Oblen"]


def test_surname_of_two_means_the_one_named_last(find):
    entities = find("Ann Roe spoke first, and Roe was brief. Then Tom Roe left. Roe ran home. Tom Roe is fast.")
    assert texts(entities, "Ann Roe") == ["Ann Roe", "Roe"]
    assert texts(entities, "Tom Roe") == ["Tom Roe", "Roe", "Tom Roe"]
