"""What a run tells of itself."""

from dataclasses import dataclass
from typing import Literal

from pipeline.records import Failure

TablesState = Literal["written", "unchanged", "waiting"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did; the tables wait as long as a stage of an article is not computed.

    `warnings` name the corrections that could not be applied.
    """

    articles: int
    computed: int
    statements: int
    failures: tuple[Failure, ...]
    tables: TablesState
    warnings: tuple[str, ...] = ()
