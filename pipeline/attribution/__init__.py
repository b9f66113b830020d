"""Who said what: the statements of an article, by rules over quotation marks and syntax."""

from collections.abc import Iterator

from spacy.tokens import Doc

from pipeline.attribution.article import Article, read_article
from pipeline.attribution.assemble import statements_of
from pipeline.attribution.finding import Finding
from pipeline.attribution.quoted import find_direct
from pipeline.attribution.verbs import find_at_verb
from pipeline.records import Document, Statement
from pipeline.resources.cues import Cues

__all__ = ["attribute"]


def attribute(document: Document, doc: Doc, *, cues: Cues) -> tuple[Statement, ...]:
    """The statements of an article in text order, nested ones included; () where nobody says anything."""
    article = read_article(document, doc, cues)
    direct = list(find_direct(article))
    claimed = {finding.cue_token for finding in direct}
    indirect = [finding for finding in _find_indirect(article) if finding.cue_token not in claimed]
    return statements_of(article, [*direct, *indirect])


def _find_indirect(article: Article) -> Iterator[Finding]:
    for token in article.doc:
        if article.paragraph_of[token.i] < 0 or token.pos_ != "VERB":
            continue
        patterns = article.cues.verbs.get(token.lemma_.lower())
        if patterns:
            finding = find_at_verb(article, token, patterns)
            if finding is not None:
                yield finding
