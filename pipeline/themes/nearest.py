"""Themes by meaning, for statements that no pattern reaches: those whose description is near enough."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.records import Statement, Theme
from pipeline.resources.codebook import Codebook, examples_of
from pipeline.themes.sentences import Floats, SentenceEncoder

MAX_THEMES = 3


class Near(NamedTuple):
    """How near a text is to a theme, and the text of the theme that it is near to."""

    score: float
    theme_id: str
    text: str


def nearest_themes(statements: Sequence[Statement], codebook: Codebook, encoder: SentenceEncoder) -> Iterator[Theme]:
    """The themes that are near to the content of each statement, nearest first; none where none is."""
    contents = [" ".join(" ".join(span.text.split()) for span in statement.content) for statement in statements]
    for statement, near in zip(statements, nearness(contents, codebook, encoder), strict=True):
        found = sorted((each for each in near if each.score >= encoder.min_similarity), key=lambda each: -each.score)
        for score, theme_id, text in found[:MAX_THEMES]:
            yield Theme(statement.key, theme_id, round(min(score, 1.0), 3), (f"near to: {text}",), "embedding")


def nearness(texts: Sequence[str], codebook: Codebook, encoder: SentenceEncoder) -> Iterator[list[Near]]:
    """How near each text is to each theme of the codebook, in its order.

    That is its similarity to the theme's label with its definition; an example that is more
    similar lifts it half of the way, for an example also speaks of other things.
    """
    if not texts or not codebook.themes:
        return
    described = [f"{theme.label}: {theme.definition}".removesuffix(": ") for theme in codebook.themes]
    examples = examples_of(codebook)
    places = _vectors((*described, *(example.text for example in examples)), encoder)
    for similarities in (encoder.encode(texts) @ places.T).tolist():
        best = {
            theme.theme_id: Near(similarity, theme.theme_id, text)
            for theme, text, similarity in zip(codebook.themes, described, similarities, strict=False)
        }
        lifted = dict(best)
        for example, similarity in zip(examples, similarities[len(described) :], strict=True):
            half_way = (best[example.theme_id].score + similarity) / 2
            lifted[example.theme_id] = max(
                lifted[example.theme_id], Near(half_way, example.theme_id, example.text), key=lambda near: near.score
            )
        yield list(lifted.values())


@lru_cache(maxsize=4)
def _vectors(texts: tuple[str, ...], encoder: SentenceEncoder) -> Floats:
    """The vectors of what describes a codebook's themes, computed once for all articles of a process."""
    return encoder.encode(texts)
