"""Rules for text that surrounds an article and is not part of it: `data/boilerplate.csv`."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import re2

from pipeline.resources.table import Row, read_table

Scope = Literal["block", "line_start", "head", "foot", "tail"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
COLUMNS = ("rule", "pattern", "scope", "note")
GROUPS = frozenset({"published", "updated", "year", "outlet", "author"})
WHOLE_BLOCK: frozenset[Scope] = frozenset({"block", "head"})
MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?i:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?)\.?,?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
GROUP_NAME = re.compile(r"\(\?P<\w+>")
MAX_PATTERN_BYTES = 1 << 26
PLACEHOLDERS = {
    "{date}": (
        rf"(?:{WEEKDAY} )?(?:{MONTH} {DAY},? \d{{4}}|{DAY}(?: of)?[ -]{MONTH},?[ -]\d{{4}}"
        r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
    ),
    "{name}": (
        r"(?:(?:Dr|Prof|Mr|Ms|Mrs|Sir|Dame|Gen|Col|Lt)\.? )?\p{Lu}[\pL.'’-]*"
        r"(?: (?:(?:de|da|del|di|la|le|van|von|der|den|bin|ibn|al|el|ul) )?\p{Lu}[\pL.'’-]*){1,4}"
    ),
}


@dataclass(frozen=True, slots=True)
class BoilerplateRule:
    """One pattern and where it holds; rules of the same name are one rule to the reader."""

    rule: str
    pattern: str
    scope: Scope

    def match(self, text: str) -> dict[str, str] | None:
        """The pattern's named groups that matched, or None where the rule does not hold for the block `text`."""
        compiled = compile_pattern(self.pattern)
        found = compiled.fullmatch(text) if self.scope in WHOLE_BLOCK else compiled.match(text)
        if found is None:
            return None
        return {name: value for name, value in found.groupdict().items() if value}


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The rules in the order of the file; the first that holds names the block."""

    rules: tuple[BoilerplateRule, ...]


def load_boilerplate(path: Path) -> Boilerplate:
    """The rules of `data/boilerplate.csv`.

    Raises:
        ResourceError: a scope is unknown, or a pattern is not an RE2 regular expression.
    """
    return Boilerplate(tuple(_rule(row) for row in read_table(path, columns=COLUMNS)))


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Any:
    """The compiled pattern, its placeholders filled in; kept for the life of the process."""
    for placeholder, meaning in PLACEHOLDERS.items():
        pattern = pattern.replace(placeholder, meaning)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_PATTERN_BYTES
    return re2.compile(pattern, options)


@lru_cache(maxsize=8)
def compile_any(rules: tuple[BoilerplateRule, ...]) -> Any:
    """One pattern that matches where any of the rules does: nearly always none does, and one look says so."""
    patterns = (f"(?:{GROUP_NAME.sub('(?:', rule.pattern)})" for rule in rules)
    return compile_pattern("|".join(patterns))


def _rule(row: Row) -> BoilerplateRule:
    name, pattern = row["rule"], row["pattern"]
    if not name or not pattern:
        raise row.error("a rule needs a name and a pattern; fill in both or delete the row.")
    scope = next((known for known in SCOPES if known == row["scope"]), None)
    if scope is None:
        raise row.error(f'unknown scope "{row["scope"]}"; give one of {", ".join(SCOPES)}.')
    try:
        compiled = compile_pattern(pattern)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        raise row.error(f"the pattern is not an RE2 regular expression ({reason}); correct it.") from error
    unknown = sorted(set(compiled.groupindex) - GROUPS)
    if unknown:
        raise row.error(f"unknown group {unknown[0]}; the named groups are {', '.join(sorted(GROUPS))}.")
    if compiled.fullmatch("") is not None:
        raise row.error("the pattern matches an empty block, so it would match everything; make it need a character.")
    return BoilerplateRule(name, pattern, scope)
