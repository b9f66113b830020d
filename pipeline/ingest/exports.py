"""Cuts a news database's export into its articles, by the rules of `data/splits.csv`."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.formats import tidy
from pipeline.ingest.written_dates import find_date
from pipeline.records import Metadata
from pipeline.resources.splits import Mark, SplitRule, Splits

MAX_LINE_CHARS = 500
MAX_HEADER_LINES, MAX_FOOTER_LINES = 60, 30
MAX_TITLE_LINES, MAX_TITLE_CHARS = 4, 250
MIN_REST_CHARS = 200
KEY = re.compile(r"(?=.*[A-Za-z]|\d{6})[A-Za-z0-9._-]{1,60}")
BY = re.compile(r"(?i)^by\s+")
TAKEN: tuple[Mark, ...] = ("field", "end", "begin", "skip")


@dataclass(frozen=True, slots=True)
class Part:
    """One article of an export: the key that names it there, its text, and what its header says."""

    key: str
    text: str
    given: Metadata


@dataclass(slots=True)
class _Header:
    """What the lines around an article say; `size` is the number of lines above its text."""

    size: int = 0
    values: dict[str, str] = field(default_factory=dict)
    unnamed: list[list[str]] = field(default_factory=list)
    has_body: bool = False


def split_export(text: str, splits: Splits) -> tuple[Part, ...]:
    """The articles of an export in order; none where the text is no export.

    A key is the article's number in its database where the export gives it, so that it stays
    the same in another export, and else its place.
    """
    rules = [rule for rule in splits.rules if rule.occurs_in(text)]
    lines = [line.strip() for line in text.split("\n")] if rules else []
    for rule in rules:
        segments = _segments(lines, rule)
        if segments and _is_export(segments[0], rule):
            return _named([_part(segment, rule) for segment in segments])
    return ()


def _segments(lines: Sequence[str], rule: SplitRule) -> list[list[str]]:
    """The lines of each article, with those that begin and end it."""
    begins = [number for number, line in enumerate(lines) if _matches(rule, "begin", line)]
    if begins:
        return [list(lines[start:end]) for start, end in zip(begins, [*begins[1:], len(lines)], strict=True)]
    ends = [number + 1 for number, line in enumerate(lines) if _matches(rule, "end", line)]
    if not ends:
        return []
    segments = [list(lines[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    segments[0] = _without_cover(segments[0], rule)
    rest = list(lines[ends[-1] :])
    return [*segments, rest] if sum(map(len, rest)) >= MIN_REST_CHARS else segments


def _without_cover(segment: list[str], rule: SplitRule) -> list[str]:
    last = -1
    for number, line in enumerate(segment):
        if _matches(rule, "body", line) or len(line) > MAX_TITLE_CHARS:
            break
        if _matches(rule, "cover", line):
            last = number
    return segment[last + 1 :]


def _matches(rule: SplitRule, mark: Mark, line: str) -> bool:
    return 0 < len(line) <= MAX_LINE_CHARS and rule.find(mark, line) is not None


def _is_export(segment: list[str], rule: SplitRule) -> bool:
    header = _read_header(segment, rule)
    return header.has_body or bool(header.values.keys() - {"id"})


def _part(segment: list[str], rule: SplitRule) -> Part:
    header = _read_header(segment, rule)
    values = header.values
    last = _read_footer(segment, header, rule)
    body = [line for line in segment[header.size : last] if not _matches(rule, "drop", line)]
    title = values.get("title") or None
    published = values.get("published")
    given = Metadata(
        file="",
        line=0,
        title=title,
        outlet=values.get("outlet") or None,
        author=BY.sub("", values.get("author", "")) or None,
        published=find_date(published) if published else None,
        url=values.get("url") or None,
        language=(values.get("language") or "").lower()[:2] or None,
    )
    text = "\n".join(body)
    return Part(values.get("id", ""), tidy(f"{title}\n\n{text}" if title else text), given)


def _read_header(segment: Sequence[str], rule: SplitRule) -> _Header:
    """The header: up to the body mark where there is one, else up to its last line that a pattern names."""
    header = _Header()
    groups: list[list[str]] = []
    waiting, follows_unnamed = "", False
    body = next(
        (number for number, line in enumerate(segment[:MAX_HEADER_LINES]) if _matches(rule, "body", line)), None
    )
    for number, line in enumerate(segment[: MAX_HEADER_LINES if body is None else body]):
        if line and waiting:
            header.values[waiting], waiting = line, ""
        elif line and (found := _take(header, line, rule)) is not None:
            waiting = next((name for name, value in found.items() if not value and name not in header.values), "")
        elif line:
            if follows_unnamed:
                groups[-1].append(line)
            else:
                groups.append([line])
            if body is None and _is_text(groups, rule):
                break
            follows_unnamed = True
            continue
        else:
            follows_unnamed = False
            continue
        header.size, header.unnamed, follows_unnamed = number + 1, [list(group) for group in groups], False
    if body is not None:
        header.size, header.unnamed, header.has_body = body + 1, groups, True
    _name(header, rule.order)
    return header


def _is_text(groups: Sequence[Sequence[str]], rule: SplitRule) -> bool:
    """Whether the last of the lines that no pattern names are the text, not a title or an outlet."""
    return (
        len(groups) > len(rule.order)
        or len(groups[-1]) > MAX_TITLE_LINES
        or sum(map(len, groups[-1])) > MAX_TITLE_CHARS
    )


def _take(header: _Header, line: str, rule: SplitRule) -> dict[str, str] | None:
    """The fields of a line that a pattern names, None where none does; the first value of each field is kept."""
    if len(line) > MAX_LINE_CHARS:
        return None
    for mark in TAKEN:
        found = rule.find(mark, line)
        if found is not None:
            for name, value in found.items():
                if value:
                    header.values.setdefault(name, value)
            return found
    return None


def _name(header: _Header, order: Sequence[str]) -> None:
    """Gives the header lines that no pattern names to the fields of the order."""
    names = [name for name in order if not header.values.get(name)]
    groups = header.unnamed
    if len(groups) == 1 and len(names) == 2 and len(groups[0]) > 1:
        first, last = (groups[0][:1], groups[0][1:]) if names[0] == "outlet" else (groups[0][:-1], groups[0][-1:])
        groups = [first, last]
    for name, group in zip(names, groups, strict=False):
        header.values[name] = " ".join(group)


def _read_footer(segment: Sequence[str], header: _Header, rule: SplitRule) -> int:
    """The number of the line after the text; the fields below it are kept."""
    last = len(segment)
    for _ in range(MAX_FOOTER_LINES):
        while last > header.size and not segment[last - 1]:
            last -= 1
        if last <= header.size or _take(header, segment[last - 1], rule) is None:
            break
        last -= 1
    return last


def _named(parts: Sequence[Part]) -> tuple[Part, ...]:
    counts = Counter(part.key for part in parts)
    named = []
    for number, part in enumerate(parts, 1):
        is_good = KEY.fullmatch(part.key) is not None and counts[part.key] == 1
        named.append(Part(part.key if is_good else str(number), part.text, part.given))
    return tuple(named)
