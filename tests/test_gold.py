"""The sample articles and their gold agree: every annotated word stands in its article."""

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
CODEBOOK = ROOT / "data" / "codebook.csv"
GOLD_PATHS = sorted((ROOT / "tests" / "gold").glob("*.json"))

KINDS = {"direct", "mixed", "indirect"}
TYPES = {"assertion", "belief", "fact", "eventuality"}
SPEAKER_KINDS = {"person", "organisation", "country", "group", "document", "unknown"}
STANCE_LABELS = {"support", "oppose", "neutral"}
REQUIRED_KEYS = {
    "id",
    "content",
    "source",
    "cue",
    "kind",
    "type",
    "speaker",
    "speaker_kind",
    "said_on",
    "themes",
    "stance",
    "nested_in",
    "core",
}
OPTIONAL_KEYS = {"occurrence", "accept"}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}-\d{2}-\d{2})?")
QUOTE_MARKS = re.compile(r"[“”\"]|''|‘(?=.*’)")

Interval = tuple[int, int]

every_article = pytest.mark.parametrize("path", GOLD_PATHS, ids=lambda path: path.stem)


def read_gold(path: Path) -> tuple[dict, str]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    return gold, (SEEDS / gold["file"]).read_text(encoding="utf-8")


def find_all(text: str, fragment: str) -> list[Interval]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(fragment), text)]


def find_whole(text: str, phrase: str) -> list[Interval]:
    """Places where the phrase is not part of a longer word ("he" is not in "she")."""
    starts = r"(?<!\w)" if phrase[0].isalnum() else ""
    ends = r"(?!\w)" if phrase[-1].isalnum() else ""
    return [(m.start(), m.end()) for m in re.finditer(starts + re.escape(phrase) + ends, text)]


def locate_content(text: str, statement: dict) -> list[Interval]:
    """One interval a fragment: the first by its occurrence, each other after the one before."""
    first, *others = statement["content"]
    intervals = [find_all(text, first)[statement.get("occurrence", 1) - 1]]
    for fragment in others:
        start = text.index(fragment, intervals[-1][1])
        intervals.append((start, start + len(fragment)))
    return intervals


def measure_gap(one: Interval, other: Interval) -> int:
    """Characters between two intervals; negative where they overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])


def locate_nearest(text: str, phrase: str, content: list[Interval]) -> Interval | None:
    """The phrase's place outside the content that is nearest to it."""
    gaps = [(min(measure_gap(place, fragment) for fragment in content), place) for place in find_whole(text, phrase)]
    return min(((gap, place) for gap, place in gaps if gap >= 0), default=(0, None))[1]


def test_every_article_has_its_gold():
    articles = {path.name for path in SEEDS.iterdir() if path.suffix in {".txt", ".md"}}
    gold_files = [json.loads(path.read_text(encoding="utf-8"))["file"] for path in GOLD_PATHS]
    assert articles
    assert sorted(gold_files) == sorted(articles)


@every_article
def test_article_length(path):
    _, text = read_gold(path)
    assert 150 <= len(text.split()) <= 600


@every_article
def test_content_is_found_and_unambiguous(path):
    gold, text = read_gold(path)
    for statement in gold["statements"]:
        places = find_all(text, statement["content"][0])
        assert len(places) == 1 or "occurrence" in statement, statement["id"]
        assert len(locate_content(text, statement)) == len(statement["content"]), statement["id"]


@every_article
def test_fragments_have_no_outer_quotation_marks_or_spaces(path):
    gold, _ = read_gold(path)
    for statement in gold["statements"]:
        for fragment in statement["content"]:
            assert fragment == fragment.strip(), statement["id"]
            wrapped = fragment[0] in "“‘\"'" and fragment[-1] in "”’\"'"
            assert not wrapped, statement["id"]


@every_article
def test_source_and_cue_are_near_their_content(path):
    gold, text = read_gold(path)
    for statement in gold["statements"]:
        content = locate_content(text, statement)
        for role in ("source", "cue"):
            if statement[role] is None:
                continue
            place = locate_nearest(text, statement[role], content)
            assert place is not None, (statement["id"], role)
            gap = min(measure_gap(place, fragment) for fragment in content)
            assert gap <= 200, (statement["id"], role, gap)


@every_article
def test_quoted_kinds_agree_with_the_marks(path):
    gold, _ = read_gold(path)
    for statement in gold["statements"]:
        has_marks = any(QUOTE_MARKS.search(fragment) for fragment in statement["content"])
        if statement["kind"] == "mixed":
            assert has_marks, statement["id"]
        if statement["kind"] == "indirect":
            assert not has_marks, statement["id"]


@every_article
def test_nested_statement_lies_inside_its_outer_one(path):
    gold, text = read_gold(path)
    by_id = {statement["id"]: statement for statement in gold["statements"]}
    for statement in gold["statements"]:
        if statement["nested_in"] is None:
            continue
        outer = locate_content(text, by_id[statement["nested_in"]])
        for start, end in locate_content(text, statement):
            assert any(low <= start and end <= high for low, high in outer), statement["id"]
        assert not statement["core"], statement["id"]


@every_article
def test_keys_and_labels_are_in_the_vocabularies(path):
    gold, _ = read_gold(path)
    for statement in gold["statements"]:
        assert set(statement) >= REQUIRED_KEYS, statement["id"]
        assert set(statement) <= REQUIRED_KEYS | OPTIONAL_KEYS, statement["id"]
        assert statement["kind"] in KINDS, statement["id"]
        assert statement["type"] in TYPES, statement["id"]
        assert statement["speaker_kind"] in SPEAKER_KINDS, statement["id"]
        assert set(statement["stance"].values()) <= STANCE_LABELS, statement["id"]
        assert isinstance(statement["core"], bool), statement["id"]
        assert statement["said_on"] is None or DATE.fullmatch(statement["said_on"]), statement["id"]


def test_ids_are_unique():
    ids = [s["id"] for path in GOLD_PATHS for s in read_gold(path)[0]["statements"]]
    assert len(ids) == len(set(ids))


@every_article
def test_statements_stand_in_text_order(path):
    gold, text = read_gold(path)
    outermost = [s for s in gold["statements"] if s["nested_in"] is None]
    starts = [locate_content(text, statement)[0][0] for statement in outermost]
    assert starts == sorted(starts)


@every_article
def test_themes_are_in_the_codebook(path):
    gold, _ = read_gold(path)
    assert all(statement["themes"] for statement in gold["statements"])
    if not CODEBOOK.exists():
        pytest.skip("data/codebook.csv is not there")
    with CODEBOOK.open(encoding="utf-8-sig", newline="") as file:
        theme_ids = {row["theme_id"] for row in csv.DictReader(file)}
    for statement in gold["statements"]:
        assert set(statement["themes"]) <= theme_ids, statement["id"]


@every_article
def test_forbidden_text_is_in_the_article_and_is_no_statement(path):
    gold, text = read_gold(path)
    fragments = {fragment for s in gold["statements"] for fragment in s["content"]}
    for forbidden in gold["forbidden"]:
        assert forbidden in text, forbidden
        assert forbidden not in fragments, forbidden


@every_article
def test_boilerplate_and_headings_are_lines_of_the_article(path):
    gold, text = read_gold(path)
    lines = [line.removeprefix("# ") for line in text.split("\n")]
    for opening in gold["boilerplate"]:
        assert any(line.startswith(opening) for line in lines), opening
    for heading in gold["headings"]:
        assert heading in lines, heading


def test_metadata_agrees_with_the_gold():
    published = {gold["file"]: gold["published"] for gold, _ in map(read_gold, GOLD_PATHS)}
    with (SEEDS / "metadata.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert published[row["file"]] == row["published"]
