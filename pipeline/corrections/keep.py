"""Puts corrections into `data/corrections.csv`, where nothing that stands there is lost."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.corrections.edited import Draft
from pipeline.corrections.load import COLUMNS, is_comment, load_corrections, tidy
from pipeline.corrections.sheet import SheetRow, read_sheet
from pipeline.tables import write_atomically
from pipeline.tables.cells import clean

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many corrections are new, take the place of an earlier one, or were there already."""

    new: int
    replaced: int
    known: int


def keep_corrections(path: Path, drafts: Sequence[Draft]) -> Kept:
    """Adds corrections to the file, which appears whole or not at all.

    A correction of a field that was corrected before takes the place of the earlier one, whose
    value its note tells. Remarks and columns of the user's own stay.

    Raises:
        ResourceError: the file that is there is wrong.
        UsageError: the file cannot be written.
    """
    load_corrections(path)
    header: tuple[str, ...] = COLUMNS
    rows: list[Mapping[str, str]] = []
    if path.exists():
        sheet = read_sheet(path, COLUMNS)
        header = (*sheet.header, *(name for name in COLUMNS if name not in sheet.header))
        rows = [_cells(row) for row in sheet.rows]
    counts = {"new": 0, "replaced": 0, "known": 0}
    for draft in drafts:
        earlier = [
            row for row in rows if (row.get("statement_id"), row.get("field")) == (draft.statement_id, draft.field)
        ]
        if earlier and earlier[-1]["value"] == draft.value:
            counts["known"] += 1
            continue
        counts["replaced" if earlier else "new"] += 1
        fresh = _merged(draft, earlier, rows)
        rows = [row for row in rows if not any(row is old for old in earlier)]
        rows.append(fresh)
    if counts["new"] or counts["replaced"]:
        write_atomically(path, _encoded(header, rows))
    return Kept(**counts)


def _cells(row: SheetRow) -> dict[str, str]:
    if is_comment(row):
        return dict(row.cells)
    cells = {name: tidy(cell) for name, cell in row.cells.items()}
    return {**cells, "field": cells.get("field", "").casefold().replace(" ", "_")}


def _merged(draft: Draft, earlier: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The row of a correction; it remembers the statement's words as the first correction of it knew them."""
    words = next(
        (row["statement"] for row in rows if row.get("statement_id") == draft.statement_id and row.get("statement")), ""
    )
    notes = [row.get("note", "") for row in earlier] + [f"before: {row['value']}" for row in earlier]
    own = dict(earlier[-1]) if earlier else {}
    fresh = {name: str(value) for name, value in asdict(draft).items()}
    notes = list(dict.fromkeys(note for note in [fresh["note"], *notes] if note))
    return {**own, **fresh, "note": "; ".join(notes), "statement": words or draft.statement}


def _encoded(header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([clean(row.get(name, "")) for name in header] for row in rows)
    return text.getvalue().encode()
