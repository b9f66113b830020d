"""Runs that are killed, lack room, meet another run or find their cache broken; the tables come out the same."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import OnrecordError, UsageError
from pipeline.lock import only_run
from pipeline.run import run

SEED = 20260117
ARTICLES = {
    f"note_{number}.txt": f"Rents fall in ward {number}\n\nThe mayor of Marrow, Ann Roe, said that rents fell in ward "
    f'{number}. "We are not done," she added.\n\nCritics such as Tom Vale argue that the {number} figures mislead.\n'
    for number in range(6)
}


def outputs_of(project):
    """The outputs by name, without the drafts that a killed run may leave."""
    paths = project.outputs.iterdir() if project.outputs.exists() else ()
    return {path.name: path.read_bytes() for path in paths if not path.name.startswith(".")}


def command(*options: str) -> list[str]:
    return [sys.executable, "-c", "from pipeline.cli import app; app()", "run", *options]


def run_and_kill(project, seconds: float, *options: str) -> bool:
    """Whether the run was killed before it ended."""
    process = subprocess.Popen(
        command(*options),
        cwd=project.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def survive(make_project, kills: int, *options: str) -> int:
    undisturbed = make_project(ARTICLES, name="undisturbed")
    start = time.perf_counter()
    subprocess.run(command(*options), cwd=undisturbed.root, check=True, capture_output=True)
    whole = time.perf_counter() - start
    chance = random.Random(SEED)  # noqa: S311 - no secret
    project = make_project(ARTICLES, name="killed")
    survived = 0
    while survived < kills:
        (project.seeds / "note_0.txt").write_text(f"Ann Roe said that rents fell. {chance.random()}")
        if chance.random() < 0.3:
            (project.root / "data" / "cache" / "cache.sqlite3").unlink(missing_ok=True)
        before = outputs_of(project)
        if run_and_kill(project, chance.uniform(0.2, 1.1) * whole, *options):
            survived += 1
            after = outputs_of(project)
            assert before.keys() <= after.keys()
            assert all(content.endswith(b"\n") for content in after.values())
    (project.seeds / "note_0.txt").write_text(ARTICLES["note_0.txt"])
    subprocess.run(command(*options), cwd=project.root, check=True, capture_output=True)
    assert outputs_of(project) == outputs_of(undisturbed)
    return survived


def test_killed_runs_leave_the_same_tables_in_the_end(make_project):
    assert survive(make_project, 5) == 5


@pytest.mark.long
@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_many_killed_runs_leave_the_same_tables_in_the_end(make_project, options):
    assert survive(make_project, 25, *options) == 25


def test_finished_work_is_not_done_again(project):
    run(project, only="attribution")
    (project.seeds / "more.txt").write_text("Ann Roe said that wages rose.")
    database = sqlite3.connect(project.cache / "cache.sqlite3")
    known = set(database.execute("SELECT rowid FROM products"))
    run(project)
    assert known <= set(database.execute("SELECT rowid FROM products"))
    database.close()


def test_second_run_at_the_same_time_is_refused(project):
    with only_run(project.cache), pytest.raises(UsageError, match="another run is at work"):
        run(project)
    assert run(project).tables == "written"


def test_lock_that_a_killed_run_left_does_not_matter(project):
    holder = "import sys, time, pathlib; from pipeline.lock import only_run\n"
    holder += "with only_run(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", holder, project.cache], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    with pytest.raises(UsageError, match="another run is at work"):
        run(project)
    process.kill()
    process.wait()
    process.stdout.close()
    assert run(project).tables == "written"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE products SET data = x'ff' WHERE stage = 'ingest'",
        "UPDATE products SET data = substr(data, 1, length(data) / 2)",
        "DROP TABLE products",
        "UPDATE articles SET parts = x'c1'",
        "DELETE FROM facts",
    ],
)
def test_damaged_cache_is_mended_and_the_tables_are_the_same(project, sql):
    run(project)
    whole = outputs_of(project)
    (project.outputs / "statements.csv").unlink()
    database = sqlite3.connect(project.cache / "cache.sqlite3")
    with database:
        database.execute(sql)
    database.close()
    run(project)
    assert outputs_of(project) == whole


def test_cache_overwritten_in_the_middle_is_mended(project):
    run(project)
    whole = outputs_of(project)
    (project.outputs / "statements.csv").unlink()
    path = project.cache / "cache.sqlite3"
    content = bytearray(path.read_bytes())
    content[4000:] = b"\xa5" * (len(content) - 4000)
    path.write_bytes(content)
    run(project)
    assert outputs_of(project) == whole


def test_full_disk_leaves_the_old_tables_and_says_so(project):
    run(project)
    whole = outputs_of(project)
    (project.seeds / "more.txt").write_text("Ann Roe said that wages rose. " * 2000)
    program = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))\n"
    program += "from pipeline.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", program, "run"], cwd=project.root, check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "Error: " in done.stderr
    assert "check the disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert outputs_of(project) == whole
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 300000
    assert run(project).tables == "written"


def test_outputs_that_cannot_be_written_are_named(project):
    project.outputs.write_text("a file")
    with pytest.raises(UsageError, match=r"cannot be written .*check the disk"):
        run(project)
    project.outputs.unlink()
    report = run(project)
    assert (report.computed, report.tables) == (0, "written")


def test_table_that_another_program_holds_open_is_named(project, monkeypatch):
    run(project)
    whole = outputs_of(project)
    (project.seeds / "more.txt").write_text("Ann Roe said that wages rose.")

    def refuse(_draft, target):
        raise PermissionError(13, "The process cannot access the file", str(target))

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", refuse)
        with pytest.raises(UsageError, match=r"statements.*close programs that show it"):
            run(project)
    assert outputs_of(project) == whole
    report = run(project)
    assert (report.computed, report.tables) == (0, "written")


def test_cache_that_cannot_be_written_is_named(project):
    project.cache.parent.mkdir(exist_ok=True)
    project.cache.write_text("a file where a folder should be")
    with pytest.raises(OnrecordError, match="check the folder and the disk"):
        run(project)


def test_moved_clock_changes_nothing(project):
    run(project)
    for year in (1975, 2099):
        seconds = (year - 1970) * 365 * 86400
        for path in [*project.seeds.iterdir(), *project.cache.iterdir(), *project.outputs.iterdir()]:
            os.utime(path, (seconds, seconds))
        assert run(project).tables == "unchanged"


KILLER = """
import os, pathlib, sys
import pipeline.engines.article as engines, pipeline.run
from pipeline.project import open_project
read = engines.read_source
def read_or_die(article, project):
    if article.file == "note_1.txt":
        os._exit(9)
    return read(article, project)
engines.read_source = read_or_die
if __name__ == "__main__":
    report = pipeline.run.run(open_project(pathlib.Path(sys.argv[1])), workers=2)
    print([(failure.file, failure.message) for failure in report.failures], report.articles)
"""


def test_article_that_kills_its_worker_harms_no_other(make_project, tmp_path):
    project = make_project({file: ARTICLES[file] for file in ("note_0.txt", "note_1.txt")})
    program = tmp_path / "killer.py"
    program.write_text(KILLER)
    done = subprocess.run(
        [sys.executable, program, project.root], check=True, capture_output=True, text=True, cwd=project.root
    )
    assert done.stdout.strip() == "[('note_1.txt', 'ended the process that read it, perhaps for want of memory')] 2"
    assert (project.outputs / "statements.csv").exists()


def test_workers_end_when_the_run_is_killed(project):
    process = subprocess.Popen(
        command("--workers", "2"), cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        process.wait()
        pytest.skip("the system does not tell a process's children")
    workers = []
    while process.poll() is None and len(workers) < 3:  # two workers and what tracks their resources
        workers = children.read_text().split()
        time.sleep(0.05)
    time.sleep(0.5)
    process.kill()
    process.wait()
    deadline = time.perf_counter() + 20
    while any(Path(f"/proc/{worker}/cmdline").exists() for worker in workers) and time.perf_counter() < deadline:
        time.sleep(0.1)
    assert not [worker for worker in workers if Path(f"/proc/{worker}/cmdline").exists()]


@pytest.fixture
def small_disk(project):
    """The outputs on a disk of their own, of 16 kB."""
    project.outputs.mkdir()
    place = ["mount", "-t", "tmpfs", "-o", "size=16k", "onrecord-test", str(project.outputs)]
    try:
        subprocess.run(place, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a disk")
    yield project
    subprocess.run(["umount", str(project.outputs)], check=True)


def remount(project, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(project.outputs)], check=True)


@pytest.mark.long
def test_full_and_read_only_disks_are_named_and_lose_no_work(small_disk):
    with pytest.raises(UsageError, match=r"No space left on device.*check the disk"):
        run(small_disk)
    assert outputs_of(small_disk) == {}
    remount(small_disk, "size=10m")
    assert (run(small_disk).computed, run(small_disk).tables) == (0, "unchanged")
    whole = outputs_of(small_disk)
    remount(small_disk, "ro")
    (small_disk.seeds / "more.txt").write_text("Ann Roe said that wages rose.")
    with pytest.raises(UsageError, match=r"Read-only file system.*check the disk"):
        run(small_disk)
    assert outputs_of(small_disk) == whole
    remount(small_disk, "rw")
    assert (run(small_disk).computed, run(small_disk).tables) == (0, "unchanged")
