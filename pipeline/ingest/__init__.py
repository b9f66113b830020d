"""Reads an article: its text, its blocks and what is known of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.ingest.bylines import find_bylines
from pipeline.ingest.facts import Facts, read_facts
from pipeline.ingest.formats import check_length, extract
from pipeline.ingest.front_matter import FrontMatter, read_front_matter
from pipeline.ingest.kinds import name_kinds
from pipeline.ingest.languages import ENGLISH, find_languages
from pipeline.ingest.marking import Marking, mark_boilerplate
from pipeline.ingest.metadata import load_metadata
from pipeline.ingest.pieces import Piece, cut_pieces
from pipeline.records import Block, BlockKind, Document, Metadata, PublishedBasis, Source
from pipeline.resources.boilerplate import Boilerplate

__all__ = ["document_of_text", "load_metadata", "read_document"]

FRONT_MATTER_RULE = "front_matter"
BYLINE_RULE = "byline"


def read_document(source: Source, *, boilerplate: Boilerplate) -> Document:
    """The article of a file.

    Raises:
        DocumentError: the file is empty, broken, encrypted, too long or no text.
    """
    extracted = extract(source.data, source.format)
    check_length(extracted.text)
    given = tuple(record for record in (source.given, extracted.given) if record is not None)
    return _document(extracted.text, extracted.encoding, boilerplate=boilerplate, metadata=source.metadata, given=given)


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


def _document(
    text: str,
    encoding: str,
    *,
    boilerplate: Boilerplate,
    metadata: Metadata | None,
    given: tuple[Metadata, ...] = (),
) -> Document:
    """The article; `given` are the records that its file holds beside the text, best first."""
    front = read_front_matter(text)
    stated = [record for record in (metadata, front.metadata if front else None, *given) if record is not None]
    pieces = cut_pieces(text, front.end if front else 0)
    declared = next((record.language for record in stated if record.language), None)
    language, languages = find_languages([piece.text for piece in pieces], declared=declared)
    marking = mark_boilerplate(pieces, boilerplate)
    _mark_foreign(marking, languages)
    kinds = _kinds(pieces, marking, titles=[record.title for record in stated if record.title])
    blocks = tuple(
        Block(piece.start, piece.end, kind, spoken, rule)
        for piece, kind, spoken, rule in zip(pieces, kinds, languages, marking.rules, strict=True)
    )
    facts = read_facts(
        marking.found, [piece.text for piece, kind in zip(pieces, kinds, strict=True) if kind == "paragraph"]
    )
    published, basis = _published(metadata, front, given, facts)
    return Document(
        text=text,
        encoding=encoding,
        blocks=(*_front_block(text, front, language), *blocks),
        title=next((record.title for record in stated if record.title), None) or _title(text, blocks),
        outlet=next((record.outlet for record in stated if record.outlet), facts.outlet),
        author=next((record.author for record in stated if record.author), facts.author),
        published=published,
        published_basis=basis,
        url=next((record.url for record in stated if record.url), None),
        language=language,
    )


def _mark_foreign(marking: Marking, languages: Sequence[str]) -> None:
    for index, language in enumerate(languages):
        if language != ENGLISH and not marking.rules[index]:
            marking.rules[index] = f"language:{language}"


def _kinds(pieces: Sequence[Piece], marking: Marking, *, titles: Sequence[str]) -> list[BlockKind]:
    """The kind of each paragraph; names standing alone are added to the marking as bylines."""
    kinds = name_kinds(pieces, marking.rules, titles=titles)
    for index in find_bylines(pieces, kinds):
        kinds[index], marking.rules[index] = "boilerplate", BYLINE_RULE
        marking.found.setdefault("author", []).append(pieces[index].text)
    return kinds


def _published(
    metadata: Metadata | None, front: FrontMatter | None, given: Sequence[Metadata], facts: Facts
) -> tuple[date | None, PublishedBasis | None]:
    if metadata is not None and metadata.published is not None:
        return metadata.published, "metadata"
    if front is not None and front.metadata.published is not None:
        return front.metadata.published, "front_matter"
    if (stated := next((record.published for record in given if record.published), None)) is not None:
        return stated, "file"
    return (facts.published, "text") if facts.published is not None else (None, None)


def _front_block(text: str, front: FrontMatter | None, language: str) -> tuple[Block, ...]:
    if front is None:
        return ()
    header = text[: front.end]
    end = len(header.rstrip())
    return (Block(text.index("---"), end, "boilerplate", language, FRONT_MATTER_RULE),)


def _title(text: str, blocks: tuple[Block, ...]) -> str | None:
    return next((" ".join(text[block.start : block.end].split()) for block in blocks if block.kind == "title"), None)
