"""What the review page costs a browser: size, time to first paint, time from statement to statement, memory.

python benchmarks/review_page.py FOLDER [--times 1 100] [--steps 50]

Runs the ten sample articles in FOLDER (fast profile), writes FOLDER/review-N.html of them N times over under
other names, and opens each in a headless Chromium (Debian: chromium, chromium-driver). The texts repeat,
but ids, statements and what the page must index do not. Seconds are processor time of the page's own
thread, so that a busy machine changes them little; first paint is wall time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.articles import Article, read_articles
from pipeline.project import Project, open_project
from pipeline.resources import load_resource
from pipeline.review.contents import Contents, article_data
from pipeline.review.template import data_block, page_parts
from pipeline.review_queue import find_disputes, review_queue
from pipeline.show import read_statements

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
IDS = ("statement_id", "doc_id", "nested_in", "quote_cluster_id")
STEP = (
    "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));document.body.offsetHeight;"
)
SEARCH = (
    "const node = document.getElementsByName('query')[0]; node.value = 'river';"
    "node.dispatchEvent(new Event('input', { bubbles: true }))"
)
PAINT = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--steps", type=int, default=50)
    options = parser.parse_args()
    project = run_samples(options.folder)
    for times in options.times:
        page = options.folder / f"review-{times}.html"
        page.write_bytes(b"".join(write_page(project, times)))
        print(json.dumps({"page": page.name} | measure(page, options.steps)), flush=True)


def run_samples(folder: Path) -> Project:
    """The project of the samples, run."""
    for name in ("seeds", "data"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("cache"))
    command = [sys.executable, "-c", "from pipeline.cli import app; app()", "run", "--profile", "fast"]
    subprocess.run(command, cwd=folder, check=True)
    return open_project(folder)


def write_page(project: Project, times: int) -> Iterator[bytes]:
    """The page of the project's articles, `times` over."""
    start, end = page_parts()
    yield start
    disputes = find_disputes(read_statements(project.outputs))
    reviews = review_queue(read_statements(project.outputs), disputes, limit=10**9)
    doubts = {f"{each.statement_id}-{n}": each for each in reviews for n in range(times)}
    contents = Contents(load_resource(project, "codebook").themes, doubts)
    articles = list(read_articles(project))
    copies = chain.from_iterable((renamed(article, n) for article in articles) for n in range(times))
    for number, article in enumerate(copies):
        contents.add(article)
        yield data_block(f"article-{number}", article_data(article, doubts))
    yield data_block("index", contents.index())
    yield end


def renamed(article: Article, number: int) -> Article:
    """The article under other names."""
    row = article.row
    row = replace(
        row,
        doc_id=f"{row.doc_id}-{number}",
        file=f"{number}/{row.file}",
        article_cluster_id=f"{row.article_cluster_id}-{number}",
    )
    statements = tuple(
        line | {name: f"{line[name]}-{number}" for name in IDS if line[name]} for line in article.statements
    )
    return Article(row, article.document, statements)


def measure(path: Path, steps: int) -> dict[str, Any]:
    """What opening the page, moving in it and searching cost."""
    from browser import Page, browser

    with browser(path.parent) as driver:
        driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
        page = Page(driver, path)
        page.open()
        page.wait(PAINT)
        found = {"megabytes": round(path.stat().st_size / 1e6, 2), "first_paint_s": page.run(PAINT) / 1000}
        found |= {"articles": page.run("return document.querySelectorAll('script[id^=article-]').length")}
        found["open_s"], heap = metrics(driver)
        for _ in range(steps):
            page.run(STEP)
        if int(page.run("return document.querySelector('#read .number.current').dataset.number")) != steps - 1:
            raise SystemExit("the keys did not move from statement to statement")
        moved, _ = metrics(driver)
        page.run(SEARCH)
        page.wait("return document.querySelectorAll('#read mark.hit').length > 0", pause=0.5)
        searched, full = metrics(driver)
        resident = renderer_bytes(driver.service.process.pid)
    return found | {
        "step_s": (moved - found["open_s"]) / steps,
        "search_s": searched - moved,
        "heap_mb": heap / 1e6,
        "heap_after_search_mb": full / 1e6,
        "process_after_search_mb": resident / 1e6,
    }


def metrics(driver: Any) -> tuple[float, float]:
    """Processor seconds that the page's thread has spent, and the bytes its scripts hold."""
    listed = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    values = {each["name"]: each["value"] for each in listed}
    return values["TaskDuration"], values["JSHeapUsedSize"]


def renderer_bytes(pid: int) -> int:
    """The resident memory of the page's own process, the largest renderer below a process (Linux only)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    sizes = [0]
    for each in below:
        with suppress(OSError):
            if b"--type=renderer" in Path(f"/proc/{each}/cmdline").read_bytes():
                sizes.append(int(Path(f"/proc/{each}/statm").read_text().split()[1]) * PAGE_BYTES)
    return max(sizes)


if __name__ == "__main__":
    main()
