"""Processes articles on a Dask cluster, on one machine or many; the products are the same bytes.

The coordinator, the process that calls this, reads the articles, keeps the cache and writes the
tables. A chunk carries all that its articles need, so that workers need no disk in common with
it, may die at any time and leave nothing to clean up: a chunk that is lost is sent again.
"""

import json
import logging
import os
import socket
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

from pipeline import __version__
from pipeline.cache import Cache
from pipeline.engines.article import Outcome, Task, killer, load_resources, process
from pipeline.engines.peeking import peek
from pipeline.errors import DocumentError, OnrecordError, UsageError
from pipeline.plan import Context, article_parts, follow, make_context
from pipeline.product import Product
from pipeline.project import Project
from pipeline.records import Source
from pipeline.seeds import read_source
from pipeline.settings import Settings
from pipeline.stages import STAGE_BY_NAME, Stage, library_versions

logger = logging.getLogger(__name__)
CHUNK_ARTICLES = 8  # what a worker's death costs; enough that the way there and back costs little beside the work
CHUNKS_PER_THREAD = 2
ANSWER_SECONDS = 20
PARQUET, TABLES_LIBRARIES = "pyarrow", ("msgspec", "numpy", "rapidfuzz")
LOOPBACK = "127.0.0.1"
ONE_AT_A_TIME = Lock()  # a worker may have several threads, the models one user
A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Parcel:
    """An article on its way to a worker: its bytes, and what the cache knows of it.

    Only those `products` hold their data that a missing stage needs.
    """

    task: Task
    source: Source
    products: tuple[Product, ...]


Chunk = tuple[Parcel | Outcome, ...]


class Contents:
    """The products in a parcel, looked up as in a cache."""

    def __init__(self, parcel: Parcel) -> None:
        """Open the parcel."""
        self._products = {(product.stage, product.key): product for product in parcel.products}

    def digest(self, stage: str, key: str) -> str | None:
        """The digest of the product, or None where it is not known."""
        product = self._products.get((stage, key))
        return product.digest if product else None

    def product(self, stage: Stage, key: str) -> Any:
        """A product that came with its data."""
        return stage.decode(self._products[stage.name, key].data)


class DaskEngine:
    """A Dask cluster: that of the scheduler at an address, or processes that start here and end with the engine.

    Workers may come and go meanwhile.
    """

    def __init__(self, context: Context, scheduler: str | None = None, workers: int = 0) -> None:
        """Starts nothing yet; without a scheduler there will be so many `workers`, of 0 one a core."""
        self._context = replace(context, project=_absolute(context.project))
        self._wanted = _wanted(context)
        self._scheduler, self._workers = scheduler, workers
        self._opened = ExitStack()

    def close(self) -> None:
        """Parts from the cluster, and ends one that was started here."""
        self._opened.close()

    @cached_property
    def _client(self) -> Any:
        return self._opened.enter_context(_open_client(self._scheduler, self._workers))

    def process(self, tasks: Sequence[Task]) -> Iterator[Sequence[Outcome]]:
        """The outcomes of the tasks, a few at a time as they finish.

        Raises:
            ResourceError: a resource is wrong.
            UsageError: Dask is not installed, or no scheduler answers.
            OnrecordError: the scheduler was lost, or a worker has other resources or another version.
        """
        if not tasks:
            return
        load_resources(tasks, self._context)
        client = self._client
        with Cache(self._context.project.cache, writes=False) as cache, _told_in_words(self._scheduler):
            items = (_pack(task, self._context, cache) for task in tasks)
            yield from self._process_items(items, client)

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """What the function makes of each item, in order: here, where it is little and no cluster has been needed yet.

        Raises:
            UsageError: Dask is not installed, or no scheduler answers.
            OnrecordError: the scheduler was lost, or workers died, or have other resources or versions.
        """
        is_much, queue = peek(items)
        if "_client" not in vars(self) and not is_much:
            yield from map(function, queue)
            return
        waiting: deque[Any] = deque()
        for item in queue:
            client = self._client
            with _told_in_words(self._scheduler):
                waiting.append(self._send(client, function, item))
                is_enough = len(waiting) >= CHUNKS_PER_THREAD * max(1, sum(client.nthreads().values()))
                made = [waiting.popleft().result()] if is_enough else []
            yield from made
        while waiting:
            with _told_in_words(self._scheduler):
                made = [waiting.popleft().result()]
            yield from made

    def _process_items(self, items: Iterator[Parcel | Outcome], client: Any) -> Iterator[Sequence[Outcome]]:
        from distributed import KilledWorker, as_completed

        sent: dict[Any, Chunk] = {}
        lost: deque[Parcel | Outcome] = deque()
        done = as_completed()

        def next_chunk() -> Chunk:
            chunk = tuple(islice(items, CHUNK_ARTICLES))
            return chunk if chunk or sent else tuple(islice(lost, 1))

        def send() -> None:
            """Sends as many chunks as keep the workers busy, however many there are just now; at last what was lost."""
            room = CHUNKS_PER_THREAD * max(1, sum(client.nthreads().values())) - len(sent)
            while room > 0 and (chunk := next_chunk()):
                future = self._send(client, partial(_process_chunk, context=self._context), chunk)
                sent[future] = chunk
                done.add(future)
                room -= 1

        send()
        for future in done:
            chunk = sent.pop(future)
            is_alone = bool(lost) and chunk[0] is lost[0]
            try:
                outcomes = future.result()
            except KilledWorker:  # it, or another that was there at the time; one by one, the others are saved
                if is_alone:
                    outcomes = [item if isinstance(item, Outcome) else killer(item.task) for item in chunk]
                else:
                    lost.extend(chunk)
                    outcomes = []
            if is_alone:
                lost.popleft()
            yield outcomes
            send()

    def _send(self, client: Any, function: Callable[[A], B], item: A) -> Any:
        """The future of what the function makes of the item on a worker."""
        context = self._context
        return client.submit(_call, function, item, context.project, context.settings, self._wanted, pure=False)


def _call(function: Callable[[A], B], item: A, project: Project, settings: Settings, wanted: str) -> B:
    """What the function makes of the item, on a worker."""
    _check(project, settings, wanted)
    return function(item)


@contextmanager
def _told_in_words(scheduler: str | None) -> Iterator[None]:
    """Says in the user's words that the scheduler or too many workers were lost."""
    from distributed import KilledWorker

    try:
        yield
    except KilledWorker as error:
        raise OnrecordError("workers died of what they were sent; give them more memory and run again.") from error
    except (CancelledError, OSError) as error:
        message = f"the Dask scheduler {scheduler or ''} was lost; start it and run again: finished work is kept."
        raise OnrecordError(message) from error


def _pack(task: Task, context: Context, cache: Cache) -> Parcel | Outcome:
    """What a worker needs for the task, or the outcome where the article cannot be read."""
    try:
        source = read_source(task.article, context.project)
    except DocumentError:
        return process(task, context, cache)
    if task.force:
        return Parcel(task, source, ())
    known = follow(article_parts(task.article), context, task.stages, lambda stage, key: cache.digest(stage.name, key))
    needed = {need for name in known.missing for need in STAGE_BY_NAME[name].needs}
    products = tuple(
        cache.stored(name, known.keys[name]) if name in needed else Product(name, known.keys[name], digest, b"")
        for name, digest in known.digests.items()
    )
    return Parcel(task, source, products)


def _process_chunk(chunk: Chunk, context: Context) -> list[Outcome]:
    """The outcomes of a chunk, on a worker."""
    with ONE_AT_A_TIME:
        return [
            item if isinstance(item, Outcome) else process(item.task, context, Contents(item), item.source)
            for item in chunk
        ]


def _wanted(context: Context) -> str:
    """What a worker must have to make the same as the coordinator."""
    libraries = library_versions([*TABLES_LIBRARIES, *([PARQUET] if context.settings.rows_per_partition else [])])
    tables = {f"library {name}": version for name, version in libraries.items()}
    python = ".".join(map(str, sys.version_info[:2]))  # its tables of characters decide what words are
    return json.dumps({**context.fixed, "tables": {"onrecord": __version__, "Python": python, **tables}})


@lru_cache(maxsize=4)
def _check(project: Project, settings: Settings, wanted: str) -> None:
    """Makes sure that this worker would make the same of an article as the coordinator."""
    own = json.loads(_wanted(make_context(project, settings)))
    parts = ((name, part, value) for name, fixed in json.loads(wanted).items() for part, value in fixed.items())
    differing = sorted({part for name, part, value in parts if own.get(name, {}).get(part) != value})
    if differing:
        message = (
            f"the worker on {socket.gethostname()} has another {', '.join(differing)}; install there the same "
            f"onrecord and libraries, and let it see {project.root / 'data'} under the same path."
        )
        raise OnrecordError(message)


def _absolute(project: Project) -> Project:
    """The project by paths that hold in any process."""
    return Project(project.root.resolve(), project.seeds.resolve(), project.outputs.resolve())


@contextmanager
def _open_client(scheduler: str | None, workers: int) -> Iterator[Any]:
    """A client of the scheduler, or of a cluster on this machine that ends with it."""
    try:
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as error:
        raise UsageError("--engine dask needs Dask; install it with: pip install 'onrecord[dask]'") from error
    logging.getLogger("distributed").setLevel(logger.getEffectiveLevel())  # it tells more than a user asked for
    if scheduler is None:
        count = workers or os.cpu_count() or 1
        options = {"threads_per_worker": 1, "host": LOOPBACK, "dashboard_address": None}
        with LocalCluster(count, **options) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=ANSWER_SECONDS)
    except (OSError, ValueError) as error:
        message = f"{scheduler}: no Dask scheduler answers there ({error}); give its address, say tcp://10.0.0.5:8786."
        raise UsageError(message) from error
    with client:
        if not client.nthreads():
            logger.warning("%s: no worker has come yet; waiting for one", scheduler)
        yield client
