"""The stances of a statement: what it commits its speaker to, toward the targets it names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pipeline.records import Document, Entities, Entity, Span, Speaker, Stance, StanceLabel, Statement
from pipeline.resources.stance import StanceLexicon
from pipeline.stance.feelings import Feeling, Reading
from pipeline.stance.finding import find_word
from pipeline.stance.reading import read_feelings
from pipeline.stance.targets import by_entity, combine, is_definite, names_by_token, phrase_of
from pipeline.syntax import token_range

# Chosen on the gold statements of two articles and by reading rows of campaign news: rows below were mostly wrong.
MIN_SCORE = 0.35
MIN_PHRASE_SCORE = 0.7
MAX_EVIDENCE = 6
MAX_PHRASES = 2
FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our", "ours", "myself", "ourselves"})
THIRD_PERSON = frozenset({"he", "she", "they", "his", "her", "their", "it", "its"})
COLLECTIVES = frozenset(
    {"team", "party", "government", "administration", "country", "nation", "side", "group", "organisation",
     "organization", "company", "industry", "member", "movement", "campaign", "delegation", "union", "ministry",
     "office", "agency"}
)  # fmt: skip
TARGET_LABELS = frozenset({"person", "organisation", "country", "group", "work", "event"})


class Judgement(NamedTuple):
    """A stance toward a target: from -1 (oppose) to 1 (support), and the words that show it."""

    label: StanceLabel
    score: float
    evidence: tuple[str, ...]


class Scene(NamedTuple):
    """A statement in its parsed article, its speaker, and the entity behind each token that names one."""

    statement: Statement
    doc: Doc
    speaker: Speaker | None
    names: Mapping[int, Entity]
    source: frozenset[int]


def judge_stances(
    document: Document,  # noqa: ARG001 - every stage is given what it needs in order
    doc: Doc,
    entities: Entities,
    statements: Sequence[Statement],
    speakers: Sequence[Speaker],
    *,
    stance: StanceLexicon,
) -> tuple[Stance, ...]:
    """The stances of each statement toward named targets and clear noun phrases; none where no word shows one."""
    by_statement = {speaker.statement_key: speaker for speaker in speakers}
    names = names_by_token(doc, entities)
    found: list[Stance] = []
    for statement in statements:
        source = statement.source
        own = frozenset(token_range(doc, source.start, source.end) if source is not None else ())
        scene = Scene(statement, doc, by_statement.get(statement.key), names, own)
        feelings = [feeling for feeling in _feelings(scene, stance) if feeling.token not in own]
        found += [*_toward_entities(scene, feelings), *_toward_phrases(scene, feelings, stance)]
    return tuple(found)


def judge(
    doc: Doc, target: tuple[int, int], *, stance: StanceLexicon, source: tuple[int, int] | None = None
) -> Judgement:
    """The stance of a text, or of its `source`, toward the target; both are character spans.

    Without a source, what anybody is said to feel counts as the text's.
    """
    wanted = token_range(doc, *target)
    holders = token_range(doc, *source) if source is not None else range(0)

    def is_holder(token: Token) -> bool:
        if source is None:
            return token.lower_ in FIRST_PERSON
        return token.i in holders or any(part.i in holders for part in _members(token))

    feelings = read_feelings(doc, Reading(stance, is_holder, counts_everyone=source is None, reads_claims=True))
    return _judgement(doc, [feeling for feeling in feelings if feeling.token in wanted])


def _members(token: Token) -> Iterator[Token]:
    """Of whom a quantity consists: "most of X", "a majority of X"."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            yield from (noun for noun in child.children if noun.dep_ == "pobj")


def _judgement(doc: Doc, feelings: Sequence[Feeling]) -> Judgement:
    value, words = combine(feelings)
    label: StanceLabel = "neutral" if abs(value) < MIN_SCORE else "support" if value > 0 else "oppose"
    return Judgement(label, round(value, 3), tuple(doc[i].text for i in words[:MAX_EVIDENCE]))


def _toward_entities(scene: Scene, feelings: Iterable[Feeling]) -> list[Stance]:
    found = []
    for entity, toward in by_entity(feelings, scene.names).items():
        judgement = _judgement(scene.doc, toward)
        is_target = entity.label in TARGET_LABELS and not _names_speaker(entity, scene.speaker)
        if is_target and judgement.label != "neutral":
            found.append(Stance(scene.statement.key, entity.name, entity.label, *judgement))
    return found


def _toward_phrases(scene: Scene, feelings: Iterable[Feeling], lexicon: StanceLexicon) -> list[Stance]:
    """Stances toward things without a name of which the content speaks directly."""
    by_phrase: dict[str, list[Feeling]] = {}
    for feeling in feelings:
        token = scene.doc[feeling.token]
        phrase = phrase_of(token, scene.names)
        if phrase is None or not _is_clear(phrase, feeling, scene):
            continue
        is_bare = " " not in phrase.text
        is_vague = (feeling.is_quality and not is_definite(token)) or find_word(token, lexicon) is not None
        if not (is_bare and is_vague):
            by_phrase.setdefault(" ".join(phrase.text.split()), []).append(feeling)
    found = []
    for phrase_text, toward in by_phrase.items():
        judgement = _judgement(scene.doc, toward)
        if abs(judgement.score) >= MIN_PHRASE_SCORE:
            found.append(Stance(scene.statement.key, phrase_text, "other", *judgement))
    return sorted(found, key=lambda stance: -abs(stance.score))[:MAX_PHRASES]


def _is_clear(phrase: Span, feeling: Feeling, scene: Scene) -> bool:
    """Whether a phrase stands in the content and is judged by other words than its own."""
    is_inside = any(span.start <= phrase.start and phrase.end <= span.end for span in scene.statement.content)
    return is_inside and any(not phrase.start <= scene.doc[i].idx < phrase.end for i in feeling.evidence)


def _feelings(scene: Scene, lexicon: StanceLexicon) -> list[Feeling]:
    is_holder, cue = _holder_test(scene), _cue_token(scene)
    feelings: list[Feeling] = []
    for span in scene.statement.content:
        tokens = [scene.doc[i] for i in token_range(scene.doc, span.start, span.end)]
        if tokens:
            feelings += read_feelings(tokens, Reading(lexicon, is_holder), cue=cue)
            cue = None
    return feelings


def _cue_token(scene: Scene) -> Token | None:
    """The word of the cue that may judge: the highest verb, noun or adjective of it."""
    cue = scene.statement.cue
    tokens = [scene.doc[i] for i in token_range(scene.doc, cue.start, cue.end)] if cue is not None else []
    words = [token for token in tokens if token.pos_ in {"VERB", "NOUN", "ADJ"}]
    highest = (token for token in words if token.head not in tokens or token.dep_ == "ROOT")
    return next(highest, words[0] if words else None)


def _holder_test(scene: Scene) -> Callable[[Token], bool]:
    """Tells whether a doer inside the statement is its speaker, or those for whom the speaker speaks."""
    pronouns = FIRST_PERSON if scene.statement.kind == "direct" else FIRST_PERSON | THIRD_PERSON

    def is_holder(token: Token) -> bool:
        if token.i in scene.source or token.lower_ in pronouns:
            return True
        if token.lemma_.lower() in COLLECTIVES and any(child.lower_ in pronouns for child in token.lefts):
            return True
        entity = scene.names.get(token.i)
        return entity is not None and _speaks_for(entity, scene.speaker)

    return is_holder


def _speaks_for(entity: Entity, speaker: Speaker | None) -> bool:
    names = (speaker.name, speaker.affiliation, speaker.country) if speaker is not None else ()
    return not _names_of(entity).isdisjoint(name.casefold() for name in names if name)


def _names_speaker(entity: Entity, speaker: Speaker | None) -> bool:
    names = speaker.name.split(";") if speaker is not None else ()
    return not _names_of(entity).isdisjoint(name.strip().casefold() for name in names)


def _names_of(entity: Entity) -> set[str]:
    return {name.casefold() for name in (entity.name, *entity.aliases)}
