"""The words around names that users edit."""

from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.resources.titles import load_titles

DEFAULT = Path(__file__).parents[1] / "data" / "titles.csv"
HEADER = "word,class,gender,lemma,broader,note\n"


def test_abbreviation_and_word_share_a_lemma():
    titles = load_titles(DEFAULT)
    assert titles.get("Sen.", "rank").lemma == titles.get("senator", "role").lemma
    assert titles.get("spokeswoman", "role").gender == "female"
    assert titles.get("spokeswoman", "role").lemma == "spokesperson"


def test_ending_shows_people():
    titles = load_titles(DEFAULT)
    assert titles.is_people("economists")
    assert titles.is_people("oceanographer")
    assert not titles.is_people("harbours")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("bard,poet,,,,\n", 'line 2: class "poet" is not known'),
        ("bard,role,both,,,\n", 'line 2: gender "both" is not known'),
        ("bard,role,,,,\nBard,role,,,,\n", 'line 3: "bard" stands twice in the class role'),
        (",role,,,,\n", "line 2: word and class must not be empty"),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path, rows, message):
    path = tmp_path / "titles.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(ResourceError, match=message):
        load_titles(path)
