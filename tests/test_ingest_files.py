import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.ingest.decode import decode

QUOTED = "“Rents fell in Orléans,” the minister’s aide said — and Søren Åberg agreed… “It’s naïve.”\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_text_comes_back_from_every_encoding(encoding: str):
    text, _ = decode((QUOTED * 3).encode(encoding))
    assert text == QUOTED * 3


def test_mac_text_is_told_by_its_curly_marks():
    text, encoding = decode((QUOTED.replace("…", "...") * 3).encode("mac_roman"))
    assert encoding == "mac_roman"
    assert "“It’s naïve.”" in text


def test_one_legacy_apostrophe_is_read_as_windows():
    assert decode("The minister’s aide said that rents fell.".encode("cp1252")) == (
        "The minister’s aide said that rents fell.",
        "cp1252",
    )


def test_cyrillic_text_is_not_read_as_western():
    russian = "Министр сообщила в понедельник, что арендная плата в стране снизилась на десять процентов. " * 3
    assert decode(russian.encode("cp1251"))[0] == russian


def test_utf8_cut_inside_a_character_stays_utf8():
    text, encoding = decode((QUOTED * 5).encode()[:-2])
    assert encoding == "utf-8"
    assert text.startswith(QUOTED)
    assert text.endswith("\ufffd")


def test_newlines_become_line_feeds_and_nothing_else_changes():
    text, _ = decode(b"\r\n A\r\rB \r\n\xcc\x81e\xc2\xa0")
    assert text == "\n A\n\nB \n\u0301e\u00a0"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_empty_file_is_a_document_error(data: bytes):
    with pytest.raises(DocumentError, match="empty") as caught:
        decode(data)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04abc", "Word"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\n<!DOCTYPE HTML><p>x", "web page"),
        (b"abc\0\0\0def\xff\0", "binary"),
        (b"\xff\xfe\x00\xd8x", "utf-16"),
    ],
)
def test_what_is_not_text_says_what_it_is(data: bytes, name: str):
    with pytest.raises(DocumentError, match=name) as caught:
        decode(data)
    assert "UTF-8" in caught.value.remedy


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_document_error(data: bytes):
    try:
        text, encoding = decode(data)
    except DocumentError:
        return
    assert "\r" not in text
    assert text.strip()
    assert encoding


def test_long_legacy_text_is_read_in_seconds():
    start = time.process_time()
    text, _ = decode(QUOTED.encode("cp1252") * 50_000)
    assert len(text) > 4_000_000
    assert time.process_time() - start < 5
