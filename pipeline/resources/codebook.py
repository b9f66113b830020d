"""The codebook: the themes of a project and the patterns that show them (`data/codebook.csv`).

A row with a label opens a theme: its note is the definition, its parent_id the theme it is part
of, maps_to its equivalent elsewhere. A row without a label adds a pattern to the theme it names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import re2

from pipeline.resources.phrases import PhraseFinder, build_finder, phrase_keys
from pipeline.resources.table import Row, read_table

PatternMatch = Literal["lemma", "phrase", "entity", "regex"]
COLUMNS = ("theme_id", "label", "parent_id", "pattern", "match", "exclude", "weight", "example", "note", "maps_to")
MAX_WEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class CodebookTheme:
    """A theme as the codebook defines it; `maps_to` names its equivalents in other schemes.

    `proposition`, from a column that may be missing, is what those who favour what the theme's
    patterns name would say: "foreign drone strikes should continue".
    """

    theme_id: str
    label: str
    definition: str
    line: int
    parent_id: str | None = None
    example: str = ""
    maps_to: tuple[str, ...] = ()
    proposition: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that show a theme, unless they stand inside one of the phrases of `exclude`."""

    theme_id: str
    pattern: str
    match: PatternMatch
    weight: float
    line: int
    exclude: tuple[str, ...] = ()
    example: str = ""


class Example(NamedTuple):
    """A sentence that shows a theme, and its line."""

    line: int
    theme_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes and patterns in the order of the file, and the finder built from them.

    In `finder`, phrase number n is pattern n; numbers from len(patterns) on are the
    exclusions, of which `excluded_patterns` says whose they are. `regexes` are the numbers
    of the regex patterns, which the finder does not hold.
    """

    themes: tuple[CodebookTheme, ...]
    patterns: tuple[Pattern, ...]
    finder: PhraseFinder
    excluded_patterns: tuple[int, ...]
    regexes: tuple[int, ...]


def load_codebook(path: Path) -> Codebook:
    """The codebook of a CSV file.

    Raises:
        ResourceError: the file is not such a table; a theme is opened twice or never, or has an
            unknown or circular parent; a pattern, its match or its weight is wrong.
    """
    themes: dict[str, CodebookTheme] = {}
    patterns: list[Pattern] = []
    rows = list(read_table(path, columns=COLUMNS))
    for row in rows:
        if row["label"]:
            _open_theme(row, themes)
    for row in rows:
        _check_parents(row, themes)
        if row["pattern"]:
            patterns.append(_pattern(row))
        elif not row["label"]:
            raise row.error("has neither a label nor a pattern; fill one of them or delete the row.")
    return make_codebook(themes.values(), patterns)


def compile_regex(pattern: str) -> Any:
    """The RE2 expression of a pattern; it ignores case unless it says otherwise."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return re2.compile(pattern, options)


def make_codebook(themes: Iterable[CodebookTheme], patterns: Sequence[Pattern]) -> Codebook:
    """The codebook of these themes and patterns."""
    phrases = [
        (number, phrase_keys(pattern.pattern, pattern.match))
        for number, pattern in enumerate(patterns)
        if pattern.match != "regex"
    ]
    owners: list[int] = []
    for number, pattern in enumerate(patterns):
        for phrase in pattern.exclude:
            phrases.append((len(patterns) + len(owners), phrase_keys(phrase, "lemma")))
            owners.append(number)
    regexes = tuple(number for number, pattern in enumerate(patterns) if pattern.match == "regex")
    return Codebook(tuple(themes), tuple(patterns), build_finder(phrases), tuple(owners), regexes)


def is_within(theme_id: str, ancestor_id: str, codebook: Codebook) -> bool:
    """Whether a theme is another one or a part of it."""
    parents = {theme.theme_id: theme.parent_id for theme in codebook.themes}
    step: str | None = theme_id
    while step and step != ancestor_id:
        step = parents.get(step)
    return step == ancestor_id


def examples_of(codebook: Codebook) -> list[Example]:
    """The examples of themes and patterns, by line."""
    themes = [Example(theme.line, theme.theme_id, theme.example) for theme in codebook.themes]
    patterns = [Example(pattern.line, pattern.theme_id, pattern.example) for pattern in codebook.patterns]
    return sorted(example for example in (*themes, *patterns) if example.text)


def _open_theme(row: Row, themes: dict[str, CodebookTheme]) -> None:
    theme_id = row["theme_id"]
    if not theme_id:
        raise row.error(f"the theme {row['label']} has no theme_id; give it a short one that no theme had before.")
    if theme_id in themes:
        first = themes[theme_id].line
        raise row.error(f"{theme_id} is opened a second time (first in line {first}); leave the label empty here.")
    themes[theme_id] = CodebookTheme(
        theme_id,
        row["label"],
        row["note"],
        row.line,
        parent_id=row["parent_id"] or None,
        example="" if row["pattern"] else row["example"],
        maps_to=_list(row["maps_to"]),
        proposition=row["proposition"],
    )


def _check_parents(row: Row, themes: dict[str, CodebookTheme]) -> None:
    theme = themes.get(row["theme_id"])
    if theme is None:
        raise row.error(f"theme_id {row['theme_id'] or 'is empty'}: no row with a label opens it; add one.")
    seen = {theme.theme_id}
    while theme.parent_id:
        if theme.parent_id not in themes:
            raise row.error(f"parent_id {theme.parent_id} is no theme of this file; correct or clear it.")
        if theme.parent_id in seen:
            raise row.error(f"parent_id {theme.parent_id} makes the theme a part of itself; clear it.")
        seen.add(theme.parent_id)
        theme = themes[theme.parent_id]


def _pattern(row: Row) -> Pattern:
    match: PatternMatch = row.one_of("match", get_args(PatternMatch)) if row["match"] else "lemma"
    if match == "regex":
        _check_regex(row)
    elif not phrase_keys(row["pattern"], match):
        raise row.error(f"the pattern {row['pattern']} holds no word; write words, or set match to regex.")
    return Pattern(
        row["theme_id"],
        row["pattern"],
        match,
        _weight(row),
        row.line,
        exclude=_list(row["exclude"]),
        example=row["example"],
    )


def _check_regex(row: Row) -> None:
    try:
        empty = compile_regex(row["pattern"]).search("") is not None
    except re2.error as error:
        message = f"the regex {row['pattern']} cannot be read; mind brackets, and that RE2 has no look-around."
        raise row.error(message) from error
    if empty:
        raise row.error(f"the regex {row['pattern']} also matches nothing at all; make it need a word.")


def _weight(row: Row) -> float:
    try:
        weight = float(row["weight"] or 1)
    except ValueError as error:
        raise row.error(f"weight is {row['weight']}; give a number such as 0.5.") from error
    if not 0 < weight <= MAX_WEIGHT:
        raise row.error(f"weight is {row['weight']}; give more than 0 and at most {MAX_WEIGHT:g}.")
    return weight


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
