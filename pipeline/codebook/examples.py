"""Tries a codebook's examples: each, read as a statement of its own, should go to its theme."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Block, Document, Span, Statement, Theme
from pipeline.resources.codebook import Codebook, examples_of, is_within
from pipeline.themes import assign_themes
from pipeline.tokenise import tokenise


@dataclass(frozen=True, slots=True)
class Trial:
    """An example of a theme, the line it stands in, and the themes that its patterns give it, best first."""

    line: int
    theme_id: str
    example: str
    found: tuple[Theme, ...]
    is_right: bool


def try_examples(codebook: Codebook) -> Iterator[Trial]:
    """The trial of each example, by line; right where the best theme is the example's own or a part of it."""
    for line, theme_id, example in examples_of(codebook):
        found = _themes_of(example, codebook)
        is_right = bool(found) and is_within(found[0].theme_id, theme_id, codebook)
        yield Trial(line, theme_id, example, found, is_right)


def _themes_of(example: str, codebook: Codebook) -> tuple[Theme, ...]:
    document = Document(example, "utf-8", (Block(0, len(example), "paragraph", "en"),))
    whole = Span(example, 0, len(example))
    statement = Statement("example", "indirect", "assertion", None, None, (whole,), whole, "", 100)
    return assign_themes(document, tokenise(document), [statement], codebook=codebook)
