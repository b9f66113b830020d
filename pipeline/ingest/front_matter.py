"""Reads the YAML header that some articles begin with."""

import re
from dataclasses import dataclass
from typing import Any

from pipeline.ingest.written_dates import find_date
from pipeline.records import Metadata

MAX_CHARS = 16_000
MAX_BRACKETS = 200
OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
NAMES = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "publication", "source", "publisher", "newspaper"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "publication_date", "date_published"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the header says and where it ends."""

    metadata: Metadata
    end: int


def read_front_matter(text: str) -> FrontMatter | None:
    """The header, or None where there is none, it cannot be read, or it names nothing known."""
    opening = OPENING.match(text)
    closing = CLOSING.search(text, opening.end(), opening.end() + MAX_CHARS) if opening else None
    if opening is None or closing is None:
        return None
    values = _load(text[opening.end() : closing.start()])
    found = {name: _cell(values, keys) for name, keys in NAMES.items()}
    if not any(found.values()):
        return None
    written = found.pop("published")
    language = found.pop("language")
    metadata = Metadata(
        file="",
        line=0,
        published=find_date(written) if written else None,
        language=language.lower()[:2] if language else None,
        **found,
    )
    return FrontMatter(metadata, closing.end())


def _load(header: str) -> dict[Any, Any]:
    """The header's values as strings, lists and dicts; empty where it is not a YAML mapping or uses aliases."""
    if header.count("[") + header.count("{") > MAX_BRACKETS:  # the scanner is quadratic in their depth
        return {}
    import yaml  # slow to import, seldom needed

    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(header)):
            return {}
        values = yaml.load(header, Loader=yaml.BaseLoader)  # noqa: S506 - it builds only strings, lists and dicts
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _cell(values: dict[Any, Any], keys: tuple[str, ...]) -> str | None:
    lowered = {str(key).lower().replace("-", "_"): value for key, value in values.items()}
    value = next((lowered[key] for key in keys if lowered.get(key)), None)
    if isinstance(value, list):
        value = "; ".join(item for item in value if isinstance(item, str))
    return value.strip() or None if isinstance(value, str) else None
