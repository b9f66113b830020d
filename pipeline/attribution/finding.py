"""What a rule found, before it becomes a statement."""

from dataclasses import dataclass

from pipeline.attribution.article import Range
from pipeline.records import AttributionType


@dataclass(frozen=True, slots=True)
class Finding:
    """An attribution found by `rule`, or by the model; ranges are of characters, content may hold its quotation marks.

    `cue_token` is the word that carries the cue: one token carries at most one finding, except that
    a conjoined content is part of the same one. `confidence` is 0–100, None where that of the rule counts.
    """

    rule: str
    type: AttributionType
    cue_token: int | None
    cue: Range | None
    source: Range | None
    content: tuple[Range, ...]
    confidence: int | None = None
