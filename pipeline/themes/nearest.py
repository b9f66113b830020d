"""Themes by meaning, for statements that no pattern reaches: those whose description is near enough.

A theme is described by its label with its definition, and by each example of it and of its patterns.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.records import Statement, Theme
from pipeline.resources.codebook import Codebook, examples_of
from pipeline.themes.sentences import Floats, SentenceEncoder

MAX_THEMES = 3


def nearest_themes(
    statements: Sequence[Statement], codebook: Codebook, encoder: SentenceEncoder, *, most: int = MAX_THEMES
) -> Iterator[Theme]:
    """The themes of each statement whose description is near to its content, nearest first; none where none is."""
    described = descriptions(codebook)
    if not statements or not described:
        return
    places = _vectors(tuple(text for _, text in described), encoder)
    contents = [" ".join(" ".join(span.text.split()) for span in statement.content) for statement in statements]
    for statement, similarities in zip(statements, encoder.encode(contents) @ places.T, strict=True):
        best: dict[str, tuple[float, str]] = {}
        for (theme_id, text), similarity in zip(described, similarities.tolist(), strict=True):
            if similarity >= max(encoder.min_similarity, best.get(theme_id, (0.0, ""))[0]):
                best[theme_id] = (similarity, text)
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        for theme_id, (similarity, text) in ranked[:most]:
            yield Theme(statement.key, theme_id, round(min(similarity, 1.0), 3), (f"near to: {text}",), "embedding")


def descriptions(codebook: Codebook) -> list[tuple[str, str]]:
    """Theme ids with the texts that describe them."""
    described = [
        (theme.theme_id, f"{theme.label}: {theme.definition}" if theme.definition else theme.label)
        for theme in codebook.themes
    ]
    return [*described, *((example.theme_id, example.text) for example in examples_of(codebook))]


@lru_cache(maxsize=4)
def _vectors(texts: tuple[str, ...], encoder: SentenceEncoder) -> Floats:
    """The vectors of a codebook's descriptions, computed once for all articles of a process."""
    return encoder.encode(texts)
