"""Corrections laid over results: what they change, how they find their statement again, what is reported."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_example import ALL_TYPES, CODEBOOK, TEXT, article, homes, lines, read, rents, write

from pipeline.corrections import Correction, Overlay, find_moved, load_corrections, report_rows, theme_ids, warnings
from pipeline.corrections.finding import find_words
from pipeline.errors import ResourceError
from pipeline.records import Result, Span
from pipeline.seeds import doc_id_of
from pipeline.settings import Settings

HEADER = "statement_id,field,value,note,file,statement\n"
FILE = "rents.txt"
DOC = doc_id_of(FILE)
THEMES = theme_ids(CODEBOOK.themes)


def result(*statements, file=FILE):
    return article(file, doc_id=doc_id_of(file), statements=statements)


def lay(rows: str, *results: Result, settings=ALL_TYPES, path: Path):
    """The results as corrected by rows of corrections.csv, and what became of each row."""
    path.write_text(HEADER + rows)
    corrections = load_corrections(path)
    overlay = Overlay(
        corrections, THEMES, settings, find_moved(corrections, results, [each.doc_id for each in results])
    )
    done = list(map(overlay.correct, results))
    return done, overlay.outcomes()


@pytest.fixture
def corrected(tmp_path):
    """Lays corrections over the example; returns the rows of statements.csv and the outcomes."""

    def correct(rows, *results, settings=ALL_TYPES):
        done, outcomes = lay(rows, *(results or (result(),)), settings=settings, path=tmp_path / "corrections.csv")
        write(tmp_path / "out", *done, settings=settings)
        return {row.statement_id.partition("-")[2]: row for row in read(tmp_path / "out", "statements")}, outcomes

    return correct


def states(outcomes):
    return [outcome.state for outcome in outcomes]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("speaker", "Tom Vale", "Tom Vale"),
        ("speaker", "", None),
        ("speaker_kind", "organisation", "organisation"),
        ("role", "minister", "minister"),
        ("role", "", None),
        ("affiliation", "Harbour Board", "Harbour Board"),
        ("country", "Norland", "Norland"),
        ("said_earliest", "2031-05-01", date(2031, 5, 1)),
        ("said_latest", "2031-05-30", date(2031, 5, 30)),
        ("theme", "economy", "Economy and trade"),
        ("theme", "", None),
        ("themes", "Economy and trade; housing", "Economy and trade; Housing"),
        ("statement", "fell in May", "fell in May"),
        ("kind", "mixed", "mixed"),
        ("type", "belief", "belief"),
    ],
)
def test_each_field_is_corrected_and_marked(corrected, field, value, shown):
    rows, outcomes = corrected(f"{DOC}-s1,{field},{value},\n")
    assert states(outcomes) == ["applied"]
    assert getattr(rows["s1"], field) == shown
    assert rows["s1"].corrected == field
    assert rows["s2"].corrected is None


@pytest.mark.parametrize("name", ["Tom Vale", "Ann Roe Jr", "Somebody Else"])
def test_speaker_set_by_hand_rests_on_the_correction(corrected, name):
    rows, _ = corrected(f"{DOC}-s1,speaker,{name},\n{DOC}-s2,role,minister,\n")
    assert (rows["s1"].speaker, rows["s1"].speaker_basis) == (name, "correction")
    assert rows["s2"].speaker_basis != "correction"


def test_stance_is_corrected_and_comes_first_even_when_neutral(corrected):
    rows, _ = corrected(f"{DOC}-s2,stance,neutral,\n{DOC}-s2,stance_target,Tenants,\n")
    assert (rows["s2"].stance, rows["s2"].stance_target, rows["s2"].corrected) == (
        "neutral",
        "Tenants",
        "stance_target; stance",
    )


def test_stance_without_target_is_rejected_with_its_remedy(corrected, tmp_path):
    _, outcomes = corrected(f"{DOC}-s1,stance,support,\n")
    assert states(outcomes) == ["rejected"]
    (line,) = warnings(outcomes, tmp_path / "corrections.csv")
    assert "corrections.csv line 2" in line
    assert "stance_target" in line


def test_corrected_text_has_new_offsets_and_keeps_the_id(corrected, tmp_path):
    rows, _ = corrected(f'{DOC}-s2,statement,"built homes … prices followed",\n')
    assert (rows["s2"].start, rows["s2"].end) == (TEXT.index("built"), TEXT.index("prices followed") + 15)
    line = next(line for line in lines(tmp_path / "out") if line["statement_id"].endswith("s2"))
    assert [TEXT[part["start"] : part["end"]] for part in line["content"]] == ["built homes", "prices followed"]


def test_text_that_is_not_in_the_article_is_rejected_and_the_rest_applied(corrected):
    rows, outcomes = corrected(f"{DOC}-s1,statement,Rents rose,\n{DOC}-s1,role,minister,\n")
    assert states(outcomes) == ["rejected", "applied"]
    assert (rows["s1"].statement, rows["s1"].corrected) == ("Rents fell in May", "role")


def test_one_day_moves_as_a_whole_where_its_ends_would_cross(corrected):
    rows, _ = corrected(f"{DOC}-s1,said_earliest,2031-05-25,\n")
    assert (rows["s1"].said_earliest, rows["s1"].said_latest) == (date(2031, 5, 25), date(2031, 5, 25))


def test_precision_follows_from_the_days(corrected):
    rows, _ = corrected(f"{DOC}-s2,said_earliest,2031-05-01,\n{DOC}-s2,said_latest,2031-05-31,\n")
    assert (rows["s2"].said_precision, rows["s2"].said_basis) == ("month", "explicit")


def test_days_the_wrong_way_round_are_rejected(corrected):
    _, outcomes = corrected(f"{DOC}-s1,said_earliest,2031-05-25,\n{DOC}-s1,said_latest,2031-05-01,\n")
    assert states(outcomes) == ["rejected", "rejected"]


def test_deleted_statement_leaves_and_what_was_nested_moves_out(corrected):
    inner = replace(homes(), nested_in="s1")
    rows, _ = corrected(f"{DOC}-s1,delete,yes,\n", result(rents(), inner))
    assert list(rows) == ["s2"]
    assert rows["s2"].nested_in is None


def test_merged_statement_joins_the_one_before(corrected):
    rows, outcomes = corrected(f"{DOC}-s2,merge_with_previous,yes,\n{DOC}-s3,merge_with_previous,yes,\n")
    assert list(rows) == ["s1"]
    assert rows["s1"].statement == "Rents fell in May … We built homes … and prices followed … more cranes"
    assert (rows["s1"].kind, rows["s1"].themes) == ("mixed", "Housing; Economy and trade")
    assert states(outcomes) == ["applied", "applied"]


def test_first_statement_cannot_be_merged(corrected):
    rows, outcomes = corrected(f"{DOC}-s1,merge_with_previous,yes,\n")
    assert states(outcomes) == ["rejected"]
    assert len(rows) == 3


def test_missed_statement_is_added_with_its_offsets_and_fields(corrected):
    rows, outcomes = corrected(f"mine,add,wants more cranes,,{FILE},\nmine,speaker,Ann Roe,,,\nmine,type,belief,,,\n")
    (added,) = [row for row in rows.values() if row.found_by == "correction"]
    assert TEXT[added.start : added.end] == added.statement == "wants more cranes"
    assert (added.speaker, added.type, added.corrected) == ("Ann Roe", "belief", "statement; speaker; type")
    assert states(outcomes) == ["applied"] * 3


def test_added_statement_that_the_tool_finds_later_stays_one(corrected):
    rows, _ = corrected(f"mine,add,Rents fell in May,,{FILE},\nmine,role,mayor of Marrow,,,\n")
    assert len(rows) == 3
    assert rows["s1"].role == "mayor of Marrow"


def test_later_of_two_contradicting_corrections_counts_and_the_other_is_reported(corrected, tmp_path):
    rows, outcomes = corrected(f"{DOC}-s1,role,minister,\n{DOC}-s1,role,envoy,\n")
    assert rows["s1"].role == "envoy"
    assert states(outcomes) == ["contradicted", "applied"]
    assert "line 2" in warnings(outcomes, tmp_path)[0]
    assert "line 3" in warnings(outcomes, tmp_path)[0]


def test_correction_of_a_deleted_statement_is_reported(corrected):
    _, outcomes = corrected(f"{DOC}-s1,role,minister,\n{DOC}-s1,delete,yes,\n")
    assert states(outcomes) == ["contradicted", "applied"]


def test_correction_finds_its_statement_by_overlapping_words_when_the_id_has_changed(corrected):
    rows, outcomes = corrected(f"{DOC}-s000,role,minister,,{FILE},Rents fell in May\n")
    assert states(outcomes) == ["applied"]
    assert rows["s1"].role == "minister"
    rows, outcomes = corrected(f"{DOC}-s000,role,minister,,{FILE},We built homes … and prices\n")
    assert rows["s2"].role == "minister"
    assert outcomes[0].found_as == f"{DOC}-s2"


def test_correction_finds_its_statement_in_an_edited_article_unless_two_are_as_near(corrected):
    rows, outcomes = corrected(f"{DOC}-s000,role,minister,,{FILE},Rents fell again in May\n")
    assert (states(outcomes), rows["s1"].role) == (["applied"], "minister")
    twice = replace(rents(), key="s9", content=(Span("Rents fell in May", 100, 117),))
    _, outcomes = corrected(f"{DOC}-s000,role,minister,,{FILE},Rents fell again in May\n", result(rents(), twice))
    assert states(outcomes) == ["vanished"]


def test_correction_whose_statement_is_gone_is_reported(corrected):
    rows = (
        f"{DOC}-s000,role,minister,,{FILE},nothing like it\nd0-s9,role,envoy,,,\n{DOC}-s001,role,envoy,,{FILE},fell\n"
    )
    _, outcomes = corrected(rows)
    assert states(outcomes) == ["vanished"] * 3
    assert f"now stand in {DOC}-s1" in outcomes[2].message


def test_correction_follows_a_renamed_article(corrected):
    rows, outcomes = corrected(f"{DOC}-s1,role,minister,\n", result(rents(), file="prices.txt"))
    assert states(outcomes) == ["applied"]
    assert rows["s1"].role == "minister"


def test_correction_does_not_guess_between_two_copies(corrected):
    copies = [result(rents(), file=name) for name in ("copy.txt", "prices.txt")]
    _, outcomes = corrected(f"{DOC}-s1,role,minister,\n", *copies)
    assert states(outcomes) == ["vanished"]


def test_corrected_statement_stays_whatever_its_confidence(corrected):
    rows, _ = corrected(f"{DOC}-s1,role,minister,\n", settings=Settings(min_confidence=99))
    assert list(rows) == ["s1"]


def test_articles_without_corrections_are_passed_on_as_they_are(tmp_path):
    other = result(rents(), file="sea.txt")
    done, _ = lay(f"{DOC}-s1,role,minister,\n", result(rents()), other, path=tmp_path / "corrections.csv")
    assert done[1] is other
    assert done[0].statements == (rents(),)


def test_new_speaker_brings_what_the_article_knows_of_it(corrected):
    base = result()
    vale = replace(base.speakers[1], name="Tom Vale", role="harbour master", country="Norland")
    rows, _ = corrected(f"{DOC}-s1,speaker,Tom Vale,\n", replace(base, speakers=(base.speakers[0], vale)))
    assert (rows["s1"].speaker, rows["s1"].role, rows["s1"].country) == ("Tom Vale", "harbour master", "Norland")


def test_report_lists_every_row(corrected, tmp_path):
    _, outcomes = corrected(f"{DOC}-s1,role,minister,\nd0-s9,role,envoy,\n")
    write(tmp_path / "out", result(), corrections=report_rows(outcomes))
    assert [(row.line, row.state, row.found_as) for row in read(tmp_path / "out", "corrections_report")] == [
        (2, "applied", f"{DOC}-s1"),
        (3, "vanished", None),
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("d1-s1,mood,glad,\n", "line 2: field is 'mood'; give one of statement, speaker"),
        ("d1-s1,kind,spoken,\n", "line 2: kind is 'spoken'; give one of direct"),
        ("d1-s1,said_earliest,soon,\n", "line 2: said_earliest is 'soon'; give a day as YYYY-MM-DD"),
        ("d1-s1,said_earliest,03/05/2031,\n", "YYYY-MM-DD"),
        ("# a remark\n,role,minister,\n", "line 3: statement_id is empty"),
        ("x,add,words,\n", "line 2: file is empty"),
        ("d1-s1,statement,,\n", "line 2: statement must not be empty"),
        ("d1-s1,delete,perhaps,\n", "line 2: delete is 'perhaps'; give yes or no"),
    ],
)
def test_wrong_row_stops_with_line_and_remedy(tmp_path, rows, message):
    path = tmp_path / "corrections.csv"
    path.write_text(HEADER + rows)
    with pytest.raises(ResourceError, match=message):
        load_corrections(path)


def test_missing_column_and_workbook_are_named(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text("statement_id,value\n")
    with pytest.raises(ResourceError, match="column field is missing"):
        load_corrections(path)
    path.write_bytes(b"PK\x03\x04....")
    with pytest.raises(ResourceError, match="save its sheet as CSV"):
        load_corrections(path)
    assert load_corrections(tmp_path / "none.csv") == ()


def test_file_saved_by_a_spreadsheet_is_read_alike(tmp_path):
    rows = 'statement_id;field;value\r\nd1-s1;role;"the ""chief"" envoy"\r\nd1-s1;said_latest;25.12.2031\r\n'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"):
        (tmp_path / encoding).write_bytes(rows.encode(encoding))
        assert load_corrections(tmp_path / encoding) == (
            Correction(2, "d1-s1", "role", 'the "chief" envoy'),
            Correction(3, "d1-s1", "said_latest", "2031-12-25"),
        )


def test_words_are_found_across_lines_and_marks():
    text = "He said: “It’s over,\nthe long – dry season.” Then: It’s over."
    (found,) = find_words(text, "It's over, ¶ the long - dry")
    assert found.text == "It’s over,\nthe long – dry"
    assert find_words(text, "It's over", near=50)[0].start == text.rindex("It’s")
    assert find_words(text, "nothing") == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("“It is dry”", "It is dry"),
        ("''It is dry''", "It is dry"),
        ("'It’s dry'", "It’s dry"),
        ("'Dry' and 'hot'", "'Dry' and 'hot'"),
        ('"Dry" and "hot"', '"Dry" and "hot"'),
    ],
)
def test_marks_around_the_whole_are_left_out(words, found):
    (span,) = find_words(f"He said: {words}, and left.", words)
    assert span.text == found


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip() == text)


@given(words, words, words)
def test_any_words_of_a_text_are_found(before, wanted, after):
    from pipeline.tables.cells import clean, unguard

    found = find_words(f"{before} {wanted} {after}", unguard(clean(wanted)))
    assert found == () or found[0].text
    if wanted.isalnum():
        assert found


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_an_error_of_ours(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("fuzz") / "corrections.csv"
    path.write_bytes(b"statement_id,field,value\n" + data)
    with suppress(ResourceError):
        load_corrections(path)
