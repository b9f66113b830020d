"""Rules that cut a news database's export into its articles: `data/splits.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import re2

from pipeline.resources.boilerplate import GROUP_NAME, compile_pattern
from pipeline.resources.table import Row, read_table

Mark = Literal["begin", "end", "cover", "body", "field", "skip", "drop", "order"]
MARKS: tuple[Mark, ...] = get_args(Mark)
COLUMNS = ("export", "mark", "pattern", "note")
FIELDS = frozenset({"title", "outlet", "author", "published", "url", "language", "id"})
ORDERED = frozenset({"title", "outlet"})


@dataclass(frozen=True, slots=True)
class SplitRule:
    """One kind of export: its patterns by mark, and the order of the header lines that no pattern names."""

    export: str
    patterns: Mapping[Mark, tuple[str, ...]]
    order: tuple[str, ...]

    def occurs_in(self, text: str) -> bool:
        """Whether the text may hold a line that begins or ends an article: quicker than asking of each line."""
        marks = (*self.patterns.get("begin", ()), *self.patterns.get("end", ()))
        unnamed = (f"(?:{GROUP_NAME.sub('(?:', pattern)})" for pattern in marks)
        return compile_pattern(rf"(?m)^[\s\pZ]*(?:{'|'.join(unnamed)})[\s\pZ]*$").search(text) is not None

    def find(self, mark: Mark, line: str) -> dict[str, str] | None:
        """The groups of the first pattern of this mark that the whole line matches, or None."""
        for pattern in self.patterns.get(mark, ()):
            found = compile_pattern(pattern).fullmatch(line)
            if found is not None:
                return {name: (value or "").strip() for name, value in found.groupdict().items()}
        return None


@dataclass(frozen=True, slots=True)
class Splits:
    """The kinds of export in the order of the file; the first that fits is taken."""

    rules: tuple[SplitRule, ...]


def load_splits(path: Path) -> Splits:
    """The rules of `data/splits.csv`.

    Raises:
        ResourceError: a mark or field is unknown, a pattern is not an RE2 regular expression, or
            a kind of export has no line that begins or ends an article.
    """
    patterns: dict[str, dict[Mark, tuple[str, ...]]] = {}
    orders: dict[str, tuple[str, ...]] = {}
    rows: dict[str, Row] = {}
    for row in read_table(path, columns=COLUMNS):
        export, mark = row["export"], _mark(row)
        rows.setdefault(export, row)
        marks = patterns.setdefault(export, {})
        if mark == "order":
            orders[export] = _order(row)
        else:
            marks[mark] = (*marks.get(mark, ()), _pattern(row))
    for export, marks in patterns.items():
        if "begin" not in marks and "end" not in marks:
            raise rows[export].error(f"{export} has no pattern with the mark begin or end; add one.")
    return Splits(tuple(SplitRule(export, marks, orders.get(export, ())) for export, marks in patterns.items()))


def _mark(row: Row) -> Mark:
    if not row["export"] or not row["pattern"]:
        raise row.error("a rule needs export and pattern; fill in both or delete the row.")
    mark = next((known for known in MARKS if known == row["mark"]), None)
    if mark is None:
        raise row.error(f'unknown mark "{row["mark"]}"; give one of {", ".join(MARKS)}.')
    return mark


def _order(row: Row) -> tuple[str, ...]:
    names = tuple(row["pattern"].split())
    if not set(names) <= ORDERED:
        raise row.error(f"the order is made of {' and '.join(sorted(ORDERED))}; correct it.")
    return names


def _pattern(row: Row) -> str:
    pattern = row["pattern"]
    try:
        compiled = compile_pattern(pattern)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        raise row.error(f"the pattern is not an RE2 regular expression ({reason}); correct it.") from error
    unknown = sorted(set(compiled.groupindex) - FIELDS)
    if unknown:
        raise row.error(f"unknown group {unknown[0]}; the named groups are {', '.join(sorted(FIELDS))}.")
    if compiled.fullmatch("") is not None:
        raise row.error("the pattern matches an empty line, so it would match everywhere; make it need a character.")
    if row["mark"] == "field" and not compiled.groupindex:
        raise row.error("a field needs a named group such as (?P<title>.*); add one, or use the mark skip.")
    return pattern
