"""The local engine: results in order from whatever process, and errors that travel between them."""

import os
import pickle
import sqlite3
from contextlib import closing

import msgspec
import pytest

from pipeline.engines.article import Task
from pipeline.engines.local import LocalEngine
from pipeline.errors import DocumentError, ResourceError
from pipeline.run import run
from pipeline.seeds import find_articles
from pipeline.stages import digest
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
    with closing(LocalEngine(open_context(project), workers=2)) as engine:
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
    with closing(LocalEngine(open_context(project), workers=1)) as engine:
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


@pytest.mark.parametrize(
    "error",
    [
        ResourceError("data/cues.csv", "has no such column."),
        ResourceError("data/cues.csv", "has no such column.", line=3),
        DocumentError("is larger than 50 MB", remedy="Split it."),
    ],
)
def test_errors_travel(error):
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - bytes of our own
    assert (str(copy), copy.args) == (str(error), error.args)


def test_many_rows_are_made_by_several_processes_though_no_article_needs_them(project):
    with closing(LocalEngine(open_context(project), workers=2)) as engine:
        assert [process for _, process in engine.map(Square(), [1, 2])] == [os.getpid()] * 2
        made = list(engine.map(Square(), [1] * 20))
    assert os.getpid() not in {process for _, process in made}


@pytest.mark.parametrize("workers", [1, 2])
def test_whole_product_of_another_form_is_made_again_when_rows_need_it(make_project, workers):
    project = make_project(ARTICLES)
    run(project, workers=workers)
    before = {path.name: path.read_bytes() for path in project.outputs.iterdir() if path.is_file()}
    data = msgspec.msgpack.encode(["of", "another", "form"])
    with closing(sqlite3.connect(project.cache / "cache.sqlite3")) as cache, cache:
        cache.execute("UPDATE products SET digest = ?, data = ? WHERE stage = 'speakers'", (digest(data), data))
        cache.execute("DELETE FROM products WHERE stage IN ('facts', 'rows')")
    (project.outputs / "run.json").unlink()
    run(project, workers=workers)
    assert {path.name: path.read_bytes() for path in project.outputs.iterdir() if path.is_file()} == before
