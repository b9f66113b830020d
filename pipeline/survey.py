"""The articles of a project and how far the cache knows each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.cache import Cache
from pipeline.engines import Outcome
from pipeline.ingest.metadata import load_metadata
from pipeline.plan import Chain, Context, Parts, article_parts, follow, make_context
from pipeline.project import Project
from pipeline.records import Failure, Result
from pipeline.seeds import METADATA_FILE, Article, find_articles, printable
from pipeline.settings import Profile, load_settings
from pipeline.stages import STAGE_BY_NAME, STAGES
from pipeline.texts import text_file


@dataclass(frozen=True, slots=True)
class Survey:
    """The articles of a project, how far each is known, and what failed so far.

    `chains` are those of the articles that have not failed, by file; `used` are the keys of all
    that is known of any article.
    """

    articles: list[Article]
    failures: list[Failure]
    chains: dict[str, Chain] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def follow(self, file: str, source: Parts, context: Context, cache: Cache) -> None:
        """Looks up how far an article's products are known."""
        self.chains[file] = follow(source, context, STAGES, lambda stage, key: cache.digest(stage.name, key))
        self.used.update(self.chains[file].keys.values())

    def give_up(self, file: str, failure: Failure) -> None:
        """Counts an article among the failures."""
        self.chains.pop(file)
        self.failures.append(failure)

    def update(self, outcome: Outcome, context: Context, cache: Cache) -> None:
        """Takes over what processing an article gave."""
        if outcome.failure is None:
            self.follow(outcome.article.file, outcome.source, context, cache)
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
    """Reads every article and follows it as far as the cache knows it; those known to fail only for `retry`."""
    metadata = load_metadata(project.seeds / METADATA_FILE)
    survey = Survey(*find_articles(project, metadata, cache))
    for article in survey.articles:
        survey.follow(article.file, article_parts(article), context, cache)
        failure = None if retry else _known_failure(survey.chains[article.file], context, cache)
        if failure is not None:
            survey.give_up(article.file, replace(failure, file=printable(article.file)))
    return survey


def _known_failure(chain: Chain, context: Context, cache: Cache) -> Failure | None:
    """Why the first stage that is missing cannot be made, as an earlier run found out."""
    key = chain.keys.get(chain.missing[0]) if chain.missing else None
    return cache.failure(key, context.settings.seconds_per_article) if key else None


def result_of(doc_id: str, file: str, products: Mapping[str, Any]) -> Result:
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


def known_results(survey: Survey, cache: Cache) -> Iterator[Result]:
    """Everything found in each article, in order of the files."""
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None:
            products: dict[str, Any] = {
                stage.name: cache.product(stage, chain.keys[stage.name]) for stage in STAGES if stage.makes is not None
            }
            yield result_of(article.doc_id, article.file, products)


def known_texts(survey: Survey, cache: Cache) -> Iterator[tuple[str, str]]:
    """Name below outputs/ and text of each article that is no plain file."""
    stage = STAGE_BY_NAME["ingest"]
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None and not article.is_plain:
            document = cache.product(stage, chain.keys[stage.name])
            yield text_file(article.file, article.doc_id), document.text
