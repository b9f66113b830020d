"""An article as the resolver sees it: tokens, who is named at which token, and what is quoted."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from pipeline.quotes import scan_quotations
from pipeline.records import Document, Entities, Entity, Span, Statement
from pipeline.resources.aliases import Aliases
from pipeline.resources.titles import Titles
from pipeline.syntax import tokens_in


@dataclass(frozen=True, slots=True)
class Name:
    """A mention as tokens [first, last] of the doc, the entity it names and its place in the text."""

    first: int
    last: int
    entity: Entity
    span: Span


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of an article before its speakers are resolved.

    `name_at` gives the index in `names` of the name that covers a token; `sentence_of` and
    `block_of` number the sentence and block of each token.
    """

    document: Document
    doc: Doc
    aliases: Aliases
    titles: Titles
    names: tuple[Name, ...]
    name_at: Mapping[int, int]
    entities: Mapping[str, Entity]
    sentence_of: tuple[int, ...]
    block_of: tuple[int, ...]
    quoted: frozenset[int]

    def name_of(self, token: Token) -> Name | None:
        """The name that covers a token."""
        index = self.name_at.get(token.i)
        return None if index is None else self.names[index]

    def span_of(self, name: Name) -> Span:
        """Where a name stands."""
        return name.span

    def names_in(self, span: Span) -> list[Name]:
        """The names that stand wholly in a span, in text order."""
        start, end = span.start, span.end
        return [name for name in self.names if start <= name.span.start and name.span.end <= end]

    def mention_of(self, key: str | None, near: Token) -> Span | None:
        """The nearest place that names an entity."""
        names = [name for name in self.names if name.entity.key == key]
        return self.span_of(min(names, key=lambda name: abs(name.first - near.i))) if names else None

    def tokens(self, span: Span) -> list[Token]:
        """The words of a span, without white space."""
        return [token for token in tokens_in(self.doc, span) if not token.is_space]


def make_scene(
    document: Document,
    doc: Doc,
    entities: Entities,
    statements: Sequence[Statement],
    *,
    aliases: Aliases,
    titles: Titles,
) -> Scene:
    """The scene of an article; nothing in it changes afterwards."""
    by_key = {entity.key: entity for entity in entities.entities}
    names: list[Name] = []
    name_at: dict[int, int] = {}
    for mention in entities.mentions:
        tokens = tokens_in(doc, mention.span)
        if not tokens:
            continue
        for token in tokens:
            name_at[token.i] = len(names)
        start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
        span = Span(document.text[start:end], start, end)
        names.append(Name(tokens[0].i, tokens[-1].i, by_key[mention.entity_key], span))
    return Scene(
        document,
        doc,
        aliases,
        titles,
        tuple(names),
        name_at,
        by_key,
        _sentence_numbers(doc),
        _block_numbers(document, doc),
        _quoted_tokens(document, doc, statements),
    )


def _sentence_numbers(doc: Doc) -> tuple[int, ...]:
    number = -1
    numbers = []
    for token in doc:
        number += bool(token.is_sent_start) or token.i == 0
        numbers.append(number)
    return tuple(numbers)


def _block_numbers(document: Document, doc: Doc) -> tuple[int, ...]:
    starts = [block.start for block in document.blocks]
    return tuple(bisect_right(starts, token.idx) - 1 for token in doc)


def _quoted_tokens(document: Document, doc: Doc, statements: Sequence[Statement]) -> frozenset[int]:
    """The tokens between quotation marks or in a content that its source follows: said, not written by the article."""
    paragraphs = [(block.start, block.end) for block in document.blocks]
    quotations = scan_quotations(document.text, paragraphs)
    spans = [Span(document.text[q.inner_start : q.inner_end], q.inner_start, q.inner_end) for q in quotations]
    for statement in statements:
        source = statement.source
        spans.extend(content for content in statement.content if source and content.end <= source.start)
    return frozenset(token.i for span in spans for token in tokens_in(doc, span))
