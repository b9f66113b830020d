"""The figures of the plots are those of the tables, and the files are pictures."""

import struct
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree
from tables_example import ALL_TYPES, article, read, write
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.plots import PLOTS, figures_of, write_plot
from pipeline.records import SaidOn
from pipeline.tables import Copies
from pipeline.tables.copies import Copy

MAY, JUNE = date(2031, 5, 20), date(2031, 6, 2)


@pytest.fixture
def outputs(tmp_path):
    later = replace(article("wires.txt", doc_id="d2").document, published=JUNE)
    second = replace(
        article("wires.txt", doc_id="d2"),
        document=later,
        dates=(SaidOn("s1", JUNE, JUNE, "day", "", "publication"),),
    )
    copies = Copies({"d1-s1": Copy("q1", MAY, 1), "d2-s1": Copy("q1", MAY, 2)})
    write(tmp_path, article(), second, settings=ALL_TYPES, copies=copies)
    return tmp_path


def counted(figures, *keys):
    return {
        tuple(value[key] for key in keys): value.get("statements", value.get("stances")) for value in figures.values
    }


def test_themes_by_month_are_those_of_the_table(outputs):
    rows = read(outputs, "statements")
    dated = [row for row in rows if row.said_earliest]
    expected = Counter((row.said_earliest.isoformat()[:7], row.theme or "no theme") for row in dated)
    figures = figures_of(outputs, "themes")
    assert counted(figures, "month", "theme") == expected
    assert figures.left_out == len(rows) - len(dated) == 3


def test_speakers_by_theme_are_those_of_the_tables(outputs):
    speakers = {row.statement_id: row.speaker for row in read(outputs, "statements")}
    expected = Counter((speakers[row.statement_id], row.theme) for row in read(outputs, "statement_themes"))
    assert counted(figures_of(outputs, "matrix"), "speaker", "theme") == expected


def test_stances_are_those_of_the_table(outputs):
    speakers = {row.statement_id: row.speaker for row in read(outputs, "statements")}
    rows = read(outputs, "stances")
    expected = Counter((row.target, row.stance) for row in rows)
    assert counted(figures_of(outputs, "stances"), "target", "stance") == expected
    toward = Counter((speakers[row.statement_id], row.stance) for row in rows if row.target == "Landlords")
    assert counted(figures_of(outputs, "stances", target="landlords"), "speaker", "stance") == toward


def test_repeats_tell_who_was_first(outputs):
    expected = {
        (row.published.isoformat(), "first" if row.copy_number == 1 else "repeated")
        for row in read(outputs, "statements")
        if row.quote_cluster_id == "q1"
    }
    assert {(each["published"], each["copy"]) for each in figures_of(outputs, "repeats").values} == expected
    assert figures_of(outputs, "repeats", unique=True).values == ()


def test_confidence_is_that_of_the_table(outputs):
    expected = Counter(min(90, row.confidence // 10 * 10) for row in read(outputs, "statements"))
    found = {each["from"]: each["statements"] for each in figures_of(outputs, "confidence").values}
    assert {step: count for step, count in found.items() if count} == expected


def test_unique_counts_the_same_words_once(outputs):
    rows = [row for row in read(outputs, "statements") if row.copy_number == 1]
    found = figures_of(outputs, "confidence", unique=True).values
    assert sum(each["statements"] for each in found) == len(rows) == 5


@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_is_drawn(outputs, tmp_path, name):
    pytest.importorskip("altair")
    write_plot(outputs, name, tmp_path / "plot.svg")
    drawn = etree.parse(tmp_path / "plot.svg").getroot()
    assert etree.QName(drawn).localname == "svg"
    assert "".join(drawn.itertext()).strip()
    write_plot(outputs, name, tmp_path / "plot.png")
    header = (tmp_path / "plot.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert min(struct.unpack(">II", header[16:])) > 100


def test_drawn_cells_are_as_many_as_the_figures(outputs, tmp_path):
    pytest.importorskip("altair")
    figures = write_plot(outputs, "matrix", tmp_path / "matrix.svg")
    drawn = etree.parse(tmp_path / "matrix.svg")
    marks = drawn.xpath("//*[contains(@class, 'mark-rect') and contains(@class, 'role-mark')]/*")
    assert len(marks) == len(figures.values)


def test_wrong_use_says_what_to_do(outputs, tmp_path):
    with pytest.raises(UsageError, match=r"\.svg or \.png"):
        write_plot(outputs, "themes", tmp_path / "plot.jpg")
    with pytest.raises(UsageError, match="the plots are themes"):
        write_plot(outputs, "pie", tmp_path / "plot.svg")
    with pytest.raises(UsageError, match="nothing of this kind"):
        write_plot(outputs, "stances", tmp_path / "plot.svg", target="Nobody")
    with pytest.raises(UsageError, match="onrecord run"):
        write_plot(tmp_path / "none", "themes", tmp_path / "plot.svg")


def test_command_writes_the_file(outputs, tmp_path, monkeypatch):
    pytest.importorskip("altair")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outputs").symlink_to(outputs)
    result = CliRunner().invoke(app, ["plot", "matrix", "--out", "m.svg"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "m.svg").exists()
