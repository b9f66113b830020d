"""Does the work on this machine, one thing after the other or in a pool of processes."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_any
from threading import Thread
from typing import Any, TypeVar

from pipeline.cache import Cache
from pipeline.engines.article import Outcome, Task, killer, load_resources, process
from pipeline.engines.peeking import peek
from pipeline.plan import Context
from pipeline.project import Project
from pipeline.threads import pin_math_threads

QUEUED_PER_WORKER = 4
CHUNKS_PER_WORKER, MAX_CHUNK = 32, 4  # four at a time take half the coordinator's time of one at a time
ARTICLES_PER_WORKER = 25
A = TypeVar("A")
B = TypeVar("B")
Chunk = Sequence[Task]


class LocalEngine:
    """One process, or a pool of processes from the first tasks that keep several busy."""

    def __init__(self, context: Context, workers: int = 0) -> None:
        """Starts nothing yet; of `workers` 0 lets the amount of work decide."""
        self._context, self._workers = context, workers
        self._pool: ProcessPoolExecutor | None = None
        self._size = workers or os.cpu_count() or 1

    def close(self) -> None:
        """Ends the pool."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def process(self, tasks: Sequence[Task]) -> Iterator[Sequence[Outcome]]:
        """The outcomes of the tasks, a few at a time as they finish; one that kills its process harms no other.

        Raises:
            ResourceError: a resource is wrong.
        """
        size = self._workers or _choose_workers(len(tasks))
        if size == 1:
            load_resources(tasks, self._context)
            with Cache(self._context.project.cache, writes=False) as cache:
                for task in tasks:
                    yield [process(task, self._context, cache)]
            return
        self._size = size
        queue = iter(_chunks(tasks, size))
        while lost := (yield from self._process_in_pool(queue)):
            yield from self._process_one_by_one(lost)

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """What the function makes of each item, in order: in the pool, where there is one or much to do."""
        is_much, queue = peek(items)
        if self._pool is None and not (is_much and self._size > 1):
            yield from map(function, queue)
            return
        waiting: deque[tuple[A, Future[B]]] = deque()
        try:
            for item in queue:
                waiting.append((item, self._submit(function, item)))
                if len(waiting) > self._size:
                    yield waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield waiting[0][1].result()
                waiting.popleft()
        except BrokenProcessPool:  # a process was killed; the rest is done here
            self.close()
            yield from map(function, chain((item for item, _ in waiting), queue))

    def _process_in_pool(self, queue: Iterator[Chunk]) -> Generator[Sequence[Outcome], None, list[Task]]:
        """The outcomes; returns the tasks that were lost when a worker died, and then leaves the rest in the queue."""
        lost: list[Task] = []
        running: dict[Future[list[Outcome]], Chunk] = {}

        def submit(count: int) -> None:
            for chunk in islice(queue, 0 if lost else count):
                running[self._submit(_process_in_worker, chunk, self._context)] = chunk

        submit(self._size * QUEUED_PER_WORKER)
        load_resources([task for chunk in running.values() for task in chunk], self._context)  # while the pool starts
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = running.pop(future)
                try:
                    outcomes = future.result()
                except BrokenProcessPool:
                    lost.extend(chunk)
                else:
                    yield outcomes
            submit(len(done))
        if lost:
            self.close()
        return lost

    def _process_one_by_one(self, tasks: Iterable[Task]) -> Iterator[list[Outcome]]:
        """The outcomes of tasks that were lost, of which some may be what killed a worker."""
        queue = deque(tasks)
        while queue:
            with _start_pool(1) as pool:
                try:
                    while queue:
                        yield pool.submit(_process_in_worker, [queue[0]], self._context).result()
                        queue.popleft()
                except BrokenProcessPool:
                    yield [killer(queue.popleft())]

    def _submit(self, function: Callable[..., B], *values: Any) -> Future[B]:
        """What a process of the pool will make; the future of a pool that is broken says so like any it had before."""
        if self._pool is None:
            self._pool = _start_pool(self._size)
        try:
            return self._pool.submit(function, *values)
        except BrokenProcessPool as error:
            future: Future[B] = Future()
            future.set_exception(error)
            return future


def _chunks(tasks: Sequence[Task], workers: int) -> Iterator[Chunk]:
    """The tasks, several at a time where there are many: what goes to and fro costs less, and none waits at the end."""
    size = min(MAX_CHUNK, 1 + len(tasks) // (workers * CHUNKS_PER_WORKER))
    for start in range(0, len(tasks), size):
        yield tasks[start : start + size]


def _choose_workers(articles: int) -> int:
    """As many processes as the articles keep busy: each takes seconds to load its models."""
    return max(1, min(os.cpu_count() or 1, articles // ARTICLES_PER_WORKER))


def _start_pool(workers: int) -> ProcessPoolExecutor:
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


@lru_cache(maxsize=1)
def _worker_cache(project: Project) -> Cache:
    return Cache(project.cache, writes=False)


def _process_in_worker(chunk: Chunk, context: Context) -> list[Outcome]:
    return [process(task, context, _worker_cache(context.project)) for task in chunk]
