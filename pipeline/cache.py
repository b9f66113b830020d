"""What has been computed, kept in one SQLite file: products by key, and each article's last run.

A product's key is the digest of all that made it (see `plan.stage_parts`), so a stale product
is never found. A cache that cannot be read, or that an older onrecord wrote, is started anew.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from pipeline.errors import OnrecordError

SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE products (stage TEXT, key TEXT, digest TEXT, data BLOB, PRIMARY KEY (stage, key));
CREATE TABLE articles (file TEXT PRIMARY KEY, parts BLOB);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE listings (key TEXT PRIMARY KEY, data BLOB);
"""


@dataclass(frozen=True, slots=True)
class Product:
    """A stage's product as it is stored."""

    stage: str
    key: str
    digest: str
    data: bytes


class Cache:
    """One project's cache. Use it as a context manager; only one process writes, any may read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "cache.sqlite3"
        self._listings: list[tuple[str, bytes]] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            raise OnrecordError(
                f"{self.path}: the cache cannot be opened ({error}); delete it and run again."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def digest(self, stage: str, key: str) -> str | None:
        """The digest of the product, or None where there is none."""
        row = self._connection.execute(
            "SELECT digest FROM products WHERE stage = ? AND key = ?", (stage, key)
        ).fetchone()
        return row[0] if row else None

    def data(self, stage: str, key: str) -> bytes:
        """The stored bytes of a product that `digest` found."""
        row = self._connection.execute("SELECT data FROM products WHERE stage = ? AND key = ?", (stage, key)).fetchone()
        data: bytes = row[0]
        return data

    def store(self, products: Iterable[Product]) -> None:
        """Adds products, all or none."""
        rows = [(product.stage, product.key, product.digest, product.data) for product in products]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO products VALUES (?, ?, ?, ?)", rows)

    def parts(self) -> dict[str, dict[str, dict[str, str]]]:
        """For each article of the last run, what its stages were made of."""
        rows = self._connection.execute("SELECT file, parts FROM articles").fetchall()
        return {file: msgspec.msgpack.decode(parts) for file, parts in rows}

    def replace_parts(self, parts: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        """Records the articles of this run; those that are gone are forgotten."""
        with self._connection:
            self._connection.execute("DELETE FROM articles")
            rows = [(file, msgspec.msgpack.encode(value)) for file, value in parts.items()]
            self._connection.executemany("INSERT INTO articles VALUES (?, ?)", rows)
            self._connection.executemany("INSERT OR REPLACE INTO listings VALUES (?, ?)", self._listings)
        self._listings.clear()

    def listing(self, key: str) -> bytes | None:
        """What `keep_listing` kept, or None."""
        row = self._connection.execute("SELECT data FROM listings WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def keep_listing(self, key: str, data: bytes) -> None:
        """Keeps what a file holds, from the next change of the cache on."""
        self._listings.append((key, data))

    def fact(self, name: str) -> str | None:
        """A value that `set_fact` kept."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str) -> None:
        """Keeps a value."""
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self.path, timeout=60)
            if self._is_current(connection):
                return connection
            connection.close()
        except sqlite3.DatabaseError:
            connection.close()
        for path in (self.path, Path(f"{self.path}-wal"), Path(f"{self.path}-shm")):
            path.unlink(missing_ok=True)
        connection = sqlite3.connect(self.path, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return connection

    def _is_current(self, connection: sqlite3.Connection) -> bool:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        return bool(found == SCHEMA_VERSION)
