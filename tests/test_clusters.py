"""Copies are found whatever their order: small edits count as the same words, changes of sense do not."""

import json
from dataclasses import replace
from datetime import date
from itertools import permutations
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_example import ALL_TYPES, article, read, write
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.clusters import ArticleGroups, QuoteGroups, article_print, fold, quote_print
from pipeline.records import Block, Span
from pipeline.seeds import doc_id_of
from pipeline.tables import facts_of, find_copies
from pipeline.tables.copies import STATEMENT_COLUMNS

QUOTE = "We will open the harbour again before the first of May, whatever the weather"
EDITED = (
    "that we will open the harbour again before the first of May, whatever the weather",
    "We will open the harbor again before the first of May – whatever the weather.",
    "“We’ll” open the harbour again before the first of May whatever the weather",
)
OTHER = (
    "We will not open the harbour again before the first of May, whatever the weather",
    "We will open the harbour again before the 31 of May, whatever the weather",
    "The harbour stays closed until the council has found money for the dredger",
)


def groups_of(texts):
    quotes = QuoteGroups()
    prints = [quote_print(text) for text in texts]
    numbers = [quote and quotes.add(quote) for quote in prints]
    names = quotes.groups()
    return [None if number is None else names[number] for number in numbers]


@pytest.mark.parametrize("edited", EDITED)
def test_small_edits_are_the_same_words(edited):
    first, second = groups_of([QUOTE, edited])
    assert first == second


@pytest.mark.parametrize("other", OTHER)
def test_other_sense_or_other_words_are_not(other):
    first, second = groups_of([QUOTE, other])
    assert first != second


def test_few_words_are_never_grouped():
    assert groups_of(["No comment at all", "No comment at all"]) == [None, None]


def test_groups_do_not_depend_on_order_or_on_other_texts():
    texts = [QUOTE, *EDITED[:2], *OTHER]
    expected = dict(zip(texts, groups_of(texts), strict=True))
    for order in list(permutations(texts))[::97]:
        assert dict(zip(order, groups_of(order), strict=True)) == expected
    more = [f"Quite another matter, number {number}, came up in the council today" for number in range(50)]
    assert groups_of([*more, *texts])[50:] == list(expected.values())


words = st.lists(
    st.sampled_from(
        ["rents", "fell", "by", "a", "tenth", "in", "Marrow", "this", "spring", "and", "homes", "were", "built"]
    ),
    min_size=6,
    max_size=12,
)


@given(st.lists(words.map(" ".join), min_size=2, max_size=8), st.randoms())
def test_groups_are_the_same_in_any_order(texts, random):
    shuffled = texts[:]
    random.shuffle(shuffled)
    assert dict(zip(texts, groups_of(texts), strict=True)) == dict(zip(shuffled, groups_of(shuffled), strict=True))


@given(st.text())
def test_any_text_is_folded_and_grouped(text):
    assert fold(fold(text)) == fold(text) or fold(text).startswith("that ")
    groups_of([text, text])


def test_cost_grows_with_the_number_of_texts_even_where_they_are_alike():
    def seconds(count):
        texts = [
            f"The minister told reporters that case {number} of the harbour inquiry was closed"
            for number in range(count)
        ]
        start = process_time()
        groups_of(texts)
        return process_time() - start

    seconds(10)
    assert seconds(4_000) < 12 * max(seconds(1_000), 0.05)


def copy_of(file, text, published, *, quote=QUOTE):
    base = article(file, doc_id=doc_id_of(file))
    start = text.index(quote)
    content = (Span(quote, start, start + len(quote)),)
    statement = replace(base.statements[0], content=content, context=content[0], source=None, cue=None)
    document = replace(base.document, text=text, published=published, blocks=(Block(0, len(text), "paragraph", "en"),))
    return replace(base, document=document, statements=(statement,), entities=replace(base.entities, mentions=()))


STORY = (
    f"The mayor of Marrow spoke at the quay on Sunday. {QUOTE}, she told the crowd. "
    "Fishermen had asked for a date since the storm in January took the outer mole, and the yard has "
    "been empty since then. The dredger is due from Norland within a week, the port office wrote."
)
ARTICLES = (
    copy_of("a.txt", STORY, date(2031, 5, 3)),
    copy_of("b.txt", STORY.replace("Sunday", "the weekend") + " (Harbour Wire)", date(2031, 5, 1)),
    copy_of("c.txt", f"In other news from the coast, {QUOTE}, one hears again and again in the bars.", None),
    copy_of("d.txt", f"A poem: {OTHER[2]}.", date(2031, 5, 2), quote=OTHER[2]),
)


def shown(tmp_path, *results):
    copies = find_copies((result.doc_id, facts_of(result, ALL_TYPES)) for result in results)
    write(tmp_path, *results, settings=ALL_TYPES, copies=copies)
    return read(tmp_path, "statements"), read(tmp_path, "documents")


def test_copies_share_an_id_and_the_first_is_number_one(tmp_path):
    statements, documents = shown(tmp_path, *ARTICLES)
    a, b, c, d = statements
    assert a.quote_cluster_id == b.quote_cluster_id == c.quote_cluster_id != d.quote_cluster_id
    assert [row.copy_number for row in statements] == [2, 1, 3, 1]
    assert [row.first_seen for row in statements] == [*[date(2031, 5, 1)] * 3, date(2031, 5, 2)]
    assert documents[0].article_cluster_id == documents[1].article_cluster_id
    assert len({row.article_cluster_id for row in documents}) == 3
    assert [row.copy_number for row in documents] == [2, 1, 1, 1]


def test_unrelated_article_changes_no_row(tmp_path):
    before = shown(tmp_path / "one", *ARTICLES[:3])
    after = shown(tmp_path / "two", *ARTICLES)
    assert (after[0][:3], after[1][:3]) == before


def test_articles_of_a_few_words_are_grouped_only_where_equal():
    articles = ArticleGroups()
    for text in ("Rents fell.", "Rents fell.", "Rents rose.", ""):
        articles.add(article_print(text))
    one, two, three, four = articles.groups()
    assert one == two
    assert len({one, three, four}) == 3


def test_show_can_list_the_same_words_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown(tmp_path / "outputs", *ARTICLES)
    assert len(CliRunner().invoke(app, ["show", "--json"]).stdout.splitlines()) == 4
    unique = CliRunner().invoke(app, ["show", "--json", "--unique"]).stdout.splitlines()
    assert [json.loads(line)["file"] for line in unique] == ["b.txt", "d.txt"]


def test_copies_change_their_own_cells_and_no_version(tmp_path):
    """Whatever stands before them in the row, and in the JSON lines as in the table."""
    odd = [
        replace(each, document=replace(each.document, title='The "quay",\nünd so; “weiter”', outlet="café"))
        for each in ARTICLES[:2]
    ]
    shown(tmp_path / "together", *odd)
    alone = [shown(tmp_path / result.file, result) for result in odd]
    statements, documents = read(tmp_path / "together", "statements"), read(tmp_path / "together", "documents")
    for place, (lone_statements, lone_documents) in enumerate(alone):
        copy = {name: getattr(statements[place], name) for name in STATEMENT_COLUMNS}
        assert replace(lone_statements[0], **copy) == statements[place]
        copy = {name: getattr(documents[place], name) for name in ("article_cluster_id", *STATEMENT_COLUMNS[1:])}
        assert replace(lone_documents[0], **copy) == documents[place]
    assert [row.copy_number for row in statements] == [row.copy_number for row in documents] == [2, 1]
    lines = [json.loads(line) for line in (tmp_path / "together" / "statements.jsonl").read_text("utf-8").splitlines()]
    for line, row in zip(lines, statements, strict=True):
        assert [line[name] for name in STATEMENT_COLUMNS] == [row.quote_cluster_id, "2031-05-01", row.copy_number]
