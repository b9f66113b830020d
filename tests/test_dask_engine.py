"""The Dask engine on real schedulers and workers of this machine; the tables come out as those of a local run."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from pipeline.engines import dask
from pipeline.errors import OnrecordError, UsageError
from pipeline.run import run
from pipeline.stages import library_versions
from pipeline.survey import open_context

ARTICLES = {
    f"note_{number}.txt": f"Ferries in bay {number}\n\nThe harbour master, Ida Quill, said that {number} ferries would "
    f"sail on Sunday. “We need {number} more pilots,” she added.\n"
    for number in range(10)
}
SETTINGS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
KILLED = "note_3.txt"
PRELOAD = f"""
import os
from pipeline.engines import dask
from pipeline.engines.article import process
def process_or_die(task, *rest):
    if task.article.file == "{KILLED}":
        os._exit(9)
    return process(task, *rest)
dask.process = process_or_die
"""


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder, processes):
        self.processes = processes
        self.file = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--scheduler-file", str(self.file), "--port", "0")
        deadline = time.perf_counter() + 60
        while not self.file.exists() and time.perf_counter() < deadline:
            time.sleep(0.05)
        self.address = next(part for part in self.file.read_text().split('"') if part.startswith("tcp://"))

    def worker(self, *options):
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny", *options)

    def start(self, kind, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", "--no-dashboard"]
        process = subprocess.Popen(
            [*command, *options],
            env=os.environ | SETTINGS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.callback(kill, process)
        return process


def kill(process):
    process.kill()
    process.wait()


@contextmanager
def cluster_in(folder):
    folder.mkdir(exist_ok=True)
    with ExitStack() as processes:
        yield Cluster(folder, processes)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(dask, "CHUNK_ARTICLES", 2)


def outputs_of(project):
    files = (path for path in sorted(project.outputs.rglob("*")) if path.is_file())
    return {path.relative_to(project.outputs): path.read_bytes() for path in files}


def run_dask(project, address, **options):
    return run(project, profile="fast", engine="dask", scheduler=address, **options)


def edit_codebook(project):
    path = project.root / "data" / "codebook.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")


def test_killed_worker_changes_no_byte(make_project, tmp_path):
    local, spread = make_project(ARTICLES, name="local"), make_project(ARTICLES, name="spread")
    (spread.seeds / "broken.txt").write_bytes(b"\x00\x01\xff" * 50)
    (local.seeds / "broken.txt").write_bytes(b"\x00\x01\xff" * 50)
    for project in (local, spread):
        (project.root / "data" / "settings.toml").write_text("rows_per_partition = 8\n", "utf-8")
    run(local, profile="fast")
    with cluster_in(tmp_path / "cluster") as cluster:
        workers = [cluster.worker()]

        def kill_first(done, _total):
            if done == 1:
                workers.append(cluster.worker())
                kill(workers[0])

        report = run_dask(spread, cluster.address, progress=kill_first)
        assert (report.computed, len(report.failures)) == (len(ARTICLES) + 1, 1)
        assert outputs_of(spread) == outputs_of(local)
        assert len(list(spread.outputs.glob("partitions/statements/part-*.parquet"))) == 3
        edit_codebook(spread)
        assert run_dask(spread, cluster.address).tables == "written"
    edit_codebook(local)
    run(local, profile="fast")
    assert outputs_of(spread) == outputs_of(local)


def test_lost_scheduler_costs_only_what_was_in_flight(make_project, tmp_path):
    local, spread = make_project(ARTICLES, name="local"), make_project(ARTICLES, name="spread")
    run(local, profile="fast")
    with cluster_in(tmp_path / "first") as cluster:
        cluster.worker()

        def kill_scheduler(done, _total):
            if done == 4:
                kill(cluster.scheduler)

        with pytest.raises(OnrecordError, match="finished work is kept"):
            run_dask(spread, cluster.address, progress=kill_scheduler)
    with cluster_in(tmp_path / "second") as cluster:
        cluster.worker()
        assert run_dask(spread, cluster.address).computed <= len(ARTICLES) - 4
    assert outputs_of(spread) == outputs_of(local)


@pytest.mark.long
def test_article_that_kills_its_worker_harms_no_other(make_project, tmp_path):
    project = make_project(ARTICLES)
    preload = tmp_path / "preload.py"
    preload.write_text(PRELOAD)
    with cluster_in(tmp_path / "cluster") as cluster:
        for _ in range(3):
            cluster.worker("--preload", str(preload))
        report = run_dask(project, cluster.address)
    ((file, message),) = [(failure.file, failure.message) for failure in report.failures]
    assert (file, message[:16]) == (KILLED, "ended the proces")
    assert report.statements > 0


@pytest.mark.long
def test_cluster_on_this_machine(make_project):
    local, spread = make_project(ARTICLES, name="local"), make_project(ARTICLES, name="spread")
    run(local, profile="fast")
    command = "from pipeline.cli import app; app()"
    options = ["run", "--profile", "fast", "--engine", "dask", "--workers", "1"]
    done = subprocess.run(
        [sys.executable, "-c", command, *options], cwd=spread.root, check=True, capture_output=True, text=True
    )
    lines = [line for line in done.stderr.splitlines() if not line.startswith("WARNING Worker process still alive")]
    assert len(lines) == 1  # Dask itself is silent, but for workers slow to end on a busy machine
    assert outputs_of(spread) == outputs_of(local)


def check_on_worker(context, wanted):
    return dask._call(len, "item", context.project, context.settings, wanted)


def test_worker_with_other_resources_or_versions_is_refused(project, monkeypatch):
    context = open_context(project)
    other = {**context.fixed, "themes": {**context.fixed["themes"], "resource codebook": "another"}}
    with pytest.raises(OnrecordError, match="has another resource codebook"):
        check_on_worker(context, dask._wanted(replace(context, fixed=other)))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(dask, "__version__", "0.0.1")
        wanted = dask._wanted(context)
    with pytest.raises(OnrecordError, match="has another onrecord;"):
        check_on_worker(context, wanted)


def test_worker_with_another_parquet_library_is_refused_where_partitions_are_wanted(project, monkeypatch):
    context = open_context(project)
    partitioned = replace(context, settings=replace(context.settings, rows_per_partition=8))
    assert [check_on_worker(each, dask._wanted(each)) for each in (context, partitioned)] == [4, 4]
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(dask, "library_versions", lambda names: library_versions(names) | {"pyarrow": "0.1"})
        wanted = dask._wanted(partitioned)
    with pytest.raises(OnrecordError, match="has another library pyarrow;"):
        check_on_worker(partitioned, wanted)


def test_scheduler_that_does_not_answer_is_named(project, monkeypatch):
    monkeypatch.setattr(dask, "ANSWER_SECONDS", 0.5)
    with pytest.raises(UsageError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers"):
        run_dask(project, "tcp://127.0.0.1:9")


def test_scheduler_without_its_engine_is_refused(project):
    with pytest.raises(UsageError, match="add --engine dask"):
        run(project, scheduler="tcp://127.0.0.1:8786")
