"""`onrecord show`: which statements it selects and that it prints them as they are."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tables_example import article, write

from pipeline.errors import UsageError
from pipeline.show import read_statements, render, select


def rows(tmp_path: Path) -> list[dict[str, Any]]:
    write(tmp_path, article())
    return list(read_statements(tmp_path))


def printed(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    render(rows, Console(file=stream, width=160, force_terminal=True, color_system=None))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["d1-s1", "d1-s2"]),
        ({"speaker": "roe"}, ["d1-s1", "d1-s2"]),
        ({"speaker": "Poe"}, []),
        ({"theme": "economy"}, ["d1-s1"]),
        ({"since": "2031-05-20"}, ["d1-s2"]),
        ({"stance": "oppose"}, ["d1-s2"]),
        ({"kind": "indirect"}, ["d1-s1"]),
        ({"kind": "indirect", "stance": "oppose"}, []),
    ],
)
def test_every_condition_must_hold(tmp_path: Path, conditions: dict[str, str], expected: list[str]) -> None:
    assert [row["statement_id"] for row in select(rows(tmp_path), **conditions)] == expected


def test_undated_statement_is_not_since_any_day(tmp_path: Path) -> None:
    (first, _) = rows(tmp_path)
    assert list(select([{**first, "said_on": None}], since="1900-01-01")) == []


@pytest.mark.parametrize("conditions", [{"since": "May"}, {"stance": "against"}, {"kind": "loud"}])
def test_condition_that_cannot_hold_is_an_error(conditions: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="give"):
        select([], **conditions)


def test_missing_or_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="onrecord run"):
        list(read_statements(tmp_path))
    (tmp_path / "statements.jsonl").write_text("{")
    with pytest.raises(UsageError, match="cannot be read"):
        list(read_statements(tmp_path))


def test_file_of_an_older_version_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "statements.jsonl").write_text('{"speaker": {"name": "Ann Roe"}}\n', "utf-8")
    with pytest.raises(UsageError, match="older version; run `onrecord run`"):
        list(read_statements(tmp_path))


def test_table_shows_speaker_statement_days_theme_and_stance(tmp_path: Path) -> None:
    text = printed(rows(tmp_path))
    for words in ("Ann Roe", "Rents fell in May", "2031-05-19", "(2031-05-20)", "housing", "oppose Landlords"):
        assert words in text


def test_speaker_not_named_by_the_source_has_the_reason(tmp_path: Path) -> None:
    (row, named) = rows(tmp_path)
    mention = {"text": "Ann Roe", "start": 0, "end": 7}
    row["source"] = {"text": "she", "start": 20, "end": 23}
    row["speaker"] |= {"basis": "pronoun", "evidence": {**row["speaker"]["evidence"], "mention": mention}}
    named["speaker"] |= {"basis": "name"}
    assert "“she” is a" in printed([row])
    assert "names the" not in printed([named])


def test_article_text_is_never_markup_nor_control(tmp_path: Path) -> None:
    (row, _) = rows(tmp_path)
    row["content"] = [{"text": "[red]Rents[/red] fell\x1b[2J \u202e[/]", "start": 0, "end": 1}]
    text = printed([row])
    assert "[red]Rents[/red] fell [2J" in text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
