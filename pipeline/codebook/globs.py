"""Glob patterns, as quanteda dictionaries hold them, and the codebook's own.

`*` stands for any letters and `?` for one; a space parts two words; capitals do not count.
"""

import re

from pipeline.resources.codebook import Pattern, PatternMatch

PLAIN = re.compile(r"[^\W_]\w*\*?(?:[ -][^\W_]\w*\*?)*")
PIECES = (("*", r"\w*"), ("?", r"\w"), (" ", r"\s+"))
REGEX_PIECE = re.compile(r"(\\w\*)|(\\w)|(\\s\+)|\\([^\w\s])|(\w|[^\x00-\x7f])")


def pattern_of_glob(glob: str) -> tuple[str, PatternMatch] | None:
    r"""The pattern that matches as the glob does, and its kind; None for one that would match any word.

    >>> pattern_of_glob("Drone  strike*")
    ('drone strike*', 'phrase')
    >>> pattern_of_glob("*phobia")
    ('\\b\\w*phobia\\b', 'regex')
    """
    glob = re.sub(r"\*+", "*", " ".join(glob.lower().split()))
    if not glob.strip("*? "):
        return None
    return (glob, "phrase") if PLAIN.fullmatch(glob) else (_regex_of_glob(glob), "regex")


def glob_of_pattern(pattern: Pattern) -> str | None:
    """The glob for a pattern; None for a regex that no glob can express."""
    if pattern.match != "regex":
        return " ".join(pattern.pattern.lower().split())
    pieces = REGEX_PIECE.findall(pattern.pattern.removeprefix(r"\b").removesuffix(r"\b"))
    glob = "".join((many and "*") or (one and "?") or (gap and " ") or mark or letter
                   for many, one, gap, mark, letter in pieces)  # fmt: skip
    return glob if _regex_of_glob(glob) == pattern.pattern else None


def _regex_of_glob(glob: str) -> str:
    pieces = dict(PIECES)
    body = "".join(pieces.get(each) or (each if each.isalnum() or each == "_" or not each.isascii() else "\\" + each)
                   for each in glob)  # fmt: skip
    return _edge(glob[:1]) + body + _edge(glob[-1:])


def _edge(letter: str) -> str:
    """The end of a word, where the glob begins or ends with a letter or with what stands for one."""
    return r"\b" if letter.isalnum() or letter in {"_", "*", "?"} else ""
