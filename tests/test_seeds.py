import os
import unicodedata

import pytest

from pipeline.errors import DocumentError, UsageError
from pipeline.project import Project
from pipeline.seeds import Article, doc_id_of, find_articles, read_source


def test_articles_come_in_order_of_their_paths(tmp_path):
    for name in ("b.txt", "a.md", "year/c.TXT", ".hidden.txt", "~$lock.txt", "metadata.csv", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    articles, failures = find_articles(Project(tmp_path, tmp_path, tmp_path), {})
    assert [article.file for article in articles] == ["a.md", "b.txt", "year/c.TXT"]
    assert failures == []


def test_what_is_no_article_is_a_failure_with_a_remedy(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"x")
    (tmp_path / "linked.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "new\nline.txt").write_text("text")
    articles, failures = find_articles(Project(tmp_path, tmp_path, tmp_path), {})
    assert articles == []
    assert {failure.file.rsplit("/")[-1] for failure in failures} == {
        "picture.png",
        "linked.txt",
        "pipe.txt",
        "new\ufffdline.txt",
    }
    assert all(failure.remedy for failure in failures)


def test_missing_folder_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        find_articles(Project(tmp_path, tmp_path / "seeds", tmp_path), {})


def test_vanished_file_is_a_document_error(tmp_path):
    with pytest.raises(DocumentError, match="cannot be read"):
        read_source(Article("gone.txt", tmp_path / "gone.txt"), Project(tmp_path, tmp_path, tmp_path))


def test_id_does_not_depend_on_how_accents_are_composed():
    assert doc_id_of("café.txt") == doc_id_of(unicodedata.normalize("NFD", "café.txt"))
    assert doc_id_of("a/b.txt") != doc_id_of("b.txt")
    assert doc_id_of("a.txt")[0].isalpha()
