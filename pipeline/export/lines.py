"""The tables as JSON lines, one object a row."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.tables import Table
from pipeline.tables.files import replacing


def write_lines(sources: Sequence[tuple[Table, Callable[[], Iterator[Any]]]], folder: Path) -> None:
    """Writes TABLE.jsonl into `folder` for each table; missing values are null, days ISO dates.

    Raises:
        UsageError: the folder cannot be written.
    """
    with replacing(folder, [f"{table.name}.jsonl" for table, _ in sources]) as streams:
        for table, rows in sources:
            streams[f"{table.name}.jsonl"].writelines(msgspec.json.encode(row) + b"\n" for row in rows())
