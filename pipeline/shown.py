"""What the tables show of each article, made once and kept in the cache as long as it stays the same.

An article's `Facts` follow from its own products alone. Its rows follow from these and from the names
that its speakers and entities have over all articles: a new article makes only those rows again that
it changes. Its copies in other articles are written into the rows each time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from pipeline import __version__
from pipeline.cache import Cache, Product
from pipeline.canonical import Identities, Key, rename
from pipeline.corrections import Overlay
from pipeline.records import Result
from pipeline.seeds import Article
from pipeline.settings import Settings
from pipeline.stages import STAGES, digest
from pipeline.survey import Survey, known_result
from pipeline.tables import ArticleRows, Facts, article_rows, facts_of

FACTS, ROWS = "facts", "rows"  # where the cache keeps them, beside the products of the stages
FACTS_VERSION = 1  # raise it when the same products give other facts
STORED_AT_ONCE = 200
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

    `version` is that of the tables; `used` are the keys of what was needed in the cache.
    """

    survey: Survey
    cache: Cache
    overlay: Overlay
    settings: Settings
    labels: Mapping[str, str]
    version: int
    used: set[str] = field(default_factory=set)
    listed: list[Listed] = field(default_factory=list)
    _waiting: list[Product] = field(default_factory=list)
    _interned: dict[Key, Key] = field(default_factory=dict)
    _fixed: str = field(init=False)

    def __post_init__(self) -> None:
        """Note what the rows of all articles depend on."""
        self._fixed = _key(__version__, self.version, dict(self.labels))

    def facts(self) -> Iterator[tuple[str, Facts]]:
        """The facts of each article by doc_id, in order of the files."""
        for article in self.survey.articles:
            chain = self.survey.chains.get(article.file)
            if chain is None:
                continue
            key = "" if self.overlay.corrects(article.doc_id) else self._facts_key(chain.digests)
            facts = self._known(FACTS, key, Facts, lambda: facts_of(self._result(article), self.settings))  # noqa: B023
            names = (*((naming.label, naming.name) for naming in facts.names.namings), *facts.targets)
            own = tuple(self._interned.setdefault(name, name) for name in names)
            self.listed.append(Listed(article, key, own))
            yield article.doc_id, facts
        self._store()

    def rows(self, identities: Identities) -> Iterator[ArticleRows]:
        """The rows of each article whose facts have passed."""
        for each in self.listed:
            key = each.key and self._rows_key(each, identities)
            yield self._known(ROWS, key, ArticleRows, lambda: self._make_rows(each, identities))  # noqa: B023
        self._store()

    def _rows_key(self, listed: Listed, identities: Identities) -> str:
        """The digest of all that the rows of an article depend on."""
        names = [identities.by_key.get(name) for name in listed.names]
        return _key(self._fixed, listed.key, listed.article.file, names)

    def _make_rows(self, listed: Listed, identities: Identities) -> ArticleRows:
        result = rename(self._result(listed.article), identities)
        return article_rows(result, settings=self.settings, labels=self.labels)

    def _result(self, article: Article) -> Result:
        return self.overlay.correct(known_result(article, self.survey, self.cache))

    def _facts_key(self, digests: Mapping[str, str]) -> str:
        shown = [digests[stage.name] for stage in STAGES if stage.makes is not None]
        return _key(FACTS_VERSION, __version__, self.settings.types, self.settings.min_confidence, shown)

    def _known(self, kind: str, key: str, form: type[T], make: Callable[[], T]) -> T:
        """What the cache keeps under the key, or what is made now; nothing is kept under an empty key."""
        if not key:
            return make()
        self.used.add(key)
        known = self.cache.find(kind, key, lambda data: msgspec.msgpack.decode(data, type=form))
        if known is not None:
            return known
        made = make()
        data = msgspec.msgpack.encode(made)
        self._waiting.append(Product(kind, key, digest(data), data))
        if len(self._waiting) >= STORED_AT_ONCE:
            self._store()
        return made

    def _store(self) -> None:
        self.cache.store(self._waiting)
        self._waiting.clear()


def _key(*parts: Any) -> str:
    return digest(msgspec.msgpack.encode(parts))
