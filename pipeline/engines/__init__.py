"""Where work is done: in this process, in a pool of processes or on a Dask cluster; the results are the same bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from typing import Protocol, TypeVar

from pipeline.engines.article import Outcome, Task
from pipeline.engines.local import LocalEngine
from pipeline.plan import Context
from pipeline.settings import EngineName

A = TypeVar("A")
B = TypeVar("B")


class Engine(Protocol):
    """Does the work of a run; what it starts for that, it starts when it is first needed."""

    def process(self, tasks: Sequence[Task]) -> Iterator[Sequence[Outcome]]:
        """The outcomes of the tasks, a few at a time as they finish."""

    def map(self, function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """What the function makes of each item, in order; both may be sent to other processes."""


def open_engine(
    name: EngineName, context: Context, *, workers: int = 0, scheduler: str | None = None
) -> AbstractContextManager[Engine]:
    """The engine of that name, until the context ends.

    `workers` is the number of processes; 0 lets a local engine choose by the amount of work, and a cluster
    on this machine have one a core. `scheduler` is the address of a Dask scheduler that runs.
    """
    if name == "dask":
        from pipeline.engines.dask import DaskEngine

        return closing(DaskEngine(context, scheduler, workers))
    return closing(LocalEngine(context, workers))
