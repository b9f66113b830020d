"""The themes of each statement: by its content first, then by what stands around it, then by its article.

Each zone of a statement gives each theme a strength between 0 and 1. The zones are read from
the nearest to the farthest, and the clearer a nearer zone speaks, the less a farther one counts.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc

from pipeline.records import Document, Span, Statement, Theme
from pipeline.resources.codebook import Codebook
from pipeline.settings import Profile
from pipeline.themes.finding import Hit, find_hits
from pipeline.themes.nearest import MAX_THEMES, nearest_themes
from pipeline.themes.sentences import SentenceEncoder

# Chosen on the gold statements of two essays and of PolNeAR dev: the share of first themes that are acceptable.
CONTENT_WEIGHT, SENTENCE_WEIGHT, NEIGHBOUR_WEIGHT, ARTICLE_WEIGHT = 1.0, 0.5, 0.35, 0.6
BACKOFF = 0.8
FURTHER_PATTERN = 0.6
TITLE_WEIGHT = 3
MIN_SCORE = 0.25
MIN_SHARE_OF_BEST = 0.5
MAX_EVIDENCE = 5


def assign_themes(
    document: Document,
    doc: Doc,
    statements: Sequence[Statement],
    *,
    codebook: Codebook,
    sentences: SentenceEncoder | None = None,
    profile: Profile = "full",
) -> tuple[Theme, ...]:
    """The themes of each statement, best first.

    Where no pattern is near, `sentences` finds those near in meaning, but not in the fast profile.
    """
    hits = find_hits(document, doc, codebook)
    article = _article_strengths(document, hits, codebook)
    article_words = _words_by_theme(hits, document.text, codebook)
    prose = [(block.start, block.end) for block in document.blocks if block.kind != "boilerplate"]
    themes: list[Theme] = []
    unreached: list[Statement] = []
    for statement in statements:
        zones = _zones(statement, prose, hits)
        words = [*(_words_by_theme(zone, document.text, codebook) for zone in zones), article_words]
        best = _best(_scores(zones, article, codebook), codebook)
        if not best:
            unreached.append(statement)
        for theme, score in best:
            evidence = next(found[theme] for found in words if theme in found)
            themes.append(Theme(statement.key, theme, score, evidence))
    if sentences and profile == "full":
        themes.extend(nearest_themes(unreached, codebook, sentences))
    return tuple(themes)


def _zones(statement: Statement, prose: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits of the content, of the rest of its sentences, and of its own and the preceding paragraph."""
    content = [hit for span in statement.content for hit in _within(hits, span.start, span.end)]
    seen = set(content)
    sentence = [hit for hit in _within(hits, statement.context.start, statement.context.end) if hit not in seen]
    seen.update(sentence)
    start, end = _neighbourhood(prose, statement.context)
    return [content, sentence, [hit for hit in _within(hits, start, end) if hit not in seen]]


def _neighbourhood(prose: Sequence[tuple[int, int]], context: Span) -> tuple[int, int]:
    """From the start of the paragraph before the context to the end of the context's own."""
    first = bisect_right(prose, context.start, key=lambda block: block[1])
    last = bisect_left(prose, context.end, key=lambda block: block[0])
    before = prose[max(first - 1, 0) : last] or [(context.start, context.end)]
    return min(context.start, before[0][0]), max(context.end, before[-1][1])


def _within(hits: Sequence[Hit], start: int, end: int) -> list[Hit]:
    """The hits that lie in a stretch of text; `hits` are in text order."""
    first = bisect_left(hits, (start, 0, 0))
    last = bisect_left(hits, (end, 0, 0))
    return [hit for hit in hits[first:last] if hit.end <= end]


def _scores(zones: Sequence[Iterable[Hit]], article: Mapping[str, float], codebook: Codebook) -> dict[str, float]:
    scores: dict[str, float] = {}
    weights = (CONTENT_WEIGHT, SENTENCE_WEIGHT, NEIGHBOUR_WEIGHT, ARTICLE_WEIGHT)
    share = 1.0
    for weight, strengths in zip(weights, [*(_strengths(zone, codebook) for zone in zones), article], strict=True):
        for theme, strength in strengths.items():
            scores[theme] = scores.get(theme, 0.0) + weight * share * strength
        share *= 1 - BACKOFF * max(strengths.values(), default=0.0)
    return {theme: round(1 - math.exp(-score), 3) for theme, score in scores.items()}


def _strengths(hits: Iterable[Hit], codebook: Codebook) -> dict[str, float]:
    """How strongly a few words show each theme: the strongest pattern counts most, so that weak ones do not add up."""
    weights: dict[str, list[float]] = {}
    for number, count in Counter(hit.pattern for hit in hits).items():
        pattern = codebook.patterns[number]
        weights.setdefault(pattern.theme_id, []).append(pattern.weight * (1 + 0.3 * math.log(count)))
    masses = {
        theme: sum(weight * FURTHER_PATTERN**rank for rank, weight in enumerate(sorted(found, reverse=True)))
        for theme, found in weights.items()
    }
    return {theme: mass / (mass + 1) for theme, mass in masses.items()}


def _article_strengths(document: Document, hits: Sequence[Hit], codebook: Codebook) -> dict[str, float]:
    """How far the article is about each theme: near 1 for the one that dominates a long article."""
    titles = [block for block in document.blocks if block.kind == "title"]
    title_hits = [hit for block in titles for hit in _within(hits, block.start, block.end)]
    masses: dict[str, float] = {}
    for number, count in Counter([*_numbers(hits), *_numbers(title_hits) * (TITLE_WEIGHT - 1)]).items():
        pattern = codebook.patterns[number]
        masses[pattern.theme_id] = masses.get(pattern.theme_id, 0.0) + pattern.weight * (1 + math.log(count))
    largest = max(masses.values(), default=0.0)
    return {theme: mass / (largest + 2) for theme, mass in masses.items()}


def _numbers(hits: Iterable[Hit]) -> list[int]:
    """The pattern of each hit."""
    return [hit.pattern for hit in hits]


def _best(scores: Mapping[str, float], codebook: Codebook) -> list[tuple[str, float]]:
    order = {theme.theme_id: number for number, theme in enumerate(codebook.themes)}
    ranked = sorted(scores.items(), key=lambda item: (-item[1], order[item[0]]))
    floor = max(MIN_SCORE, MIN_SHARE_OF_BEST * ranked[0][1]) if ranked else 0.0
    return [(theme, score) for theme, score in ranked[:MAX_THEMES] if score >= floor]


def _words_by_theme(hits: Iterable[Hit], text: str, codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """The words that show each theme, as the text has them, in its order."""
    words: dict[str, dict[str, str]] = {}
    for hit in hits:
        found = words.setdefault(codebook.patterns[hit.pattern].theme_id, {})
        if len(found) < MAX_EVIDENCE:
            word = " ".join(text[hit.start : hit.end].split())
            found.setdefault(word.lower(), word)
    return {theme: tuple(found.values()) for theme, found in words.items()}
