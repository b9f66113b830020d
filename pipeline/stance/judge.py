"""The stances of a statement: what it commits its speaker to, toward the targets it names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pipeline.records import Document, Entities, Entity, Speaker, Stance, StanceLabel, Statement
from pipeline.resources.stance import StanceLexicon
from pipeline.stance.reading import Feeling, read_feelings
from pipeline.stance.targets import by_entity, combine, names_by_token, phrase_of
from pipeline.syntax import tokens_in

MIN_SCORE = 0.3
MIN_PHRASE_SCORE = 0.6
MAX_EVIDENCE = 6
MAX_PHRASES = 2
FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our", "ours", "myself", "ourselves"})
THIRD_PERSON = frozenset({"he", "she", "they", "his", "her", "their", "it", "its"})
TARGET_LABELS = frozenset({"person", "organisation", "country", "group", "work", "event"})


class Judgement(NamedTuple):
    """A stance toward a target: from -1 (oppose) to 1 (support), and the words that show it."""

    label: StanceLabel
    score: float
    evidence: tuple[str, ...]


def judge_stances(
    document: Document,
    doc: Doc,
    entities: Entities,
    statements: Sequence[Statement],
    speakers: Sequence[Speaker],
    *,
    stance: StanceLexicon,
) -> tuple[Stance, ...]:
    """The stances of each statement toward named targets and clear noun phrases; none where no word shows one."""
    by_statement = {speaker.statement_key: speaker for speaker in speakers}
    found: list[Stance] = []
    for statement in statements:
        speaker = by_statement.get(statement.key)
        found.extend(_stances_of(statement, doc, entities, speaker, stance))
    return tuple(found)


def judge(
    doc: Doc,
    target: tuple[int, int],
    *,
    stance: StanceLexicon,
    source: tuple[int, int] | None = None,
) -> Judgement:
    """The stance of a text, or of its `source`, toward the target; both are character spans.

    Without a source, everybody's attitudes count as the text's.
    """
    wanted = _tokens(doc, target)
    holders = _tokens(doc, source) if source else set()

    def is_holder(token: Token) -> bool:
        return (source is None and token.i not in wanted) or token.i in holders

    feelings = read_feelings(doc, 0, len(doc), lexicon=stance, is_holder=is_holder)
    return _judgement(doc, [feeling for feeling in feelings if feeling.token in wanted])


def _tokens(doc: Doc, span: tuple[int, int]) -> set[int]:
    found = doc.char_span(*span, alignment_mode="expand")
    return {token.i for token in found or ()}


def _judgement(doc: Doc, feelings: Sequence[Feeling]) -> Judgement:
    value, words = combine(feelings)
    label: StanceLabel = "neutral" if abs(value) < MIN_SCORE else "support" if value > 0 else "oppose"
    return Judgement(label, round(value, 3), tuple(doc[i].text for i in words[:MAX_EVIDENCE]))


def _stances_of(
    statement: Statement, doc: Doc, entities: Entities, speaker: Speaker | None, lexicon: StanceLexicon
) -> list[Stance]:
    feelings = _feelings(statement, doc, entities, speaker, lexicon)
    names = names_by_token(doc, entities, [statement.context, *statement.content])
    own = _own_tokens(statement, doc)
    stances = []
    by_key = {entity.key: entity for entity in names.values()}
    for key, toward in by_entity((f for f in feelings if f.token not in own), names).items():
        entity = by_key[key]
        judgement = _judgement(doc, toward)
        if judgement.label != "neutral" and entity.label in TARGET_LABELS and not _is_speaker(entity, speaker):
            stances.append(_stance(statement, entity.name, entity, judgement))
    return [*stances, *_toward_phrases(statement, doc, feelings, names)]


def _stance(statement: Statement, target: str, entity: Entity | None, judgement: Judgement) -> Stance:
    kind = entity.label if entity is not None else "other"
    return Stance(statement.key, target, kind, judgement.label, judgement.score, judgement.evidence)


def _toward_phrases(
    statement: Statement, doc: Doc, feelings: Iterable[Feeling], names: Mapping[int, Entity]
) -> list[Stance]:
    """Stances toward things without a name that words of attitude speak of directly."""
    by_phrase: dict[str, list[Feeling]] = {}
    for feeling in feelings:
        phrase = phrase_of(doc[feeling.token]) if feeling.token not in names else None
        if phrase is not None:
            by_phrase.setdefault(phrase, []).append(feeling)
    found = []
    for phrase, toward in by_phrase.items():
        judgement = _judgement(doc, toward)
        if abs(judgement.score) >= MIN_PHRASE_SCORE:
            found.append(_stance(statement, phrase, None, judgement))
    return sorted(found, key=lambda stance: -abs(stance.score))[:MAX_PHRASES]


def _feelings(
    statement: Statement, doc: Doc, entities: Entities, speaker: Speaker | None, lexicon: StanceLexicon
) -> list[Feeling]:
    is_holder = _holder_test(statement, doc, entities, speaker)
    cue = _cue_token(statement, doc)
    feelings: list[Feeling] = []
    for span in statement.content:
        tokens = tokens_in(doc, span)
        if tokens:
            first, last = tokens[0].i, tokens[-1].i + 1
            feelings += read_feelings(doc, first, last, lexicon=lexicon, is_holder=is_holder, cue=cue)
            cue = None
    return feelings


def _cue_token(statement: Statement, doc: Doc) -> Token | None:
    if statement.cue is None:
        return None
    tokens = tokens_in(doc, statement.cue)
    verbs = [token for token in tokens if token.pos_ in {"VERB", "NOUN", "ADJ"}]
    return next(
        (token for token in verbs if token.head not in tokens or token.dep_ == "ROOT"), verbs[0] if verbs else None
    )


def _holder_test(
    statement: Statement, doc: Doc, entities: Entities, speaker: Speaker | None
) -> Callable[[Token], bool]:
    """Tells whether a doer inside the statement is its speaker, or those for whom the speaker speaks."""
    names = names_by_token(doc, entities, [statement.context, *statement.content])
    source = _own_tokens(statement, doc)
    pronouns = FIRST_PERSON if statement.kind == "direct" else FIRST_PERSON | THIRD_PERSON

    def is_holder(token: Token) -> bool:
        if token.i in source or token.lower_ in pronouns:
            return True
        entity = names.get(token.i)
        return entity is not None and _speaks_for(entity, speaker)

    return is_holder


def _own_tokens(statement: Statement, doc: Doc) -> set[int]:
    return {token.i for token in tokens_in(doc, statement.source)} if statement.source is not None else set()


def _speaks_for(entity: Entity, speaker: Speaker | None) -> bool:
    if speaker is None:
        return False
    named = {name.casefold() for name in (speaker.name, speaker.affiliation, speaker.country) if name}
    return not named.isdisjoint(name.casefold() for name in (entity.name, *entity.aliases))


def _is_speaker(entity: Entity, speaker: Speaker | None) -> bool:
    if speaker is None:
        return False
    names = {part.strip().casefold() for part in speaker.name.split(";")}
    return not names.isdisjoint(name.casefold() for name in (entity.name, *entity.aliases))
