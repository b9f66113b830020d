"""Makes a codebook of a quanteda dictionary, and the other way round."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook.quanteda import Dictionary, read_dictionary, write_dictionary
from pipeline.errors import UsageError
from pipeline.resources.codebook import COLUMNS, Codebook, Pattern
from pipeline.tables import write_atomically


@dataclass(frozen=True, slots=True)
class Imported:
    """What a dictionary gave, and what of it could not be taken over."""

    themes: int
    patterns: int
    lost: tuple[str, ...]


def import_dictionary(source: Path, target: Path) -> Imported:
    """Writes the dictionary in a YAML file as a new codebook.

    Raises:
        ResourceError: the file is no dictionary.
        UsageError: the target exists, or cannot be written.
    """
    dictionary = read_dictionary(source)
    _write_new(target, _rows(dictionary).encode("utf-8-sig"))
    return Imported(len(dictionary.themes), len(dictionary.patterns), tuple(dictionary.lost))


def export_dictionary(codebook: Codebook, target: Path) -> list[str]:
    """Writes the codebook as a new dictionary in YAML; returns what the dictionary cannot hold.

    Raises:
        UsageError: the target exists, or cannot be written.
    """
    text, lost = write_dictionary(codebook)
    _write_new(target, text.encode())
    return lost


def _write_new(path: Path, data: bytes) -> None:
    if path.exists():
        raise UsageError(f"{path}: exists already; give the name of a new file.")
    write_atomically(path, data)


def _rows(dictionary: Dictionary) -> str:
    """The CSV of a codebook: each theme's row, then its patterns."""
    patterns: dict[str, list[Pattern]] = {theme.theme_id: [] for theme in dictionary.themes}
    for pattern in dictionary.patterns:
        patterns[pattern.theme_id].append(pattern)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="")
    writer.writeheader()
    for theme in dictionary.themes:
        writer.writerow({"theme_id": theme.theme_id, "label": theme.label, "parent_id": theme.parent_id or ""})
        writer.writerows(_pattern_row(pattern) for pattern in _unique(patterns[theme.theme_id]))
    return stream.getvalue()


def _pattern_row(pattern: Pattern) -> dict[str, str]:
    return {"theme_id": pattern.theme_id, "pattern": pattern.pattern, "match": pattern.match}


def _unique(patterns: Iterable[Pattern]) -> list[Pattern]:
    return list({pattern.pattern: pattern for pattern in patterns}.values())
