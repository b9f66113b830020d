"""The review page as a file: inert, whole, made of the tables."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import HARBOUR, RENTS

import pipeline.review
from pipeline.corrections import correct_project, load_corrections
from pipeline.errors import UsageError
from pipeline.review import REVIEW_FILE, write_review
from pipeline.review.template import SCRIPTS, STYLES, data_block
from pipeline.run import run
from pipeline.utf16 import utf16_counter

PAGE = Path(pipeline.review.__file__).parent / "page"
ATTACK = "</script><script>alert(1)</script><!-- \u2028 <script>"


def blocks(page):
    found = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', page)
    return {name: json.loads(text) for name, text in found}


def test_data_are_inert_whatever_they_hold():
    block = data_block("x", {"text": ATTACK}).decode()
    assert block.count("<") == 2
    assert "\u2028" not in block
    assert blocks(block) == {"x": {"text": ATTACK}}


def test_page_lets_nothing_run_or_load_but_its_own(project):
    run(project)
    page = write_review(project).read_text("utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (own,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(own.encode()).digest()).decode()}'" in policy
    without_data = re.sub(r'<script type="application/json".*?</script>', "", page)
    assert re.findall(r"(?:src|href)=[\"'](?!#)", without_data) == []


def test_page_holds_every_statement_in_its_place(project):
    run(project)
    found = blocks(write_review(project).read_text("utf-8"))
    lines = [json.loads(line) for line in (project.outputs / "statements.jsonl").read_text("utf-8").splitlines()]
    assert found["index"]["statements"]["id"] == [line["statement_id"] for line in lines]
    listed = [
        (article["text"], each) for name, article in found.items() if name != "index" for each in article["statements"]
    ]
    for line, (text, shown) in zip(lines, listed, strict=True):
        assert [text[start:end] for start, end in shown["content"]] == [part["text"] for part in line["content"]]
        assert [theme["theme_id"] for theme in shown["themes"]] == [theme["theme_id"] for theme in line["themes"]]


def test_page_of_the_same_tables_is_the_same(project):
    run(project)
    first = write_review(project).read_bytes()
    assert write_review(project).read_bytes() == first


def test_article_changed_since_the_run_is_not_shown_wrongly(project):
    run(project)
    write_review(project)
    before = (project.outputs / REVIEW_FILE).read_bytes()
    (project.seeds / "rents.txt").write_text("Rents rose.", encoding="utf-8")
    with pytest.raises(UsageError, match=r"rents\.txt.*onrecord run"):
        write_review(project)
    assert (project.outputs / REVIEW_FILE).read_bytes() == before


def test_no_run_says_what_to_do(make_project):
    with pytest.raises(UsageError, match="onrecord run"):
        write_review(make_project({"rents.txt": RENTS}))


def test_no_statement_at_all_is_a_page_too(make_project):
    project = make_project({"note.txt": "Nothing happened in Marrow on Monday."})
    run(project)
    assert blocks(write_review(project).read_text("utf-8"))["index"]["statements"] == {}


def test_every_file_of_the_page_is_used_and_short():
    assert {path.name for path in PAGE.iterdir()} == {
        "page.html",
        *(f"{name}.css" for name in STYLES),
        *(f"{name}.js" for name in SCRIPTS),
    }
    for path in PAGE.iterdir():
        text = path.read_text("utf-8")
        assert len(text.splitlines()) < 300
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text)


def test_saved_corrections_are_kept_beside_those_of_a_spreadsheet(make_project, tmp_path):
    project = make_project({"harbour.txt": HARBOUR, "rents.txt": RENTS})
    run(project)
    saved = tmp_path / "onrecord-corrections.csv"
    saved.write_text(
        "\ufeffstatement_id,field,value,note,file,statement\r\nd1-s1,role,'=1,seen,rents.txt,words\r\n",
        encoding="utf-8",
    )
    _, kept = correct_project(project, saved)
    assert (kept.new, kept.known) == (1, 0)
    _, kept = correct_project(project, saved)
    assert (kept.new, kept.known) == (0, 1)
    (correction,) = load_corrections(project.root / "data" / "corrections.csv")
    assert (correction.field, correction.value, correction.note) == ("role", "=1", "seen")


@pytest.mark.parametrize("text", ["", "abc", "a\U0001f3e0b\U0001f3e0", "\ud7ffé"])
def test_utf16_places(text):
    count = utf16_counter(text)
    assert [count(place) for place in range(len(text) + 1)] == [
        len(text[:place].encode("utf-16-le")) // 2 for place in range(len(text) + 1)
    ]
