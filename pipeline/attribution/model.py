"""From the encoder's logits to attributions: who (source) said (cue) what (content).

A cue is proposed where the tag layer sees one; the linker then gives every word
of its scope a role; the decoder below turns roles into whole-word spans, one
source at most, and lets each word serve one attribution only, as in PolNeAR
(Newell, Margolin and Ruths, LREC 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.attribution.decoding import (
    ROLE_CONTENT,
    Decoding,
    Layout,
    best_content,
    best_source,
    complete_quotations,
    layout_of,
    log_odds,
    log_softmax,
    propose_cues,
    sigmoid,
)
from pipeline.encoder import Encoded, Encoder, Floats, Link
from pipeline.wordpieces import Span, Words, cut_windows, holds_words


@dataclass(frozen=True, slots=True)
class ModelAttribution:
    """One attribution: character spans, in text order, and a confidence of 0..1.

    `source` is empty where none is named; quotation marks belong to the content.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One cue with what the linker gave it, all in words."""

    cue: Span
    source: Span | None
    content: tuple[int, ...]
    score: float
    evidence: tuple[float, ...]


def weigh(belief: Floats, content: Sequence[int], *, has_source: bool) -> tuple[float, ...]:
    """What a content says for itself: how sure its words are, and its length.

    `belief` is each word's probability of being content.  The second number is
    the overlap expected between these words and the true ones.
    """
    if not content:
        return (log_odds(0.0), log_odds(0.0), 0.0, float(not has_source))
    chosen = belief[list(content)]
    overlap = chosen.sum() / (belief.sum() + (1 - chosen).sum())
    return (
        log_odds(float(chosen.mean())),
        log_odds(float(overlap)),
        float(np.log1p(len(content))),
        float(not has_source),
    )


def read_link(link: Link, proposal: tuple[Span, float], layout: Layout, decoding: Decoding) -> Candidate:
    """The proposed cue (words, probability) with its best source and content."""
    cue, probability = proposal
    scope = (link.start, link.start + len(link.roles))
    in_cue = slice(cue[0] - scope[0], cue[1] - scope[0])
    roles = log_softmax(link.roles)
    joined = layout.joined[slice(*scope)]
    blocked = np.zeros(len(roles), dtype=np.bool_)
    blocked[in_cue] = True
    source = best_source(roles, blocked, joined, decoding)
    if source:
        blocked[slice(*source)] = True
    content = best_content(roles, blocked, joined, decoding)
    belief = np.exp(np.logaddexp(roles[:, ROLE_CONTENT], roles[:, ROLE_CONTENT + 1]))
    belief[in_cue] = 0.0
    sureness = weigh(belief, content, has_source=source is not None)
    evidence = (link.validity, log_odds(probability), *sureness, 1.0)
    whole = complete_quotations(content, layout.quotations_in(scope), blocked)
    return Candidate(
        cue=cue,
        source=(source[0] + scope[0], source[1] + scope[0]) if source else None,
        content=tuple(at + scope[0] for at in whole),
        score=sigmoid(sum(w * x for w, x in zip(decoding.weights, evidence, strict=True))),
        evidence=evidence,
    )


def select(candidates: Sequence[Candidate], count: int, decoding: Decoding) -> list[Candidate]:
    """The accepted candidates in text order, the surest choosing first.

    No word is cue or content of two of them, and no cue lies in the content or
    the source of a surer one; a source may serve several ("she said, adding that").
    """
    taken = np.zeros(count, dtype=np.bool_)
    sources = np.zeros(count, dtype=np.bool_)
    kept: list[Candidate] = []
    for item in sorted(candidates, key=lambda c: (-c.score, c.cue)):
        cue = slice(*item.cue)
        if item.score < decoding.accept or taken[cue].any() or sources[cue].any():
            continue
        content = tuple(at for at in item.content if not taken[at] and not sources[at])
        if not content or len(content) < decoding.kept_share * len(item.content):
            continue
        taken[cue] = True
        taken[list(content)] = True
        if item.source:
            sources[slice(*item.source)] = True
        kept.append(replace(item, content=content))
    return sorted(kept, key=lambda c: c.cue)


def propose(
    encoded: Encoded, layout: Layout, places: Sequence[Span], decoding: Decoding
) -> list[tuple[tuple[Span, float], Span]]:
    """((cue, probability), window) for every cue that the tags propose."""
    return [
        (((lo + place[0], hi + place[0]), probability), place)
        for place in places
        for (lo, hi), probability in propose_cues(encoded.tags[slice(*place)], layout.joined[slice(*place)], decoding)
    ]


def candidates_of(words: Words, encoder: Encoder, decoding: Decoding) -> list[Candidate]:
    """Every proposed cue of the text with its source and content."""
    places = [place for place in cut_windows(words) if holds_words(words, place)]
    if not places:
        return []
    encoded = encoder.encode(words, places)
    layout = layout_of(words)
    proposals = propose(encoded, layout, places, decoding)
    links = encoder.link(words, encoded, [(cue, place) for (cue, _), place in proposals])
    return [read_link(link, proposal, layout, decoding) for link, (proposal, _) in zip(links, proposals, strict=True)]


def to_spans(words: Words, indexes: Sequence[int]) -> tuple[Span, ...]:
    """The character spans of words; neighbouring words of one paragraph make one span."""
    spans: list[Span] = []
    previous = -2
    for at in indexes:
        start, end = (int(x) for x in words.spans[at])
        if at == previous + 1 and words.paragraphs[at] == words.paragraphs[previous]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        previous = at
    return tuple(spans)


def to_attribution(words: Words, item: Candidate, decoding: Decoding) -> ModelAttribution:
    """The candidate in characters, with its confidence."""
    slope, offset = decoding.confidence
    return ModelAttribution(
        source=to_spans(words, range(*item.source)) if item.source else (),
        cue=to_spans(words, range(*item.cue)),
        content=to_spans(words, item.content),
        score=sigmoid(slope * log_odds(item.score) + offset),
    )


def extract(text: str, paragraphs: Sequence[Span], encoder: Encoder) -> list[ModelAttribution]:
    """The attributions in the text's paragraphs (character spans), in text order.

    Text outside the paragraphs is not read; no attribution gives an empty list.
    """
    words = encoder.read(text, paragraphs)
    decoding = Decoding.of(encoder.settings)
    found = select(candidates_of(words, encoder, decoding), len(words), decoding)
    return [to_attribution(words, item, decoding) for item in found]
