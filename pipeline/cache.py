"""What has been computed, kept in one SQLite file: products by key, and each article's last run.

A product's key is the digest of all that made it (see `plan.stage_parts`), so a stale product
is never found. A cache that cannot be read, or that an older onrecord wrote, is started anew; a
product whose bytes are not those that were stored is computed again.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from pipeline.errors import OnrecordError
from pipeline.product import CacheDamaged, Product, is_whole, whole_product
from pipeline.records import Failure
from pipeline.stages import Stage

FILE = "cache.sqlite3"
SCHEMA_VERSION = 4
SCHEMA = """
CREATE TABLE products (stage TEXT, key TEXT, digest TEXT, data BLOB, PRIMARY KEY (stage, key));
CREATE INDEX product_keys ON products (key);
CREATE TABLE articles (file TEXT PRIMARY KEY, parts TEXT, data BLOB);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE listings (key TEXT PRIMARY KEY, data BLOB);
CREATE TABLE failures (key TEXT PRIMARY KEY, data BLOB);
CREATE TABLE uses (name TEXT PRIMARY KEY, keys BLOB);
"""
T = TypeVar("T")
DAMAGE_CODES = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
FORGET_WHOLE = "UPDATE articles SET parts = ''"
READ_AT_ONCE = 200  # rows are looked up in two thirds of the time of as many single queries
PRIMARY_CODE = 0xFF  # SQLite's extended codes hold the primary one in their lowest byte


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of the last run: its chain, encoded, and the digest of all that went into it.

    That digest is empty where a product of the chain may be missing.
    """

    parts: str
    chain: bytes


class Cache:
    """One project's cache. Use it as a context manager; one process writes, others may open it with `writes` off."""

    def __init__(self, folder: Path, *, writes: bool = True) -> None:
        self.path = folder / FILE
        self._listings: list[tuple[str, bytes]] = []
        self._listed: set[str] = set()
        with self._guarded():
            if writes:
                folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._open(writes=writes)
            self._connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last products, no more

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def digest(self, stage: str, key: str) -> str | None:
        """The digest of the product, or None where there is none."""
        row = self._row("SELECT digest FROM products WHERE stage = ? AND key = ?", stage, key)
        return row[0] if row else None

    def product(self, stage: Stage, key: str) -> Any:
        """A product that `digest` found.

        Raises:
            CacheDamaged: it is not what was stored.
        """
        return self.stored(stage.name, key).decoded(stage.decode)

    def keys(self, stage: str) -> set[str]:
        """The keys of all products of a stage."""
        with self._guarded():
            return {key for (key,) in self._connection.execute("SELECT key FROM products WHERE stage = ?", (stage,))}

    def read_each(self, stage: str, keys: Sequence[str], decode: Callable[[bytes], T]) -> Iterator[T]:
        """The products under these keys, in this order, several looked up at a time.

        Raises:
            CacheDamaged: one is missing, or not what was stored.
        """
        for start in range(0, len(keys), READ_AT_ONCE):
            some = keys[start : start + READ_AT_ONCE]
            places = ",".join("?" * len(some))
            query = f"SELECT key, digest, data FROM products WHERE stage = ? AND key IN ({places})"  # noqa: S608 - "?" alone
            with self._guarded():
                found = {key: rest for key, *rest in self._connection.execute(query, (stage, *some))}
            for key in some:
                yield whole_product(stage, key, found.get(key)).decoded(decode)

    def stored(self, stage: str, key: str) -> Product:
        """A product that `digest` found, as it is stored.

        Raises:
            CacheDamaged: it is not what was stored.
        """
        row = self._row("SELECT digest, data FROM products WHERE stage = ? AND key = ?", stage, key)
        return whole_product(stage, key, row)

    def store(self, products: Iterable[Product]) -> None:
        """Adds products, all or none."""
        rows = [(product.stage, product.key, product.digest, product.data) for product in products]
        with self._change():
            self._connection.executemany("INSERT OR REPLACE INTO products VALUES (?, ?, ?, ?)", rows)

    def failure(self, key: str, limit: int) -> Failure | None:
        """Why the product with this key could not be made within this many seconds, or None."""
        row = self._row("SELECT data FROM failures WHERE key = ?", f"{key} {limit}")
        with self._guarded():
            return msgspec.msgpack.decode(row[0], type=Failure) if row else None

    def keep_failure(self, key: str, limit: int, failure: Failure) -> None:
        """Keeps why a product could not be made, so that it is not tried again."""
        with self._change():
            self._connection.execute(
                "INSERT OR REPLACE INTO failures VALUES (?, ?)", (f"{key} {limit}", msgspec.msgpack.encode(failure))
            )

    def use(self, name: str, keys: Collection[str]) -> bool:
        """Notes that these products are of use to `name`, in place of those noted last; returns whether that is new."""
        listed = "\n".join(sorted(keys))
        row = self._row("SELECT keys FROM uses WHERE name = ?", name)
        if row and row[0] == listed:
            return False
        with self._change():
            self._connection.execute("INSERT OR REPLACE INTO uses VALUES (?, ?)", (name, listed))
        return True

    def prune(self) -> None:
        """Forgets what is of no use to anybody, once that is more than what is."""
        with self._guarded():
            uses = self._connection.execute("SELECT keys FROM uses").fetchall()
            wanted = {key for (listed,) in uses for key in listed.split("\n")}
            kept = [key for (key,) in self._connection.execute("SELECT key FROM products")]
        unwanted = [(key,) for key in kept if key not in wanted]
        if 2 * len(unwanted) > len(kept):
            with self._change():
                self._connection.executemany("DELETE FROM products WHERE key = ?", unwanted)
                self._connection.execute(FORGET_WHOLE)
                failures = self._connection.execute("SELECT key FROM failures").fetchall()
                gone = [each for each in failures if each[0].partition(" ")[0] not in wanted]
                self._connection.executemany("DELETE FROM failures WHERE key = ?", gone)
                listings = self._connection.execute("SELECT key FROM listings").fetchall()
                gone = [each for each in listings if each[0] not in self._listed]
                self._connection.executemany("DELETE FROM listings WHERE key = ?", gone)
            with suppress(sqlite3.Error):  # it needs as much room again; where there is none, the space is used later
                self._connection.execute("VACUUM")

    def repair(self, damage: CacheDamaged) -> None:
        """Forgets the product that is damaged, and every other whose bytes are not those that were stored."""
        with self._guarded():
            rows = self._connection.execute("SELECT stage, key, digest, data FROM products")
            wrong = [(stage, key) for stage, key, known, data in rows if not is_whole(data, known)]
        with self._change():
            self._connection.executemany(
                "DELETE FROM products WHERE stage = ? AND key = ?", [*wrong, (damage.stage, damage.key)]
            )
            self._connection.execute(FORGET_WHOLE)

    def articles(self) -> dict[str, KnownArticle]:
        """The articles of the last run."""
        with self._guarded():
            rows = self._connection.execute("SELECT file, parts, data FROM articles")
            return {file: KnownArticle(parts, data) for file, parts, data in rows}

    def keep_articles(self, articles: Mapping[str, KnownArticle], present: Collection[str]) -> None:
        """Notes the articles that changed in this run; those not `present` in it are forgotten."""
        with self._guarded():
            known = {file for (file,) in self._connection.execute("SELECT file FROM articles")}
        rows = [(file, *astuple(article)) for file, article in articles.items()]
        gone = [(file,) for file in known.difference(present)]
        if rows or gone:
            with self._change():
                self._connection.executemany("DELETE FROM articles WHERE file = ?", gone)
                self._connection.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?)", rows)

    def listing(self, key: str) -> bytes | None:
        """What `keep_listing` kept, or None."""
        self._listed.add(key)
        row = self._row("SELECT data FROM listings WHERE key = ?", key)
        return row[0] if row else None

    def keep_listing(self, key: str, data: bytes) -> None:
        """Keeps what a file holds, from the next change of the cache on."""
        self._listed.add(key)
        self._listings.append((key, data))

    def fact(self, name: str) -> str | None:
        """A value that `set_fact` kept."""
        row = self._row("SELECT value FROM facts WHERE name = ?", name)
        return row[0] if row else None

    def set_fact(self, name: str, value: str) -> None:
        """Keeps a value."""
        with self._change():
            self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def _row(self, query: str, *values: str) -> Any:
        with self._guarded():
            return self._connection.execute(query, values).fetchone()

    @contextmanager
    def _change(self) -> Iterator[None]:
        """A transaction: all of it is kept or nothing, and the listings with it."""
        with self._guarded(), self._connection:
            yield
            self._connection.executemany("INSERT OR REPLACE INTO listings VALUES (?, ?)", self._listings)
        self._listings.clear()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Tells damage, which is repaired, from a full disk and the like, which the user must mend."""
        try:
            yield
        except (OSError, sqlite3.Error, msgspec.MsgspecError, TypeError, ValueError) as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code is None and isinstance(error, OSError):
                message = f"{self.path}: the cache cannot be opened ({error}); check the folder and the disk."
            elif code is None or code & PRIMARY_CODE in DAMAGE_CODES:
                raise CacheDamaged(f"{self.path}: the cache is damaged ({error}); run again to renew it.") from error
            else:
                message = f"{self.path}: the cache cannot be used ({error}); check the disk and your rights."
            raise OnrecordError(message) from error

    def _open(self, *, writes: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=60) if writes or self.path.exists() else None
        try:
            if connection is not None and self._is_current(connection):
                return connection
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & PRIMARY_CODE not in DAMAGE_CODES:
                raise
        if connection is not None:
            connection.close()
        if not writes:
            connection = sqlite3.connect(":memory:")
        else:
            discard_cache(self.path.parent)
            connection = sqlite3.connect(self.path, timeout=60)
            connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return connection

    def _is_current(self, connection: sqlite3.Connection) -> bool:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        return bool(found == SCHEMA_VERSION)


def discard_cache(folder: Path) -> None:
    """Deletes the cache; its loss costs only time."""
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{FILE}{suffix}").unlink(missing_ok=True)
