"""The codebook file: how it is read, what it refuses, what its lint says."""

from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.resources.codebook import Codebook, load_codebook
from pipeline.themes import lint_codebook

DEFAULT = Path(__file__).parents[1] / "data" / "codebook.csv"
HEADER = "theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to\n"
# An id that leaves this list stays here in a comment: it is never given to another theme.
DEFAULT_IDS = {
    "counterterrorism", "defence", "nuclear", "regional_security", "great_power",
    "diplomacy", "sovereignty", "economy", "governance", "elections",
    "human_rights", "civilian_harm", "law_justice", "crime_corruption", "migration",
    "health", "environment_energy", "technology_cyber", "media_information", "society_identity",
}  # fmt: skip
WATER = "water,Water,,,,,,The reservoir is low.,Rivers and reservoirs,env:water;sdg6\n"


def write(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "codebook.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def load(tmp_path: Path, rows: str) -> Codebook:
    return load_codebook(write(tmp_path, rows))


def test_row_with_a_label_opens_the_theme_and_the_others_add_patterns(tmp_path: Path) -> None:
    codebook = load(tmp_path, WATER + "water,,,reservoir,,,0.5,,,\nwater,,,Lake Orm,entity,Lake Orm Bank,,,,\n")
    (theme,) = codebook.themes
    assert (theme.theme_id, theme.definition, theme.maps_to) == (
        "water",
        "Rivers and reservoirs",
        ("env:water", "sdg6"),
    )
    reservoir, lake = codebook.patterns
    assert (reservoir.match, reservoir.weight, reservoir.exclude) == ("lemma", 0.5, ())
    assert (lake.match, lake.weight, lake.exclude) == ("entity", 1.0, ("Lake Orm Bank",))


def test_parent_may_stand_below_its_child(tmp_path: Path) -> None:
    codebook = load(tmp_path, "river,Rivers,water,river,,,,,,\n" + WATER)
    assert [theme.parent_id for theme in codebook.themes] == ["water", None]


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (WATER + WATER, 3, "a second time"),
        ("water,,,reservoir,,,,,,\n", 2, "no row with a label"),
        (",Water,,,,,,,,\n", 2, "no theme_id"),
        ("water,Water,sea,,,,,,,\n", 2, "parent_id sea is no theme"),
        ("water,Water,sea,,,,,,,\nsea,Sea,water,,,,,,,\n", 2, "part of itself"),
        (WATER + "water,,,reservoir,word,,,,,\n", 3, "match is word"),
        (WATER + "water,,,reservoir,,,heavy,,,\n", 3, "weight is heavy"),
        (WATER + "water,,,reservoir,,,0,,,\n", 3, "more than 0"),
        (WATER + "water,,,reservoir,,,nan,,,\n", 3, "more than 0"),
        (WATER + "water,,,(dam,regex,,,,,\n", 3, "cannot be read"),
        (WATER + "water,,,(dam)*,regex,,,,,\n", 3, "matches nothing"),
        (WATER + "water,,,...,,,,,,\n", 3, "holds no word"),
        (WATER + "water,,,,lemma,,,,,\n", 3, "neither a label nor a pattern"),
    ],
)
def test_wrong_row_is_refused_with_its_line(tmp_path: Path, rows: str, line: int, words: str) -> None:
    with pytest.raises(ResourceError, match=f"line {line}: .*{words}"):
        load(tmp_path, rows)


@pytest.mark.parametrize(
    ("rows", "kind", "line"),
    [
        ("sea,Sea,,,,,,,,\n", "empty", 2),
        (WATER + "water,,,reservoir,,,,,,\nwater,,,Reservoir,phrase,,,,,\nwater,,,reservoir,,,,,,\n", "dead", 5),
        (WATER + "water,,,reservoir,,,,,,\nsea,Sea,,reservoir,,,,,,\n", "overlapping", 4),
        (WATER + "water,,,reservoir,,pond,,,,\n", "contradictory", 3),
        (WATER + "water,,,reservoir,,reservoirs,,,,\n", "contradictory", 3),
        (WATER + "water,,,reservoir,,,,,,\nwater,,,dam,,,,The river rose.,,\n", "example", 4),
        (WATER + "water,,,dam,,,,,,\n", "example", 2),
    ],
)
def test_lint_finds(tmp_path: Path, rows: str, kind: str, line: int) -> None:
    assert [(finding.kind, finding.line) for finding in lint_codebook(load(tmp_path, rows))] == [(kind, line)]


def test_lint_knows_inflected_words_of_an_example(tmp_path: Path) -> None:
    rows = WATER + "water,,,reservoir,,,,,,\nwater,,,dam,,dam buster,,They dammed two rivers; four dams stand.,,\n"
    assert lint_codebook(load(tmp_path, rows)) == []


def test_default_codebook_is_clean_and_has_the_twenty_themes() -> None:
    codebook = load_codebook(DEFAULT)
    assert lint_codebook(codebook) == []
    assert {theme.theme_id for theme in codebook.themes} == DEFAULT_IDS
    assert all(theme.definition and theme.example for theme in codebook.themes)
