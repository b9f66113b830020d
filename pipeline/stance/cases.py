"""A statement and one of its targets, before the stance toward it is settled."""

from typing import NamedTuple

from pipeline.records import Statement, TargetKind
from pipeline.stance.verdicts import Verdict


class Case(NamedTuple):
    """A statement's target before it is settled: the rules' verdict, and the token at which the encoder reads it."""

    statement: Statement
    target: str
    kind: TargetKind
    verdict: Verdict
    place: int | None = None
