"""Tables of invented articles: what reaches them, in which order, and that old ones survive a failure."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_example import ALL_TYPES, TEXT, article, cranes, homes, lines, read, rents, rows_of, span, write

from pipeline.errors import ResourceError, UsageError
from pipeline.records import (
    Entities,
    Entity,
    Failure,
    Mention,
    Span,
    Speaker,
    Stance,
)
from pipeline.settings import Settings
from pipeline.tables import (
    OUTPUT_FILES,
    TABLE_BY_NAME,
    TABLES,
    ArticleRows,
    read_table_csv,
    readme_columns,
    write_outputs,
)
from pipeline.tables.bookkeeping import ErrorRow
from pipeline.tables.cells import MAX_CELL_UNITS, _clean, clean, unguard, utf16_units
from pipeline.tables.csvfile import TableEncoder
from pipeline.tables.rows import StatementRow


def test_statement_row_repeats_speaker_dates_best_theme_and_strongest_stance(tmp_path: Path) -> None:
    assert write(tmp_path, article()) == 2
    first, second = read(tmp_path, "statements")
    assert (first.statement_id, first.statement, first.speaker) == ("d1-s1", "Rents fell in May", "Ann Roe")
    assert (first.said_earliest, first.said_basis, first.said_text) == (date(2031, 5, 19), "relative", "on Monday")
    assert (first.theme, first.themes) == ("Housing", "Housing; Economy and trade")
    assert (first.role, first.country, first.outlet, first.stance) == ("mayor", "Freedonia", "The Harbour Post", None)
    assert second.statement == "We built homes … and prices followed"
    assert (second.stance_target, second.stance, second.stance_score) == ("Landlords", "oppose", -0.8)
    assert (second.start, second.end, second.source_start) == (34, 82, TEXT.index("she"))


def test_lines_follow_the_output_contract(tmp_path: Path) -> None:
    write(tmp_path, article())
    raw = (tmp_path / "statements.jsonl").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    line = lines(tmp_path)[0]
    assert ",".join(line) == (
        "statement_id,doc_id,file,kind,type,nested_in,source,cue,content,context,speaker,said_on,themes,stances,"
        "confidence,corrected,quote_cluster_id,first_seen,copy_number"
    )
    assert ",".join(line["speaker"]) == "speaker_id,name,kind,role,affiliation,country,entity_id,members,basis,evidence"
    assert list(line["said_on"]) == ["earliest", "latest", "precision", "text", "basis"]
    assert line["said_on"]["earliest"] == "2031-05-19"
    assert line["content"] == [{"text": "Rents fell in May", "start": 0, "end": 17}]
    assert [theme["theme_id"] for theme in line["themes"]] == ["housing", "economy"]


def test_types_and_confidence_decide_what_reaches_the_tables(tmp_path: Path) -> None:
    assert write(tmp_path, article(), settings=ALL_TYPES) == 3
    strict = Settings(min_confidence=92)
    assert write(tmp_path, article(), settings=strict) == 1
    assert [line["statement_id"] for line in lines(tmp_path)] == ["d1-s2"]
    assert read(tmp_path, "documents")[0].statements == 1


def test_statement_within_a_dropped_one_is_nested_in_the_next_one_out(tmp_path: Path) -> None:
    plan = replace(homes(), type="eventuality", nested_in="s1")
    inner = replace(cranes(), type="belief", nested_in="s2")
    write(tmp_path, article(statements=[rents(), plan, inner]))
    assert [line["nested_in"] for line in lines(tmp_path)] == [None, "d1-s1"]
    write(tmp_path, article(statements=[plan, inner]))
    assert [line["nested_in"] for line in lines(tmp_path)] == [None]


def test_speakers_and_entities_are_one_row_across_articles(tmp_path: Path) -> None:
    other = replace(article("seaport.txt", doc_id="d2", statements=[rents()]), dates=())
    write(tmp_path, article(), other)
    (speaker,) = read(tmp_path, "speakers")
    assert (speaker.speaker, speaker.statements, speaker.documents, speaker.other_names) == ("Ann Roe", 3, 2, "Roe")
    assert (speaker.first_said, speaker.last_said) == (date(2031, 5, 19), date(2031, 5, 19))
    assert speaker.entity_id
    (entity,) = read(tmp_path, "entities")
    assert (entity.entity, entity.mentions, entity.documents) == ("Ann Roe", 2, 2)
    assert {row.speaker_id for row in read(tmp_path, "statements")} == {speaker.speaker_id}
    assert {row.entity_id for row in read(tmp_path, "mentions")} == {entity.entity_id}


def test_speaker_is_dated_by_publication_only_where_no_text_dates_it(tmp_path: Path) -> None:
    write(tmp_path, article(statements=[homes()]))
    (speaker,) = read(tmp_path, "speakers")
    assert (speaker.first_said, speaker.last_said) == (date(2031, 5, 20), date(2031, 5, 20))


def test_joint_speakers_are_a_row_that_points_to_each_of_them(tmp_path: Path) -> None:
    vale = Speaker("s1", "Tom Vale", "person", "clerk")
    both = Speaker("s1", "Tom Vale; Ann Roe", "person", members=(vale, replace(vale, name="Ann Roe", role="mayor")))
    write(tmp_path, replace(article(statements=[rents()]), speakers=(both,)))
    joint, *alone = read(tmp_path, "speakers")
    assert (joint.speaker, joint.statements, joint.joint_statements) == ("Ann Roe; Tom Vale", 1, 0)
    assert joint.members == "; ".join(row.speaker_id for row in alone)
    assert [(row.speaker, row.role, row.statements, row.joint_statements) for row in alone] == [
        ("Ann Roe", "mayor", 0, 1),
        ("Tom Vale", "clerk", 0, 1),
    ]
    assert lines(tmp_path)[0]["speaker"]["members"] == [row.speaker_id for row in alone]


def test_spellings_are_one_speaker_in_every_table(tmp_path: Path) -> None:
    roe = Entity("roe", "Ann M. Roe", "person")
    toward = (Stance("s1", "Ann M. Roe", "person", "support", 0.5, ()),)
    other = replace(
        article("seaport.txt", doc_id="d2", statements=[rents()]),
        entities=Entities((roe,), (Mention(span("Ann Roe"), "person", "roe"),)),
        speakers=(Speaker("s1", "Ann M. Roe", "person"),),
        stances=toward,
    )
    write(tmp_path, article(), other)
    (speaker,) = read(tmp_path, "speakers")
    assert {row.speaker for row in read(tmp_path, "statements")} == {speaker.speaker}
    stance = read(tmp_path, "stances")[-1]
    assert (stance.target, stance.entity_id) == (speaker.speaker, speaker.entity_id)
    assert read(tmp_path, "unresolved") == []


def test_name_that_another_article_gives_otherwise_is_another_form(tmp_path: Path) -> None:
    roe = Entity("roe", "Ann M. Roe", "person")
    named = Speaker("s1", "Ann Roe", "person", basis="name")
    one = replace(article(statements=[rents()]), speakers=(named,))
    other = replace(
        article("seaport.txt", doc_id="d2", statements=[rents()]),
        entities=Entities((roe,), (Mention(span("Ann Roe"), "person", "roe"),)),
        speakers=(replace(named, name="Ann M. Roe"),),
    )
    write(tmp_path, one, other)
    first, second = sorted(read(tmp_path, "statements"), key=lambda row: row.doc_id)
    assert first.speaker == second.speaker
    assert [first.speaker_basis, second.speaker_basis] == [
        "name" if name == first.speaker else "other_name" for name in ("Ann Roe", "Ann M. Roe")
    ]


def test_names_that_deserve_a_decision_are_listed(tmp_path: Path) -> None:
    unsure = Speaker("s1", "cranes", "unknown")
    write(tmp_path, replace(article(statements=[rents()]), speakers=(unsure,)))
    (row,) = read(tmp_path, "unresolved")
    assert (row.name, row.reason, row.statements, row.examples) == ("cranes", "unknown_kind", 1, "d1-s1")


def test_two_people_of_one_name_but_different_kind_stay_two(tmp_path: Path) -> None:
    party = replace(article("ship.txt", doc_id="d2"), speakers=(Speaker("s1", "Ann Roe", "organisation"),))
    write(tmp_path, article(), party)
    assert [row.kind for row in read(tmp_path, "speakers")] == ["person", "organisation"]


def test_documents_report_their_boilerplate(tmp_path: Path) -> None:
    write(tmp_path, article())
    (document,) = read(tmp_path, "documents")
    assert (document.boilerplate_characters, document.boilerplate_rules) == (len(TEXT) - 85, "share bar")


def test_failures_are_listed(tmp_path: Path) -> None:
    failure = Failure("empty.txt", "ingest", "is empty", "Delete it.")
    write(tmp_path, failures=[failure, failure])
    assert read(tmp_path, "errors") == [ErrorRow("empty.txt", "ingest", "is empty", "Delete it.")]


def test_equal_results_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, article(), article("seaport.txt", doc_id="d2"))
    for file in OUTPUT_FILES:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_adding_an_article_leaves_the_rows_of_others_unchanged(tmp_path: Path) -> None:
    write(tmp_path / "one", article())
    write(tmp_path / "two", article("bridge.txt", doc_id="d0"), article())
    for name in ("statements", "documents", "statement_themes", "stances", "mentions"):
        before, after = read(tmp_path / "one", name), read(tmp_path / "two", name)
        assert [row for row in after if row in before] == before


def test_old_tables_stay_whole_when_writing_fails(tmp_path: Path) -> None:
    write(tmp_path, article())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def articles() -> Iterator[ArticleRows]:
        yield from rows_of(article("bridge.txt", doc_id="d0"), settings=Settings())
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_outputs(articles(), (), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "outputs", article())


def test_articles_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="in order"):
        write(tmp_path, article("b.txt"), article("a.txt", doc_id="d0"))


def test_csv_is_plain_for_spreadsheets(tmp_path: Path) -> None:
    write(tmp_path, article())
    for table in TABLES:
        data = (tmp_path / table.file).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")
        header = next(csv.reader([data.decode("utf-8-sig").split("\r\n")[0]]))
        assert header == [column.name for column in table.columns]


def test_newlines_in_a_cell_become_pilcrows(tmp_path: Path) -> None:
    quoted = replace(homes(), context=span(TEXT))
    write(tmp_path, article(statements=[quoted]))
    assert read(tmp_path, "statements")[0].context == TEXT.replace("\n", " ¶ ")
    assert lines(tmp_path)[0]["context"]["text"] == TEXT


@pytest.mark.parametrize("filler", ["a", "\n", "\U0001f3e0", '"'])
def test_long_cell_is_cut_and_named(tmp_path: Path, filler: str) -> None:
    long = "=" + filler * 40_000
    write(tmp_path, article(statements=[replace(rents(), context=Span(long, 0, len(long)))]))
    with (tmp_path / "statements.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = next(csv.DictReader(stream))
    assert 31_900 < utf16_units(cells["context"]) <= MAX_CELL_UNITS < 32_000
    assert cells["context"].endswith("…")
    assert cells["truncated"] == "context"


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t1", "'=1", "May 2031", "4 May", "May 4, 2031", "Mon. 9:30"]
)
def test_formulas_and_dates_in_words_are_guarded(text: str) -> None:
    assert clean(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["12-9", "1,5", "0042", "31/5", "2031-05", "10%", "$5", "TRUE", "'May 2031", "4th May 2031"]
)
def test_dates_and_numbers_in_digits_are_guarded(text: str) -> None:
    assert clean(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "'a", "in May", "May", "2031", "2031-05-20", "last Monday", "5 people", ""])
def test_other_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


one_line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))


@given(
    st.one_of(one_line, st.tuples(st.sampled_from(["=", "'", "'-", "\t", "''@", "'May ", "1"]), one_line).map("".join))
)
def test_any_line_round_trips(text: str) -> None:
    assert unguard(clean(text)) == text


@given(
    st.text(st.sampled_from("aZé .,'=-+@5٣\n\u2028") | st.characters(), max_size=45) | st.sampled_from(["True", "Mai"])
)
def test_glance_at_a_plain_text_misses_no_guard(text: str) -> None:
    assert clean(text) == _clean(text)


@given(st.lists(st.tuples(one_line, one_line), max_size=5))
def test_rows_round_trip_through_a_file(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "errors.csv"
    rows = [ErrorRow(first, second, second, first) for first, second in cells]
    encoder = TableEncoder(TABLE_BY_NAME["errors"])
    path.write_bytes(encoder.header() + encoder.encode(rows))
    assert list(read_table_csv(path, TABLE_BY_NAME["errors"])) == rows


def test_whole_numbers_stay_whole_beside_missing_ones(tmp_path: Path) -> None:
    write(tmp_path, article(statements=[rents(), replace(homes(), source=None)]))
    first, second = read(tmp_path, "statements")
    assert (first.source_start, second.source_start) == (19, None)
    assert b"19.0" not in (tmp_path / "statements.csv").read_bytes()


def test_damaged_table_names_line_and_column(tmp_path: Path) -> None:
    write(tmp_path, article())
    path = tmp_path / "mentions.csv"
    path.write_bytes(path.read_bytes().replace(b",19,", b",soon,"))
    with pytest.raises(ResourceError, match=r"mentions\.csv line 2: column start holds 'soon'"):
        read(tmp_path, "mentions")


def test_text_columns_come_first() -> None:
    names = [column.name for column in TABLE_BY_NAME["statements"].columns]
    assert names[:5] == ["statement_id", "statement", "speaker", "speaker_kind", "said_earliest"]


def test_readme_list_names_every_column() -> None:
    listed = readme_columns()
    for table in TABLES[:-1]:
        assert f"**{table.file}**" in listed
        assert all(f"| `{column.name}` |" in listed for column in table.columns)


def test_column_without_note_is_refused() -> None:
    from dataclasses import dataclass

    from pipeline.tables.columns import columns_of

    @dataclass
    class Bare:
        name: str

    with pytest.raises(TypeError, match="annotate"):
        columns_of(Bare)
    assert columns_of(StatementRow)[0].note.is_key
