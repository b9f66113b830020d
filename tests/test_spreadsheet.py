"""LibreOffice opens the tables as they are: every character, date and number."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tables_example import article, homes, rents, write

from pipeline.records import Span
from pipeline.tables.cells import unguard

SOFFICE = shutil.which("soffice")
CSV_FILTER = "CSV:44,34,76,1"  # comma, double quote, UTF-8, from line 1
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="soffice (LibreOffice) is not installed")

CONTEXTS = [
    '“Curly”, ‘single’, "straight"; naïve – 日本語 \U0001f3e0, a,b;c',
    "=SUM(A1:A2)",
    "-5 is a number, @home",
    "+44 20 7946",
    "2031-05",
    "31/5",
    "1,5",
    "May 2031",
    "May 4, 2031",
    "0042",
    "2031",
    "'quoted'",
    "Two lines\nof text",
    "long " * 6_000,
]


def opened(tmp_path: Path) -> list[dict[str, Any]]:
    """The rows of statements.csv as LibreOffice reads them."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", f"--infilter={CSV_FILTER}", "--outdir", str(tmp_path)]
    subprocess.run([SOFFICE, profile, *convert, str(tmp_path / "statements.csv")], check=True, capture_output=True)
    header, *rows = load_workbook(tmp_path / "statements.xlsx").active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_text_dates_and_numbers_survive(tmp_path: Path) -> None:
    statements = [
        replace(rents(), key=f"c{number:02}", context=Span(text, 0, len(text))) for number, text in enumerate(CONTEXTS)
    ]
    write(tmp_path, article(statements=[*statements, homes()]))
    rows = opened(tmp_path)
    shown = [row["context"] for row in rows[: len(CONTEXTS)]]
    assert [unguard(str(text)) for text in shown] == [text.replace("\n", " ¶ ") for text in CONTEXTS]
    assert {str(row["published"]) for row in rows} == {"2031-05-20 00:00:00"}
    assert {(row["confidence"], row["source_start"]) for row in rows[:-1]} == {(90, 19)}
    assert (str(rows[-1]["said_earliest"]), rows[-1]["stance_score"]) == ("2031-05-20 00:00:00", -0.8)
