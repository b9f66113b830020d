"""The plots of bench.py: CPU and memory against the number of articles, and the cost of each stage."""

from pathlib import Path
from typing import Any

import altair as alt

SIZE = {"width": 480, "height": 320}
MEASURES = {"cpu_s": "CPU seconds", "wall_s": "seconds", "peak_mb": "peak memory, MB, all processes"}


def draw(summary: dict[str, Any], out: Path) -> None:
    """Writes one PNG a measure, and one of the stages."""
    for measure, title in MEASURES.items():
        chart = alt.Chart(alt.Data(values=summary["costs"]), **SIZE).mark_line(point=True)
        chart = chart.encode(x=alt.X("articles:Q"), y=alt.Y(f"{measure}:Q", title=title), color="system:N")
        chart.save(out / f"{measure}.png")
    stages = [{"stage": name, "ratio": ratio} for name, ratio in summary["stages"].items()]
    bars = alt.Chart(alt.Data(values=stages), **SIZE).mark_bar()
    bars.encode(x=alt.X("ratio:Q", title="CPU, ratio to stock nlp.pipe"), y=alt.Y("stage:N", sort=None)).save(
        out / "stages.png"
    )
