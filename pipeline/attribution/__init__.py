"""Who said what: the statements of an article, by a model and by rules over quotation marks and syntax."""

from bisect import bisect_left
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.attribution.article import Article, read_article
from pipeline.attribution.assemble import statements_of
from pipeline.attribution.finding import Finding
from pipeline.attribution.labels import find_labelled
from pipeline.attribution.merging import merge
from pipeline.attribution.modelled import find_modelled
from pipeline.attribution.nominal import find_according_to, find_at_adjective, find_at_noun, find_viewpoint
from pipeline.attribution.quoted import find_direct, find_left_over
from pipeline.attribution.verbs import find_at_verb
from pipeline.encoder import Encoder
from pipeline.records import Document, Statement
from pipeline.resources.cues import Cues
from pipeline.settings import Profile

__all__ = ["attribute", "find_by_rules"]


def attribute(document: Document, doc: Doc, *, cues: Cues, encoder: Encoder, profile: Profile) -> tuple[Statement, ...]:
    """The statements of an article in text order, nested ones included; () where nobody says anything.

    The profile "fast" leaves the encoder out.
    """
    article = read_article(document, doc, cues)
    ruled = find_by_rules(article)
    findings = ruled if profile == "fast" else merge(article, find_modelled(article, encoder), ruled)
    return statements_of(article, findings)


def find_by_rules(article: Article) -> list[Finding]:
    """What the rules find in an article, quotations that none of them reports included."""
    labelled = find_labelled(article)
    turns = [finding.content[0][0] for finding in labelled]
    direct = [finding for finding in find_direct(article) if not _holds_any(finding, turns)]
    claimed = {finding.cue_token for finding in direct}
    indirect = [finding for finding in _find_indirect(article) if finding.cue_token not in claimed]
    return find_left_over(article, [*labelled, *direct, *indirect])


def _holds_any(finding: Finding, turns: list[int]) -> bool:
    """Whether one of the offsets, which are in order, lies in a finding's content."""
    return any(bisect_left(turns, start) < bisect_left(turns, end) for start, end in finding.content)


def _find_indirect(article: Article) -> Iterator[Finding]:
    for token in article.doc:
        if article.paragraph_of[token.i] >= 0:
            finding = _find_at(article, token)
            if finding is not None:
                yield finding


def _find_at(article: Article, token: Token) -> Finding | None:
    cues, lemma = article.cues, token.lemma_.lower()
    if token.lower_ == "according":
        return find_according_to(article, token)
    if token.pos_ == "VERB":
        verb_patterns = article.patterns_of(token)
        return find_at_verb(article, token, verb_patterns) if verb_patterns else None
    if token.pos_ == "NOUN" and lemma in cues.nouns:
        viewpoint = find_viewpoint(article, token) if "viewpoint" in cues.nouns[lemma] else None
        return viewpoint or find_at_noun(article, token, cues.nouns[lemma])
    if token.pos_ == "ADJ" and lemma in cues.adjectives:
        return find_at_adjective(article, token, cues.adjectives[lemma])
    return None
