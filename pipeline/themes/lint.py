"""What is wrong with a codebook: patterns that cannot work and examples that do not go where they should.

Nothing is parsed: an example's words are compared by all the base forms they could have.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipeline.resources.codebook import Codebook, Pattern, is_within
from pipeline.resources.phrases import Word, phrase_keys, split_words
from pipeline.themes.finding import Hit, accepted, find_regexes, longest

FindingKind = Literal["dead", "overlapping", "contradictory", "example", "empty"]
ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("men", "man"),
    ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
)  # fmt: skip


class Finding(NamedTuple):
    """A fault of the codebook: its kind, the line of the file, and what to do about it."""

    kind: FindingKind
    line: int
    message: str


def lint_codebook(codebook: Codebook) -> list[Finding]:
    """The faults of a codebook by line; empty for a clean one.

    dead: a pattern that can never count; overlapping: one pattern in several themes at full
    weight; contradictory: an exclusion that takes nothing away or everything; example: an
    example that does not show its own theme; empty: a theme without patterns.
    """
    checks = (_empty_themes, _dead_patterns, _overlaps, _contradictions, _examples)
    return sorted((finding for check in checks for finding in check(codebook)), key=lambda finding: finding.line)


def _empty_themes(codebook: Codebook) -> Iterator[Finding]:
    filled = {pattern.theme_id for pattern in codebook.patterns}
    filled |= {theme.parent_id for theme in codebook.themes if theme.parent_id}
    for theme in codebook.themes:
        if theme.theme_id not in filled:
            yield Finding("empty", theme.line, f"{theme.theme_id} has no patterns; add some or delete the theme.")


def _dead_patterns(codebook: Codebook) -> Iterator[Finding]:
    first: dict[tuple[str, str, tuple[str, ...]], Pattern] = {}
    for pattern in codebook.patterns:
        keys = _identity(pattern)
        other = first.setdefault((pattern.theme_id, pattern.match, keys), pattern)
        if other is not pattern:
            yield Finding(
                "dead", pattern.line, f'"{pattern.pattern}" repeats line {other.line} of the same theme; delete one.'
            )


def _overlaps(codebook: Codebook) -> Iterator[Finding]:
    groups: dict[tuple[str, ...], list[Pattern]] = defaultdict(list)
    for pattern in codebook.patterns:
        groups[_identity(pattern)].append(pattern)
    for patterns in groups.values():
        first, *others = patterns
        for other in others:
            if other.theme_id != first.theme_id and other.weight >= 1 and first.weight >= 1:
                yield Finding(
                    "overlapping",
                    other.line,
                    f'"{other.pattern}" also shows {first.theme_id} (line {first.line}); lower the weight of one.',
                )


def _contradictions(codebook: Codebook) -> Iterator[Finding]:
    for pattern in codebook.patterns:
        if pattern.match == "regex":
            continue
        words = [_bare(key) for key in _identity(pattern)]
        for phrase in pattern.exclude:
            out = [_bare(key) for key in phrase_keys(phrase, "lemma")]
            if not _contains(out, words):
                message = f'excluding "{phrase}" takes nothing from "{pattern.pattern}", which is no part of it.'
                yield Finding("contradictory", pattern.line, message)
            elif len(out) == len(words):
                message = f'excluding "{phrase}" takes everything from "{pattern.pattern}"; delete one of them.'
                yield Finding("contradictory", pattern.line, message)


def _examples(codebook: Codebook) -> Iterator[Finding]:
    for number, pattern in enumerate(codebook.patterns):
        if pattern.example and number not in {hit.pattern for hit in example_hits(pattern.example, codebook)}:
            message = (
                f'the example "{pattern.example}" does not hold its pattern "{pattern.pattern}"; mend one of them.'
            )
            yield Finding("example", pattern.line, message)
    for theme in codebook.themes:
        shown = {codebook.patterns[hit.pattern].theme_id for hit in example_hits(theme.example, codebook)}
        if theme.example and not any(is_within(each, theme.theme_id, codebook) for each in shown):
            message = f'the example "{theme.example}" shows no pattern of {theme.theme_id}; add one that it shows.'
            yield Finding("example", theme.line, message)


def example_hits(example: str, codebook: Codebook) -> list[Hit]:
    """The patterns found in an unparsed sentence; the longest of each theme."""
    words: list[Word] = []
    position = 0
    for form in split_words(example):
        keys = dict.fromkeys(
            key for lemma in _lemmas(form) for key in codebook.finder.keys(form, lemma, is_name=form != form.lower())
        )
        words.append(Word(tuple(keys), position, position + len(form)))
        position += len(form) + 1
    hits = accepted(codebook.finder.find(words), codebook)
    return longest([*hits, *find_regexes(example, 0, len(example), codebook)], codebook)


def _lemmas(form: str) -> Iterator[str]:
    lower = form.lower()
    yield lower
    for ending, base in ENDINGS:
        if lower.endswith(ending) and len(lower) > len(ending) + 1:
            stem = lower[: -len(ending)]
            yield stem + base
            if ending in {"ed", "ing"} and stem[-1] == stem[-2]:
                yield stem[:-1]


def _identity(pattern: Pattern) -> tuple[str, ...]:
    if pattern.match == "regex":
        return ("regex", pattern.pattern)
    return phrase_keys(pattern.pattern, pattern.match)


def _bare(key: str) -> str:
    return key.lstrip("~=@").lower()


def _contains(longer: list[str], shorter: list[str]) -> bool:
    """Whether one phrase lies in another, the ends of words aside."""
    return any(
        all(_alike(a, b) for a, b in zip(longer[start:], shorter, strict=False))
        for start in range(len(longer) - len(shorter) + 1)
    )


def _alike(word: str, other: str) -> bool:
    return bool({word.rstrip("*"), *_lemmas(word)} & {other.rstrip("*"), *_lemmas(other)}) or (
        other.endswith("*") and word.startswith(other[:-1])
    )
