"""The local engine: results in order from whatever process, and errors that travel between them."""

import os
import pickle

import pytest

from pipeline.engines.article import Task
from pipeline.engines.local import LocalEngine
from pipeline.errors import ResourceError
from pipeline.run import run
from pipeline.seeds import find_articles
from pipeline.survey import open_context

ARTICLES = {
    f"note_{number}.txt": f"Ferries in bay {number}\n\nIda Quill said on Sunday that {number} ferries would sail.\n"
    for number in range(8)
}


class Square:
    """A function that travels to another process, and kills it at 5."""

    def __init__(self):
        self.home = os.getpid()

    def __call__(self, number):
        if number == 5 and os.getpid() != self.home:
            os._exit(9)
        return number * number, os.getpid()


@pytest.fixture
def pooled(make_project):
    """An engine whose pool has been started by some articles."""
    project = make_project(ARTICLES)
    articles, _ = find_articles(project, {})
    with LocalEngine(open_context(project), workers=2) as engine:
        outcomes = [each for some in engine.process([Task(article, ()) for article in articles]) for each in some]
        assert len(outcomes) == len(ARTICLES)
        yield engine


def test_map_keeps_the_order_and_uses_other_processes(pooled):
    made = list(pooled.map(Square(), range(5)))
    assert [value for value, _ in made] == [number * number for number in range(5)]
    assert os.getpid() not in {process for _, process in made}


def test_map_goes_on_here_when_a_process_is_killed(pooled):
    made = list(pooled.map(Square(), range(40)))
    assert [value for value, _ in made] == [number * number for number in range(40)]
    assert made[-1][1] == os.getpid()
    assert list(pooled.map(Square(), [3])) == [(9, os.getpid())]


def test_map_is_lazy_in_one_process(project):
    seen = []
    with LocalEngine(open_context(project), workers=1) as engine:
        made = engine.map(lambda number: seen.append(number) or number, iter(range(3)))
        assert next(made) == 0
        assert seen == [0]


@pytest.mark.parametrize("workers", [1, 2])
def test_wrong_resource_stops_the_run_and_leaves_the_tables(make_project, workers):
    project = make_project(ARTICLES)
    run(project, workers=workers)
    tables = {path.name: path.read_bytes() for path in project.outputs.iterdir() if path.is_file()}
    stance = project.root / "data" / "stance.csv"
    stance.write_text("no,such,columns\n1,2,3\n", "utf-8")
    with pytest.raises(ResourceError, match=r"stance\.csv"):
        run(project, workers=workers)
    assert {path.name: path.read_bytes() for path in project.outputs.iterdir() if path.is_file()} == tables


@pytest.mark.parametrize("line", [None, 3])
def test_resource_error_travels(line):
    error = ResourceError("data/cues.csv", "has no such column.", line=line)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - bytes of our own
