import io
import zipfile
from datetime import date
from pathlib import Path

import formats_example as make
import pytest

from pipeline.errors import DocumentError
from pipeline.ingest import read_document
from pipeline.ingest.formats import extract, format_of
from pipeline.records import Source
from pipeline.resources.boilerplate import load_boilerplate

BOILERPLATE = load_boilerplate(Path(__file__).parent.parent / "data" / "boilerplate.csv")
TITLE = "Marrow freezes its rents"
FIRST = "The council of Marrow voted on Monday to freeze rents for a year, and nobody on the benches was surprised."
SECOND = "“It was late,” said Tom Vale, who leads the tenants’ union. He is Señor Vale’s son."
TEXT = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n"
LINES = [
    (700, "The council of Marrow voted on Monday to freeze rents for a year, as the inter-"),
    (686, "governmental committee had asked, and nobody on the benches was surprised to hear"),
    (672, "it (the mayor least of all)."),
    (658, "Landlords had argued for weeks that the freeze would empty the city, but the ten-"),
    (644, "ants filled the gallery and sang until the vote was over and the mayor rose to"),
]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make.docx(TITLE, FIRST, SECOND), ".docx"),
        (make.odt(TITLE, FIRST, SECOND), ".odt"),
        (make.rtf(TITLE, FIRST, SECOND), ".rtf"),
        (make.html(FIRST, SECOND), ".html"),
        (make.eml(TITLE, f"{FIRST}\n\n{SECOND}\n"), ".eml"),
        (make.eml(TITLE, "", html=f"<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>"), ".eml"),
    ],
)
def test_text_of_each_format(data: bytes, name: str):
    assert extract(data, name).text == TEXT
    document = read_document(Source(f"a{name}", data, format=name), boilerplate=BOILERPLATE)
    assert document.title == TITLE
    assert document.encoding == name.removeprefix(".")


def test_web_page_tells_its_metadata():
    document = read_document(Source("a.html", make.html(FIRST, SECOND), format=".html"), boilerplate=BOILERPLATE)
    assert (document.outlet, document.author, document.url) == (
        "The Marrow Post", "Ann Roe", "https://www.example.org/rents",
    )  # fmt: skip
    assert (document.published, document.published_basis) == (date(2025, 3, 4), "file")


def test_web_page_in_a_legacy_encoding():
    page = make.html(FIRST, SECOND).decode().replace("utf-8", "windows-1252").encode("cp1252")
    assert SECOND in extract(page, ".html").text


def test_mail_is_dated_in_the_time_zone_of_its_sender():
    given = extract(make.eml(TITLE, FIRST), ".eml").given
    assert (given.title, given.author, given.published) == (TITLE, "Ann Roe", date(2025, 3, 4))


def test_lines_of_a_pdf_are_joined_and_its_hyphens_mended():
    text = extract(make.pdf(LINES, [(700, "answer them all.")], compress=True), ".pdf").text
    first, second = text.strip().split("\n\n")
    assert first.startswith(
        "The council of Marrow voted on Monday to freeze rents for a year, as the intergovernmental"
    )
    assert first.endswith("it (the mayor least of all).")
    assert "but the tenants filled" in second
    assert second.endswith("the mayor rose to answer them all.")


def test_running_heads_and_page_numbers_of_a_pdf_are_dropped():
    wards = ("harbour", "mill", "market", "station")
    pages = [
        [(800, f"The Marrow Post, page {n}"), *((y, f"{text} {ward}") for y, text in LINES), (40, str(n))]
        for n, ward in enumerate(wards, 1)
    ]
    text = extract(make.pdf(*pages), ".pdf").text
    assert "Marrow Post" not in text
    assert text.count("The council of Marrow") == 4
    assert not any(character.isdigit() for character in text)


def test_deleted_words_notes_and_field_codes_of_a_word_file_are_left_out():
    extra = (
        "<w:p><w:r><w:t>Rents</w:t><w:tab/></w:r><w:del><w:r><w:delText>rose</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>fell</w:t></w:r></w:ins><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
        "<w:r><w:noBreakHyphen/><w:t>so.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A cell.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert extract(make.docx(TITLE, extra=extra), ".docx").text == f"{TITLE}\n\nRents\tfell-so.\n\nA cell.\n"


def test_spans_spaces_and_notes_of_an_opendocument_text():
    extra = (
        "<text:p>Rents <text:span>fell</text:span><text:note><text:p>A note.</text:p></text:note> by"
        '<text:s text:c="2"/>a<text:tab/>tenth.</text:p><text:h>Next</text:h>'
    )
    assert extract(make.odt(extra=extra), ".odt").text == "Rents fell by  a\ttenth.\n\nNext\n"


@pytest.mark.parametrize("name", [".txt", ".docx", ".html"])
def test_what_a_file_is_decides_not_its_name(name: str):
    assert extract(make.rtf(TITLE, FIRST), name).text == f"{TITLE}\n\n{FIRST}\n"
    assert extract(make.pdf(LINES), name).text.startswith("The council")


def test_endings_have_synonyms():
    assert [format_of(suffix) for suffix in (".HTM", ".Text", ".doc", "")] == [".html", ".txt", None, None]


def encrypted_zip() -> bytes:
    data = bytearray(make.docx(TITLE))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (make.docx(TITLE)[:200], ".docx", "broken ZIP file"),
        (make.docx(TITLE).replace(b"word/document.xml", b"word/documend.xml"), ".docx", "no text part"),
        (encrypted_zip(), ".docx", "is encrypted"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ".docx", "encrypted or an old Word file"),
        (make.docx(), ".docx", "no text that can be read"),
        (make.zipped({"word/document.xml": "<w:p"}), ".docx", "is damaged"),
        (make.zipped({"word/document.xml": b" " * 40_000_000}), ".docx", "swells beyond all measure"),
        (make.odt(), ".odt", "no text that can be read"),
        (make.pdf(LINES)[:300], ".pdf", "damaged PDF"),
        (make.pdf([]), ".pdf", "no text that can be read from pdf"),
        (make.pdf(LINES, extra=b"/Encrypt<</Filter/Standard/V 9/R 9>>"), ".pdf", "damaged PDF|encrypted"),
        (b"{\\rtf1 }", ".rtf", "no text that can be read"),
        (b"<html><body></body></html>", ".html", "no text that can be read"),
        (b"<html>" + b"<div>" * 50_000, ".html", "too many tags"),
        (make.eml("", ""), ".eml", "no text that can be read"),
        (b"X: y\n" * 50_000, ".eml", "larger than an article"),
        (b"", ".pdf", "is empty"),
    ],
)
def test_broken_files_say_what_is_wrong_and_what_to_do(data: bytes, name: str, message: str):
    with pytest.raises(DocumentError, match=message) as caught:
        extract(data, name)
    assert caught.value.remedy.endswith(".")


def test_entities_are_neither_loaded_nor_expanded():
    for entity in ('SYSTEM "file:///etc/passwd"', f'"{"a" * 50}"'):
        document = f'<!DOCTYPE d [<!ENTITY e {entity}>]><w:document xmlns:w="{make.WORD}"><w:p><w:r><w:t>x&e;y</w:t>'
        data = make.zipped({"word/document.xml": document + "</w:r></w:p></w:document>"})
        assert extract(data, ".docx").text == "x\n"


def test_article_longer_than_any_is_refused():
    for text in ("Rents fell. " * 200_000, "Rents fell.\n" * 60_000):
        with pytest.raises(DocumentError, match="more than one article can have"):
            read_document(Source("a.txt", text.encode()), boilerplate=BOILERPLATE)


def test_control_characters_do_not_reach_the_text():
    assert extract(make.rtf("Rents\\'00 fell\\u7?."), ".rtf").text == "Rents fell.\n"


def test_zip_directory_beyond_measure_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(11_000):
            archive.writestr(f"word/{number}.xml", b"")
    with pytest.raises(DocumentError, match="more than is read from one ZIP file"):
        extract(stream.getvalue(), ".docx")
