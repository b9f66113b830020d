"""Processes articles, one after the other or in a pool of processes; the products are the same bytes."""

import logging
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_any
from threading import Thread
from typing import Any, Protocol

from pipeline.alarm import TimeIsUp, time_limit
from pipeline.cache import Cache, Product
from pipeline.errors import DocumentError, OnrecordError
from pipeline.plan import Context, Parts, follow, source_parts
from pipeline.project import Project
from pipeline.records import Failure, Source
from pipeline.resources import load_resource
from pipeline.seeds import Article, printable, read_source
from pipeline.stages import SOURCE, Stage, digest
from pipeline.threads import pin_math_threads

logger = logging.getLogger(__name__)
QUEUED_PER_WORKER = 4
TOO_SLOW = "Split it into shorter articles, or raise seconds_per_article in data/settings.toml."


@dataclass(frozen=True, slots=True)
class Task:
    """An article to process up to the given stages; `force` computes what is in the cache again."""

    article: Article
    stages: tuple[Stage, ...]
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What processing one article gave: what it was made of, the products made now, and a failure if there was one.

    `failed_at` is the key of the product that could not be made, where trying again would fail again.
    """

    article: Article
    source: Parts
    products: tuple[Product, ...]
    failure: Failure | None = None
    failed_at: str | None = None


def process_all(tasks: Iterable[Task], context: Context, *, workers: int) -> Iterator[Outcome]:
    """The outcome of each task, as they finish."""
    if workers == 1:
        with Cache(context.project.cache, writes=False) as cache:
            for task in tasks:
                yield process(task, context, cache)
        return
    queue = iter(tasks)
    while lost := (yield from _process_in_pool(queue, context, workers)):
        for task in lost:
            yield _process_alone(task, context)


def _process_in_pool(queue: Iterator[Task], context: Context, workers: int) -> Generator[Outcome, None, list[Task]]:
    """The outcomes; returns the tasks that were lost when a worker died, and then leaves the rest in the queue."""
    lost: list[Task] = []
    with _pool(workers) as pool:
        running: dict[Future[Outcome], Task] = {}

        def submit(count: int) -> None:
            for task in islice(queue, 0 if lost else count):
                try:
                    running[pool.submit(_process_in_worker, task, context)] = task
                except BrokenProcessPool:
                    lost.append(task)

        submit(workers * QUEUED_PER_WORKER)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    lost.append(task)
                else:
                    yield outcome
            submit(len(done))
    return lost


def _process_alone(task: Task, context: Context) -> Outcome:
    """The outcome of a task that was lost, in a process of its own: it may be what killed the worker."""
    with _pool(1) as pool:
        try:
            return pool.submit(_process_in_worker, task, context).result()
        except BrokenProcessPool:
            return killer(task)


def killer(task: Task) -> Outcome:
    """The outcome of a task that ended the process it was alone in."""
    message = "ended the process that read it, perhaps for want of memory"
    remedy = "Close other programs and run again, or split it into shorter articles."
    return Outcome(task.article, {}, (), Failure(printable(task.article.file), "ingest", message, remedy))


def _pool(workers: int) -> ProcessPoolExecutor:
    pin_math_threads()
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Lets a worker end when the run is killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    wait_for_any([sentinel])
    os._exit(1)


class Known(Protocol):
    """Where finished products are found: the cache, or what came with a task."""

    def digest(self, stage: str, key: str) -> str | None:
        """The digest of the product, or None where there is none."""

    def product(self, stage: Stage, key: str) -> Any:
        """A product that `digest` found."""


def process(task: Task, context: Context, known: Known, source: Source | None = None) -> Outcome:
    """Runs the stages of one article whose products are not known; `source` is the article where it is read already."""
    steps = _Steps(task, context, known)
    failure = None
    is_lasting = False
    parts: Parts = {}
    seconds = context.settings.seconds_per_article
    try:
        with time_limit(seconds):
            source = source or read_source(task.article, context.project)
            parts = source_parts(source)
            steps.loaded[SOURCE] = source
            follow(parts, context, task.stages, steps.find_or_make)
    except TimeIsUp:
        failure, is_lasting = steps.failure(f"takes longer than {seconds} seconds", TOO_SLOW), True
    except DocumentError as error:
        failure, is_lasting = steps.failure(str(error), error.remedy), True
    except OnrecordError:
        raise
    except OSError as error:  # models are read and unpacked, articles were read before: no fault of this one
        message = f"{task.article.file}: {error}; check the disk and the memory, and run again: finished work is kept."
        raise OnrecordError(message) from error
    except MemoryError:
        failure = steps.failure("needs more memory than there is", "Split it into shorter articles.")
    except Exception as error:
        logger.exception("%s: stage %s failed", task.article.file, steps.stage)
        message = f"unexpected {type(error).__name__}: {error}"
        failure = steps.failure(message, "This is a fault of onrecord; please report it with the article's text.")
    return Outcome(task.article, parts, tuple(steps.made), failure, steps.key if is_lasting else None)


class _Steps:
    """The products of one article while its stages run: decoded only when a stage needs them."""

    def __init__(self, task: Task, context: Context, known: Known) -> None:
        self.task, self.context, self.known = task, context, known
        self.stage = "ingest"
        self.key: str | None = None
        self.loaded: dict[str, Any] = {}
        self.found: dict[str, tuple[Stage, str]] = {}
        self.made: list[Product] = []

    def find_or_make(self, stage: Stage, key: str) -> str | None:
        """The digest of the stage's product, known or made now."""
        self.stage, self.key = stage.name, key
        known = None if self.task.force else self.known.digest(stage.name, key)
        if known is None:
            return self.make(stage, key)
        self.found[stage.name] = (stage, key)
        return known

    def make(self, stage: Stage, key: str) -> str:
        """Runs the stage; returns its product's digest."""
        product = call_stage(stage, [self.product(need) for need in stage.needs], self.context)
        data = stage.encode(product)
        made = Product(stage.name, key, digest(data), data)
        self.loaded[stage.name] = product
        self.made.append(made)
        return made.digest

    def product(self, name: str) -> Any:
        """The product of an earlier stage."""
        if name not in self.loaded:
            stage, key = self.found[name]
            self.loaded[name] = self.known.product(stage, key)
        return self.loaded[name]

    def failure(self, message: str, remedy: str) -> Failure:
        """A failure of the stage that was running."""
        return Failure(printable(self.task.article.file), self.stage, message, remedy)


def call_stage(stage: Stage, inputs: Sequence[Any], context: Context) -> Any:
    """The product of a stage for the products it needs, with the resources and settings it declares."""
    fixed = context.fixed[stage.name]
    resources = {name: _resource(context.project, name, fixed[f"resource {name}"]) for name in stage.resources}
    settings = {name: getattr(context.settings, name) for name in stage.settings}
    return stage.load()(*inputs, **resources, **settings)


@lru_cache(maxsize=32)
def _resource(project: Project, name: str, _digest: str) -> Any:
    """A loaded resource, kept for the life of the process while its digest stays the same."""
    return load_resource(project, name)


@lru_cache(maxsize=1)
def _worker_cache(project: Project) -> Cache:
    return Cache(project.cache, writes=False)


def _process_in_worker(task: Task, context: Context) -> Outcome:
    return process(task, context, _worker_cache(context.project))
