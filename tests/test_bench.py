"""The benchmark's own articles, measurements and sums; the figures themselves are made by hand."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import bench
from bench import Cost, measure, summarise
from corpus import write_corpus


def test_larger_corpus_holds_the_smaller_one(tmp_path):
    write_corpus(3, tmp_path / "small")
    write_corpus(5, tmp_path / "large")
    small, large = (
        {path.name: path.read_text("utf-8") for path in (tmp_path / size).iterdir()} for size in ("small", "large")
    )
    assert len(set(large.values())) == 5
    assert small.items() < large.items()


def test_cost_of_all_processes_is_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "SAMPLE_SECONDS", 0.0)
    burn = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(3_000_000)); b = bytes(10**8)'])"
    cpu, wall, peak = measure((sys.executable, "-c", burn), tmp_path)
    assert cpu > 0.02
    assert wall > 0
    assert (peak or 0) > 1 or find_spec("psutil") is None
    with pytest.raises(SystemExit, match="no such thing"):
        measure((sys.executable, "-c", "raise SystemExit('no such thing')"), tmp_path)


def test_ratios_and_growth_are_medians_over_rounds():
    costs = [
        Cost(system, articles, number, 500 * articles, cpu, 2 * cpu, 300.0)
        for articles in (10, 20)
        for number in range(3)
        for system, cpu in (("stock", articles + number), ("fast", (articles + number) / 2))
    ]
    row = next(row for row in summarise(costs) if (row["system"], row["articles"]) == ("fast", 20))
    assert (row["cpu_s"], row["cpu_ratio_to_stock"], row["cpu_ms_of_one_more"]) == (10.5, 0.5, 500.0)
    assert (row["peak_mb"], row["rounds"]) == (300, 3)
