"""The figures of the plots are those of the tables, and the files are pictures."""

import re
import struct
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree
from tables_example import ALL_TYPES, article, cranes, read, span, write
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.plots import PLOTS, figures_of, write_plot
from pipeline.records import SaidOn, Stance
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
    figures = figures_of(outputs, "stances", target="landlords")
    assert counted(figures, "speaker", "stance") == toward
    assert figures.target == "Landlords"


def test_unclear_stances_are_left_out_and_counted(tmp_path):
    labels = {"Tenants": "support", "Landlords": "neutral", "Crane": "unclear"}
    stances = tuple(Stance("s2", target, "group", label, 0.0) for target, label in labels.items())
    write(tmp_path, replace(article(), stances=stances))
    figures = figures_of(tmp_path, "stances")
    assert counted(figures, "target", "stance") == {("Tenants", "support"): 1, ("Landlords", "neutral"): 1}
    assert figures.remark == "1 stance unclear or of nobody named left out"
    pytest.importorskip("altair")
    write_plot(tmp_path, "stances", tmp_path / "plot.svg")
    assert {each["target"]: length(each) for each in drawn(tmp_path / "plot.svg")} == {"Tenants": 1, "Landlords": 1}


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


def test_unique_leaves_out_themes_and_stances_of_later_copies(outputs):
    first = {row.statement_id: row.speaker for row in read(outputs, "statements") if row.copy_number == 1}
    themes = [row for row in read(outputs, "statement_themes") if row.statement_id in first]
    pairs = Counter((first[row.statement_id], row.theme) for row in themes)
    assert counted(figures_of(outputs, "matrix", unique=True), "speaker", "theme") == pairs
    assert len(themes) < len(read(outputs, "statement_themes"))
    stances = [row for row in read(outputs, "stances") if row.statement_id in first]
    found = figures_of(outputs, "stances", unique=True)
    assert counted(found, "target", "stance") == Counter((row.target, row.stance) for row in stances)


def test_repeats_of_nobody_named_show_the_words_as_they_stand(tmp_path):
    broken = replace(cranes(), content=(span('followed."\nShe'),))
    first = replace(article(statements=[broken]), speakers=())
    second = article("wires.txt", doc_id="d2", statements=[broken])
    write(
        tmp_path,
        first,
        second,
        copies=Copies({"d1-s3": Copy("q1", MAY, 2), "d2-s3": Copy("q1", MAY, 1)}),
        settings=ALL_TYPES,
    )
    shown = [(each["statement"], each["speaker"], each["file"]) for each in figures_of(tmp_path, "repeats").values]
    words = 'followed."\nShe'
    assert shown == [(words, "nobody named", "wires.txt"), (words, "nobody named", "rents.txt")]


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


def drawn(path):
    """What the marks of a drawn plot tell, as a reader for the blind would say it."""
    symbols = etree.parse(path).xpath("//*[@role='graphics-symbol' and @aria-label]")
    marks = [
        each for each in symbols if each.get("aria-roledescription") not in {"axis", "legend", "title", "subtitle"}
    ]
    told = [re.split(r"; (?=\w+: )", mark.get("aria-label")) for mark in marks]
    return [dict(part.split(": ", 1) for part in parts) for parts in told]


def test_drawn_cells_hold_the_figures_of_the_tables(outputs, tmp_path):
    pytest.importorskip("altair")
    rows = read(outputs, "statements")
    write_plot(outputs, "themes", tmp_path / "themes.svg")
    expected = Counter(
        (row.said_earliest.isoformat()[:7], row.theme or "no theme") for row in rows if row.said_earliest
    )
    found = {(each["month"], each["theme"]): int(each["statements"]) for each in drawn(tmp_path / "themes.svg")}
    assert found == expected
    write_plot(outputs, "matrix", tmp_path / "matrix.svg")
    speakers = {row.statement_id: row.speaker for row in rows}
    expected = Counter((speakers[row.statement_id], row.theme) for row in read(outputs, "statement_themes"))
    found = {(each["speaker"], each["theme"]): int(each["statements"]) for each in drawn(tmp_path / "matrix.svg")}
    assert found == expected


def test_drawn_bars_hold_the_figures_of_the_tables(outputs, tmp_path):
    pytest.importorskip("altair")
    write_plot(outputs, "stances", tmp_path / "stances.svg")
    found = {(each["target"], each["stance"]): length(each) for each in drawn(tmp_path / "stances.svg")}
    rows = read(outputs, "stances")
    sides = {"support": 1, "oppose": -1, "neutral": 1}
    assert found == {pair: sides[pair[1]] * n for pair, n in Counter((row.target, row.stance) for row in rows).items()}
    write_plot(outputs, "confidence", tmp_path / "confidence.svg")
    steps = {int(each["confidence"].split()[0]): int(each["statements"]) for each in drawn(tmp_path / "confidence.svg")}
    expected = Counter(min(90, row.confidence // 10 * 10) for row in read(outputs, "statements"))
    assert steps == {step: expected[step] for step in range(0, 100, 10)}


def length(told):
    (value,) = (value for name, value in told.items() if name not in {"target", "stance"})
    return int(value.replace("−", "-"))


def test_drawn_points_are_the_copies_of_the_table(outputs, tmp_path):
    pytest.importorskip("altair")
    write_plot(outputs, "repeats", tmp_path / "repeats.svg")
    found = {(each["published"], each["copy"]) for each in drawn(tmp_path / "repeats.svg")}
    rows = [row for row in read(outputs, "statements") if row.quote_cluster_id == "q1"]
    assert found == {(row.published.isoformat(), "first" if row.copy_number == 1 else "repeated") for row in rows}


def test_plot_says_what_it_does_not_show(outputs, tmp_path):
    pytest.importorskip("altair")
    write_plot(outputs, "themes", tmp_path / "plot.svg")
    words = " ".join(etree.parse(tmp_path / "plot.svg").getroot().itertext())
    assert "3 statements without a day left out" in words
    assert "months without statements left out" in words


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
