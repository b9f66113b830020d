"""Tables in other formats hold what the CSV files hold, and no text becomes a formula."""

import csv
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime

import pytest
from fuzzing import TIMES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from tables_example import ALL_TYPES, article, read, rents, write
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.export import export_tables
from pipeline.records import SaidOn, Span
from pipeline.tables import TABLES

SOFFICE = shutil.which("soffice")
TEXTS = (
    "=SUM(A1:A2)", '=HYPERLINK("http://x.example","y")', "+44 20", "-5", "@cmd", "'=1", "'tis", "2031-05", "1,5",
    "http://example.org", "_x0041_ and _x000D_", "\x01 bell \x07", "“Curly” – 日本語 \U0001f3e0", "{=A1}", "TRUE",
    "long " * 6_000,
)  # fmt: skip


def tables_with(out, texts, **changes):
    statements = [replace(rents(), key=f"t{n:02}", context=Span(text, 0, len(text))) for n, text in enumerate(texts)]
    write(out, replace(article(statements=statements), **changes), settings=ALL_TYPES)


def sheets(path):
    book = load_workbook(path)
    return {sheet.title: sheet for sheet in book.worksheets}


def contexts(sheet):
    header, *rows = sheet.iter_rows()
    place = [cell.value for cell in header].index("context")
    return [row[place] for row in rows]


def test_workbook_has_a_sheet_a_table_with_the_dictionary_first(tmp_path):
    write(tmp_path, article(), settings=ALL_TYPES)
    export_tables(tmp_path, "xlsx", tmp_path / "all.xlsx")
    found = sheets(tmp_path / "all.xlsx")
    assert list(found)[:2] == ["data_dictionary", "statements"]
    assert set(found) == {table.name for table in TABLES}
    for name, sheet in found.items():
        rows = read(tmp_path, name)
        assert sheet.max_row == len(rows) + 1
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])
    assert found["statements"].column_dimensions["B"].width > 15


def test_workbook_keeps_types(tmp_path):
    old = SaidOn("s1", date(1848, 3, 1), date(1900, 1, 5), "range", "", "explicit")
    write(tmp_path, replace(article(), dates=(old, *article().dates[1:])), settings=ALL_TYPES)
    export_tables(tmp_path, "xlsx", tmp_path / "all.xlsx")
    header, first, second, *_ = sheets(tmp_path / "all.xlsx")["statements"].iter_rows(values_only=True)
    rows = [dict(zip(header, row, strict=True)) for row in (first, second)]
    assert (rows[0]["said_earliest"], rows[0]["said_latest"], rows[0]["start"]) == ("1848-03-01", "1900-01-05", 0)
    assert (rows[1]["said_earliest"], rows[1]["stance_score"]) == (datetime(2031, 5, 20), -0.8)  # noqa: DTZ001
    assert rows[0]["stance"] is None


def test_no_text_becomes_a_formula(tmp_path):
    tables_with(tmp_path, TEXTS)
    export_tables(tmp_path, "xlsx", tmp_path / "all.xlsx")
    cells = contexts(sheets(tmp_path / "all.xlsx")["statements"])
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert [unescape(cell.value) for cell in cells] == list(TEXTS)


@pytest.mark.fuzz
@settings(max_examples=25 * TIMES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1), min_size=1, max_size=4)
)
def test_any_text_round_trips_through_a_workbook(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("book")
    tables_with(folder, texts)
    export_tables(folder, "xlsx", folder / "all.xlsx")
    cells = contexts(sheets(folder / "all.xlsx")["statements"])
    assert [unescape(cell.value) for cell in cells] == texts


def test_equal_tables_give_equal_workbooks(tmp_path):
    write(tmp_path, article(), settings=ALL_TYPES)
    for name in ("one.xlsx", "two.xlsx"):
        export_tables(tmp_path, "xlsx", tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_json_lines_hold_typed_rows(tmp_path):
    write(tmp_path, article(), settings=ALL_TYPES)
    export_tables(tmp_path, "jsonl", tmp_path / "lines")
    rows = [json.loads(line) for line in (tmp_path / "lines" / "statements.jsonl").read_text("utf-8").splitlines()]
    assert (rows[0]["said_earliest"], rows[0]["start"], rows[0]["stance"]) == ("2031-05-19", 0, None)
    assert {path.stem for path in (tmp_path / "lines").iterdir()} == {table.name for table in TABLES}


def test_parquet_holds_typed_rows(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(tmp_path, article(), settings=ALL_TYPES)
    export_tables(tmp_path, "parquet", tmp_path / "parquet")
    for table in TABLES:
        rows = parquet.read_table(tmp_path / "parquet" / f"{table.name}.parquet").to_pylist()
        assert [table.row_type(**row) for row in rows] == read(tmp_path, table.name)


def test_wrong_use_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="onrecord run"):
        export_tables(tmp_path, "xlsx", tmp_path / "all.xlsx")
    write(tmp_path, article())
    with pytest.raises(UsageError, match="xlsx, parquet, jsonl"):
        export_tables(tmp_path, "docx", tmp_path / "all.docx")
    with pytest.raises(UsageError, match="is a folder"):
        export_tables(tmp_path, "xlsx", tmp_path)


def test_command_writes_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "outputs", article())
    result = CliRunner().invoke(app, ["export", "xlsx", "--out", "all.xlsx"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "all.xlsx" in result.stderr
    assert CliRunner().invoke(app, ["export", "docx"]).exit_code == 2


@pytest.mark.skipif(SOFFICE is None, reason="soffice (LibreOffice) is not installed")
def test_libreoffice_shows_every_text_as_it_is(tmp_path):
    texts = [text for text in TEXTS if text.isprintable() and "_x" not in text]
    tables_with(tmp_path, texts)
    export_tables(tmp_path, "xlsx", tmp_path / "all.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        str(tmp_path / "csv"),
        str(tmp_path / "all.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = (tmp_path / "csv").iterdir()
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["context"] for row in rows] == texts
    assert {row["published"] for row in rows} == {"2031-05-20"}
