"""Processes one article: runs the stages whose products are not known."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.alarm import TimeIsUp, time_limit
from pipeline.errors import DocumentError, OnrecordError
from pipeline.plan import Context, Parts, follow, source_parts
from pipeline.product import Product
from pipeline.records import Failure, Source
from pipeline.resources import kept_resource
from pipeline.seeds import Article, printable, read_source
from pipeline.stages import SOURCE, Stage, digest

logger = logging.getLogger(__name__)
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


def load_resources(tasks: Sequence[Task], context: Context) -> None:
    """Makes sure that what the tasks' stages read is right, before any work is done.

    Raises:
        ResourceError: a resource is wrong.
    """
    names = {name: stage for stage in (tasks[0].stages if tasks else ()) for name in stage.resources}
    for name, stage in names.items():
        kept_resource(context.project, name, context.fixed[stage.name][f"resource {name}"])


def killer(task: Task) -> Outcome:
    """The outcome of a task that ended the process it was alone in."""
    message = "ended the process that read it, perhaps for want of memory"
    remedy = "Close other programs and run again, or split it into shorter articles."
    return Outcome(task.article, {}, (), Failure(printable(task.article.file), "ingest", message, remedy))


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
    resources = {name: kept_resource(context.project, name, fixed[f"resource {name}"]) for name in stage.resources}
    settings = {name: getattr(context.settings, name) for name in stage.settings}
    return stage.load()(*inputs, **resources, **settings)
