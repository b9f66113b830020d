"""The articles of a project and how far the cache knows each of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from pipeline.cache import Cache, KnownArticle
from pipeline.engines.article import Outcome
from pipeline.ingest.metadata import load_metadata
from pipeline.plan import Before, Chain, Context, Parts, article_parts, follow, make_context
from pipeline.product import Product
from pipeline.project import Project
from pipeline.records import Failure, Result
from pipeline.seeds import METADATA_FILE, Article, find_articles, printable
from pipeline.settings import Profile, load_settings
from pipeline.stages import STAGE_BY_NAME, STAGES, digest
from pipeline.texts import text_file

FIXED_FACT = "fixed parts"
SHOWN_STAGES = tuple(stage for stage in STAGES if stage.makes is not None)


@dataclass(frozen=True, slots=True)
class Survey:
    """The articles of a project, how far each is known, and what failed so far.

    `chains` are those of the articles that have not failed, by file; `followed` are the files of those
    that the last run did not know so; `used` are the keys of all that is known of any article.
    """

    articles: list[Article]
    failures: list[Failure]
    chains: dict[str, Chain] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def follow(self, file: str, source: Parts, context: Context, cache: Cache, made: Sequence[Product] = ()) -> None:
        """Looks up how far an article's products are known; the cache is not asked for those just `made`."""
        self.followed.add(file)
        own = {(product.stage, product.key): product.digest for product in made}
        self.take(
            file,
            follow(
                source,
                context,
                STAGES,
                lambda stage, key: own.get((stage.name, key)) or cache.digest(stage.name, key),
            ),
        )

    def take(self, file: str, chain: Chain) -> None:
        """Takes over how far an article is known."""
        self.chains[file] = chain
        self.used.update(chain.keys.values())

    def give_up(self, file: str, failure: Failure) -> None:
        """Counts an article among the failures."""
        self.chains.pop(file)
        self.failures.append(failure)

    def update(self, outcome: Outcome, context: Context, cache: Cache) -> None:
        """Takes over what processing an article gave."""
        if outcome.failure is None:
            self.follow(outcome.article.file, outcome.source, context, cache, outcome.products)
            return
        if outcome.failed_at is not None:
            self.used.add(outcome.failed_at)
            cache.keep_failure(outcome.failed_at, context.settings.seconds_per_article, outcome.failure)
        self.give_up(outcome.article.file, outcome.failure)


def open_context(project: Project, *, profile: Profile | None = None) -> Context:
    """The context of a run: settings and resources as they are now; `profile` stands above that of the settings.

    Raises:
        ResourceError: a resource is wrong.
    """
    settings = load_settings(project.data_file("settings.toml"))
    return make_context(project, replace(settings, profile=profile) if profile else settings)


def survey_articles(project: Project, context: Context, cache: Cache, *, retry: bool = False) -> Survey:
    """Finds every article and how far the cache knows it; those known to fail are taken up only for `retry`."""
    metadata = load_metadata(project.seeds / METADATA_FILE)
    survey = Survey(*find_articles(project, metadata, cache))
    known = cache.articles()
    fixed = _digest_of_fixed(context)
    for article in survey.articles:
        source = article_parts(article)
        last = known.get(article.file)
        if last is not None and last.parts == _digest_of_parts(source, fixed):
            survey.take(article.file, msgspec.msgpack.decode(last.chain, type=Chain))
            continue
        survey.follow(article.file, source, context, cache)
        failure = None if retry else _known_failure(survey.chains[article.file], context, cache)
        if failure is not None:
            survey.give_up(article.file, replace(failure, file=printable(article.file)))
    return survey


def keep_survey(survey: Survey, context: Context, cache: Cache) -> None:
    """Notes how far each article is known, so that the next run need not follow it stage by stage."""
    fixed = _digest_of_fixed(context)
    articles = {}
    for file in survey.chains.keys() & survey.followed:
        chain = survey.chains[file]
        parts = "" if chain.missing else _digest_of_parts(chain.source, fixed)
        articles[file] = KnownArticle(parts, msgspec.msgpack.encode(chain))
    cache.keep_articles(articles, survey.chains.keys())
    shared = json.dumps(context.fixed)
    if cache.fact(FIXED_FACT) != shared:
        cache.set_fact(FIXED_FACT, shared)


def last_survey(cache: Cache) -> dict[str, Before]:
    """The articles of the last run, for `plan.why`."""
    fixed = json.loads(cache.fact(FIXED_FACT) or "{}")
    known = cache.articles()
    return {file: Before(msgspec.msgpack.decode(last.chain, type=Chain), fixed) for file, last in known.items()}


def _digest_of_fixed(context: Context) -> str:
    return digest(json.dumps(context.fixed, sort_keys=True).encode())


def _digest_of_parts(source: Parts, fixed: str) -> str:
    return digest(repr((fixed, sorted(source.items()))).encode())


def _known_failure(chain: Chain, context: Context, cache: Cache) -> Failure | None:
    """Why the first stage that is missing cannot be made, as an earlier run found out."""
    key = chain.keys.get(chain.missing[0]) if chain.missing else None
    return cache.failure(key, context.settings.seconds_per_article) if key else None


def result_of(doc_id: str, file: str, products: Mapping[Any, Any]) -> Result:
    """An article's products by stage name, as the record that the tables are made of."""
    return Result(
        doc_id,
        file,
        document=products["ingest"],
        entities=products["entities"],
        statements=products["attribution"],
        speakers=products["speakers"],
        dates=products["dates"],
        themes=products["themes"],
        stances=products["stance"],
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything found in an article, as it is stored: the products of the `SHOWN_STAGES`."""

    doc_id: str
    file: str
    products: tuple[Product, ...]

    def result(self) -> Result:
        """The same as `known_result`, in whatever process.

        Raises:
            CacheDamaged: a product is not what its stage makes.
        """
        products = {product.stage: product.decoded(STAGE_BY_NAME[product.stage].decode) for product in self.products}
        return result_of(self.doc_id, self.file, products)


def stored_result(article: Article, survey: Survey, cache: Cache) -> Stored:
    """Everything found in an article that has not failed, on its way to another process."""
    keys = survey.chains[article.file].keys
    products = (cache.stored(stage.name, keys[stage.name]) for stage in SHOWN_STAGES)
    return Stored(article.doc_id, article.file, tuple(products))


def known_result(article: Article, survey: Survey, cache: Cache) -> Result:
    """Everything found in an article that has not failed."""
    return stored_result(article, survey, cache).result()


def known_results(survey: Survey, cache: Cache) -> Iterator[Result]:
    """Everything found in each article, in order of the files."""
    for article in survey.articles:
        if article.file in survey.chains:
            yield known_result(article, survey, cache)


def known_texts(survey: Survey, cache: Cache) -> Iterator[tuple[str, str]]:
    """Name below outputs/ and text of each article that is no plain file."""
    stage = STAGE_BY_NAME["ingest"]
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None and not article.is_plain:
            document = cache.product(stage, chain.keys[stage.name])
            yield text_file(article.file, article.doc_id), document.text
