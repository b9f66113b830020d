"""The nouns that refer back to something named: "the country", "the deal" (`data/references.csv`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from pipeline.records import MentionLabel
from pipeline.resources.table import read_table

COLUMNS = ("noun", "kinds", "note")
References = Mapping[str, frozenset[MentionLabel]]


def load_references(path: Path) -> References:
    """For each noun, the kinds of named things that it may stand for.

    Raises:
        ResourceError: the file is not such a table; a noun is missing or repeated, or a kind is unknown.
    """
    found: dict[str, frozenset[MentionLabel]] = {}
    for row in read_table(path, columns=COLUMNS):
        noun = row["noun"].lower()
        kinds = cast("list[MentionLabel]", row["kinds"].split())
        if not noun or noun in found:
            raise row.error(f"the noun is {'repeated' if noun else 'empty'}; keep one row for each noun.")
        unknown = [kind for kind in kinds if kind not in get_args(MentionLabel)]
        if unknown or not kinds:
            known = ", ".join(get_args(MentionLabel))
            raise row.error(f"kinds is {row['kinds'] or 'empty'}; give some of {known}, with blanks between them.")
        found[noun] = frozenset(kinds)
    return found
