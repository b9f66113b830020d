"""The main job: brings the products of every article up to date and writes the tables."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.cache import Cache, discard_cache
from pipeline.corrections import corrections_file, load_corrections
from pipeline.cycles import cycle_search
from pipeline.engines import open_engine
from pipeline.engines.article import Outcome, Task
from pipeline.errors import UsageError
from pipeline.lock import only_run
from pipeline.plan import why
from pipeline.product import CacheDamaged
from pipeline.project import Project
from pipeline.publish import Tables, publish
from pipeline.records import Failure
from pipeline.report import Report
from pipeline.seeds import Article
from pipeline.settings import EngineName, Profile
from pipeline.snapshot import keep_report, take_snapshot
from pipeline.stages import STAGES, Stage, stages_up_to
from pipeline.survey import Survey, keep_survey, last_survey, open_context, survey_articles
from pipeline.tables.parquet import require_parquet

logger = logging.getLogger(__name__)
MAX_REPAIRS = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """What would run for one article: (stage, reason) in order, empty when all is known."""

    file: str
    to_run: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Order:
    """What a run was asked to do; see `run`."""

    workers: int
    force: bool
    stages: tuple[Stage, ...]
    profile: Profile | None
    progress: Progress | None
    engine: EngineName
    scheduler: str | None


def plan_run(project: Project, *, profile: Profile | None = None) -> tuple[list[ArticlePlan], list[str], list[Failure]]:
    """What a run would do for each article, the articles gone since the last run, and the files that cannot be read.

    Raises:
        ResourceError: a resource is wrong.
        UsageError: there is no seeds folder.
    """
    context = open_context(project, profile=profile)
    with Cache(project.cache, writes=False) as cache:
        before = last_survey(cache)
        survey = survey_articles(project, context, cache)
    plans = []
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None:
            old = before.get(article.file)
            plans.append(
                ArticlePlan(article.file, tuple((name, why(name, chain, context, old)) for name in chain.missing))
            )
    gone = sorted(before.keys() - {article.file for article in survey.articles})
    return plans, gone, survey.failures


def run(  # noqa: PLR0913 - one keyword for each option of the command
    project: Project,
    *,
    workers: int = 0,
    force: bool = False,
    only: str | None = None,
    profile: Profile | None = None,
    progress: Progress | None = None,
    engine: EngineName = "local",
    scheduler: str | None = None,
) -> Report:
    """Runs every stage that has something to do, then writes the tables if anything in them changed.

    `workers` 0 chooses by the amount of work; `force` ignores the cache; `only` computes just
    that stage and what it needs, and the tables wait until all stages are known; `profile`
    stands above that of the settings; `engine` and `scheduler` say where articles are processed
    (see `engines.open_engine`).

    Raises:
        ResourceError: a resource is wrong; nothing has been written.
        UsageError: there is no seeds folder or scheduler, the tables cannot be written, or another run is at work.
        OnrecordError: the cache cannot be written, or the scheduler was lost.
    """
    if scheduler and engine != "dask":
        raise UsageError("--scheduler is the address of a Dask scheduler; add --engine dask.")
    stages = stages_up_to(only) if only else STAGES
    order = _Order(workers, force, stages, profile, progress, engine, scheduler)
    with only_run(project.cache):
        for _ in range(MAX_REPAIRS):
            try:
                return _run(project, order)
            except CacheDamaged as damage:
                logger.warning("%s", damage)
                _repair(project, damage)
        discard_cache(project.cache)
        return _run(project, order)


def _repair(project: Project, damage: CacheDamaged) -> None:
    """Forgets what is damaged: a product, or the whole cache where its file is."""
    try:
        if damage.stage:
            with Cache(project.cache) as cache:
                cache.repair(damage)
            return
    except CacheDamaged:
        logger.warning("%s: the cache is started anew", project.cache)
    discard_cache(project.cache)


def _run(project: Project, order: _Order) -> Report:
    before = take_snapshot(project, order.profile)
    report = _bring_up_to_date(project, order)
    if order.stages == STAGES and not report.failures:
        keep_report(project, before, report)
    return report


def _bring_up_to_date(project: Project, order: _Order) -> Report:
    context = open_context(project, profile=order.profile)
    if context.settings.rows_per_partition and order.stages == STAGES:
        require_parquet()
    load_corrections(corrections_file(project))
    opened = open_engine(order.engine, context, workers=order.workers, scheduler=order.scheduler)
    with Cache(project.cache) as cache, opened as engine:
        with cycle_search(is_on=False):
            survey = survey_articles(project, context, cache, retry=order.force)
        todo = [article for article in survey.articles if _has_work(survey, article, order)]
        tasks = [Task(article, order.stages, force=order.force) for article in todo]
        for number, outcome in enumerate(_store_each(engine.process(tasks), cache), 1):
            survey.update(outcome, context, cache)
            if order.progress:
                order.progress(number, len(tasks))
        keep_survey(survey, context, cache)
        is_complete = not any(chain.missing for chain in survey.chains.values())
        tables = publish(survey, context, cache, engine) if is_complete else Tables(0, "waiting")
        if is_complete:
            _keep_used(
                cache, f"{os.path.relpath(project.seeds, project.root)} {context.settings.profile}", survey, tables
            )
    failures = tuple(sorted(survey.failures, key=lambda failure: (failure.file, failure.stage)))
    return Report(len(survey.articles), len(todo), tables.statements, failures, tables.state, tables.warnings)


def _store_each(outcomes: Iterable[Sequence[Outcome]], cache: Cache) -> Iterator[Outcome]:
    """The outcomes one by one, what they made stored."""
    for some in outcomes:
        cache.store(product for outcome in some for product in outcome.products)
        yield from some


def _keep_used(cache: Cache, name: str, survey: Survey, tables: Tables) -> None:
    """Lets the cache forget what is of no use any more."""
    changed = [cache.use(name, survey.used)]
    if tables.used:
        changed.append(cache.use(f"tables {name}", tables.used))
    if any(changed):
        cache.prune()


def _has_work(survey: Survey, article: Article, order: _Order) -> bool:
    chain = survey.chains.get(article.file)
    return chain is not None and (order.force or any(stage.name in chain.missing for stage in order.stages))
