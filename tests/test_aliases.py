"""The gazetteer of names that users edit."""

from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.resources.aliases import Aliases, load_aliases, words_of

DEFAULT = Path(__file__).parents[1] / "data" / "aliases.csv"
HEADER = "name,alias,kind,country,note\n"
UN_MEMBERS = 193
OTHER_STATES = 4  # the Holy See, Kosovo, Palestine, Taiwan


@pytest.fixture(scope="module")
def aliases() -> Aliases:
    return load_aliases(DEFAULT)


def write(path: Path, rows: str) -> Path:
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_capital_and_people_stand_for_their_country(tmp_path):
    path = write(
        tmp_path / "a.csv", "Norland,Norland,country,,\nNorland,Marrow,capital,,\nNorland,Norlander,demonym,,\n"
    )
    aliases = load_aliases(path)
    assert aliases.lookup("Marrow").name == "Norland"
    assert aliases.lookup("Norlander").form == "demonym"
    assert aliases.lookup("Marrow").country == "Norland"


def test_article_hyphens_and_full_stops_do_not_matter(aliases):
    assert aliases.lookup("the U.S.").name == "United States"
    assert aliases.lookup("Tehreek i Taliban Pakistan").name == "Tehreek-i-Taliban Pakistan"
    assert words_of("Tehreek-i-Taliban") == ("Tehreek", "i", "Taliban")


def test_small_letters_are_no_name(aliases):
    assert aliases.lookup("us") is None
    assert aliases.lookup("turkey") is None


def test_long_names_also_match_in_capitals(aliases):
    assert aliases.lookup("PAKISTAN").name == "Pakistan"


def test_every_state_has_a_row_of_its_own(aliases):
    countries = {alias.name for alias in aliases.by_words.values() if alias.label == "country"}
    assert len(countries) == UN_MEMBERS + OTHER_STATES


def test_nearly_every_state_has_capital_and_people(aliases):
    forms = {(alias.name, alias.form) for alias in aliases.by_words.values() if alias.label == "country"}
    assert sum(form == "capital" for _name, form in forms) > 175
    assert sum(form == "demonym" for _name, form in forms) > 185


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("Norland,N.,state,,\n", 'line 2: kind "state" is not known'),
        ("Norland,Marrow,capital,,\n", 'line 2: "Norland" has no row with a kind of its own'),
        (
            "Norland,NL,country,,\nNewland,NL,country,,\n",
            'line 3: "NL" maps to "Norland" and "Newland"; keep one',
        ),
        ("Norland,,country,,\n", "line 2: name and alias must both hold words"),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path, rows, message):
    with pytest.raises(ResourceError, match=message):
        load_aliases(write(tmp_path / "a.csv", rows))
