"""Inputs that people, programs and enemies leave in seeds/ and data/: bounded, clear, and harmless to the others."""

import os
import stat
import time
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import formats_example as make
import pytest
from fuzzing import TIMES
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_ingest_exports import EXPORTS, NEXIS_UNI

from pipeline.errors import DocumentError, ResourceError
from pipeline.ingest import read_document
from pipeline.ingest.exports import split_export
from pipeline.ingest.formats import READERS, extract
from pipeline.project import open_project
from pipeline.records import Source
from pipeline.resources import RESOURCES
from pipeline.resources.boilerplate import load_boilerplate
from pipeline.resources.splits import load_splits
from pipeline.run import run
from pipeline.seeds import find_articles, read_source

DATA = Path(__file__).parent.parent / "data"
BOILERPLATE = load_boilerplate(DATA / "boilerplate.csv")
SPLITS = load_splits(DATA / "splits.csv")
SECONDS = 12
PROSE = "The council of Marrow voted on Monday to freeze rents for a year. "
LONG = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        '"' * LONG,
        "“”" * (LONG // 2),
        "“He said. " * (LONG // 10),
        "“‘" * (LONG // 4) + "x" + "’”" * (LONG // 4),
        "[" * LONG,
        "x" + " " * LONG + "y",
        "x" + "\n" * LONG + "y",
        "x\n" * (LONG // 2),
        "e" + "\u0301" * LONG,
        "A\u200bnn R\u200doe\u2060 said that rents fell. " * 20_000,
        "\u202eAnn Roe\u202c said \u2067rents\u2069 fell. " * 20_000,
        "😀👩‍👩‍👧‍👦 said that 🏠 rents fell. " * 20_000,
        "Body\n" * 200_000 + "End of Document\n",
        "1 of 9 DOCUMENTS\n\nTitle\n\nLENGTH: 3 words\n" * 10_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_long_and_odd_texts_are_read_or_refused_in_seconds(text: str):
    start = time.process_time()
    split_export(text, SPLITS)
    with suppress(DocumentError):
        document = read_document(Source("a.txt", text.encode()), boilerplate=BOILERPLATE)
        assert document.text == text
    assert time.process_time() - start < SECONDS


def test_paragraph_without_words_is_not_parsed():
    document = read_document(Source("a.txt", b"Rents fell.\n" + b'" ' * 5000), boilerplate=BOILERPLATE)
    assert [block.rule for block in document.blocks] == ["", "separator"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"{\\rtf1{\\fonttbl" + b"\\f0" * 200_000 + b"}x}", ".rtf"),
        (b"{\\rtf1{\\fonttbl" + b"\\f0 \\fcharset0 x" * 50_000 + b"}x}", ".rtf"),
        (b"{\\rtf1 " + b'{\\field{\\*\\fldinst{HYPERLINK "x" ' * 30_000 + b"}", ".rtf"),
        (b"{\\rtf1 " + b"{" * 500_000, ".rtf"),
        (b"<html><body><article><p>" + b"<b>x</b>" * 14_000 + b"</p></article></body></html>", ".html"),
        (b"<html><body>" + b"<a " * 200_000 + b"</body></html>", ".html"),
        (b"<html><body>" + b"<!--" * 200_000 + b"</body></html>", ".html"),
        (b"Subject: " + b"=?utf-8?q?=41?= " * 3_900 + b"\n\nRents fell.", ".eml"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 900, ".eml"),
        (b"%PDF-1.7\n" + b"<<" * 300_000, ".pdf"),
        (b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 30_000 + b"trailer<</Root 1 0 R>>", ".pdf"),
        (make.pdf([(1, "x")]).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]"), ".pdf"),
    ],
    ids=lambda value: ascii(value[:16]) if isinstance(value, bytes) else value,
)
def test_files_made_to_take_forever_do_not(data: bytes, name: str):
    start = time.process_time()
    with suppress(DocumentError):
        extract(data, name)
    assert time.process_time() - start < SECONDS


SAMPLES = [
    (make.docx(PROSE), ".docx"), (make.odt(PROSE), ".odt"), (make.rtf(PROSE), ".rtf"), (make.html(PROSE), ".html"),
    (make.eml("Rents", PROSE), ".eml"), (make.pdf([(700, PROSE)]), ".pdf"), (PROSE.encode(), ".txt"),
]  # fmt: skip


@pytest.mark.fuzz
@settings(max_examples=150 * TIMES)
@given(st.sampled_from(SAMPLES), st.integers(0, 3000), st.binary(max_size=12), st.integers(0, 40))
@example((b"{\\rtf1 \\pict\\bin x}", ".rtf"), 0, b"", 0)
@example((b"{\\rtf1 \\u" + b"3" * 40 + b"}", ".rtf"), 0, b"", 0)
@example((make.pdf([(700, PROSE)]), ".pdf"), 60, b"[" * 12, 4)
def test_broken_bytes_give_text_or_a_document_error(sample, place: int, change: bytes, dropped: int):
    data, name = sample
    data = data[:place] + change + data[place + dropped :]
    with suppress(DocumentError):
        document = read_document(Source(f"a{name}", data, format=name), boilerplate=BOILERPLATE)
        assert document.text.encode("utf-8")
        assert all(document.text[block.start : block.end].strip() for block in document.blocks)


@pytest.mark.fuzz
@settings(max_examples=100 * TIMES)
@given(st.sampled_from(list(READERS)), st.binary(max_size=400))
def test_any_bytes_under_any_name_give_text_or_a_document_error(name: str, data: bytes):
    with suppress(DocumentError):
        extract(data, name)


@pytest.mark.fuzz
@settings(max_examples=100 * TIMES)
@given(st.lists(st.sampled_from("\n".join(EXPORTS.values()).split("\n")) | st.text(max_size=9), max_size=60))
def test_any_lines_are_cut_into_texts(lines: list[str]):
    parts = split_export("\n".join(lines), SPLITS)
    assert len({part.key for part in parts}) == len(parts)
    assert all(part.text.strip("\n") == part.text[:-1] for part in parts)


CELLS = st.text(max_size=8) | st.sampled_from(
    ["(", "(?P<title>.*)", "(a*)*$", "a{1,99999}", "\\", "{date}", '"', "#", "begin", "block", "regex", "lemma", "\0",
     "en", "1e999", "nan", "-1", ";", "x" * 5000, "(" * 3000, "(?i)" * 500, "((a{9}){9}){9}", "\ud800"]
)  # fmt: skip


@pytest.mark.fuzz
@settings(max_examples=25 * TIMES)
@pytest.mark.parametrize("name", sorted(name for name in RESOURCES if RESOURCES[name].file.endswith(".csv")))
@given(data=st.data())
def test_any_table_people_edit_loads_or_names_its_file(tmp_path_factory, name: str, data):
    from importlib import import_module

    resource = RESOURCES[name]
    header = next(
        line for line in (DATA / resource.file).read_text("utf-8-sig").splitlines() if line and not line.startswith("#")
    )
    rows = data.draw(st.lists(st.lists(CELLS, max_size=header.count(",") + 2).map(",".join), max_size=4))
    path = tmp_path_factory.getbasetemp() / f"fuzz-{resource.file}"
    path.write_bytes("\r\n".join([header, *rows]).encode("utf-8", "surrogatepass"))
    module, function = resource.loader.split(":")
    try:
        getattr(import_module(module), function)(path)
    except ResourceError as error:
        assert str(path) in str(error)  # noqa: PT017 - most tables are right


def test_files_that_are_no_articles_harm_no_other(project):
    seeds = project.seeds
    (seeds / "zero.txt").write_bytes(b"")
    (seeds / "nuls.txt").write_bytes(b"\0" * 1000)
    (seeds / "program.txt").write_bytes(bytes(range(256)) * 20)
    (seeds / "picture.png").write_bytes(b"\x89PNG")
    (seeds / "new\nline.txt").write_text(PROSE)
    (seeds / os.fsdecode(b"caf\xe9.txt")).write_text(PROSE)
    (seeds / "linked.txt").symlink_to("/etc/hostname")
    (seeds / "folder.txt").mkdir()
    os.mkfifo(seeds / "pipe.txt")
    (seeds / "same.txt").write_text("Ann Roe said that rents fell.")
    (seeds / "same.md").write_text("Ann Roe said that rents rose.")
    (seeds / "broken.docx").write_bytes(make.docx(PROSE)[:300])
    (seeds / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (seeds / "broken.zip").write_bytes(b"PK\x03\x04 nothing")
    (seeds / "sealed.txt").write_text(PROSE)
    (seeds / "sealed.txt").chmod(0)
    report = run(project)
    failed = {failure.file for failure in report.failures}
    assert {
        "zero.txt",
        "nuls.txt",
        "picture.png",
        "linked.txt",
        "pipe.txt",
        "broken.docx",
        "broken.pdf",
        "broken.zip",
    } <= (failed)
    assert all(failure.remedy and "fault of onrecord" not in failure.remedy for failure in report.failures)
    files = {line.split(",")[1] for line in (project.outputs / "documents.csv").read_text("utf-8-sig").splitlines()}
    assert {"harbour.txt", "rents.txt", "same.txt", "same.md"} <= files
    assert (seeds / "sealed.txt").stat().st_mode & stat.S_IRWXU == 0


def test_names_that_differ_only_in_accents_are_told(make_project):
    project = make_project({unicodedata.normalize(form, "café.txt"): PROSE for form in ("NFC", "NFD")})
    articles, failures = find_articles(project, {})
    assert len(articles) == 1
    assert [failure.message for failure in failures] == ["has the same name as another but for how accents are written"]


def test_archive_holds_articles_and_says_what_is_none(make_project):
    project = make_project({})
    with zipfile.ZipFile(project.seeds / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/rents.txt", "Ann Roe said that rents fell.")
        archive.writestr("nexis.txt", NEXIS_UNI)
        archive.writestr("note.docx", make.docx(PROSE))
        for name in ("../escape.txt", "/root.txt", "C:/drive.txt", "inner.zip", "x.png", "metadata.csv"):
            archive.writestr(name, PROSE)
        archive.writestr("bomb.txt", " " * 40_000_000)
        archive.writestr("__MACOSX/._rents.txt", "x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    articles, failures = find_articles(project, {})
    assert [article.file for article in articles] == [
        "pack.zip/a/rents.txt", "pack.zip/nexis.txt#1", "pack.zip/nexis.txt#2", "pack.zip/note.docx",
    ]  # fmt: skip
    assert {failure.file.removeprefix("pack.zip/") for failure in failures} == {
        "../escape.txt", "/root.txt", "C:/drive.txt", "inner.zip", "x.png", "metadata.csv", "bomb.txt", "link.txt",
    }  # fmt: skip
    assert all(failure.remedy for failure in failures)
    assert read_source(articles[0], project).data == b"Ann Roe said that rents fell."
    assert not (project.root / "escape.txt").exists()


def test_articles_of_archives_and_exports_become_rows_and_texts(make_project):
    project = make_project({"nexis.txt": NEXIS_UNI})
    (project.seeds / "note.docx").write_bytes(make.docx("Rents", "Ann Roe said that rents fell. “We wait,” she said."))
    (project.seeds / "metadata.csv").write_text("file,outlet\nnexis.txt#2,The Marrow Echo\n")
    first = run(project)
    assert (first.articles, first.computed, first.failures) == (3, 3, ())
    texts = sorted(path.name for path in (project.outputs / "texts").iterdir())
    assert len(texts) == 3
    assert "The Marrow Echo" in (project.outputs / "documents.csv").read_text("utf-8-sig")
    assert run(project).tables == "unchanged"
    grown = (
        "Wages rise\n\nThe Marrow Post\n\n6 March 2025\n\nBody\n\nAnn Roe said that wages rose.\n\nEnd of Document\n"
    )
    (project.seeds / "nexis.txt").write_text(NEXIS_UNI + grown)
    (project.seeds / "note.docx").unlink()
    assert run(project).computed == 1
    assert len(list((project.outputs / "texts").iterdir())) == 3
    (project.seeds / "nexis.txt").unlink()
    run(project)
    assert not (project.outputs / "texts").exists()


def test_article_changed_while_it_is_processed_is_read_as_it_is(project, monkeypatch):
    from pipeline.engines import article as engines

    read = engines.read_source

    def change_then_read(article, where):
        (project.seeds / "rents.txt").write_text("Ann Roe said that rents doubled.")
        return read(article, where)

    monkeypatch.setattr(engines, "read_source", change_then_read)
    run(project, workers=1)
    monkeypatch.undo()
    assert "rents doubled" in (project.outputs / "statements.jsonl").read_text("utf-8")
    assert run(project).computed == 0


def test_regex_that_explodes_elsewhere_is_linear_here(project):
    with (project.root / "data" / "codebook.csv").open("a") as stream:
        stream.write("boom,Boom,,(a+)+$,regex,,1,,,\n")
    (project.seeds / "aaa.txt").write_text(f"Ann Roe said that rents {'a' * 20_000}b fell.")
    start = time.process_time()
    run(open_project(project.root))
    assert time.process_time() - start < 60


def test_two_hundred_megabytes_of_one_line_are_refused_at_once(make_project):
    project = make_project({"rents.txt": PROSE})
    with (project.seeds / "line.txt").open("wb") as stream:
        for _ in range(200):
            stream.write(b"rents fell " * 90_910)
    start = time.process_time()
    articles, failures = find_articles(project, {})
    assert time.process_time() - start < SECONDS
    assert [article.file for article in articles] == ["rents.txt"]
    assert [(each.file, each.message) for each in failures] == [("line.txt", "is larger than 50 MB")]


def test_file_that_may_not_be_read_is_named(make_project, monkeypatch):
    project = make_project({"rents.txt": PROSE, "sealed.txt": PROSE})
    opened = Path.open

    def refuse(path, *options, **more):
        if path.name == "sealed.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *options, **more)

    monkeypatch.setattr(Path, "open", refuse)
    articles, failures = find_articles(project, {})
    assert [article.file for article in articles] == ["rents.txt"]
    assert [each.message for each in failures] == ["cannot be read (Permission denied)"]
    assert "you may read it" in failures[0].remedy


@pytest.mark.parametrize("marks", [100_000, pytest.param(LONG, marks=pytest.mark.long)])
def test_quotation_marks_without_end_harm_no_other_article(project, marks):
    (project.seeds / "marks.txt").write_text("Ann Roe said that rents fell. " + '"' * marks)
    start = time.process_time()
    report = run(project, workers=1)
    assert time.process_time() - start < 20 + marks / 5_000  # some 3 s a 100,000 marks
    assert report.failures == ()
    assert "rents fell" in (project.outputs / "statements.jsonl").read_text("utf-8")


def test_reports_within_reports_without_end_take_seconds(project):
    (project.seeds / "nested.txt").write_text("Ann Roe said “" * 400)
    start = time.process_time()
    report = run(project, workers=1, profile="fast")
    assert time.process_time() - start < 40
    assert report.failures == ()
    lines = (project.outputs / "statements.jsonl").read_text("utf-8").splitlines()
    assert 1 < sum('"nested.txt"' in line for line in lines) < 20
