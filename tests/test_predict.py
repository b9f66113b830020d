import gzip
import json

import pytest

from pipeline.errors import UsageError
from pipeline.predict import predict_file

TEXT = "Headline\r\n\r\n“Rents fell,” Ann Roe said on Monday.\r\nShe doubts that they will rise.\r\n"


def predict(project, task, rows, tmp_path, *, suffix=""):
    source, target = tmp_path / "in.jsonl", tmp_path / f"out.jsonl{suffix}"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    predict_file(project, task, source, target)
    data = target.read_bytes()
    return [json.loads(line) for line in (gzip.decompress(data) if suffix else data).splitlines()]


def test_attributions_are_offsets_into_the_text_as_handed_in(project, tmp_path):
    (row,) = predict(project, "attribution", [{"id": "r1", "text": TEXT}], tmp_path)
    assert row["id"] == "r1"
    first = row["attributions"][0]
    texts = {part: [TEXT[start:end] for start, end in first[part]] for part in ("source", "cue", "content")}
    assert (texts["source"], texts["cue"]) == (["Ann Roe"], ["said"])
    assert texts["content"][0].startswith("Rents fell")


def test_article_without_attribution_has_an_empty_list(project, tmp_path):
    assert predict(project, "attribution", [{"id": "r1", "text": ""}], tmp_path, suffix=".gz") == [
        {"id": "r1", "attributions": []}
    ]


def test_statements_are_rows_of_the_table_with_their_file(project, tmp_path):
    rows = predict(project, "statements", [{"id": "r1", "text": TEXT, "published": "2025-03-05"}], tmp_path)
    assert rows[0]["file"] == "r1.txt"
    assert rows[0]["said_on"]["earliest"] == "2025-03-03"
    assert rows[0]["speaker"]["name"] == "Ann Roe"


def test_time_expressions_have_types_and_values(project, tmp_path):
    text = "Ann Roe said on Monday that rents had fallen since May 2024."
    (row,) = predict(project, "timex", [{"id": "r1", "text": text, "published": "2025-03-05"}], tmp_path)
    found = [(text[timex["start"] : timex["end"]], timex["type"], timex["value"]) for timex in row["timexes"]]
    assert found == [("Monday", "DATE", "2025-03-03"), ("May 2024", "DATE", "2024-05")]


def test_stance_is_that_of_the_text_or_of_its_source(project, tmp_path):
    text = "Ann Roe condemned the bombing of Norland by Sudria."
    rows = [
        {"id": "r1", "text": text, "target": "Norland", "target_span": [33, 40]},
        {"id": "r2", "text": text, "target": "Sudria", "target_span": None, "source": "Ann Roe"},
        {"id": "r3", "text": text, "target": "Westmark"},
    ]
    found = predict(project, "stance", rows, tmp_path)
    assert [row["label"] for row in found] == ["support", "oppose", "abstain"]
    assert all(0 <= row["score"] <= 1 for row in found)


@pytest.mark.parametrize(
    ("task", "line", "words"),
    [
        ("poetry", "{}", "no such task"),
        ("attribution", "{", "line 1: is not JSON"),
        ("attribution", "[]", "line 1: needs the keys"),
        ("attribution", '{"id": "a"}', "line 1: needs the keys"),
        ("statements", '{"id": "a", "text": "", "published": "June"}', "is not a day"),
        ("stance", '{"id": "a", "text": "Roe.", "target": "Roe", "target_span": [0, 9]}', "target_span is"),
    ],
)
def test_wrong_input_is_named_with_its_line(project, tmp_path, task, line, words):
    (tmp_path / "in.jsonl").write_text(line + "\n")
    with pytest.raises(UsageError, match=words):
        predict_file(project, task, tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
