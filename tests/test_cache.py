import sqlite3

import pytest

from pipeline.cache import Cache, Product
from pipeline.errors import OnrecordError

PARSE = Product("tokenise", "key", "digest", b"data")


def test_product_is_found_by_stage_and_key(tmp_path):
    with Cache(tmp_path) as cache:
        cache.store([PARSE])
    with Cache(tmp_path) as cache:
        assert cache.digest("tokenise", "key") == "digest"
        assert cache.data("tokenise", "key") == b"data"
        assert cache.digest("tokenise", "other") is None
        assert cache.digest("entities", "key") is None


def test_articles_that_are_gone_are_forgotten(tmp_path):
    with Cache(tmp_path) as cache:
        cache.replace_parts({"a.txt": {"ingest": {"text": "1"}}, "b.txt": {}})
        cache.replace_parts({"a.txt": {"ingest": {"text": "2"}}})
        assert cache.parts() == {"a.txt": {"ingest": {"text": "2"}}}


def test_facts_are_kept(tmp_path):
    with Cache(tmp_path) as cache:
        assert cache.fact("outputs") is None
        cache.set_fact("outputs", "old")
        cache.set_fact("outputs", "new")
        assert cache.fact("outputs") == "new"


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_damaged_cache_is_started_anew(tmp_path, damage):
    (tmp_path / "cache.sqlite3").write_bytes(damage)
    with Cache(tmp_path) as cache:
        cache.store([PARSE])
        assert cache.digest("tokenise", "key") == "digest"


def test_cache_of_another_version_is_started_anew(tmp_path):
    with Cache(tmp_path) as cache:
        cache.store([PARSE])
    connection = sqlite3.connect(tmp_path / "cache.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with Cache(tmp_path) as cache:
        assert cache.digest("tokenise", "key") is None


def test_cache_that_cannot_be_made_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OnrecordError, match="delete it and run again"):
        Cache(tmp_path / "file")
