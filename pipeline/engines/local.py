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
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pipeline.cache import Cache
from pipeline.engines.article import Outcome, Task, killer, process
from pipeline.plan import Context
from pipeline.project import Project
from pipeline.threads import pin_math_threads

QUEUED_PER_WORKER = 4
CHUNKS_PER_WORKER, MAX_CHUNK = 32, 4
ARTICLES_PER_WORKER = 25
A = TypeVar("A")
B = TypeVar("B")
P = ParamSpec("P")
Chunk = Sequence[Task]


class LocalEngine:
    """One process, or a pool of processes from the first tasks that keep several busy."""

    def __init__(self, context: Context, workers: int = 0) -> None:
        """Starts nothing yet; of `workers` 0 lets the amount of work decide."""
        self._context, self._workers = context, workers
        self._pool: ProcessPoolExecutor | None = None
        self._size = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def process(self, tasks: Sequence[Task]) -> Iterator[Sequence[Outcome]]:
        """The outcomes of the tasks, a few at a time as they finish; one that kills its process harms no other."""
        self._size = self._workers or _choose_workers(len(tasks))
        if self._size == 1:
            with Cache(self._context.project.cache, writes=False) as cache:
                for task in tasks:
                    yield [process(task, self._context, cache)]
            return
        queue = iter(_chunks(tasks, self._size))
        while lost := (yield from self._process_in_pool(queue)):
            for task in lost:
                yield [self._process_alone(task)]

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """What the function makes of each item, in order: in the pool, where one has been started."""
        if self._pool is None:
            yield from map(function, items)
            return
        queue = iter(items)
        waiting: deque[tuple[A, Future[B]]] = deque()
        try:
            for item in queue:
                waiting.append((item, self._submit(function, item)))
                if len(waiting) > self._size * QUEUED_PER_WORKER:
                    yield waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield waiting[0][1].result()
                waiting.popleft()
        except BrokenProcessPool:  # a process was killed; the rest is done here
            self._close()
            yield from map(function, chain((item for item, _ in waiting), queue))

    def _process_in_pool(self, queue: Iterator[Chunk]) -> Generator[Sequence[Outcome], None, list[Task]]:
        """The outcomes; returns the tasks that were lost when a worker died, and then leaves the rest in the queue."""
        lost: list[Task] = []
        running: dict[Future[list[Outcome]], Chunk] = {}

        def submit(count: int) -> None:
            for chunk in islice(queue, 0 if lost else count):
                running[self._submit(_process_in_worker, chunk, self._context)] = chunk

        submit(self._size * QUEUED_PER_WORKER)
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
            self._close()
        return lost

    def _process_alone(self, task: Task) -> Outcome:
        """The outcome of a task that was lost, in a process of its own: it may be what killed the worker."""
        with _start_pool(1) as pool:
            try:
                (outcome,) = pool.submit(_process_in_worker, (task,), self._context).result()
            except BrokenProcessPool:
                return killer(task)
            return outcome

    def _submit(self, function: Callable[P, B], *args: P.args, **kwargs: P.kwargs) -> Future[B]:
        """What a process of the pool will make; the future of a pool that is broken says so like any it had before."""
        if self._pool is None:
            self._pool = _start_pool(self._size)
        try:
            return self._pool.submit(function, *args, **kwargs)
        except BrokenProcessPool as error:
            future: Future[B] = Future()
            future.set_exception(error)
            return future

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


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
