"""Processes articles on a Dask cluster, on one machine or many; the products are the same bytes.

The coordinator, the process that calls this, reads the articles, keeps the cache and writes the
tables. A chunk carries all that its articles need, so that workers need no disk in common with
it, may die at any time and leave nothing to clean up: a chunk that is lost is sent again.
"""

import json
import logging
import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any

from pipeline.cache import Cache, Product
from pipeline.engines import Outcome, Task, killer, process
from pipeline.errors import DocumentError, OnrecordError, UsageError
from pipeline.plan import Context, article_parts, follow, make_context
from pipeline.project import Project
from pipeline.records import Source
from pipeline.seeds import read_source
from pipeline.settings import Settings
from pipeline.stages import STAGE_BY_NAME, Stage
from pipeline.tables.partitions import Partition, encode_partition

logger = logging.getLogger(__name__)
CHUNK_ARTICLES = 8  # what a worker's death costs; enough that the way there and back costs little beside the work
CHUNKS_PER_THREAD = 2
ANSWER_SECONDS = 20
LOOPBACK = "127.0.0.1"
ONE_AT_A_TIME = Lock()  # a worker may have several threads, the models one user


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


def process_on_dask(
    tasks: Iterable[Task], context: Context, *, scheduler: str | None = None, workers: int = 0
) -> Iterator[Outcome]:
    """The outcome of each task, as they finish.

    `scheduler` is the address of one that runs; without it `workers` processes start here, 0 for
    one a core. Workers may come and go meanwhile.

    Raises:
        UsageError: Dask is not installed, or no scheduler answers.
        OnrecordError: the scheduler was lost, or a worker has other resources or another version.
    """
    context = replace(context, project=_absolute(context.project))
    with Cache(context.project.cache, writes=False) as cache, _client(scheduler, workers) as client:
        items = (_pack(task, context, cache) for task in tasks)
        with _losses(scheduler):
            yield from _process_items(items, context, client)


def encode_on_dask(
    partitions: Iterator[Partition], *, scheduler: str | None = None, workers: int = 0
) -> Iterator[tuple[str, bytes]]:
    """The file and the content of each Parquet partition, in order; see `process_on_dask`.

    Raises:
        UsageError: Dask is not installed, or no scheduler answers.
        OnrecordError: the scheduler was lost.
    """
    with _client(scheduler, workers) as client, _losses(scheduler):
        waiting: deque[Any] = deque()
        for partition in partitions:
            waiting.append(client.submit(encode_partition, partition, pure=False))
            if len(waiting) > CHUNKS_PER_THREAD * max(1, sum(client.nthreads().values())):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _losses(scheduler: str | None) -> Iterator[None]:
    """Says in the user's words that the scheduler was lost."""
    try:
        yield
    except (CancelledError, OSError) as error:
        message = f"the Dask scheduler {scheduler or ''} was lost; start it and run again: finished work is kept."
        raise OnrecordError(message) from error


def _process_items(items: Iterator[Parcel | Outcome], context: Context, client: Any) -> Iterator[Outcome]:
    from distributed import KilledWorker, as_completed

    sent: dict[Any, Chunk] = {}
    lost: list[Parcel | Outcome] = []
    done = as_completed()

    def send() -> None:
        """Sends as many chunks as keep the workers busy, however many there are just now."""
        room = CHUNKS_PER_THREAD * max(1, sum(client.nthreads().values())) - len(sent)
        while room > 0 and (chunk := (lost.pop(),) if lost else tuple(islice(items, CHUNK_ARTICLES))):
            future = client.submit(_process_chunk, chunk, context, pure=False)
            sent[future] = chunk
            done.add(future)
            room -= 1

    send()
    for future in done:
        chunk = sent.pop(future)
        try:
            yield from future.result()
        except KilledWorker:  # several workers died of it; one by one, the others are saved
            if len(chunk) > 1:
                lost.extend(chunk)
            else:
                yield from (item if isinstance(item, Outcome) else killer(item.task) for item in chunk)
        send()


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
        try:
            _check(context.project, context.settings, json.dumps(context.fixed))
            return [
                item if isinstance(item, Outcome) else process(item.task, context, Contents(item), item.source)
                for item in chunk
            ]
        except OnrecordError as error:  # its subclasses do not travel
            raise OnrecordError(str(error)) from None


@lru_cache(maxsize=4)
def _check(project: Project, settings: Settings, wanted: str) -> None:
    """Makes sure that this worker would make the same of an article as the coordinator."""
    own = make_context(project, settings).fixed
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
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
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
