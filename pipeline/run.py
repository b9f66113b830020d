"""The main job: brings the products of every article up to date and writes the tables."""

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from pipeline import __version__
from pipeline.cache import Cache, CacheDamaged, discard_cache
from pipeline.canonical import Registry, find_identities, rename
from pipeline.corrections import (
    CORRECTIONS_FILE,
    Correction,
    Overlay,
    corrections_file,
    find_moved,
    load_corrections,
    report_rows,
    theme_ids,
    warnings,
)
from pipeline.engines import Outcome, Task, process_all
from pipeline.ingest.metadata import load_metadata
from pipeline.lock import only_run
from pipeline.plan import Chain, Context, Parts, article_parts, follow, make_context, why
from pipeline.project import Project
from pipeline.records import Failure, Result
from pipeline.resources import RESOURCES, load_resource, resource_digest
from pipeline.seeds import METADATA_FILE, Article, find_articles
from pipeline.settings import load_settings
from pipeline.stages import STAGE_BY_NAME, STAGES, Stage, digest, stages_up_to
from pipeline.tables import CorrectionRow, count_names, find_copies, write_atomically, write_outputs
from pipeline.texts import text_file, write_texts

logger = logging.getLogger(__name__)
ARTICLES_PER_WORKER = 25
MAX_REPAIRS = 3
RUN_FILE = "run.json"
TABLES_VERSION = 4  # raise it when the tables show the same products differently
NAMING_RESOURCES = ("aliases", "titles")
TablesState = Literal["written", "unchanged", "waiting"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """What would run for one article: (stage, reason) in order, empty when all is known."""

    file: str
    to_run: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did; the tables wait as long as a stage of an article is not computed.

    `warnings` name the corrections that could not be applied.
    """

    articles: int
    computed: int
    statements: int
    failures: tuple[Failure, ...]
    tables: TablesState
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Survey:
    """The articles of a project, how far each is known, and what failed so far; `chains` are by file."""

    articles: list[Article]
    failures: list[Failure]
    chains: dict[str, Chain] = field(default_factory=dict)

    def follow(self, file: str, source: Parts, context: Context, cache: Cache) -> None:
        self.chains[file] = follow(source, context, STAGES, lambda stage, key: cache.digest(stage.name, key))

    def update(self, outcome: Outcome, context: Context, cache: Cache) -> None:
        if outcome.failure is None:
            self.follow(outcome.article.file, outcome.source, context, cache)
        else:
            self.chains.pop(outcome.article.file)
            self.failures.append(outcome.failure)


def open_context(project: Project) -> Context:
    """The context of a run: settings and resources as they are now.

    Raises:
        ResourceError: a resource is wrong.
    """
    return make_context(project, load_settings(project.data_file("settings.toml")))


def plan_run(project: Project) -> tuple[list[ArticlePlan], list[str], list[Failure]]:
    """What a run would do for each article, the articles gone since the last run, and the files that cannot be read.

    Raises:
        ResourceError: a resource is wrong.
        UsageError: there is no seeds folder.
    """
    context = open_context(project)
    with Cache(project.cache, writes=False) as cache:
        before = cache.parts()
        survey = _survey(project, context, cache)
    plans = []
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None:
            old = before.get(article.file)
            plans.append(ArticlePlan(article.file, tuple((name, why(name, chain, old)) for name in chain.missing)))
    gone = sorted(before.keys() - {article.file for article in survey.articles})
    return plans, gone, survey.failures


def run(
    project: Project,
    *,
    workers: int = 0,
    force: bool = False,
    only: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Runs every stage that has something to do, then writes the tables if anything in them changed.

    `workers` 0 chooses by the amount of work; `force` ignores the cache; `only` computes just
    that stage and what it needs, and the tables wait until all stages are known.

    Raises:
        ResourceError: a resource is wrong; nothing has been written.
        UsageError: there is no seeds folder, the tables cannot be written, or another run is at work.
        OnrecordError: the cache cannot be written.
    """
    with only_run(project.cache):
        for _ in range(MAX_REPAIRS):
            try:
                return _run(project, workers=workers, force=force, only=only, progress=progress)
            except CacheDamaged as damage:
                logger.warning("%s", damage)
                _repair(project, damage)
        discard_cache(project.cache)
        return _run(project, workers=workers, force=force, only=only, progress=progress)


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


def _run(project: Project, *, workers: int, force: bool, only: str | None, progress: Progress | None) -> Report:
    context = open_context(project)
    load_corrections(corrections_file(project))
    stages = stages_up_to(only) if only else STAGES
    with Cache(project.cache) as cache:
        survey = _survey(project, context, cache)
        todo = [article for article in survey.articles if _has_work(survey, article, stages, force=force)]
        for name in {name for stage in stages for name in stage.resources} if todo else ():
            load_resource(project, name)
        tasks = [Task(article, stages, force=force) for article in todo]
        outcomes = process_all(tasks, context, workers=workers or _choose_workers(len(tasks)))
        for number, outcome in enumerate(outcomes, 1):
            cache.store(outcome.products)
            survey.update(outcome, context, cache)
            if progress:
                progress(number, len(tasks))
        cache.replace_parts({file: chain.known_parts() for file, chain in survey.chains.items()})
        is_complete = not any(chain.missing for chain in survey.chains.values())
        tables = _write_tables(survey, context, cache) if is_complete else _Tables(0, "waiting")
    failures = tuple(sorted(survey.failures, key=lambda failure: (failure.file, failure.stage)))
    return Report(len(survey.articles), len(todo), tables.statements, failures, tables.state, tables.warnings)


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


def _survey(project: Project, context: Context, cache: Cache) -> _Survey:
    """Reads every article and follows it as far as the cache knows it."""
    metadata = load_metadata(project.seeds / METADATA_FILE)
    survey = _Survey(*find_articles(project, metadata, cache))
    for article in survey.articles:
        survey.follow(article.file, article_parts(article), context, cache)
    return survey


def _has_work(survey: _Survey, article: Article, stages: Sequence[Stage], *, force: bool) -> bool:
    chain = survey.chains.get(article.file)
    return chain is not None and (force or any(stage.name in chain.missing for stage in stages))


def _choose_workers(articles: int) -> int:
    """As many processes as the articles keep busy: each takes seconds to load its models."""
    return max(1, min(os.cpu_count() or 1, articles // ARTICLES_PER_WORKER))


def _results(survey: _Survey, cache: Cache) -> Iterator[Result]:
    """Everything found in each article, in order of the files."""
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None:
            products: dict[str, Any] = {
                stage.name: cache.product(stage, chain.keys[stage.name]) for stage in STAGES if stage.makes is not None
            }
            yield result_of(article.doc_id, article.file, products)


def _texts(survey: _Survey, cache: Cache) -> Iterator[tuple[str, str]]:
    """Name below outputs/ and text of each article that is no plain file."""
    stage = STAGE_BY_NAME["ingest"]
    for article in survey.articles:
        chain = survey.chains.get(article.file)
        if chain is not None and not article.is_plain:
            document = cache.product(stage, chain.keys[stage.name])
            yield text_file(article.file, article.doc_id), document.text


@dataclass(frozen=True, slots=True)
class _Tables:
    """How many statements are in the tables, what became of the tables, and which corrections do not fit."""

    statements: int
    state: TablesState
    warnings: tuple[str, ...] = ()


def _write_tables(survey: _Survey, context: Context, cache: Cache) -> _Tables:
    """Writes the tables unless those in place were made of the same."""
    project = context.project
    contents = _fingerprint(survey, context)
    fact = f"outputs {project.outputs.resolve()}"
    known = json.loads(cache.fact(fact) or "{}")
    if known and known["contents"] == contents and known["files"] == _file_digests(project.outputs, known["files"]):
        return _Tables(known["statements"], "unchanged", tuple(known["warnings"]))
    codebook = load_resource(project, "codebook")
    failures = sorted(survey.failures, key=lambda failure: (failure.file, failure.stage))
    overlay = _overlay(survey, context, cache, theme_ids(codebook.themes))
    registry = Registry()
    counted = count_names(overlay.apply(_results(survey, cache)), registry, context.settings)
    copies = find_copies(counted, context.settings)
    identities = find_identities(registry, **{name: load_resource(project, name) for name in NAMING_RESOURCES})
    written = write_outputs(
        rename(overlay.apply(_results(survey, cache)), identities),
        failures,
        project.outputs,
        settings=context.settings,
        codebook=codebook,
        corrections=_lazily(lambda: report_rows(overlay.outcomes())),
        copies=copies,
        unresolved=identities.doubts,
    )
    texts = write_texts(_texts(survey, cache), project.outputs)
    files = [*written.files, *texts, _write_run_file(survey, context, written.statements)]
    known = {
        "contents": contents,
        "statements": written.statements,
        "files": _file_digests(project.outputs, files),
        "warnings": warnings(overlay.outcomes(), corrections_file(project)),
    }
    cache.set_fact(fact, json.dumps(known))
    return _Tables(written.statements, "written", tuple(known["warnings"]))


def _overlay(survey: _Survey, context: Context, cache: Cache, theme_ids: Mapping[str, str]) -> Overlay:
    """The project's corrections, ready for its articles as they are named now."""
    corrections: tuple[Correction, ...] = load_corrections(corrections_file(context.project))
    doc_ids = (article.doc_id for article in survey.articles)
    moved = find_moved(corrections, _results(survey, cache), doc_ids)
    return Overlay(corrections, theme_ids, context.settings, moved)


def _corrections_digest(context: Context) -> str:
    return _file_digests(context.project.root / "data", [CORRECTIONS_FILE])[CORRECTIONS_FILE]


def _lazily(make: Callable[[], Iterable[CorrectionRow]]) -> Iterator[CorrectionRow]:
    """What `make` returns when the first item is asked for."""
    yield from make()


def _write_run_file(survey: _Survey, context: Context, statements: int) -> str:
    """Writes run.json, what the tables were made of; it holds no clock, so equal inputs give equal bytes."""
    facts = {
        "onrecord": __version__,
        "articles": len(survey.chains),
        "failed": len({failure.file for failure in survey.failures}),
        "statements": statements,
        "settings": msgspec.to_builtins(context.settings),
        "resources": {resource.file: resource_digest(context.project, name) for name, resource in RESOURCES.items()},
        "corrections": _corrections_digest(context),
        "stages": {stage.name: dict(context.fixed[stage.name]) for stage in STAGES},
    }
    write_atomically(context.project.outputs / RUN_FILE, (json.dumps(facts, indent=2) + "\n").encode())
    return RUN_FILE


def _fingerprint(survey: _Survey, context: Context) -> str:
    """The digest of all that the tables show."""
    chains = {file: chain.digests for file, chain in survey.chains.items()}
    failures = sorted(astuple(failure) for failure in survey.failures)
    corrections = _corrections_digest(context)
    naming = [resource_digest(context.project, name) for name in NAMING_RESOURCES]
    shown = [__version__, repr(context.settings), context.fixed, chains, failures, corrections, naming, TABLES_VERSION]
    return digest(json.dumps(shown, sort_keys=True).encode())


def _file_digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The digests of files; empty for one that is missing."""
    digests = {}
    for name in names:
        try:
            digests[name] = digest((folder / name).read_bytes())
        except OSError:
            digests[name] = ""
    return digests
