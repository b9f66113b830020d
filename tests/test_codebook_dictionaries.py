"""Codebooks from and to quanteda dictionaries: nothing that both can hold is lost, and the rest is said."""

from pathlib import Path

import pytest

from pipeline.codebook import export_dictionary, import_dictionary
from pipeline.errors import ResourceError, UsageError
from pipeline.resources.codebook import Codebook, load_codebook
from pipeline.themes.lint import example_hits

DEFAULT = Path(__file__).parents[1] / "data" / "codebook.csv"
HEADER = "theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to\n"
NESTED = """\
water:
  rivers: [river*, "River Orm", no]
  lakes:
    - lake
    - l?ch
  __: ["*flood*", 1953]
Air and wind: gust*
"""


def imported(tmp_path: Path, text: str, name: str = "codebook.csv") -> Codebook:
    source = tmp_path / "dictionary.yml"
    source.write_text(text, encoding="utf-8")
    import_dictionary(source, tmp_path / name)
    return load_codebook(tmp_path / name)


def test_nested_categories_become_child_themes(tmp_path: Path) -> None:
    themes = {theme.theme_id: (theme.label, theme.parent_id) for theme in imported(tmp_path, NESTED).themes}
    assert themes == {
        "water": ("water", None),
        "rivers": ("rivers", "water"),
        "lakes": ("lakes", "water"),
        "air_and_wind": ("Air and wind", None),
    }


@pytest.mark.parametrize(
    ("sentence", "theme_ids"),
    [
        ("The RIVER rose.", {"rivers"}),
        ("Riverside houses stood empty.", {"rivers"}),
        ("They said no again.", {"rivers"}),
        ("A lake froze.", {"lakes"}),
        ("Two lakes froze.", set()),
        ("The loch froze.", {"lakes"}),
        ("The lunch was cold.", set()),
        ("Storm-flooded cellars were pumped dry.", {"water"}),
        ("After 1953 they built dikes.", {"water"}),
        ("It gusted all night.", set()),
        ("Gusts tore the roof off.", {"air_and_wind"}),
    ],
)
def test_globs_match_as_in_quanteda(tmp_path: Path, sentence: str, theme_ids: set[str]) -> None:
    codebook = imported(tmp_path, NESTED.replace("gust*", "gusts"))
    assert {codebook.patterns[hit.pattern].theme_id for hit in example_hits(sentence, codebook)} == theme_ids


def test_round_trip_loses_nothing_that_a_dictionary_holds(tmp_path: Path) -> None:
    first = imported(tmp_path, NESTED)
    export_dictionary(first, tmp_path / "again.yml")
    second = imported(tmp_path, (tmp_path / "again.yml").read_text(encoding="utf-8"), "again.csv")
    assert [(t.theme_id, t.parent_id) for t in second.themes] == [(t.theme_id, t.parent_id) for t in first.themes]
    kept = {(pattern.theme_id, pattern.pattern, pattern.match) for pattern in first.patterns}
    assert {(pattern.theme_id, pattern.pattern, pattern.match) for pattern in second.patterns} == kept


def test_export_writes_children_beside_their_parents_own_patterns(tmp_path: Path) -> None:
    export_dictionary(imported(tmp_path, NESTED), tmp_path / "out.yml")
    text = (tmp_path / "out.yml").read_text(encoding="utf-8")
    assert '"water":\n  "rivers":\n  - "river*"\n' in text
    assert '  "__":\n  - "*flood*"\n  - "1953"\n' in text


def test_export_says_what_a_dictionary_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "codebook.csv"
    path.write_text(
        HEADER + "water,Water,,,,,,The dam broke.,Rivers,sdg6\n"
        "water,,,dam,,dam buster,2,,,\nwater,,,Orm,entity,,,,,\nwater,,,(sea|sand),regex,,,,,\n"
    )
    lost = export_dictionary(load_codebook(path), tmp_path / "out.yml")
    assert (tmp_path / "out.yml").read_text() == '"water":\n- "dam"\n- "orm"\n'
    assert lost == [
        "1 themes lose label, definition, example and equivalents.",
        "1 patterns lose their weight.",
        "1 patterns lose their exclusions.",
        "1 patterns no longer find other forms of their words.",
        "1 patterns no longer ask for a name.",
        "1 patterns lose their capitals.",
        "1 regular expressions are left out (line 5).",
    ]


def test_default_codebook_survives_the_way_there_and_back(tmp_path: Path) -> None:
    default = load_codebook(DEFAULT)
    export_dictionary(default, tmp_path / "default.yml")
    again = imported(tmp_path, (tmp_path / "default.yml").read_text(encoding="utf-8"))
    assert [theme.theme_id for theme in again.themes] == [theme.theme_id for theme in default.themes]
    assert len(again.patterns) > 3000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no dictionary"),
        ("- a\n- b\n", "no dictionary"),
        ("a: [x\n", "line 2: is not YAML"),
        ("a: &a [x]\nb: *a\n", "line 2: is not YAML .references"),
        ("a: &a\n  b: *a\n", "references"),
        ("a: [x]\na: [y]\n", "line 2: a is named twice"),
        ("=cmd(): [x]\n", "line 1: a category needs a name"),
        ("a: !!python/object:os.system [x]\nb: {? [x] : y}\n", "line 2: a category needs a name"),
        ("a: " + "[" * 5000, "nested too deeply"),
        ("a: [\x00]\n", "is not YAML"),
        ("a:\n- ?" + "ab?" * 200_000 + "\n", "line 2: .* too long"),
    ],
)
def test_wrong_dictionary_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ResourceError, match=words):
        imported(tmp_path, text)
    assert not (tmp_path / "codebook.csv").exists()


def test_glob_for_any_word_is_left_out_and_named(tmp_path: Path) -> None:
    source = tmp_path / "dictionary.yml"
    source.write_text('a:\n- x\n- "*"\n')
    assert import_dictionary(source, tmp_path / "codebook.csv").lost == (
        'line 3: "*" stands for any word and is left out.',
    )


@pytest.mark.parametrize("glob", ["9/11", "can't", "$5 *", "c++", "İ?", "n’t", "***tax**", "a.b", "?x*", "é?", ":-)"])
def test_unusual_glob_comes_back_as_it_was(tmp_path: Path, glob: str) -> None:
    codebook = imported(tmp_path, f'a: ["{glob}"]\n')
    export_dictionary(codebook, tmp_path / "again.yml")
    assert (tmp_path / "again.yml").read_text(
        encoding="utf-8"
    ) == f'"a":\n- "{glob.lower().replace("***", "*").replace("**", "*")}"\n'


def test_same_name_under_two_parents_gives_two_ids(tmp_path: Path) -> None:
    text = "tax: {support: [cut], oppose: [raise]}\ntrade: {support: [open], oppose: [tariff]}\n"
    ids = [theme.theme_id for theme in imported(tmp_path, text).themes]
    assert ids == ["tax", "support", "oppose", "trade", "trade_support", "trade_oppose"]


def test_existing_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "codebook.csv").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        imported(tmp_path, NESTED)
    assert (tmp_path / "codebook.csv").read_text() == "mine"
