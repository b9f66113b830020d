"""The themes of each statement: by its content first, then by what stands around it, then by its article.

Patterns of the codebook are found once in the whole article. Each zone of a statement then
gives each theme a strength between 0 and 1, and the zones are added by their weights.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from pipeline.records import Document, Span, Statement, Theme
from pipeline.resources.codebook import Codebook, compile_regex
from pipeline.resources.phrases import HYPHENS, Word

# Chosen on the statements of the seeds' gold and of PolNeAR dev; see benchmarks/RESULTS.md.
CONTENT_WEIGHT, SENTENCE_WEIGHT, NEIGHBOUR_WEIGHT, ARTICLE_WEIGHT = 1.0, 0.5, 0.25, 0.4
TITLE_WEIGHT = 3
MIN_SCORE = 0.08
MIN_SHARE_OF_BEST = 0.35
MAX_THEMES = 4
MAX_EVIDENCE = 6


class Hit(NamedTuple):
    """A pattern found in the text."""

    start: int
    end: int
    pattern: int


def assign_themes(
    document: Document, doc: Doc, statements: Sequence[Statement], *, codebook: Codebook
) -> tuple[Theme, ...]:
    """The themes of each statement, best first; none where no pattern is near."""
    hits = find_hits(document, doc, codebook)
    article = _article_strengths(document, hits, codebook)
    themes: list[Theme] = []
    for statement in statements:
        themes.extend(_themes_of(statement, document, hits, article, codebook))
    return tuple(themes)


def find_hits(document: Document, doc: Doc, codebook: Codebook) -> list[Hit]:
    """The patterns found in the article, boilerplate aside, in text order; within a theme the longest wins."""
    found: list[Hit] = []
    for block in document.blocks:
        if block.kind != "boilerplate":
            tokens = doc.char_span(block.start, block.end, alignment_mode="expand")
            found.extend(_find_phrases(tokens or (), codebook))
    for number, regex in _regexes(codebook):
        found.extend(Hit(match.start(), match.end(), number) for match in regex.finditer(document.text))
    return _longest(found, codebook)


def _find_phrases(tokens: Iterable[Token], codebook: Codebook) -> list[Hit]:
    excluded: dict[int, list[tuple[int, int]]] = {}
    hits: list[Hit] = []
    for match in codebook.finder.find(words_of(tokens, codebook)):
        if match.phrase < len(codebook.patterns):
            hits.append(Hit(match.start, match.end, match.phrase))
        else:
            owner = codebook.excluded_patterns[match.phrase - len(codebook.patterns)]
            excluded.setdefault(owner, []).append((match.start, match.end))
    return [
        hit
        for hit in hits
        if not any(start <= hit.start and hit.end <= end for start, end in excluded.get(hit.pattern, ()))
    ]


def words_of(tokens: Iterable[Token], codebook: Codebook) -> list[Word]:
    """The words of parsed text with the keys by which the codebook's finder knows them."""
    finder = codebook.finder
    cache: dict[tuple[str, str, bool], tuple[str, ...]] = {}
    words: list[Word] = []
    for token in tokens:
        is_name = token.pos_ == "PROPN" or bool(token.ent_type)
        position = token.idx
        for part in HYPHENS.split(token.text):
            if any(character.isalnum() or character in "$€£%" for character in part):
                lemma = token.lemma_ if part == token.text else part
                kind = (part, lemma, is_name)
                if kind not in cache:
                    cache[kind] = finder.keys(part, lemma, is_name=is_name)
                words.append(Word(cache[kind], position, position + len(part)))
            position += len(part) + 1
    return words


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return compile_regex(pattern)


def _regexes(codebook: Codebook) -> list[tuple[int, Any]]:
    return [(n, _compiled(p.pattern)) for n, p in enumerate(codebook.patterns) if p.match == "regex"]


def _longest(hits: list[Hit], codebook: Codebook) -> list[Hit]:
    """The hits without those that lie inside another of the same theme."""
    kept: list[Hit] = []
    ends: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.pattern)):
        theme = codebook.patterns[hit.pattern].theme_id
        if hit.end > ends.get(theme, -1):
            ends[theme] = hit.end
            kept.append(hit)
    return kept


def _article_strengths(document: Document, hits: Sequence[Hit], codebook: Codebook) -> dict[str, float]:
    """How far each theme is what the article is about: 1 for the one that dominates a long article."""
    titles = [
        hit for block in document.blocks if block.kind == "title" for hit in _within(hits, block.start, block.end)
    ]
    masses = _masses([*hits, *titles * (TITLE_WEIGHT - 1)], codebook)
    largest = max(masses.values(), default=0.0)
    return {theme: mass / (largest + 2) for theme, mass in masses.items()}


def _strengths(hits: Iterable[Hit], codebook: Codebook) -> dict[str, float]:
    return {theme: mass / (mass + 1) for theme, mass in _masses(hits, codebook).items()}


def _masses(hits: Iterable[Hit], codebook: Codebook) -> dict[str, float]:
    """The summed weight of each theme's patterns; a pattern that recurs adds less each time."""
    masses: dict[str, float] = {}
    for number, count in Counter(hit.pattern for hit in hits).items():
        pattern = codebook.patterns[number]
        masses[pattern.theme_id] = masses.get(pattern.theme_id, 0.0) + pattern.weight * (1 + math.log(count))
    return masses


def _within(hits: Sequence[Hit], start: int, end: int) -> list[Hit]:
    """The hits that lie in a stretch of text; `hits` are in text order."""
    first = bisect_left(hits, (start, 0, 0))
    last = bisect_left(hits, (end, 0, 0))
    return [hit for hit in hits[first:last] if hit.end <= end]


def _themes_of(
    statement: Statement, document: Document, hits: Sequence[Hit], article: Mapping[str, float], codebook: Codebook
) -> list[Theme]:
    zones = _zones(statement, document, hits)
    scores = {theme: ARTICLE_WEIGHT * strength for theme, strength in article.items()}
    for weight, zone in zones:
        for theme, strength in _strengths(zone, codebook).items():
            scores[theme] = scores.get(theme, 0.0) + weight * strength
    order = {theme.theme_id: number for number, theme in enumerate(codebook.themes)}
    ranked = sorted(
        ((1 - math.exp(-score), theme) for theme, score in scores.items()), key=lambda x: (-x[0], order[x[1]])
    )
    best = ranked[0][0] if ranked else 0.0
    near = [*(hit for _weight, zone in zones for hit in zone), *hits]
    return [
        Theme(statement.key, theme, round(score, 3), _evidence(theme, near, document.text, codebook))
        for score, theme in ranked[:MAX_THEMES]
        if score >= max(MIN_SCORE, MIN_SHARE_OF_BEST * best)
    ]


def _zones(statement: Statement, document: Document, hits: Sequence[Hit]) -> list[tuple[float, list[Hit]]]:
    """The hits of the content, of the rest of its sentences, and of its and the preceding paragraph, with weights."""
    content = [hit for span in statement.content for hit in _within(hits, span.start, span.end)]
    sentence = [hit for hit in _in_span(hits, statement.context) if hit not in set(content)]
    start, end = _neighbourhood(document, statement.context)
    nearer = {*content, *sentence}
    neighbour = [hit for hit in _within(hits, start, end) if hit not in nearer]
    return [(CONTENT_WEIGHT, content), (SENTENCE_WEIGHT, sentence), (NEIGHBOUR_WEIGHT, neighbour)]


def _in_span(hits: Sequence[Hit], span: Span) -> list[Hit]:
    return _within(hits, span.start, span.end)


def _neighbourhood(document: Document, context: Span) -> tuple[int, int]:
    """From the start of the paragraph before the context to the end of the context's own."""
    start, end, previous = context.start, context.end, None
    for block in document.blocks:
        if block.kind == "boilerplate":
            continue
        if block.end <= context.start:
            previous = block.start
        elif block.start < context.end:
            start, end = min(start, block.start), max(end, block.end)
    return (start if previous is None else previous), end


def _evidence(theme: str, hits: Iterable[Hit], text: str, codebook: Codebook) -> tuple[str, ...]:
    """The words that show the theme, as the text has them, nearest to the statement first."""
    words: dict[str, str] = {}
    for hit in hits:
        if codebook.patterns[hit.pattern].theme_id == theme:
            found = " ".join(text[hit.start : hit.end].split())
            words.setdefault(found.lower(), found)
            if len(words) == MAX_EVIDENCE:
                break
    return tuple(words.values())
