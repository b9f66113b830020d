import re
import time
from pathlib import Path

import pytest
from fuzzing import TIMES
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest import document_of_text, read_document
from pipeline.records import Document, Metadata, Source
from pipeline.resources.boilerplate import load_boilerplate

BOILERPLATE = load_boilerplate(Path(__file__).parent.parent / "data" / "boilerplate.csv")
PROSE = "The council of Marrow voted on Monday to freeze rents for a year, and nobody on the benches was surprised."
MORE_PROSE = "Landlords had argued for weeks that the freeze would empty the city, but the tenants filled the gallery."
TURKISH = (
    "Kararın ardından belediye başkanı, kiracıların haklarının korunacağını ve yeni konutların yapılacağını söyledi. "
    "Muhalefet ise bütçenin buna yetmeyeceğini savundu."
)


def read(text: str, **options) -> Document:
    return document_of_text(text, boilerplate=BOILERPLATE, **options)


def kinds(text: str) -> list[tuple[str, str]]:
    """(kind, text) of every block, boilerplate by the name of its rule."""
    document = read(text)
    return [(block.rule or block.kind, document.text[block.start : block.end]) for block in document.blocks]


def kind_of(line: str, *, before: str = PROSE, after: str = MORE_PROSE) -> str:
    """The kind of a line between two paragraphs."""
    return next(kind for kind, text in kinds(f"{before}\n\n{line}\n\n{after}") if text in line)


# Blocks


def test_article_with_blank_lines():
    assert kinds(f"Marrow freezes rents\n\n{PROSE}\n\n \n{MORE_PROSE}\n") == [
        ("title", "Marrow freezes rents"),
        ("paragraph", PROSE),
        ("paragraph", MORE_PROSE),
    ]


def test_article_without_blank_lines():
    assert kinds(f"Marrow Freezes Rents\n{PROSE}\nWhat Comes Next\n{MORE_PROSE}") == [
        ("title", "Marrow Freezes Rents"),
        ("paragraph", PROSE),
        ("heading", "What Comes Next"),
        ("paragraph", MORE_PROSE),
    ]


def test_wrapped_lines_are_joined():
    text = (
        "The council of Marrow voted on Monday to freeze rents for a year, and\n"
        "nobody on the benches was surprised. “It was late,” said Ann Roe, who\n"
        "leads the tenants’ union.\n\n"
        "Landlords had argued for weeks that the freeze would empty the city of\n"
        "builders, but the tenants filled the gallery and sang until the vote\n"
        "was over.\n"
    )
    first, second = kinds(text)
    assert first == ("paragraph", text[: text.index("\n\n")])
    assert second[1].startswith("Landlords")
    assert second[1].endswith("was over.")


def test_wrapped_paragraphs_without_blank_lines_end_at_their_short_line():
    text = (
        "The council of Marrow voted on Monday to freeze rents for a year, and\n"
        "nobody on the benches was surprised at all.\n"
        "Landlords had argued for weeks that the freeze would empty the city of\n"
        "builders, but the tenants filled the gallery and sang until the vote\n"
        "was over.\n"
    )
    assert [text.split()[0] for _, text in kinds(text)] == ["The", "Landlords"]


def test_short_sentences_on_lines_of_their_own_are_not_joined():
    text = "Rents fell on Monday, the council said.\nThey will fall again, it added.\nNobody knows why."
    assert [kind for kind, _ in kinds(text)] == ["paragraph"] * 3


def test_marks_of_lists_quotations_and_headings_are_left_out():
    text = f"# Rents\n\n{PROSE}\n\n> {MORE_PROSE}\n\n- Rents fell.\n• Wages rose\n"
    assert kinds(text)[2:] == [("paragraph", MORE_PROSE), ("paragraph", "Rents fell."), ("paragraph", "Wages rose")]
    assert kinds(text)[0] == ("title", "Rents")


def test_markdown_heading_may_have_any_wording():
    assert kind_of("## what the tenants say.") == "heading"


# Headings


@pytest.mark.parametrize(
    "line",
    [
        "What Comes Next",
        "The tenants’ answer",
        "THE LANDLORDS",
        "Why now?",
        "‘We will not move out’",
        "“We will not move out”",
        "2024: a lost year",
    ],
)
def test_headings(line: str):
    assert kind_of(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "Nobody moved.",
        "“We will not move.”",
        "“No,” she said",
        "“No,” she said. “Never?”",
        "She said:",
        "ROE: Thank you.",
        "He asked, “With whom?”",
        "1. Rents",
        "- Rents fell",
        "and then they left",
    ],
)
def test_short_paragraphs_are_no_headings(line: str):
    assert kind_of(line) == "paragraph"


def test_transcript_turns_are_no_headings():
    turns = ["ROE: Thank you", "Tom Vale: Rents", "ROE: No, wages"]
    text = "\n".join([*turns, PROSE])
    assert [kind for kind, _ in kinds(text)] == ["paragraph"] * 4


def test_heading_needs_prose_after_it():
    assert [kind for kind, _ in kinds(f"{PROSE}\n\nWhat Comes Next\n")] == ["paragraph", "paragraph"]


# Titles


def test_sentence_at_the_beginning_is_no_title():
    assert kinds(f"It was raining in Marrow.\n\n{PROSE}")[0][0] == "paragraph"


def test_breadcrumb_and_second_headline_are_not_the_title():
    text = f"News | World\n\nMarrow freezes its rents\n\nLandlords say they will leave\n\nBy Ann Roe\n\n{PROSE}"
    assert [kind for kind, _ in kinds(text)] == ["heading", "title", "heading", "byline", "paragraph"]


def test_title_may_name_its_speaker():
    assert kinds(f"Vale: tenants need to hold out\n\n{PROSE}")[0][0] == "title"
    assert kinds(f"VALE: I will hold out\n\n{PROSE}")[0][0] == "paragraph"


def test_title_may_begin_with_a_quotation():
    assert kinds(f"‘No retreat’ on rents, says Marrow’s mayor\n\n{PROSE}")[0][0] == "title"


def test_label_above_the_title_is_not_the_title():
    assert kinds(f"OPINION\n\nMarrow was right to freeze its rents\n\n{PROSE}")[:2] == [
        ("heading", "OPINION"),
        ("title", "Marrow was right to freeze its rents"),
    ]


def test_known_title_is_found_however_it_is_worded():
    metadata = Metadata(file="a.txt", line=2, title="Marrow freezes rents")
    document = read(f"Marrow freezes rents.\n\n{PROSE}", metadata=metadata)
    assert document.blocks[0].kind == "title"
    assert document.title == "Marrow freezes rents"


# Boilerplate


def test_footnotes_author_note_and_publication_line():
    text = (
        f"{PROSE}[1]\n\n{MORE_PROSE}\n\n[1] “Rents in Norland”, Marrow Press, p. 12.\n\n[2] Ibid.\n\n"
        "The writer is an economist in Marrow.\nPublished in The Marrow Post, August 17th, 2025"
    )
    assert [kind for kind, _ in kinds(text)] == [
        "paragraph", "paragraph", "footnote", "footnote", "author_note", "publication_line",
    ]  # fmt: skip


def test_reference_list_runs_to_the_end():
    text = f"{PROSE}\n\n{MORE_PROSE}\n\n{PROSE}\n\nReferences\n\nRoe, Ann. Rents in Norland.\n\nVale, Tom. Wages."
    assert [kind for kind, _ in kinds(text)] == ["paragraph"] * 3 + ["references"] * 3


def test_author_note_needs_the_foot_of_the_article():
    note = "The writer is tired of the debate, he told his readers."
    text = "\n\n".join([PROSE, note, *[MORE_PROSE] * 4])
    assert kinds(text)[1][0] == "paragraph"


def test_name_below_the_title_is_the_author():
    document = read(f"The rent of the sea\n\nClara Venn\n\n{PROSE}")
    assert [block.rule or block.kind for block in document.blocks] == ["title", "byline", "paragraph"]
    assert document.author == "Clara Venn"


def test_heading_below_the_title_is_no_author():
    document = read(f"The rent of the sea\n\nEarly History\n\n{PROSE} Its early history is short.")
    assert [block.kind for block in document.blocks] == ["title", "heading", "paragraph"]
    assert document.author is None


def test_name_repeated_above_a_foreign_author_note():
    text = f"{PROSE}\n\n{MORE_PROSE}\n\nDr. Ayşe KARATAŞ\nDr. Ayşe KARATAŞ\n{TURKISH}"
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "paragraph", "byline", "byline", "language:tr"]


def test_name_below_a_last_quotation_is_its_speaker():
    text = f"{PROSE}\n\n“We measured the sea with our feet.”\n\nJosaia Tui\n\nSubscribe now"
    assert [kind for kind, _ in kinds(text)][-2:] == ["paragraph", "subscribe"]


# Languages


def test_foreign_paragraph_is_marked_with_its_language():
    document = read(f"{PROSE}\n\n{TURKISH}\n\n{MORE_PROSE}")
    assert [(block.language, block.rule) for block in document.blocks] == [
        ("en", ""),
        ("tr", "language:tr"),
        ("en", ""),
    ]
    assert document.language == "en"


def test_foreign_article_is_boilerplate_throughout():
    document = read(f"Kiralar donduruldu\n\n{TURKISH}\n\nSon")
    assert document.language == "tr"
    assert {block.rule for block in document.blocks} == {"language:tr"}


def test_names_and_short_lines_have_the_language_of_the_article():
    text = (
        f"{PROSE}\n\nMohsin Karim, Shehla Bibi and Khawaja Rafiq met Donald Bloom, Ayşe Karataş and Lučić.\n\nDéjà vu"
    )
    assert {block.language for block in read(text).blocks} == {"en"}


# Offsets


def test_text_handed_in_is_not_changed():
    text = f"\ufeffRents\r\n\r\n{PROSE}\r{MORE_PROSE} e\u0301"
    document = read(text)
    assert document.text == text
    assert [text[block.start : block.end] for block in document.blocks][1:] == [PROSE, f"{MORE_PROSE} e\u0301"]


def test_file_is_decoded_once():
    document = read_document(Source("a.txt", f"{PROSE}\r\n".encode("utf-16")), boilerplate=BOILERPLATE)
    assert (document.text, document.encoding) == (f"{PROSE}\n", "utf-16")


PARTS = st.sampled_from(
    ["---\n", "title: x\n", "- ", "# ", "> ", "\n", "\r\n", "\n\n", " ", "\u200b", "“", "”", '"', "By Ann Roe", "***",
     "Rents fell.", "References", "Published: 3 May 2024", "[1] x", "ROE: ", "\u2028", "1. ", "é", "@x", PROSE, TURKISH]
)  # fmt: skip


@pytest.mark.fuzz
@settings(max_examples=200 * TIMES)
@given(st.lists(PARTS | st.text(max_size=5), max_size=25).map("".join))
def test_blocks_are_in_order_and_cover_all_but_marks(text: str):
    document = read(text)
    assert document.text == text
    position = 0
    for block in document.blocks:
        assert position <= block.start < block.end
        assert re.fullmatch(r"[\s\u200b-\u200d\u2060\ufeff>\-*+–—•‣◦▪●·#]*", text[position : block.start])
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        assert (block.kind == "boilerplate") == bool(block.rule)
        position = block.end
    assert sum(block.kind == "title" for block in document.blocks) <= 1
    assert document == read(text)


@pytest.mark.parametrize("unit", ["Rents fell. ", "a", "(", '"', "\n", "[1] ", "A. ", "x\n", "--- ", "May 3, "])
def test_hostile_text_is_read_in_linear_time(unit: str):
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    read(text[:100_000] if unit == "x\n" else text)
    assert time.process_time() - start < 5
