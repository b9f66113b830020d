"""The columns of the tables that tell of the run: what it left to decide, what became of corrections, what failed."""

from dataclasses import dataclass
from typing import Annotated

from pipeline.canonical import DoubtReason
from pipeline.records import CorrectionState
from pipeline.tables.columns import Note


@dataclass(frozen=True, slots=True)
class UnresolvedRow:
    """A name that speaks and deserves a decision; the most frequent first."""

    name: Annotated[str, Note("The name.", is_key=True)]
    kind: Annotated[str, Note("What it was taken for.", is_key=True)]
    reason: Annotated[
        DoubtReason,
        Note(
            "several_persons: a surname that fits several full names; one_person: a surname that may be a full name's; "
            "similar_name: nearly another's name; no_name: a person of whom only a role is known; unknown_kind: what "
            "it is is not known; unknown_place: a place that speaks and may stand for a country; shared_body: a body "
            "such as a ministry that several articles have without its country.",
            is_key=True,
        ),
    ]
    statements: Annotated[int, Note("How many statements.", minimum=1)]
    documents: Annotated[int, Note("In how many articles.", minimum=1)]
    examples: Annotated[str, Note("The first statements by id, separated by `; `.")]
    suggestion: Annotated[str, Note("What to decide, and where.", is_key=True)]


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A row of data/corrections.csv and what became of it in this run."""

    line: Annotated[int, Note("Its line in data/corrections.csv.", is_key=True, minimum=1)]
    statement_id: Annotated[str | None, Note("The statement it names.")]
    field: Annotated[str, Note("What it corrects.")]
    value: Annotated[str | None, Note("The right value.")]
    state: Annotated[
        CorrectionState,
        Note(
            "applied; contradicted: another row says otherwise and counts; vanished: its statement is not found; "
            "rejected: it cannot be applied."
        ),
    ]
    found_as: Annotated[str | None, Note("The statement it was applied to, as it is named now.")]
    message: Annotated[str | None, Note("What went wrong, and what to do about it.")]


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """An article that could not be processed, or could only in part."""

    file: Annotated[str, Note("Its file below seeds/.", is_key=True)]
    stage: Annotated[str, Note("The step that failed.", is_key=True)]
    message: Annotated[str, Note("What went wrong.", is_key=True)]
    remedy: Annotated[str, Note("What to do about it.")]


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A column of a table."""

    table: Annotated[str, Note("The table.", is_key=True)]
    column: Annotated[str, Note("The column.", is_key=True)]
    type: Annotated[str, Note("string, integer, number or date (YYYY-MM-DD).")]
    description: Annotated[str, Note("What it holds.")]
    values: Annotated[str | None, Note("The values it may have, separated by `; `, or their range.")]
    required: Annotated[str, Note("yes: never empty; no: empty where nothing is known.")]
    refers_to: Annotated[str | None, Note("The table and column whose values it repeats.")]
