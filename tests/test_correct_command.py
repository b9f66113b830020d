"""Edit → correct → run → the table shows it, through whatever a spreadsheet does to a copy of the table."""

import csv
import io
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from fuzzing import TIMES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables_example import ALL_TYPES, article, cranes, homes, lines, rents, write
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corrections import Overlay, correct_project, load_corrections, theme_ids
from pipeline.corrections.days import habit, read_days
from pipeline.errors import ResourceError, UsageError
from pipeline.project import Project
from pipeline.records import Span
from pipeline.resources import load_resource
from pipeline.seeds import doc_id_of

SOFFICE = shutil.which("soffice")
CODEBOOK = """theme_id,label,parent_id,pattern,match,exclude,weight,example,note,maps_to
housing,Housing,,rent,lemma,,,,,
economy,Economy and trade,,price,lemma,,,,,
"""
TRICKY = (
    "=SUM(A1)", "-5 low", "'tis late", "“Curly” – naïve", "日本語 \U0001f3e0", "a;b,c\t|d", '"quoted"', "007", "3.0",
    "3/5", "2031-05", "TRUE", "two  blanks",
)  # fmt: skip


def example(file="rents.txt"):
    return article(file, doc_id=doc_id_of(file), statements=[rents(), homes(), cranes()])


@pytest.fixture
def make_project(tmp_path_factory):
    """Makes a project whose tables are those of the example."""

    def make(*results):
        root = tmp_path_factory.mktemp("project")
        (root / "data").mkdir()
        (root / "data" / "codebook.csv").write_text(CODEBOOK)
        project = Project(root, root / "seeds", root / "outputs")
        tables(project, *(results or (example(),)))
        return project

    return make


def tables(project, *results):
    """Writes the tables as a run does: with the corrections laid over the results."""
    themes = theme_ids(load_resource(project, "codebook").themes)
    overlay = Overlay(load_corrections(project.root / "data" / "corrections.csv"), themes, ALL_TYPES)
    write(project.outputs, *map(overlay.correct, results), settings=ALL_TYPES)
    return overlay.outcomes()


def rows_of(project):
    with (project.outputs / "statements.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def as_csv(rows, *, delimiter=",", newline="\r\n", quoting=csv.QUOTE_MINIMAL, columns=None):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text,
        columns or list(rows[0]),
        delimiter=delimiter,
        lineterminator=newline,
        quoting=quoting,
        extrasaction="ignore",
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def with_days(rows, form):
    names = ("said_earliest", "said_latest", "published")
    return [{**row, **{name: form(date.fromisoformat(row[name])) for name in names if row.get(name)}} for row in rows]


def with_cells(rows, change):
    return [{name: change(cell) for name, cell in row.items()} for row in rows]


def strftime(form):
    return lambda rows: with_days(rows, lambda day: day.strftime(form))


DIALECTS = {
    "as it was": lambda rows: as_csv(rows).encode("utf-8-sig"),
    "no BOM, semicolons, LF": lambda rows: as_csv(rows, delimiter=";", newline="\n").encode(),
    "Unicode text": lambda rows: as_csv(rows, delimiter="\t").encode("utf-16"),
    "UTF-16 without BOM": lambda rows: as_csv(rows, delimiter="\t").encode("utf-16-le"),
    "sep= line": lambda rows: ("sep=;\r\n" + as_csv(rows, delimiter=";")).encode(),
    "all quoted": lambda rows: as_csv(rows, quoting=csv.QUOTE_ALL).encode(),
    "German Excel": lambda rows: as_csv(strftime("%d.%m.%Y")(rows), delimiter=";").encode("cp1252", "replace"),
    "British Excel": lambda rows: as_csv(strftime("%d/%m/%Y")(rows)).encode("utf-8-sig"),
    "American Excel": lambda rows: as_csv(strftime("%m/%d/%Y")(rows)).encode("utf-8-sig"),
    "short American days": lambda rows: as_csv(strftime("%m/%d/%y")(rows)).encode(),
    "days in words": lambda rows: as_csv(strftime("%d-%b-%y")(rows)).encode(),
    "days with time": lambda rows: as_csv(strftime("%Y-%m-%d 00:00:00")(rows)).encode(),
    "days as numbers": lambda rows: as_csv(
        with_days(rows, lambda day: str((day - date(1899, 12, 30)).days))
    ).encode(),
    "columns reordered": lambda rows: as_csv(rows, columns=list(rows[0])[::-1]).encode(),
    "columns added": lambda rows: as_csv([{"my mark": "x", **row, "": ""} for row in rows]).encode(),
    "rows reversed": lambda rows: as_csv(rows[::-1]).encode(),
    "guards eaten": lambda rows: as_csv(
        with_cells(rows, lambda cell: cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell)
    ).encode(),
    "letters decomposed": lambda rows: as_csv(
        with_cells(rows, lambda cell: unicodedata.normalize("NFD", cell))
    ).encode(),
    "blanks around": lambda rows: as_csv(with_cells(rows, lambda cell: f" {cell} " if cell else cell)).encode(),
    "pilcrows as line breaks": lambda rows: as_csv(
        with_cells(rows, lambda cell: cell.replace(" ¶ ", "\n"))
    ).encode(),
    "numbers with decimals": lambda rows: as_csv(
        [{**row, "start": f"{row['start']}.0", "confidence": f"{row['confidence']},0"} for row in rows]
    ).encode(),
}  # fmt: skip


def correct(project, data, name="copy.csv"):
    path = project.root / name
    path.write_bytes(data)
    return correct_project(project, path)


def cycle(project, edit, dialect):
    """Edits the rows, saves them in the dialect, corrects and writes the tables anew; returns rows and changes."""
    rows = rows_of(project)
    edit(rows)
    changes, kept = correct(project, DIALECTS[dialect](rows))
    tables(project, example())
    return rows_of(project), changes, kept


@pytest.mark.parametrize("dialect", DIALECTS)
def test_saving_without_a_change_corrects_nothing(make_project, dialect):
    tricky = [
        replace(rents(), key=f"t{number}", context=Span(text, 0, len(text))) for number, text in enumerate(TRICKY)
    ]
    base = example()
    speakers = tuple(replace(base.speakers[0], statement_key=f"t{n}", role=text) for n, text in enumerate(TRICKY))
    project = make_project(replace(base, statements=(*base.statements, *tricky), speakers=speakers))
    changes, kept = correct(project, DIALECTS[dialect](rows_of(project)))
    assert (changes.drafts, changes.problems, kept.new) == ([], [], 0)
    assert not (project.root / "data" / "corrections.csv").exists()


VALUES = {
    "statement": ["fell in May", "Rents fell in May, Ann Roe said", "built homes … prices followed"],
    "speaker": ["Tom Vale", "", *TRICKY[:4], "O’Neil; Smith", "Émile Ægir"],
    "speaker_kind": ["organisation", "group"],
    "role": ["minister", "", *TRICKY[:4]],
    "affiliation": ["Harbour Board", *TRICKY[:4]],
    "country": ["Norland", ""],
    "said_earliest": ["2031-05-03", "2031-05-18"],
    "said_latest": ["2031-05-30", "2031-06-12"],
    "theme": ["Housing", "Economy and trade", ""],
    "stance": ["neutral", "oppose"],
    "stance_target": ["Harbour Board", "=cmd"],
    "kind": ["mixed", "direct"],
    "type": ["belief", "fact"],
}


def guarded(value):
    return "'" + value if value[:1] in {"=", "-", "+", "@"} else value


@pytest.mark.fuzz
@settings(max_examples=40 * TIMES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(DIALECTS)),
    st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}),
)
def test_every_edited_cell_survives(make_project, dialect, edits):
    if edits.get("speaker") == "":  # nobody has no role
        edits = {name: edits[name] for name in edits.keys() - {"speaker_kind", "role", "affiliation", "country"}}
    if dialect == "German Excel":
        edits = {
            name: value for name, value in edits.items() if value.encode("cp1252", "replace").decode("cp1252") == value
        }
    project = make_project()
    if edits.get("stance_target") and "stance" not in edits:
        edits["stance"] = "support"

    def edit(rows):
        rows[1].update({name: guarded(value) for name, value in edits.items()})

    before = rows_of(project)
    after, changes, _ = cycle(project, edit, dialect)
    assert changes.problems == []
    for name, value in edits.items():
        assert after[1][name] == guarded(value), name
        if before[1][name] != guarded(value):
            assert name in after[1]["corrected"].split("; ")
    assert [after[0], after[2]] == [before[0], before[2]]


def test_theme_list_is_taken_over_in_its_order(make_project):
    after, _, _ = cycle(make_project(), lambda rows: rows[0].update(themes="economy; Housing"), "British Excel")
    assert (after[0]["theme"], after[0]["themes"]) == ("Economy and trade", "Economy and trade; Housing")


def test_flag_columns_delete_and_merge(make_project):
    def edit(rows):
        for row, delete, merge in zip(rows, ["", "", "1.0"], ["", "x", ""], strict=True):
            row.update(delete=delete, merge_with_previous=merge)

    after, changes, _ = cycle(make_project(), edit, "no BOM, semicolons, LF")
    assert [row["statement"] for row in after] == ["Rents fell in May … We built homes … and prices followed"]
    assert len(changes.drafts) == 2


def test_missing_rows_are_not_deleted(make_project):
    after, _, kept = cycle(make_project(), lambda rows: rows.pop(), "as it was")
    assert (len(after), kept.new) == (3, 0)


def test_row_without_id_adds_a_statement_once(make_project):
    project = make_project()

    def edit(rows):
        blank = dict.fromkeys(rows[0], "")
        rows.append({**blank, "file": "rents.txt", "statement": "She wants more cranes", "speaker": "Ann Roe"})

    after, _, kept = cycle(project, edit, "German Excel")
    assert kept.new == 2
    (added,) = [row for row in after if row["found_by"] == "correction"]
    assert (added["statement"], added["speaker"]) == ("She wants more cranes", "Ann Roe")
    assert cycle(project, edit, "German Excel")[2].new == 0
    assert len(rows_of(project)) == 4


def test_added_row_that_is_read_again_corrects_nothing(make_project):
    project = make_project()
    blank = dict.fromkeys(rows_of(project)[0], "")
    mine = {**blank, "file": "rents.txt", "statement": "She wants more cranes", "speaker": "Ann Roe"}
    copy = as_csv([*rows_of(project), mine]).encode()
    correct(project, copy)
    tables(project, example())
    changes, kept = correct(project, copy)
    assert (changes.drafts, changes.problems, kept.new) == ([], [], 0)


def test_ambiguous_day_is_reported_and_not_guessed(make_project):
    project = make_project()
    rows = rows_of(project)[:1]
    path = as_csv([{"statement_id": rows[0]["statement_id"], "said_latest": "03/06/2031"}]).encode()
    changes, kept = correct(project, path)
    assert kept.new == 0
    assert "2031-06-03 or 2031-03-06? Write it as YYYY-MM-DD" in changes.problems[0]
    assert "copy.csv line 2" in changes.problems[0]


def test_the_rest_of_the_file_tells_how_a_day_is_meant(make_project):
    after, changes, _ = cycle(make_project(), lambda rows: rows[0].update(said_latest="2031-06-03"), "American Excel")
    assert (after[0]["said_latest"], changes.problems) == ("2031-06-03", [])


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"kind": "spoken"}, "give one of direct"),
        ({"theme": "Weather"}, "no theme 'Weather' in data/codebook.csv"),
        ({"said_latest": "in spring"}, "give a day"),
        ({"statement": ""}, "write yes into a column delete"),
        ({"statement_id": "d9-s9", "file": ""}, "copy them anew"),
        ({"statement_id": "", "file": "other.txt", "statement": "words"}, "no such article"),
        ({"cue": "shouted"}, "cue cannot be corrected"),
    ],
)
def test_what_cannot_be_taken_over_is_reported_with_its_line(make_project, cells, message):
    project = make_project()
    rows = rows_of(project)
    rows[0].update(cells)
    changes, kept = correct(project, as_csv(rows).encode())
    assert any(message in problem for problem in changes.problems)
    assert kept.new == 0


def test_row_that_stands_twice_with_different_cells_is_reported(make_project):
    project = make_project()
    rows = rows_of(project)
    changes, kept = correct(project, as_csv([*rows, {**rows[0], "role": "envoy"}]).encode())
    assert "more than once" in changes.problems[0]
    assert kept.new == 0


def test_later_correction_replaces_the_earlier_and_tells_its_value(make_project):
    project = make_project()
    path = project.root / "data" / "corrections.csv"
    path.write_text(f"statement_id,field,value,note,mine\n# remark\n{doc_id_of('rents.txt')}-s3,role,envoy,seen,7\n")
    cycle(project, lambda rows: rows[0].update(role="minister", note="sure"), "as it was")
    after, _, kept = cycle(project, lambda rows: rows[0].update(role="mayor of Marrow"), "as it was")
    assert (after[0]["role"], kept.replaced) == ("mayor of Marrow", 1)
    text = path.read_bytes().decode("utf-8-sig")
    assert "# remark" in text
    assert "envoy,seen,7" in text
    assert "sure; before: minister" in text


def test_correcting_twice_changes_nothing(make_project):
    project = make_project()
    edit = lambda rows: rows[0].update(role="minister")  # noqa: E731
    cycle(project, edit, "as it was")
    before = (project.root / "data" / "corrections.csv").read_bytes()
    assert cycle(project, edit, "as it was")[2].new == 0
    assert (project.root / "data" / "corrections.csv").read_bytes() == before


def test_wrong_files_are_refused(make_project):
    project = make_project()
    with pytest.raises(ResourceError, match="has no column statement_id"):
        correct(project, b"name,age\nAnn,3\n")
    with pytest.raises(UsageError, match="is the table itself"):
        correct_project(project, project.outputs / "statements.csv")
    with pytest.raises(ResourceError, match="cannot be read"):
        correct_project(project, project.root / "none.csv")


@pytest.mark.fuzz
@settings(max_examples=60 * TIMES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.integers(0, 2000))
def test_any_damage_to_a_copy_is_read_or_refused_with_an_error_of_ours(make_project, data, encoding, place):
    project = make_project()
    copy = as_csv(rows_of(project)).encode(encoding, "replace")
    try:
        changes, kept = correct(project, copy[:place] + data + copy[place:])
    except ResourceError:
        return
    assert kept.new == len(changes.drafts)
    load_corrections(project.root / "data" / "corrections.csv")


@given(
    st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d %B %Y", "%B %d, %Y"]),
)
def test_days_are_read_in_any_form(day, form):
    assert read_days(day.strftime(form), day).by("dmy") == day


def test_habit_is_told_by_known_days():
    assert habit([("03/05/2031", date(2031, 3, 5)), ("19.05.2031", date(2031, 5, 19))]) == "mdy"
    assert habit([("05/05/2031", date(2031, 5, 5))]) is None


def test_command_says_what_was_kept_and_the_next_run_shows_it(make_project, monkeypatch):
    project = make_project()
    monkeypatch.chdir(project.root)
    rows = rows_of(project)
    rows[0].update(role="minister", cue="shouted")
    (project.root / "copy.csv").write_text(as_csv(rows))
    result = CliRunner().invoke(app, ["correct", "copy.csv"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "3 rows compared: 1 corrections new, 0 replaced, 0 known, 1 not taken over" in result.stderr
    tables(project, example())
    assert [line["corrected"] for line in lines(project.outputs)] == [["role"], [], []]


@pytest.mark.skipif(SOFFICE is None, reason="soffice (LibreOffice) is not installed")
@pytest.mark.parametrize("save", ["44,34,76", "59,34,ANSI", "9,34,76"])
def test_cells_survive_libreoffice_itself(make_project, tmp_path, save):
    project = make_project()
    rows = rows_of(project)
    rows[0].update(role="'=minister", said_latest="2031-06-03", theme="Economy and trade", note="“sure”")
    source, saved = tmp_path / "edited.csv", tmp_path / "saved"
    source.write_bytes(as_csv(rows).encode("utf-8-sig"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for form, file, folder, options in (
        ("ods", source, tmp_path, ["--infilter=CSV:44,34,76,1"]),
        (f"csv:Text - txt - csv (StarCalc):{save}", tmp_path / "edited.ods", saved, []),
    ):
        command = [SOFFICE, profile, "--headless", "--convert-to", form, *options, "--outdir", str(folder), str(file)]
        subprocess.run(command, check=True, capture_output=True)
    changes, _ = correct(project, (saved / "edited.csv").read_bytes())
    assert changes.problems == []
    tables(project, example())
    after = rows_of(project)
    assert {name: after[0][name] for name in ("role", "said_latest", "theme")} == {
        "role": "'=minister",
        "said_latest": "2031-06-03",
        "theme": "Economy and trade",
    }
    assert after[0]["corrected"] == "said_latest; theme; role"
