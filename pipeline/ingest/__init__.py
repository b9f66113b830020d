"""Reads an article: its text, its blocks and what is known of it."""

from dataclasses import replace
from datetime import date

from pipeline.ingest.bylines import find_bylines
from pipeline.ingest.decode import decode
from pipeline.ingest.facts import Facts, read_facts
from pipeline.ingest.front_matter import FrontMatter, read_front_matter
from pipeline.ingest.kinds import name_kinds
from pipeline.ingest.languages import ENGLISH, find_languages
from pipeline.ingest.marking import mark_boilerplate
from pipeline.ingest.metadata import load_metadata
from pipeline.ingest.pieces import cut_pieces
from pipeline.records import Block, Document, Metadata, PublishedBasis, Source
from pipeline.resources.boilerplate import Boilerplate

__all__ = ["document_of_text", "load_metadata", "read_document"]

FRONT_MATTER_RULE = "front_matter"
BYLINE_RULE = "byline"


def read_document(source: Source, *, boilerplate: Boilerplate) -> Document:
    """The article of a file.

    Raises:
        DocumentError: the file is empty or is not text.
    """
    text, encoding = decode(source.data)
    return _document(text, encoding, boilerplate=boilerplate, metadata=source.metadata)


def document_of_text(
    text: str,
    *,
    boilerplate: Boilerplate,
    file: str = "",
    metadata: Metadata | None = None,
    published: date | None = None,
) -> Document:
    """The article whose text is given; not a character of it is changed. `published` stands above the metadata."""
    if published is not None:
        metadata = replace(metadata or Metadata(file=file, line=0), published=published)
    return _document(text, "", boilerplate=boilerplate, metadata=metadata)


def _document(text: str, encoding: str, *, boilerplate: Boilerplate, metadata: Metadata | None) -> Document:
    front = read_front_matter(text)
    pieces = cut_pieces(text, front.end if front else 0)
    marking = mark_boilerplate(pieces, boilerplate)
    stated = [record for record in (metadata, front.metadata if front else None) if record is not None]
    declared = next((record.language for record in stated if record.language), None)
    language, languages = find_languages([piece.text for piece in pieces], declared=declared)
    rules = [
        rule or ("" if spoken == ENGLISH else f"language:{spoken}")
        for rule, spoken in zip(marking.rules, languages, strict=True)
    ]
    titles = [record.title for record in stated if record.title]
    kinds = name_kinds(pieces, rules, titles=titles)
    for index in find_bylines(pieces, kinds):
        kinds[index], rules[index] = "boilerplate", BYLINE_RULE
        marking.found.setdefault("author", []).append(pieces[index].text)
    blocks = tuple(
        Block(piece.start, piece.end, kind, spoken, rule)
        for piece, kind, spoken, rule in zip(pieces, kinds, languages, rules, strict=True)
    )
    paragraphs = [piece.text for piece, kind in zip(pieces, kinds, strict=True) if kind == "paragraph"]
    facts = read_facts(marking.found, paragraphs)
    published, basis = _published(metadata, front, facts)
    return Document(
        text=text,
        encoding=encoding,
        blocks=(*_front_block(text, front, language), *blocks),
        title=titles[0] if titles else _title(text, blocks),
        outlet=next((record.outlet for record in stated if record.outlet), facts.outlet),
        author=next((record.author for record in stated if record.author), facts.author),
        published=published,
        published_basis=basis,
        url=next((record.url for record in stated if record.url), None),
        language=language,
    )


def _published(
    metadata: Metadata | None, front: FrontMatter | None, facts: Facts
) -> tuple[date | None, PublishedBasis | None]:
    if metadata is not None and metadata.published is not None:
        return metadata.published, "metadata"
    if front is not None and front.metadata.published is not None:
        return front.metadata.published, "front_matter"
    return (facts.published, "text") if facts.published is not None else (None, None)


def _front_block(text: str, front: FrontMatter | None, language: str) -> tuple[Block, ...]:
    if front is None:
        return ()
    header = text[: front.end]
    end = len(header.rstrip())
    return (Block(text.index("---"), end, "boilerplate", language, FRONT_MATTER_RULE),)


def _title(text: str, blocks: tuple[Block, ...]) -> str | None:
    return next((" ".join(text[block.start : block.end].split()) for block in blocks if block.kind == "title"), None)
