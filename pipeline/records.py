"""The records that pass between stages: frozen, slotted, one definition each.

Offsets are code points, half-open, into `Document.text`. Within one article a
statement is known by its `key`; its global id is `statement_id(doc_id, key)`, so
that a renamed article keeps its cached results.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

BlockKind = Literal["title", "heading", "paragraph", "boilerplate"]
PublishedBasis = Literal["metadata", "front_matter", "file", "text"]
MentionLabel = Literal["person", "organisation", "country", "place", "group", "event", "work", "other"]
StatementKind = Literal["direct", "mixed", "indirect"]
AttributionType = Literal["assertion", "belief", "fact", "eventuality"]
SpeakerKind = Literal["person", "organisation", "country", "group", "document", "unknown"]
SpeakerBasis = Literal[
    "name",
    "label",
    "phrase",
    "other_name",
    "first_person",
    "description",
    "pronoun",
    "repeated",
    "carried",
    "correction",
]
DatePrecision = Literal["day", "week", "month", "year", "range"]
DateBasis = Literal["explicit", "relative", "carried", "publication"]
ThemeMethod = Literal["pattern", "embedding", "correction"]
StanceLabel = Literal["support", "oppose", "neutral", "unclear"]
StanceBasis = Literal["explicit", "event", "inferred", "correction"]
TargetKind = Literal[MentionLabel, "proposition"]
POLES: tuple[StanceLabel, StanceLabel] = ("support", "oppose")
CorrectionState = Literal["applied", "contradicted", "vanished", "rejected"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `seeds/metadata.csv` says of one article; `line` is its line there."""

    file: str
    line: int
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it lies in `seeds/`: its path there (POSIX), its bytes, its row of metadata.

    `format` is the ending that says how the bytes are read; `given` is what the file that held
    the article among others says of it.
    """

    file: str
    data: bytes
    metadata: Metadata | None = None
    format: str = ".txt"
    given: Metadata | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text; `text == document.text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph of an article and what it is.

    `rule` names the boilerplate rule that marked it; it is empty for other kinds.
    """

    start: int
    end: int
    kind: BlockKind
    language: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its text, decoded once and never changed again, and its metadata.

    `blocks` are in text order, do not overlap, and cover every non-blank character but the
    marks of lists, quotations and headings ("- ", "> ", "# ") at the beginning of a line.
    """

    text: str
    encoding: str
    blocks: tuple[Block, ...]
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    published_basis: PublishedBasis | None = None
    url: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text and the entity it stands for (`Entity.key`)."""

    span: Span
    label: MentionLabel
    entity_key: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, country or other named thing within one article."""

    key: str
    name: str
    label: MentionLabel
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entities:
    """The named things of an article and every place that names them, in text order."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: who (source), by which words (cue), what (content).

    `content` has one fragment for each uninterrupted stretch, without the outer
    quotation marks. `context` is the whole of the sentences it stands in. `evidence` names what
    found it (`rule:NAME` or `model`). `nested_in` is the key of the statement whose
    content holds this one. `confidence` is 0–100.
    """

    key: str
    kind: StatementKind
    type: AttributionType
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    context: Span
    evidence: str
    confidence: int
    nested_in: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerEvidence:
    """Where the article says what it says of a speaker; `mention` is the one that the source refers to."""

    role: Span | None = None
    affiliation: Span | None = None
    country: Span | None = None
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who answers for the statement `statement_key`; several are joined with "; " and are its `members`.

    `basis` says how the source led to the speaker: it has the name, or a label of a turn, or a phrase that
    is no name; another form of the name; "I" or "we"; a description of somebody, as "the minister"; another
    pronoun. Without a source, the words are repeated elsewhere or carried on from the paragraph before.
    Where members differ, it is the basis furthest from the name, in the order of the vocabulary.
    """

    statement_key: str
    name: str
    kind: SpeakerKind
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None
    evidence: SpeakerEvidence = SpeakerEvidence()
    members: tuple["Speaker", ...] = ()
    basis: SpeakerBasis | None = None


@dataclass(frozen=True, slots=True)
class SaidOn:
    """When the statement was made: a range of days and what it rests on; without `latest` it is open at its end.

    `text` is the time expression as worded, empty for basis `publication`. An
    expression that cannot be resolved keeps its text and has no days.
    """

    statement_key: str
    earliest: date | None
    latest: date | None
    precision: DatePrecision | None
    text: str
    basis: DateBasis


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the codebook that a statement belongs to; score is 0–1.

    `method` says what found it: the codebook's patterns, nearness to the theme's description, or a person.
    """

    statement_key: str
    theme_id: str
    score: float
    evidence: tuple[str, ...]
    method: ThemeMethod = "pattern"


@dataclass(frozen=True, slots=True)
class Stance:
    """What a statement commits its speaker to, toward a target; score is −1 (oppose) to 1 (support).

    `unclear` is a target of which nothing could be said. `basis` is what the stance rests on: words
    of attitude or judgement, something done to the target or by it, the model alone, or a person's
    correction. `confidence` (0–100) is the chance that the label is right. `is_hypothetical` holds
    where it depends on a condition; `attributed_by` is who reports the statement that holds it.
    """

    statement_key: str
    target: str
    target_kind: TargetKind
    label: StanceLabel
    score: float
    evidence: tuple[Span, ...] = ()
    basis: StanceBasis | None = None
    confidence: int = 0
    is_hypothetical: bool = False
    attributed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """Which fields of the statement `statement_key` a person corrected, in the order of the columns."""

    statement_key: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything found in one article, ready for the tables; `corrected` says what a person changed in it."""

    doc_id: str
    file: str
    document: Document
    entities: Entities
    statements: tuple[Statement, ...]
    speakers: tuple[Speaker, ...]
    dates: tuple[SaidOn, ...]
    themes: tuple[Theme, ...]
    stances: tuple[Stance, ...]
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An article, or a stage of it, that could not be processed, and what the user can do."""

    file: str
    stage: str
    message: str
    remedy: str


def statement_id(doc_id: str, key: str) -> str:
    """The global id of the statement `key` of the article `doc_id`."""
    return f"{doc_id}-{key}"


def least_plain(bases: Iterable[SpeakerBasis | None]) -> SpeakerBasis | None:
    """The basis furthest from the name, in the order of the vocabulary; None where none is known."""
    order = get_args(SpeakerBasis)
    return max(filter(None, bases), key=order.index, default=None)


def by_strength(stance: Stance) -> tuple[bool, float]:
    """The sorting key that puts the strongest of support and opposition first, what is neither last."""
    return stance.label not in POLES, -abs(stance.score)


def strongest_stance(stances: Sequence[Stance]) -> Stance | None:
    """The first of stances ordered `by_strength`, if it supports or opposes, or a person put it there."""
    return next((each for each in stances[:1] if each.label in POLES or each.basis == "correction"), None)
