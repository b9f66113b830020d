"""The corrections of a project: `data/corrections.csv`, read and checked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.corrections.days import read_days
from pipeline.corrections.sheet import SheetRow, read_sheet
from pipeline.errors import ResourceError
from pipeline.project import Project
from pipeline.records import AttributionType, SpeakerKind, StanceLabel, StatementKind
from pipeline.tables.cells import NEWLINE, NEWLINE_MARK, unguard

CORRECTIONS_FILE = "corrections.csv"
COLUMNS = ("statement_id", "field", "value", "note", "file", "statement")
REQUIRED = ("statement_id", "field", "value")
Field = Literal[
    "statement", "speaker", "speaker_kind", "said_earliest", "said_latest", "theme", "themes", "stance_target",
    "stance", "kind", "type", "role", "affiliation", "country", "delete", "merge_with_previous", "add",
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "speaker_kind": get_args(SpeakerKind),
    "stance": get_args(StanceLabel),
    "kind": get_args(StatementKind),
    "type": get_args(AttributionType),
}
DATE_FIELDS = ("said_earliest", "said_latest")
FLAGS: tuple[Field, ...] = ("delete", "merge_with_previous")
NEVER_EMPTY = ("statement", "kind", "type", "add")
YES = frozenset({"yes", "y", "true", "1", "1.0", "x", "ja", "oui", "delete", "merge"})
NO = frozenset({"", "no", "n", "false", "0", "0.0", "-"})
STATEMENT_ID = re.compile(r"d[0-9a-f]+-\S+")


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of corrections.csv: the right value of a field; an empty value means that there is none.

    `file` and `statement` (its text when the correction was made) find the statement again when
    its id has changed. For the field `add` the value is the text of a statement the tool missed;
    `statement_id` is then only the name by which other rows refer to it.
    """

    line: int
    statement_id: str
    field: Field
    value: str
    note: str = ""
    file: str = ""
    statement: str = ""


def corrections_file(project: Project) -> Path:
    """Where a project keeps its corrections; the file may be missing."""
    return project.root / "data" / CORRECTIONS_FILE


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file, in its order; none where the file does not exist.

    Raises:
        ResourceError: the file is no such table, or a row has an unknown field or a value that the
            field cannot have.
    """
    if not path.exists():
        return ()
    sheet = read_sheet(path, COLUMNS)
    if missing := [name for name in REQUIRED if name not in sheet.header]:
        raise ResourceError(path, f"column {', '.join(missing)} is missing; the header must name it.", line=1)
    return tuple(_correction(path, row) for row in sheet.rows if not is_comment(row))


def is_comment(row: SheetRow) -> bool:
    """Whether a row of corrections.csv is a remark of its author's."""
    return next(iter(row.cells.values())).lstrip().startswith("#")


def tidy(cell: str) -> str:
    """A cell's text without guard, surrounding blanks and line breaks."""
    return NEWLINE.sub(NEWLINE_MARK, unguard(cell.strip())).strip()


def check_value(field: Field, value: str) -> str:
    """The value as it is kept: days in ISO form, flags as yes or no, categories in small letters.

    Raises:
        ValueError: the field cannot have this value; the message says what it can have.
    """
    if not value and field in NEVER_EMPTY:
        raise ValueError(f"{field} must not be empty; to take a statement out of the tables, correct its field delete")
    checks: tuple[tuple[bool, Callable[[Field, str], str]], ...] = (
        (field in CATEGORIES, _category),
        (field in DATE_FIELDS, _day),
        (field in FLAGS, _flag),
    )
    check = next((function for applies, function in checks if applies), None)
    return check(field, value) if check and value else value


def _category(field: Field, value: str) -> str:
    if value.casefold() not in CATEGORIES[field]:
        raise ValueError(f"{field} is {value!r}; give one of {', '.join(CATEGORIES[field])}")
    return value.casefold()


def _day(field: Field, value: str) -> str:
    day = read_days(value).by(None)
    if day is None:
        raise ValueError(f"{field} is {value!r}; give a day as YYYY-MM-DD")
    return day.isoformat()


def _flag(field: Field, value: str) -> str:
    if value.casefold() in YES or (field == "merge_with_previous" and STATEMENT_ID.fullmatch(value)):
        return "yes" if value.casefold() in YES else value
    if value.casefold() in NO:
        return "no"
    raise ValueError(f"{field} is {value!r}; give yes or no")


def _correction(path: Path, row: SheetRow) -> Correction:
    field = row["field"].casefold().replace(" ", "_")
    known = next((name for name in FIELDS if name == field), None)
    if known is None:
        raise ResourceError(path, f"field is {row['field']!r}; give one of {', '.join(FIELDS)}.", line=row.line)
    if not row["statement_id"] and known != "add":
        raise ResourceError(path, "statement_id is empty; copy it from outputs/statements.csv.", line=row.line)
    if known == "add" and not row["file"]:
        raise ResourceError(path, "file is empty; name the article that holds the added statement.", line=row.line)
    try:
        value = check_value(known, tidy(row["value"]))
    except ValueError as error:
        raise ResourceError(path, f"{error}.", line=row.line) from error
    name = row["statement_id"] or f"new-{row.line}"
    return Correction(row.line, name, known, value, tidy(row["note"]), tidy(row["file"]), tidy(row["statement"]))
