"""The tables and their columns. Headers, datapackage.json, the data dictionary and the README follow from here."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pipeline.records import (
    AttributionType,
    DateBasis,
    DatePrecision,
    MentionLabel,
    PublishedBasis,
    SpeakerBasis,
    SpeakerKind,
    StanceBasis,
    StanceLabel,
    StatementKind,
    TargetKind,
    ThemeMethod,
)
from pipeline.tables.bookkeeping import CorrectionRow, DictionaryRow, ErrorRow, UnresolvedRow
from pipeline.tables.columns import Note, Table

YesNo = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with all that belongs to it, for reading and filtering in a spreadsheet."""

    statement_id: Annotated[
        str, Note("Id of the statement; stays the same while article name and content do.", is_key=True)
    ]
    statement: Annotated[
        str, Note("What was said, without the outer quotation marks; interrupted parts joined by ` … `.")
    ]
    speaker: Annotated[str | None, Note("Canonical name of who said it; empty where the article names nobody.")]
    speaker_kind: Annotated[SpeakerKind | None, Note("What the speaker is.")]
    said_earliest: Annotated[date | None, Note("First day on which it may have been said.")]
    said_latest: Annotated[date | None, Note("Last day on which it may have been said; empty where nothing bounds it.")]
    said_precision: Annotated[DatePrecision | None, Note("How exactly the day is known.")]
    said_basis: Annotated[
        DateBasis | None,
        Note(
            "What the day rests on: a full date in the text, an expression relative to the publication, "
            "a neighbouring statement of the same occasion, or the publication day alone (a range, where "
            "the article has no date but its text bounds it)."
        ),
    ]
    said_text: Annotated[str | None, Note("The time expression as worded in the article.")]
    theme: Annotated[str | None, Note("Label of the best theme.")]
    themes: Annotated[str | None, Note("Labels of all its themes, best first, separated by `; `.")]
    stance_target: Annotated[str | None, Note("Whom or what its strongest stance is toward.")]
    stance: Annotated[StanceLabel | None, Note("Its strongest stance: support or oppose, or what a person put there.")]
    stance_score: Annotated[float | None, Note("From −1 (oppose) to 1 (support).", minimum=-1, maximum=1)]
    kind: Annotated[StatementKind, Note("direct: all in quotation marks; indirect: none of it; mixed: partly.")]
    type: Annotated[
        AttributionType,
        Note("assertion (said, wrote), belief (thinks, doubts), fact (knows, regrets) or eventuality (wants, plans)."),
    ]
    source: Annotated[str | None, Note("The words that name the speaker.")]
    speaker_basis: Annotated[
        SpeakerBasis | None,
        Note(
            "How the source led to the speaker. It has the name; a label of a turn; a phrase that is no name "
            "(“critics”); another form of the name (a surname, an acronym); I or we; a description of somebody "
            "(“the minister”); another pronoun; or there is none, and the words are repeated elsewhere or carried on "
            "from the paragraph before; or a person put the speaker there."
        ),
    ]
    cue: Annotated[str | None, Note("The words that attribute, such as “said” or “according to”.")]
    context: Annotated[str, Note("The whole of the sentences it stands in.")]
    role: Annotated[str | None, Note("The speaker's role as the article words it.")]
    affiliation: Annotated[str | None, Note("The organisation the speaker belongs to.")]
    country: Annotated[str | None, Note("The country the speaker belongs to.")]
    outlet: Annotated[str | None, Note("Who published the article.")]
    title: Annotated[str | None, Note("The article's title.")]
    published: Annotated[date | None, Note("Day the article was published.")]
    file: Annotated[str, Note("The article's file below seeds/.")]
    doc_id: Annotated[str, Note("Id of the article.", refers_to=("documents", "doc_id"))]
    speaker_id: Annotated[str | None, Note("Id of the speaker.", refers_to=("speakers", "speaker_id"))]
    theme_id: Annotated[str | None, Note("Id of the best theme in the codebook.")]
    nested_in: Annotated[
        str | None,
        Note(
            "The nearest statement in the table whose content holds this one (“A says that B denied …”).",
            refers_to=("statements", "statement_id"),
        ),
    ]
    quote_cluster_id: Annotated[
        str, Note("Id shared by statements with the same words, small edits apart, in whatever article.")
    ]
    first_seen: Annotated[date | None, Note("Day on which the first article with these words was published.")]
    copy_number: Annotated[
        int, Note("1 for the first statement with these words, 2 … for later ones: filter 1 to count once.", minimum=1)
    ]
    start: Annotated[int, Note("Where its content starts: characters from the start of the article.", minimum=0)]
    end: Annotated[int, Note("Where its content ends.", minimum=0)]
    source_start: Annotated[int | None, Note("Where the source starts.", minimum=0)]
    source_end: Annotated[int | None, Note("Where the source ends.", minimum=0)]
    cue_start: Annotated[int | None, Note("Where the cue starts.", minimum=0)]
    cue_end: Annotated[int | None, Note("Where the cue ends.", minimum=0)]
    confidence: Annotated[int, Note("How sure the tool is that this is a statement, 0 to 100.", minimum=0, maximum=100)]
    found_by: Annotated[str, Note("What found it: `rule:NAME`, `model`, or `correction` (added by a person).")]
    corrected: Annotated[
        str | None, Note("Columns of this row that a person corrected (data/corrections.csv), separated by `; `.")
    ]
    truncated: Annotated[str | None, Note("Columns of this row cut to fit a spreadsheet's cell, separated by `; `.")]
    row_version: Annotated[
        str,
        Note(
            "Fingerprint of the row without what it says of copies: by it `onrecord correct` knows what you changed "
            "in a copy of any age."
        ),
    ]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An article."""

    doc_id: Annotated[str, Note("Id of the article; depends on its file name alone.", is_key=True)]
    file: Annotated[str, Note("Its file below seeds/.")]
    title: Annotated[str | None, Note("Its title.")]
    outlet: Annotated[str | None, Note("Who published it.")]
    author: Annotated[str | None, Note("Who wrote it.")]
    published: Annotated[date | None, Note("Day it was published.")]
    published_basis: Annotated[
        PublishedBasis | None,
        Note("Where that day stands: metadata.csv, the article's front matter, its text, or the file itself."),
    ]
    url: Annotated[str | None, Note("Its address.")]
    language: Annotated[str, Note("Its language (ISO 639-1).")]
    statements: Annotated[int, Note("Its rows in the statements table.", minimum=0)]
    characters: Annotated[int, Note("Its length.", minimum=0)]
    boilerplate_characters: Annotated[int, Note("How many of them are passed over as boilerplate.", minimum=0)]
    boilerplate_rules: Annotated[str | None, Note("Which rules of boilerplate.csv found some, separated by `; `.")]
    encoding: Annotated[str, Note("How its file was decoded, or the name of its format.")]
    article_cluster_id: Annotated[str, Note("Id shared by articles with nearly the same text, such as wire copies.")]
    first_seen: Annotated[date | None, Note("Day on which the first of them was published.")]
    copy_number: Annotated[int, Note("1 for the first of them, 2 … for later ones.", minimum=1)]
    truncated: Annotated[str | None, Note("Columns of this row cut to fit a spreadsheet's cell, separated by `; `.")]


@dataclass(frozen=True, slots=True)
class StatementThemeRow:
    """A theme of a statement."""

    statement_id: Annotated[str, Note("The statement.", is_key=True, refers_to=("statements", "statement_id"))]
    rank: Annotated[int, Note("1 is the best theme of the statement.", is_key=True, minimum=1)]
    theme_id: Annotated[str, Note("Id of the theme in the codebook.")]
    theme: Annotated[str, Note("Label of the theme in the codebook.")]
    score: Annotated[float, Note("How well it fits, 0 to 1.", minimum=0, maximum=1)]
    method: Annotated[
        ThemeMethod,
        Note(
            "What found it: a pattern of the codebook; embedding, where no pattern is near and its content is near "
            "in meaning to the theme's label, definition or an example; or a person's correction."
        ),
    ]
    evidence: Annotated[
        str | None,
        Note("The words it rests on, separated by `; `; for embedding, `near to:` and the text it is near to."),
    ]


@dataclass(frozen=True, slots=True)
class StanceRow:
    """What a statement commits its speaker to, toward one target."""

    statement_id: Annotated[str, Note("The statement.", is_key=True, refers_to=("statements", "statement_id"))]
    rank: Annotated[int, Note("1 is the strongest stance of the statement.", is_key=True, minimum=1)]
    target: Annotated[str, Note("Canonical name of whom or what the stance is toward.")]
    target_kind: Annotated[TargetKind, Note("What the target is; a proposition is a theme's in the codebook.")]
    stance: Annotated[StanceLabel, Note("The stance toward it; unclear where none could be told.")]
    score: Annotated[float, Note("From −1 (oppose) to 1 (support).", minimum=-1, maximum=1)]
    evidence: Annotated[str | None, Note("The words it rests on, separated by `; `.")]
    entity_id: Annotated[
        str | None, Note("The target, where the article names it.", refers_to=("entities", "entity_id"))
    ]
    confidence: Annotated[int, Note("How likely the stance is right, 0 to 100.", minimum=0, maximum=100)]
    basis: Annotated[
        StanceBasis | None,
        Note(
            "What it rests on: words of attitude or judgement, something done to the target or by it, "
            "the model's reading of the sentence alone, or a person."
        ),
    ]
    hypothetical: Annotated[YesNo, Note("Whether it depends on a condition.")]
    attributed_by: Annotated[
        str | None, Note("Who reports it: the speaker of the statement in which this one is reported.")
    ]
    evidence_offsets: Annotated[str | None, Note("Where those words start and end: `start-end; start-end`.")]


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """Someone who speaks in any of the articles; the most frequent first."""

    speaker_id: Annotated[str, Note("Id of the speaker; depends on name and kind.", is_key=True)]
    speaker: Annotated[str, Note("Canonical name.")]
    kind: Annotated[SpeakerKind, Note("What the speaker is.")]
    role: Annotated[str | None, Note("The most frequent role in the articles.")]
    affiliation: Annotated[str | None, Note("The most frequent affiliation.")]
    country: Annotated[str | None, Note("The most frequent country.")]
    statements: Annotated[int, Note("How many statements, those made together with others aside.", minimum=0)]
    documents: Annotated[int, Note("In how many articles.", minimum=1)]
    first_said: Annotated[
        date | None, Note("First day of the earliest statement dated by the text; by publication if none is.")
    ]
    last_said: Annotated[
        date | None, Note("Last day of the latest statement dated by the text; by publication if none is.")
    ]
    other_names: Annotated[str | None, Note("Other forms of the name in the articles, separated by `; `.")]
    joint_statements: Annotated[int, Note("How many more it made together with others.", minimum=0)]
    members: Annotated[str | None, Note("speaker_id of each of several who speak together, separated by `; `.")]
    entity_id: Annotated[
        str | None, Note("The same as an entity, where articles name it.", refers_to=("entities", "entity_id"))
    ]


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A person, organisation, country or other named thing in any of the articles; the most frequent first."""

    entity_id: Annotated[str, Note("Id of the entity; depends on name and kind.", is_key=True)]
    entity: Annotated[str, Note("Canonical name.")]
    kind: Annotated[MentionLabel, Note("What it is.")]
    mentions: Annotated[int, Note("How often it is named.", minimum=0)]
    documents: Annotated[int, Note("In how many articles.", minimum=1)]
    other_names: Annotated[str | None, Note("Other forms of the name in the articles, separated by `; `.")]


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A place in an article that names an entity."""

    doc_id: Annotated[str, Note("The article.", is_key=True, refers_to=("documents", "doc_id"))]
    start: Annotated[
        int, Note("Where the name starts: characters from the start of the article.", is_key=True, minimum=0)
    ]
    end: Annotated[int, Note("Where it ends.", is_key=True, minimum=0)]
    mention: Annotated[str, Note("The name as it stands there.")]
    kind: Annotated[MentionLabel, Note("What is named.")]
    entity_id: Annotated[str, Note("The entity.", is_key=True, refers_to=("entities", "entity_id"))]


TABLES: tuple[Table, ...] = (
    Table("statements", "One row a statement, with speaker, dates, best theme and strongest stance.", StatementRow),
    Table("documents", "One row an article.", DocumentRow),
    Table("statement_themes", "One row a theme of a statement.", StatementThemeRow),
    Table("stances", "One row a stance of a statement toward a target.", StanceRow),
    Table("speakers", "One row a speaker, across all articles; the most frequent first.", SpeakerRow),
    Table("entities", "One row a named person, organisation, country …, across all articles.", EntityRow),
    Table("mentions", "One row a place in an article that names an entity.", MentionRow),
    Table("unresolved", "One row a name that deserves a decision, the most frequent first.", UnresolvedRow),
    Table("errors", "One row a failure: an article that could not be read or processed.", ErrorRow),
    Table("corrections_report", "One row a row of data/corrections.csv: what became of it.", CorrectionRow),
    Table("data_dictionary", "One row a column of these tables.", DictionaryRow),
)
TABLE_BY_NAME = {table.name: table for table in TABLES}
