"""Articles and tables at addresses of stores: only what differs travels, and the tables are those of a local run."""

from collections.abc import Iterator

import fsspec
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.remote import fetch, mirror_of, send

NOTE = "Ferries in the bay\n\nThe harbour master, Ida Quill, said that {} ferries would sail on Sunday.\n"


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    files = fsspec.filesystem("memory")
    files.pipe_file("/bay/seeds/a.txt", NOTE.format("four").encode())
    files.pipe_file("/bay/seeds/year/b.txt", NOTE.format("five").encode())
    yield files
    files.rm("/bay", recursive=True)


def test_only_new_and_changed_files_are_fetched(store, tmp_path):
    fetch("memory://bay/seeds", tmp_path)
    b = tmp_path / "year" / "b.txt"
    assert b.read_bytes() == NOTE.format("five").encode()
    b.write_bytes(b"mark")
    store.pipe_file("/bay/seeds/a.txt", NOTE.format("nine").encode())
    store.pipe_file("/bay/seeds/c.txt", b"Nobody spoke.")
    fetch("memory://bay/seeds/", tmp_path)
    assert b.read_bytes() == b"mark"
    assert (tmp_path / "a.txt").read_bytes() == NOTE.format("nine").encode()
    store.rm_file("/bay/seeds/year/b.txt")
    fetch("memory://bay/seeds", tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*.txt")) == ["a.txt", "c.txt"]


def test_tables_are_sent_where_they_differ_or_were_changed_there(store, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "a.csv").write_text("a")
    (tmp_path / "texts" / "b.txt").write_text("b")
    send(tmp_path, "memory://bay/tables")
    store.pipe_file("/bay/tables/other.csv", b"somebody else's")
    first = store.info("/bay/tables/a.csv")["created"]
    (tmp_path / "texts" / "b.txt").unlink()
    send(tmp_path, "memory://bay/tables")
    assert store.info("/bay/tables/a.csv")["created"] == first
    assert sorted(store.find("/bay/tables")) == ["/bay/tables/a.csv", "/bay/tables/other.csv"]
    store.pipe_file("/bay/tables/a.csv", b"damaged")
    send(tmp_path, "memory://bay/tables")
    assert store.cat_file("/bay/tables/a.csv") == b"a"


@pytest.mark.usefixtures("store")
def test_run_from_and_to_a_store_gives_the_tables_of_a_local_run(make_project, monkeypatch):
    texts = {"a.txt": NOTE.format("four"), "b.txt": NOTE.format("five")}
    files = fsspec.filesystem("memory")
    files.mv("/bay/seeds/year/b.txt", "/bay/seeds/b.txt")
    local, spread = make_project(texts, name="local"), make_project({}, name="spread")
    runner = CliRunner()
    monkeypatch.chdir(local.root)
    assert runner.invoke(app, ["run", "--profile", "fast"]).exit_code == 0
    monkeypatch.chdir(spread.root)
    places = ["--seeds", "memory://bay/seeds", "--out", "memory://bay/tables"]
    done = runner.invoke(app, ["run", "--profile", "fast", *places])
    assert (done.exit_code, "memory://bay/tables written" in done.stderr) == (0, True)
    sent = {path.removeprefix("/bay/tables/"): files.cat_file(path) for path in files.find("/bay/tables")}
    assert sent == {path.name: path.read_bytes() for path in local.outputs.iterdir()}
    assert "unchanged" in runner.invoke(app, ["run", "--profile", "fast", *places]).stderr


def test_store_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere://bay: cannot be read or written"):
        fetch("nowhere://bay", tmp_path)
    assert mirror_of("s3://a", tmp_path) != mirror_of("s3://b", tmp_path)
