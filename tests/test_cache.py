import pickle
import sqlite3

import pytest

from pipeline.cache import Cache, KnownArticle
from pipeline.errors import OnrecordError
from pipeline.product import CacheDamaged, Product
from pipeline.records import Failure, Theme
from pipeline.stages import STAGE_BY_NAME, digest

THEMES = STAGE_BY_NAME["themes"]
DATA = THEMES.encode((Theme("k", "housing", 1.0, ("rents",)),))
PRODUCT = Product("themes", "key", digest(DATA), DATA)


def prune(cache, name, keys) -> None:
    cache.use(name, keys)
    cache.prune()


def damage(folder, sql: str) -> None:
    connection = sqlite3.connect(folder / "cache.sqlite3")
    with connection:
        connection.execute(sql)
    connection.close()


def test_product_is_found_by_stage_and_key(tmp_path):
    with Cache(tmp_path) as cache:
        cache.store([PRODUCT])
    with Cache(tmp_path, writes=False) as cache:
        assert cache.digest("themes", "key") == digest(DATA)
        assert cache.product(THEMES, "key") == (Theme("k", "housing", 1.0, ("rents",)),)
        assert cache.digest("themes", "other") is None
        assert cache.digest("entities", "key") is None


@pytest.mark.parametrize("change", ["data = x'00'", "data = NULL", "digest = 'x'", "key = 'gone'"])
def test_product_that_is_not_what_was_stored_is_forgotten(tmp_path, change: str):
    with Cache(tmp_path) as cache:
        cache.store([PRODUCT])
    damage(tmp_path, f"UPDATE products SET {change}")  # noqa: S608 - the test's own words
    with Cache(tmp_path) as cache:
        with pytest.raises(CacheDamaged, match="run again") as caught:
            cache.product(THEMES, "key")
        cache.repair(caught.value)
        assert cache.digest("themes", "key") is None


def test_product_of_an_older_record_is_damaged(tmp_path):
    data = b"\x93\x01\x02\x03"
    with Cache(tmp_path) as cache:
        cache.store([Product("themes", "key", digest(data), data)])
        with pytest.raises(CacheDamaged) as caught:
            cache.product(THEMES, "key")
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - workers hand it to the run so
    assert (str(copy), copy.stage, copy.key) == (str(caught.value), "themes", "key")


def test_listings_are_kept_with_the_next_change(tmp_path):
    with Cache(tmp_path) as cache:
        cache.keep_listing("zip", b"members")
        cache.set_fact("a", "b")
        assert cache.listing("zip") == b"members"


def test_reader_never_replaces_a_cache(tmp_path):
    with Cache(tmp_path / "none", writes=False) as cache:
        assert cache.articles() == {}
    assert not (tmp_path / "none").exists()
    (tmp_path / "cache.sqlite3").write_bytes(b"no database at all, but somebody's file")
    with Cache(tmp_path, writes=False) as cache:
        assert cache.digest("themes", "key") is None
    assert (tmp_path / "cache.sqlite3").read_bytes().startswith(b"no database")


@pytest.mark.parametrize("offset", [100, 4096, 5000, 9000])
def test_cache_overwritten_in_the_middle_is_damaged_or_right(tmp_path, offset: int):
    products = [Product("themes", str(number), digest(DATA), DATA) for number in range(500)]
    with Cache(tmp_path) as cache:
        cache.store(products)
    content = bytearray((tmp_path / "cache.sqlite3").read_bytes())
    content[offset : offset + 3000] = b"\xa5" * 3000
    (tmp_path / "cache.sqlite3").write_bytes(content)
    try:
        with Cache(tmp_path) as cache:
            for number in range(500):
                assert cache.digest("themes", str(number)) is None or cache.product(THEMES, str(number))
    except CacheDamaged:
        pass


def test_articles_that_are_gone_are_forgotten_and_those_unchanged_are_kept(tmp_path):
    known = {name: KnownArticle(name, name.encode()) for name in ("a.txt", "b.txt", "c.txt")}
    changed = {"a.txt": KnownArticle("3", b"three")}
    with Cache(tmp_path) as cache:
        cache.keep_articles(known, known)
        cache.keep_articles(changed, ["a.txt", "c.txt"])
        assert cache.articles() == {**changed, "c.txt": known["c.txt"]}


def test_facts_are_kept(tmp_path):
    with Cache(tmp_path) as cache:
        assert cache.fact("outputs") is None
        cache.set_fact("outputs", "old")
        cache.set_fact("outputs", "new")
        assert cache.fact("outputs") == "new"


@pytest.mark.parametrize("content", [b"no database", b""])
def test_damaged_cache_is_started_anew(tmp_path, content):
    (tmp_path / "cache.sqlite3").write_bytes(content)
    with Cache(tmp_path) as cache:
        cache.store([PRODUCT])
        assert cache.digest("themes", "key") == digest(DATA)


def test_cache_of_another_version_is_started_anew(tmp_path):
    with Cache(tmp_path) as cache:
        cache.store([PRODUCT])
    connection = sqlite3.connect(tmp_path / "cache.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with Cache(tmp_path) as cache:
        assert cache.digest("themes", "key") is None


def test_cache_that_cannot_be_made_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OnrecordError, match="check the folder and the disk"):
        Cache(tmp_path / "file")


def test_full_disk_is_told_from_damage(tmp_path):
    with Cache(tmp_path) as cache:
        cache._connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(OnrecordError, match="check the disk") as caught:
            cache.store([Product("themes", str(number), digest(DATA), bytes(5000)) for number in range(100)])
        assert not isinstance(caught.value, CacheDamaged)
        assert cache.digest("themes", "0") is None


def keys_of(cache) -> set[str]:
    return {key for (key,) in cache._connection.execute("SELECT key FROM products")}


def test_what_no_run_needs_is_forgotten_once_it_is_the_larger_part(tmp_path):
    with Cache(tmp_path) as cache:
        cache.store([Product("themes", f"old {number}", digest(DATA), DATA) for number in range(5)])
        prune(cache, "seeds full", {f"old {number}" for number in range(5)})
        cache.store([Product("themes", f"new {number}", digest(DATA), DATA) for number in range(4)])
        prune(cache, "seeds full", {"new 0", "new 1", "new 2", "new 3", "old 0"})
        assert len(keys_of(cache)) == 9
        prune(cache, "seeds full", {"new 0", "new 1", "new 2", "new 3"})
        assert keys_of(cache) == {"new 0", "new 1", "new 2", "new 3"}


def test_what_another_folder_of_articles_needs_is_kept(tmp_path):
    with Cache(tmp_path) as cache:
        cache.store([Product("themes", f"main {number}", digest(DATA), DATA) for number in range(50)])
        prune(cache, "seeds full", {f"main {number}" for number in range(50)})
        cache.store([Product("themes", "trial", digest(DATA), DATA)])
        prune(cache, "trial full", {"trial"})
        prune(cache, "trial full", set())
        assert len(keys_of(cache)) == 51


def test_failure_is_kept_for_its_key_and_limit(tmp_path):
    failure = Failure("a.txt", "ingest", "is empty", "Fill it.")
    with Cache(tmp_path) as cache:
        cache.keep_failure("key", 600, failure)
        assert cache.failure("key", 600) == failure
        assert cache.failure("key", 700) is None
        assert cache.failure("other", 600) is None
        cache.store([PRODUCT])
        cache.keep_listing("listing", b"1")
        prune(cache, "seeds full", {"x"})
        assert cache.failure("key", 600) is None
        assert cache.listing("listing") == b"1"
