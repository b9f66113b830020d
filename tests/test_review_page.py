"""The review page in a real browser: what a reader sees and does."""

import csv
import re
from collections import Counter, defaultdict
from importlib.resources import files

import pytest
from browser import Page, browser, needs_browser
from conftest import HARBOUR, RENTS
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corrections import load_corrections
from pipeline.project import init_project, open_project
from pipeline.reasons import speaker_reason
from pipeline.review import write_review
from pipeline.run import run
from pipeline.show import read_statements
from pipeline.tables import TABLE_BY_NAME, read_table_csv

pytestmark = needs_browser

HOUSE = "\U0001f3e0"
ATTACK = "<img src=x onerror=\"document.title='pwned'\"></script><script>document.title='pwned'</script><!--"
HOSTILE = f"""{ATTACK} & fares

{HOUSE}{HOUSE} The mayor of Marrow, Tom {ATTACK} Vale, said that fares fell. “{ATTACK},” he added. “Nobody objects.”

Ann Roe, the housing minister of Norland, condemned the strike and said that {ATTACK} was no answer.
"""
LONG = RENTS.replace("fell by a tenth", "fell by a tenth in every ward of the city")
REPRINT = "Rents are falling, minister says\n\n" + LONG.split("\n\n", 1)[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("review")
    init_project(root)
    project = open_project(root)
    articles = {"harbour.txt": HARBOUR, "hostile.txt": HOSTILE, "rents.txt": LONG, "reprint.txt": REPRINT}
    for name, text in articles.items():
        (project.seeds / name).write_text(text, encoding="utf-8")
    rows = [
        ["file", "title", "outlet", "published"],
        ["rents.txt", "", "The Marrow Post", "2025-03-05"],
        ["reprint.txt", "", "The Harbour Post", "2025-03-07"],
        ["hostile.txt", ATTACK, f"</title>{ATTACK}", "2025-04-01"],
    ]
    with (project.seeds / "metadata.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    run(project)
    write_review(project)
    return project


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def driver(downloads):
    with browser(downloads) as driver:
        yield driver


@pytest.fixture
def page(made, driver):
    page = Page(driver, made.outputs / "review.html")
    page.open()
    page.run("localStorage.clear()")
    page.open()
    return page


def rows(project, name="statements"):
    return list(read_table_csv(project.outputs / f"{name}.csv", TABLE_BY_NAME[name]))


def shown(page):
    return int(re.search(r"\d+", page.texts("#counts")[0])[0])


def test_every_statement_stands_in_its_article(made, page):
    for number, document in enumerate(rows(made, "documents")):
        page.all("#articles button[data-article]")[number].click()
        own = [row for row in rows(made) if row.doc_id == document.doc_id]
        assert len(page.all("#read a.number")) == len(own)
        for place, row in enumerate(own):
            page.run("document.querySelectorAll('#read a.number')[arguments[0]].click()", place)
            marked = "".join(page.texts("#read .mark.content.current"))
            assert Counter(marked.replace(" ", "")) >= Counter(re.sub(r" … |¶|\s", "", row.statement))
            if row.source:
                assert page.texts("#read .mark.source.current") == [row.source]


def test_panel_says_who_when_and_why(made, page):
    row = next(row for row in rows(made) if row.speaker == "Ann Roe" and row.kind == "direct")
    page.open(f"#s={row.statement_id}")
    words = " ".join(page.texts("#panel")[0].split())
    assert "Rents fell by a tenth" in words
    assert "housing minister" in words
    assert "“Monday”: " in words or "“on Monday”: " in words
    assert str(row.confidence) in words
    assert "The Harbour Post, 2025-03-07" in words  # the repetition is linked


def test_panel_says_how_the_source_led_to_the_speaker(made, page):
    found = {line["statement_id"]: line for line in read_statements(made.outputs)}
    reasons = {reason: key for key, line in found.items() if (reason := speaker_reason(line))}
    assert len({found[key]["speaker"]["basis"] for key in reasons.values()}) > 1
    for reason, key in reasons.items():
        page.open(f"#s={key}")
        assert f"{reason[0].upper()}{reason[1:]}." in " ".join(page.texts("#panel")[0].split())


def test_nothing_of_an_article_runs_or_loads(page):
    page.requests()
    page.open()
    page.all("#articles button[data-article]")[1].click()
    page.press("j", "j", "j", "g", "r")
    assert ATTACK in page.texts("#read")[0]
    assert page.driver.title == "onrecord – review"
    assert page.all("#read img, #read script, #panel img, #articles img") == []
    assert page.requests() == []
    assert page.complaints() == []


def test_policy_refuses_what_would_load_or_run(page):
    page.run("document.body.append(Object.assign(new Image(), { src: 'https://example.org/x.png' }))")
    page.run(
        "const made = document.createElement('script'); made.textContent = 'document.title = 1';"
        "document.body.append(made)"
    )
    page.wait("return true", pause=0.5)
    assert page.driver.title == "onrecord – review"
    assert sum("Content Security Policy" in words for words in page.complaints()) == 2


FILTERS = {
    ("speaker", "ann roe"): lambda row: "Ann Roe" in (row.speaker or ""),
    ("kind", "direct"): lambda row: row.kind == "direct",
    ("type", "assertion"): lambda row: row.type == "assertion",
    ("from", "2025-03-04"): lambda row: row.said_latest and row.said_latest.isoformat() >= "2025-03-04",
    ("to", "2025-03"): lambda row: row.said_earliest and row.said_earliest.isoformat() < "2025-04",
    ("confidence", "90"): lambda row: row.confidence >= 90,
    ("theme", "none"): lambda row: row.theme is None,
    ("unique", "yes"): lambda row: row.copy_number == 1,
}


def test_filters_show_what_the_table_holds(made, page):
    for (name, value), fits in FILTERS.items():
        page.fill(name, value)
        assert 0 < shown(page) == sum(bool(fits(row)) for row in rows(made)), name
        page.run("[...document.querySelectorAll('#filters button')].at(-1).click()")
        assert shown(page) == len(rows(made))


def test_search_finds_words_and_marks_them(made, page):
    page.fill("query", "tenth")
    assert shown(page) == sum("tenth" in row.statement for row in rows(made)) > 0
    assert set(page.texts("#read mark.hit")) == {"tenth"}
    page.fill("query", '"no such words"')
    assert shown(page) == 0


def test_keys_move_from_statement_to_statement(made, page):
    ids = [row.statement_id for row in rows(made)]
    seen = []
    for _ in ids:
        page.press("j")
        seen.append(page.run("return location.hash").removeprefix("#s="))
    assert seen == ids
    page.press("k")
    assert page.run("return location.hash") == f"#s={ids[-2]}"
    page.press("/")
    page.press("j")  # typed, not obeyed
    assert page.run("return [document.activeElement.id, document.activeElement.value]") == ["search", "j"]


def test_link_opens_its_statement(made, page):
    row = rows(made)[-1]
    page.open(f"#s={row.statement_id}")
    assert page.all("#read .number.current")
    assert page.texts("#panel blockquote")[0].strip("“”") == row.statement.replace(" ¶ ", "\n")
    page.open("#s=d0-nothing")
    assert "not on this page" in page.texts("#counts")[0]


def chart(page, title):
    """The numbers of a chart by row and column, read as they stand on the page."""
    script = (
        'const table = document.querySelector(`[data-chart="${arguments[0]}"] table`);'
        "const texts = (row) => [...row.cells].map((cell) => cell.textContent);"
        "return [texts(table.tHead.rows[0]), ...[...table.tBodies[0].rows].map(texts)]"
    )
    header, *table = page.run(script, title)
    columns = [name.split(" ", 1)[-1] if name[0] in "▲▼●" else name for name in header[1:]]
    pairs = {(row[0], name): cell for row in table for name, cell in zip(columns, row[1:], strict=True)}
    return {pair: int(number) for pair, number in pairs.items() if number}


def without_sums(figures):
    return {(row, column): number for (row, column), number in figures.items() if column != "all"}


def test_themes_by_month_are_those_of_the_table(made, page):
    page.press("g")
    dated = [row for row in rows(made) if row.said_earliest]
    expected = Counter((row.theme or "no theme", row.said_earliest.isoformat()[:7]) for row in dated)
    assert without_sums(chart(page, "Themes by month")) == expected


def test_speakers_by_theme_are_those_of_the_tables(made, page):
    page.press("g")
    speakers = {row.statement_id: row.speaker for row in rows(made)}
    pairs = [(speakers[row.statement_id], row.theme) for row in rows(made, "statement_themes")]
    figures = chart(page, "Speakers by theme")
    assert without_sums(figures) == Counter(pair for pair in pairs if pair[0])
    sums = {row: number for (row, column), number in figures.items() if column == "all"}
    assert sums == Counter(speaker for speaker, _ in pairs if speaker)


def test_stances_are_those_of_the_table(made, page):
    page.press("g")
    speakers = {row.statement_id: row.speaker for row in rows(made)}
    stances = [row for row in rows(made, "stances") if speakers[row.statement_id] and row.stance != "unclear"]
    expected = Counter((row.target, row.stance) for row in stances)
    assert chart(page, "Stance toward a target") == expected
    target = expected.most_common(1)[0][0][0]
    page.run(
        "const node = document.getElementById('target'); node.value = arguments[0];"
        "node.dispatchEvent(new Event('change'))",
        target,
    )
    toward = Counter((speakers[row.statement_id], row.stance) for row in stances if row.target == target)
    assert chart(page, "Stance toward a target") == toward
    assert len(toward) >= 1


def test_repeats_are_those_of_the_table(made, page):
    page.press("g")
    groups = defaultdict(list)
    for row in rows(made):
        groups[row.quote_cluster_id].append(row)
    expected = sorted(
        [f"{row.outlet}, {row.published}" for row in sorted(group, key=lambda row: row.copy_number)]
        for group in groups.values()
        if len(group) > 1
    )
    script = (
        "return [...document.querySelectorAll('.repeats > li')]"
        ".map((item) => [...item.querySelectorAll('ol button')].map((button) => button.textContent))"
    )
    assert sorted(page.run(script)) == expected != []
    assert set(page.texts(".repeats .first .figure")) == {"first"}
    assert set(page.texts(".repeats .later .figure")) == {"+2 d"}


def test_steps_of_confidence_are_those_of_the_table(made, page):
    page.press("g")
    steps = [int(text or 0) for text in page.texts('[data-chart="Confidence"] tbody td')]
    assert steps == [sum(min(9, row.confidence // 10) == step for row in rows(made)) for step in range(10)]


@pytest.mark.parametrize("title", ["Themes by month", "Speakers by theme", "Stance toward a target", "Confidence"])
def test_figure_of_a_chart_opens_its_statements(made, page, title):
    page.press("g")
    buttons = page.all(f'[data-chart="{title}"] tbody button')
    counts = [int(button.text) for button in buttons]
    for at in {0, counts.index(max(counts)), len(counts) - 1}:
        page.press("g")
        page.all(f'[data-chart="{title}"] tbody button')[at].click()
        assert shown(page) == counts[at]
        assert page.all("#read .number.current")
        page.one("#picked button").click()
        assert shown(page) == len(rows(made))


def test_whole_name_means_nobody_else(made, page):
    page.fill("speaker", "ann")
    assert shown(page) == sum("ann" in (row.speaker or "").lower() for row in rows(made)) > 0
    page.fill("speaker", "Ann Roe")
    assert shown(page) == sum("Ann Roe" in (row.speaker or "").split("; ") for row in rows(made)) > 0


def test_correction_is_saved_and_shown_by_the_next_run(made, page, downloads, monkeypatch):
    monkeypatch.chdir(made.root)
    row = next(row for row in rows(made) if row.speaker == "Tom Vale" and row.file == "harbour.txt")
    page.open(f"#s={row.statement_id}")
    page.press("e")
    page.fill("correct-speaker", "Tomas Vale")
    page.fill("correct-role", "=1+1")
    page.run("document.querySelector('[name=correct-themes]').value = 'economy'")
    page.fill("correct-themes", "economy")
    page.open(f"#s={row.statement_id}")  # the draft outlives the page
    page.one("#pending").click()
    page.one("#save-file").click()
    saved = downloads / "onrecord-corrections.csv"
    page.wait("return true", pause=1)
    kept = {each.field: each.value for each in load_corrections(saved)}
    assert kept["speaker"] == "Tomas Vale"
    assert kept["role"] == "=1+1"
    assert kept["themes"].endswith("economy")
    assert "'=1+1" in saved.read_text("utf-8")
    assert CliRunner().invoke(app, ["correct", str(saved)]).exit_code == 0
    assert CliRunner().invoke(app, ["run"]).exit_code == 0
    corrected = next(each for each in rows(made) if each.statement_id == row.statement_id)
    assert (corrected.speaker, corrected.role) == ("Tomas Vale", "=1+1")
    assert CliRunner().invoke(app, ["review"]).exit_code == 0
    page.open()
    assert not page.one("#pending").is_displayed()  # what the tables show by now is forgotten


def test_selected_words_are_added_as_a_statement(made, page, downloads, monkeypatch):
    monkeypatch.chdir(made.root)
    page.open()
    page.all("#articles button[data-article]")[0].click()
    page.run(
        "const text = [...document.querySelectorAll('#read .body p')][0]; const range = document.createRange();"
        "range.selectNodeContents(text); getSelection().removeAllRanges(); getSelection().addRange(range);"
    )
    page.wait("return !document.getElementById('add-selected').hidden")
    page.one("#add-selected").click()
    page.one("#pending").click()
    for old in downloads.iterdir():
        old.unlink()
    page.one("#save-file").click()
    page.wait("return true", pause=1)
    (saved,) = downloads.iterdir()
    assert CliRunner().invoke(app, ["correct", str(saved)]).exit_code == 0
    assert CliRunner().invoke(app, ["run"]).exit_code == 0
    assert any(row.found_by == "correction" and row.file == "harbour.txt" for row in rows(made))
    write_review(made)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["read", "charts", "picked", "saving", "help"])
def test_no_serious_fault_of_accessibility(page, scheme, view):
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    if view in {"read", "saving"}:
        page.press("j", "e")
        page.fill("correct-role", "keeper")
        page.run("document.activeElement.blur()")
    page.press(*{"read": "", "charts": "g", "picked": "g", "saving": "s", "help": "?"}[view])
    if view == "picked":
        page.all("#charts td button")[0].click()
    axe = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
    page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
    found = page.driver.execute_async_script("axe.run().then(arguments[0])")["violations"]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}] == []


def test_places_are_right_after_signs_of_two_units(made, page):
    page.open(f"#s={next(row.statement_id for row in rows(made) if row.file == 'hostile.txt')}")
    assert f"{HOUSE}{HOUSE}" in page.texts("#read .body")[0]
    row = [row for row in rows(made) if row.file == "hostile.txt"][-1]
    assert row.cue_start > HOSTILE.index("Ann Roe")
    page.open(f"#s={row.statement_id}")
    assert page.texts("#read .mark.cue.current") == [row.cue]


def test_no_chart_is_cut_on_paper(page):
    page.press("g")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    ways = page.run(
        "return [...document.querySelectorAll('.scrolled')].map((node) => getComputedStyle(node).overflowX)"
    )
    shown_bars = page.run("return getComputedStyle(document.querySelector('.bar')).display")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert set(ways) == {"visible"}
    assert shown_bars == "none"
