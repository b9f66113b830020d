"""The rows of one article in each table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from hashlib import blake2b
from operator import attrgetter

from pipeline.canonical import Doubt
from pipeline.records import Result, strongest_stance
from pipeline.tables.bookkeeping import UnresolvedRow
from pipeline.tables.cells import LIST_SEPARATOR
from pipeline.tables.copies import STATEMENT_COLUMNS, lone_document, lone_statement
from pipeline.tables.join import Joined, speaker_id
from pipeline.tables.rows import DocumentRow, MentionRow, StanceRow, StatementRow, StatementThemeRow

FRAGMENT_SEPARATOR = " … "
SCORE_DIGITS = 4
VERSION_BYTES = 6
OWN_VALUES = attrgetter(*(field.name for field in fields(StatementRow) if field.name not in STATEMENT_COLUMNS))


def document_row(result: Result, statements: int) -> DocumentRow:
    """The article's own row, as that of one without copies."""
    document, copy = result.document, lone_document(result)
    boilerplate = [block for block in document.blocks if block.kind == "boilerplate"]
    return DocumentRow(
        doc_id=result.doc_id,
        file=result.file,
        title=document.title,
        outlet=document.outlet,
        author=document.author,
        published=document.published,
        published_basis=document.published_basis,
        url=document.url,
        language=document.language,
        statements=statements,
        characters=len(document.text),
        boilerplate_characters=sum(block.end - block.start for block in boilerplate),
        boilerplate_rules=LIST_SEPARATOR.join(sorted({block.rule for block in boilerplate} - {""})) or None,
        encoding=document.encoding,
        article_cluster_id=copy.cluster_id,
        first_seen=copy.first_seen,
        copy_number=copy.number,
        truncated=None,
    )


def statement_row(joined: Joined, result: Result, labels: Mapping[str, str]) -> StatementRow:
    """The wide row of a statement, as that of one without copies; its version is that of the row without them."""
    statement, document = joined.statement, result.document
    copy = lone_statement(joined, document)
    source, cue, speaker, said_on = statement.source, statement.cue, joined.speaker, joined.said_on
    theme_labels = [labels.get(theme.theme_id, theme.theme_id) for theme in joined.themes]
    stance = strongest_stance(joined.stances)
    row = StatementRow(
        statement_id=joined.statement_id,
        statement=FRAGMENT_SEPARATOR.join(span.text for span in statement.content),
        speaker=speaker.name if speaker else None,
        speaker_kind=speaker.kind if speaker else None,
        said_earliest=said_on.earliest if said_on else None,
        said_latest=said_on.latest if said_on else None,
        said_precision=said_on.precision if said_on else None,
        said_basis=said_on.basis if said_on else None,
        said_text=said_on.text or None if said_on else None,
        theme=theme_labels[0] if theme_labels else None,
        themes=LIST_SEPARATOR.join(theme_labels) or None,
        stance_target=stance.target if stance else None,
        stance=stance.label if stance else None,
        stance_score=round(stance.score, SCORE_DIGITS) if stance else None,
        kind=statement.kind,
        type=statement.type,
        source=source.text if source else None,
        speaker_basis=speaker.basis if speaker else None,
        cue=cue.text if cue else None,
        context=statement.context.text,
        role=speaker.role if speaker else None,
        affiliation=speaker.affiliation if speaker else None,
        country=speaker.country if speaker else None,
        outlet=document.outlet,
        title=document.title,
        published=document.published,
        file=result.file,
        doc_id=result.doc_id,
        speaker_id=speaker_id(speaker.name, speaker.kind) if speaker else None,
        theme_id=joined.themes[0].theme_id if joined.themes else None,
        nested_in=joined.nested_in,
        quote_cluster_id=copy.cluster_id,
        first_seen=copy.first_seen,
        copy_number=copy.number,
        start=statement.content[0].start,
        end=statement.content[-1].end,
        source_start=source.start if source else None,
        source_end=source.end if source else None,
        cue_start=cue.start if cue else None,
        cue_end=cue.end if cue else None,
        confidence=statement.confidence,
        found_by=statement.evidence,
        corrected=LIST_SEPARATOR.join(joined.corrected) or None,
        truncated=None,
        row_version="",
    )
    return replace(row, row_version=_version(row))


def _version(row: StatementRow) -> str:
    return "v" + blake2b(repr(OWN_VALUES(row)).encode(), digest_size=VERSION_BYTES).hexdigest()


def theme_rows(joined: Joined, labels: Mapping[str, str]) -> Iterator[StatementThemeRow]:
    """The themes of a statement, best first."""
    for rank, theme in enumerate(joined.themes, 1):
        label = labels.get(theme.theme_id, theme.theme_id)
        score, evidence = round(theme.score, SCORE_DIGITS), LIST_SEPARATOR.join(theme.evidence) or None
        yield StatementThemeRow(joined.statement_id, rank, theme.theme_id, label, score, theme.method, evidence)


def stance_rows(joined: Joined) -> Iterator[StanceRow]:
    """The stances of a statement, strongest first."""
    for rank, (stance, target_id) in enumerate(zip(joined.stances, joined.target_ids, strict=True), 1):
        yield StanceRow(
            joined.statement_id,
            rank,
            stance.target,
            stance.target_kind,
            stance.label,
            round(stance.score, SCORE_DIGITS),
            LIST_SEPARATOR.join(span.text for span in stance.evidence) or None,
            target_id,
            stance.confidence,
            stance.basis,
            "yes" if stance.is_hypothetical else "no",
            stance.attributed_by,
            LIST_SEPARATOR.join(f"{span.start}-{span.end}" for span in stance.evidence) or None,
        )


def mention_rows(result: Result, entity_ids: Mapping[str, str]) -> Iterator[MentionRow]:
    """The places in an article that name an entity, in text order, each once."""
    rows = {
        MentionRow(
            result.doc_id,
            mention.span.start,
            mention.span.end,
            mention.span.text,
            mention.label,
            entity_ids[mention.entity_key],
        )
        for mention in result.entities.mentions
    }
    yield from sorted(rows, key=lambda row: (row.start, row.end, row.entity_id, row.kind))


def unresolved_rows(doubts: Iterable[Doubt]) -> Iterator[UnresolvedRow]:
    """What deserves a decision, in the order given."""
    for doubt in doubts:
        examples = LIST_SEPARATOR.join(doubt.examples)
        yield UnresolvedRow(
            doubt.name, doubt.kind, doubt.reason, doubt.statements, doubt.documents, examples, doubt.suggestion
        )
