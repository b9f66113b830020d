"""What a person changed in a spreadsheet copy of statements.csv, told apart from what the spreadsheet changed."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from unicodedata import normalize

from pipeline.corrections.days import Order, habit, read_days
from pipeline.corrections.fields import split_themes
from pipeline.corrections.history import VERSION, Cells, read_rows
from pipeline.corrections.load import CATEGORIES, DATE_FIELDS, FIELDS, FLAGS, Field, check_value, tidy
from pipeline.corrections.same import is_same_quotation, is_same_text, plain_text
from pipeline.corrections.sheet import Sheet, SheetRow
from pipeline.errors import UsageError
from pipeline.tables import TABLE_BY_NAME
from pipeline.tables.cells import LIST_SEPARATOR
from pipeline.tables.copies import STATEMENT_COLUMNS

EDITABLE: tuple[Field, ...] = tuple(name for name in FIELDS if name not in {*FLAGS, "add"})
TYPES = {column.name: column.type for column in TABLE_BY_NAME["statements"].columns}
DATE_COLUMNS = tuple(name for name, kind in TYPES.items() if kind == "date")
CHANGED_BY_MACHINES = ("statement_id", "corrected", "truncated", *STATEMENT_COLUMNS, VERSION)
LOST = "is of a table that is not known any more; copy the tables anew, or empty its row_version to take all of it over"
ID_BYTES = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A correction as read off an edited table, not yet in corrections.csv."""

    statement_id: str
    field: Field
    value: str
    note: str = ""
    file: str = ""
    statement: str = ""


@dataclass(slots=True)
class Changes:
    """What a person changed: the corrections, what could not be taken over and why, and the rows compared."""

    drafts: list[Draft] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Current:
    """The statements of the last run: cells by statement_id, and the statement before each in its article."""

    rows: Mapping[str, Cells]
    previous: Mapping[str, str]


def read_current(path: Path) -> Current:
    """The statements table as it is now.

    Raises:
        UsageError: there is none, or it is damaged.
    """
    rows: dict[str, Cells] = {}
    previous: dict[str, str] = {}
    last: Cells = {"file": "", "statement_id": ""}
    try:
        for cells in read_rows(path):
            rows[cells["statement_id"]] = cells
            if cells["file"] == last["file"]:
                previous[cells["statement_id"]] = last["statement_id"]
            last = cells
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file; run `onrecord run` first.") from error
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read ({error}); run `onrecord run`.") from error
    return Current(rows, previous)


def compare(
    sheet: Sheet,
    current: Current,
    *,
    theme_ids: Mapping[str, str],
    files: Iterable[str],
    taken_out: Collection[str] = (),
    replaced: Mapping[str, Cells] = MappingProxyType({}),
) -> Changes:
    """The corrections that a person wrote into a sheet.

    A cell counts as changed where it holds neither what stood there when the copy was made nor what
    stands there now. What stood there is told by the row's version: it is that of the current row, of
    one `replaced` since, or, where the sheet has none, is taken to be the current one's. Rows that
    are missing from the sheet are passed over: only a column `delete` deletes. Rows of statements
    that earlier corrections have `taken_out` are passed over too.
    """
    return _Comparison(sheet, current, theme_ids, frozenset(files), frozenset(taken_out), replaced).run()


@dataclass(slots=True)
class _Comparison:
    """A sheet being compared with the current statements."""

    sheet: Sheet
    current: Current
    theme_ids: Mapping[str, str]
    files: frozenset[str]
    taken_out: frozenset[str]
    replaced: Mapping[str, Cells]
    changes: Changes = field(default_factory=Changes)
    order: Order | None = None
    usual: date | None = None
    fixed: Counter[str] = field(default_factory=Counter)

    def run(self) -> Changes:
        """Everything that was changed."""
        by_words = {(row["file"], plain_text(row["statement"])): name for name, row in self.current.rows.items()}
        paired = [(row, self._id_of(row, by_words)) for row in self.sheet.rows]
        known = list(self._known_days(paired))
        self.order = habit(known)
        self.usual = sorted(day for _, day in known)[len(known) // 2] if known else None
        times = Counter(name for _, name in paired if name)
        for row, name in paired:
            if name and times[name] > 1:
                self._compare_double(row, name, paired)
            elif name:
                self._compare_row(row, name)
            elif row["statement_id"] in self.taken_out:
                continue
            elif row["statement_id"] and row[VERSION] in self.replaced:
                self._compare_row(row, row["statement_id"])
            elif row["statement_id"]:
                self._problem(row, f"there is no statement {row['statement_id']} in the current tables; copy them anew")
            else:
                self._add(row)
        if self.fixed:
            message = f"what changed in {', '.join(sorted(self.fixed))} cannot be corrected and was passed over"
            self.changes.problems.append(f"{self.sheet.path}: {message} ({self.fixed.total()} cells).")
        return self.changes

    def _id_of(self, row: SheetRow, by_words: Mapping[tuple[str, str], str]) -> str | None:
        name = row["statement_id"].strip("'")
        return (
            name if name in self.current.rows else by_words.get((tidy(row["file"]), plain_text(tidy(row["statement"]))))
        )

    def _known_days(self, paired: Sequence[tuple[SheetRow, str | None]]) -> Iterator[tuple[str, date]]:
        """Each day of the sheet with the day that stood there before."""
        for row, name in paired:
            before = self._before(row, name) if name else {}
            for column in DATE_COLUMNS:
                if row[column] and before.get(column):
                    yield row[column], date.fromisoformat(before[column])

    def _before(self, row: SheetRow, name: str) -> Cells:
        """What stood in the row when the copy was made, as far as that is known."""
        return self.replaced.get(row[VERSION]) or self.current.rows[name]

    def _is_lost(self, row: SheetRow, name: str) -> bool:
        """Whether nobody knows what the row was made from."""
        current = self.current.rows.get(name, {}).get(VERSION, "")
        return row[VERSION] not in {"", current} and row[VERSION] not in self.replaced

    def _problem(self, row: SheetRow, message: str) -> None:
        self.changes.problems.append(f"{self.sheet.path} line {row.line}: {message}.")

    def _compare_double(self, row: SheetRow, name: str, paired: Sequence[tuple[SheetRow, str | None]]) -> None:
        """Takes a row that stands in the sheet more than once, unless its copies differ."""
        same = [other for other, other_name in paired if other_name == name]
        if any(other.cells != same[0].cells for other in same):
            self._problem(row, f"statement {name} stands here more than once, with different cells; keep one row")
        elif row is same[0]:
            self._compare_row(row, name)

    def _compare_row(self, row: SheetRow, name: str) -> None:
        self.changes.rows += 1
        if self._take_out(row, name):
            return
        before = self._before(row, name)
        known = (before, self.current.rows.get(name, before))
        changed = {column: value for column in EDITABLE if (value := self._change(row, known, column)) is not None}
        if changed and self._is_lost(row, name):
            self._problem(row, f"the row {LOST}")
            return
        if changed.get("statement") == "":
            self._problem(row, "the statement is empty; to delete it, write yes into a column delete")
            del changed["statement"]
        if "themes" in changed and ("theme" not in changed or changed["themes"].split("; ")[0] == changed["theme"]):
            changed.pop("theme", None)
        for column in sorted(changed, key=lambda column: (column == "theme", EDITABLE.index(column))):
            self._draft(row, name, column, changed[column])
        for other in row.cells.keys() & TYPES.keys() - {*EDITABLE, *CHANGED_BY_MACHINES}:
            if _is_left_open(row, other):
                continue
            self.fixed[other] += not any(self._is_same(row[other], cells.get(other, ""), other) for cells in known)
        self.fixed = +self.fixed

    def _take_out(self, row: SheetRow, name: str) -> bool:
        """Whether a flag takes the row out of the tables; then nothing else of it matters."""
        for flag in FLAGS:
            try:
                value = check_value(flag, tidy(row[flag]))
            except ValueError as error:
                self._problem(row, str(error))
                continue
            if value not in {"", "no"}:
                target = self.current.previous.get(name) if flag == "merge_with_previous" else "yes"
                if target is None:
                    self._problem(row, "there is no statement before it in its article to merge it with")
                    continue
                self._draft(row, name, flag, value if value != "yes" else target)
                return True
        return False

    def _change(self, row: SheetRow, known: Sequence[Cells], column: Field) -> str | None:
        """The new value of a cell; None where it is one of those known, the oldest first, or cannot be taken over."""
        if column not in row.cells or _is_left_open(row, column):
            return None
        cell = normalize("NFC", tidy(row[column]))
        if any(self._is_same(row[column], cells.get(column, ""), column) for cells in known):
            return None
        try:
            return self._value(column, cell, known[0])
        except ValueError as error:
            self._problem(row, str(error))
            return None

    def _is_same(self, edited: str, known: str, column: str) -> bool:
        cell = tidy(edited)
        if column in DATE_COLUMNS and cell and known:
            near = date.fromisoformat(known)
            readings = read_days(cell, near)
            return readings.by(self.order) == near or (self.order is None and near in {readings.dmy, readings.mdy})
        if column == "statement" and is_same_quotation(cell, known):
            return True
        return is_same_text(cell, known, is_lossy=self.sheet.is_lossy)

    def _value(self, column: Field, cell: str, known: Mapping[str, str]) -> str:
        if column in {"theme", "themes"}:
            return LIST_SEPARATOR.join(split_themes(cell, self.theme_ids))
        if column not in DATE_FIELDS or not cell:
            return check_value(column, cell) if cell or column in CATEGORIES else cell
        near = next((known[name] for name in (column, *DATE_COLUMNS) if known.get(name)), "")
        readings = read_days(cell, date.fromisoformat(near) if near else self.usual)
        day = readings.by(self.order)
        if day is None and readings.dmy and readings.mdy:
            raise ValueError(f"{column} is {cell!r}: {readings.dmy} or {readings.mdy}? Write it as YYYY-MM-DD")
        if day is None:
            raise ValueError(f"{column} is {cell!r}; give a day as YYYY-MM-DD")
        return day.isoformat()

    def _draft(self, row: SheetRow, name: str, column: Field, value: str) -> None:
        known = self.current.rows.get(name) or self.replaced.get(row[VERSION], {})
        words = known.get("statement", "")
        self.changes.drafts.append(Draft(name, column, value, tidy(row["note"]), known.get("file", ""), words))

    def _add(self, row: SheetRow) -> None:
        """Takes over a statement that the person wrote into the sheet."""
        words, file = normalize("NFC", tidy(row["statement"])), tidy(row["file"])
        if not words:
            return
        if file not in self.files:
            self._problem(row, f"an added statement needs its article: file is {file!r}, and there is no such article")
            return
        self.changes.rows += 1
        name = "new-" + blake2b(f"{file}\n{plain_text(words)}".encode(), digest_size=ID_BYTES).hexdigest()
        self.changes.drafts.append(Draft(name, "add", words, tidy(row["note"]), file, words))
        for column in EDITABLE:
            if column != "statement" and (value := self._change(row, ({},), column)):
                self.changes.drafts.append(Draft(name, column, value, "", file, words))


def _is_left_open(row: SheetRow, column: str) -> bool:
    """Whether a person who added the row wrote nothing there."""
    return not row["statement_id"] and not row[column]
