"""What the tables show of each article, made once and kept in the cache as long as it stays the same.

An article's `Facts` follow from its own products alone. Its rows follow from these and from the names
that its speakers and entities have over all articles: a new article makes only those rows again that
it changes. Its copies in other articles are written into the rows each time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import msgspec

from pipeline import __version__
from pipeline.cache import Cache
from pipeline.canonical import Identities, Key, rename
from pipeline.corrections import Overlay
from pipeline.cycles import cycle_search
from pipeline.engines import Engine
from pipeline.product import Product
from pipeline.records import Result
from pipeline.seeds import Article
from pipeline.settings import Settings
from pipeline.stages import digest
from pipeline.survey import SHOWN_STAGES, Stored, Survey, known_result, stored_result
from pipeline.tables import ArticleRows, Facts, article_rows, facts_of

FACTS, ROWS = "facts", "rows"  # where the cache keeps them, beside the products of the stages
FACTS_VERSION = 2  # raise it when the same products give other facts
MADE_AT_ONCE = 20  # articles; to send them costs little beside the work
A = TypeVar("A")
J = TypeVar("J")
T = TypeVar("T", Facts, ArticleRows)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article whose facts have passed: the key of its facts, its places in the registry.

    `key` is empty where a person corrected it; such an article is made anew each time.
    """

    article: Article
    key: str
    names: tuple[Key, ...]


@dataclass(slots=True)
class Shown:
    """The articles of a run on their way into the tables: first the `facts` of all, then the `rows` of each.

    `version` is that of the tables, the `engine` makes what is missing; `used` are the keys of what was
    needed in the cache.
    """

    survey: Survey
    cache: Cache
    overlay: Overlay
    settings: Settings
    labels: Mapping[str, str]
    version: int
    engine: Engine
    used: set[str] = field(default_factory=set)
    listed: list[Listed] = field(default_factory=list)
    _interned: dict[Key, Key] = field(default_factory=dict)
    _fixed: str = field(init=False)

    def __post_init__(self) -> None:
        """Note what the rows of all articles depend on."""
        self._fixed = _key(__version__, self.version, dict(self.labels))

    def facts(self) -> Iterator[tuple[str, Facts]]:
        """The facts of each article by doc_id, in order of the files."""
        articles = [article for article in self.survey.articles if article.file in self.survey.chains]
        keys = list(map(self._facts_key, articles))
        self._bring(FACTS, zip(keys, articles, strict=True), self._stored, partial(_make_facts, settings=self.settings))
        known = self._known(FACTS, keys, Facts)
        for article, key in zip(articles, keys, strict=True):
            facts = next(known) if key else facts_of(self._corrected(article), self.settings)
            names = (*((naming.label, naming.name) for naming in facts.names.namings), *facts.targets)
            own = tuple(self._interned.setdefault(name, name) for name in names)
            self.listed.append(Listed(article, key, own))
            yield article.doc_id, facts

    def rows(self, identities: Identities) -> Iterator[ArticleRows]:
        """The rows of each article whose facts have passed."""
        keys = [self._rows_key(each, identities) for each in self.listed]

        def job(listed: Listed) -> tuple[Stored, Identities]:
            return self._stored(listed.article), identities.only(listed.names)

        make = partial(_make_rows, settings=self.settings, labels=self.labels)
        self._bring(ROWS, zip(keys, self.listed, strict=True), job, make)
        known = self._known(ROWS, keys, ArticleRows)
        for listed, key in zip(self.listed, keys, strict=True):
            if key:
                yield next(known)
            else:
                result = rename(self._corrected(listed.article), identities)
                yield article_rows(result, settings=self.settings, labels=self.labels)

    def _facts_key(self, article: Article) -> str:
        """The digest of all that the facts of an article depend on; empty where a person corrected it."""
        if self.overlay.corrects(article.doc_id):
            return ""
        digests = self.survey.chains[article.file].digests
        shown = [digests[stage.name] for stage in SHOWN_STAGES]
        return _key(FACTS_VERSION, __version__, self.settings.types, self.settings.min_confidence, shown)

    def _rows_key(self, listed: Listed, identities: Identities) -> str:
        """The digest of all that the rows of an article depend on; empty where a person corrected it."""
        names = [identities.by_key.get(name) for name in listed.names]
        return listed.key and _key(self._fixed, listed.key, listed.article.file, names)

    def _bring(
        self, kind: str, wanted: Iterable[tuple[str, A]], job: Callable[[A], J], make: Callable[[J], bytes]
    ) -> None:
        """Makes what the cache does not know yet, of each that is wanted under a key; none under an empty one."""
        by_key = {key: item for key, item in wanted if key}
        self.used.update(by_key)
        known = self.cache.keys(kind)
        missing = [key for key in by_key if key not in known]
        chunks = [missing[start : start + MADE_AT_ONCE] for start in range(0, len(missing), MADE_AT_ONCE)]
        jobs = ([job(by_key[key]) for key in chunk] for chunk in chunks)
        with cycle_search(is_on=True):  # a cluster's client leaves some behind
            for chunk, made in zip(chunks, self.engine.map(partial(_make_each, make), jobs), strict=True):
                self.cache.store(Product(kind, key, digest(data), data) for key, data in zip(chunk, made, strict=True))

    def _known(self, kind: str, keys: Iterable[str], form: type[T]) -> Iterator[T]:
        """What the cache keeps under the keys, of empty ones nothing."""
        return self.cache.read_each(kind, list(filter(None, keys)), msgspec.msgpack.Decoder(form).decode)

    def _stored(self, article: Article) -> Stored:
        return stored_result(article, self.survey, self.cache)

    def _corrected(self, article: Article) -> Result:
        return self.overlay.correct(known_result(article, self.survey, self.cache))


def _make_each(make: Callable[[J], bytes], jobs: Iterable[J]) -> list[bytes]:
    return list(map(make, jobs))


def _make_facts(stored: Stored, settings: Settings) -> bytes:
    return msgspec.msgpack.encode(facts_of(stored.result(), settings), order="deterministic")


def _make_rows(job: tuple[Stored, Identities], settings: Settings, labels: Mapping[str, str]) -> bytes:
    stored, identities = job
    rows = article_rows(rename(stored.result(), identities), settings=settings, labels=labels)
    return msgspec.msgpack.encode(rows, order="deterministic")


def _key(*parts: Any) -> str:
    return digest(msgspec.msgpack.encode(parts))
