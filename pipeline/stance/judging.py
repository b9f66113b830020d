"""The stances of a statement: what it commits its speaker to, toward the targets it names."""

from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc

from pipeline.records import POLES, Document, Entities, Entity, Span, Speaker, Stance, Statement, Theme
from pipeline.resources.codebook import Codebook
from pipeline.resources.references import References
from pipeline.resources.stance import StanceLexicon
from pipeline.settings import Profile
from pipeline.stance.cases import Case
from pipeline.stance.encoder import Chances, StanceEncoder
from pipeline.stance.feelings import Feeling, Reading
from pipeline.stance.finding import find_word
from pipeline.stance.grammar import predicate_above
from pipeline.stance.moods import is_possible_only
from pipeline.stance.propositions import proposition_cases, propositions_by_statement
from pipeline.stance.references import Names, add_references
from pipeline.stance.scene import Scene, names_speaker, open_scene, read_scene, speaks_for
from pipeline.stance.targets import by_entity, is_definite, names_by_token, phrase_of
from pipeline.stance.topics import add_topics
from pipeline.stance.verdicts import Limits, read_verdict, settle
from pipeline.syntax import sentence_range

# By reading rows of campaign news: phrases below were mostly wrong.
MIN_PHRASE_SCORE = 0.7
MAX_PHRASES = 2
# The encoder reads a sentence again for each target; two a statement cost a third more than one.
MAX_JUDGED = 1
TARGET_LABELS = frozenset({"person", "organisation", "country", "group", "work", "event", "other"})


def judge_stances(
    document: Document,  # noqa: ARG001 - every stage is given what it needs in order
    doc: Doc,
    entities: Entities,
    statements: Sequence[Statement],
    speakers: Sequence[Speaker],
    themes: Sequence[Theme],
    *,
    codebook: Codebook,
    stance: StanceLexicon,
    references: References,
    stance_encoder: StanceEncoder,
    profile: Profile = "full",
    min_stance_score: float = Limits().min_score,
    min_stance_confidence: int = Limits().min_confidence,
) -> tuple[Stance, ...]:
    """The stances of each statement toward what it names and toward clear noun phrases, in text order.

    What somebody else is said to hold, and what is only supposed, commits nobody and gives none.
    """
    by_statement = {speaker.statement_key: speaker for speaker in speakers}
    names = add_topics(doc, add_references(doc, names_by_token(doc, entities), references))
    wanted = propositions_by_statement(themes, codebook)
    cases: list[Case] = []
    for statement in statements:
        scene = open_scene(statement, doc, by_statement.get(statement.key), names)
        reading = read_scene(scene, stance)
        cases += [*_named_cases(scene, reading, min_stance_score), *_phrase_cases(scene, reading)]
        cases += proposition_cases(scene, reading, wanted.get(statement.key, ()), min_stance_score)
    chances = _read_places(cases, doc, names, stance_encoder) if profile == "full" else {}
    limits = Limits(min_stance_score, min_stance_confidence)
    reporters = {statement.key: _reporter(statement, by_statement) for statement in statements}
    found: list[Stance] = []
    for number, case in enumerate(cases):
        judgement = settle(case.verdict, chances.get(number), limits, doc, stance)
        if case.kind != "other" or judgement.label in POLES:
            key = case.statement.key
            found.append(Stance(key, case.target, case.kind, *judgement, reporters[key]))
    return tuple(found)


def _reporter(statement: Statement, speakers: Mapping[str, Speaker]) -> str | None:
    """Who reports a statement that stands inside another."""
    speaker = speakers.get(statement.nested_in) if statement.nested_in is not None else None
    return speaker.name if speaker is not None else None


def _named_cases(scene: Scene, reading: Reading, min_score: float) -> list[Case]:
    """The named targets of a statement: those that the rules decide, and a few others about which the encoder is."""
    feelings = by_entity((each for each in reading.feelings if each.token not in scene.source), scene.names)
    places = _open_places(scene, reading)
    decided: list[Case] = []
    others: list[Case] = []
    for entity in dict.fromkeys((*feelings, *places)):
        if entity.label in TARGET_LABELS and not names_speaker(entity, scene.speaker):
            verdict = read_verdict(feelings.get(entity, ()))
            case = Case(scene.statement, entity.name, entity.label, verdict, places.get(entity))
            if abs(verdict.value) >= min_score:
                decided.append(case)
            elif entity in places and not speaks_for(entity, scene.speaker):
                others.append(case)
    return decided + others[:MAX_JUDGED]


def _open_places(scene: Scene, reading: Reading) -> dict[Entity, int]:
    """Where the content first names each entity, if nowhere in others' words nor in a condition."""
    found: dict[Entity, int] = {}
    closed: set[Entity] = set()
    for i in (i for tokens in scene.content for i in tokens if i in scene.names):
        if i in reading.aside or is_possible_only(predicate_above(scene.doc[i])):
            closed.update(scene.names[i])
        else:
            for entity in scene.names[i]:
                found.setdefault(entity, i)
    return {entity: i for entity, i in found.items() if entity not in closed}


def _phrase_cases(scene: Scene, reading: Reading) -> list[Case]:
    """Things without a name of which the content speaks directly and strongly."""
    by_phrase: dict[str, list[Feeling]] = {}
    for feeling in reading.feelings:
        token = scene.doc[feeling.token]
        phrase = phrase_of(token, scene.names) if token.i not in scene.source else None
        if phrase is None or not _is_clear(phrase, feeling, scene):
            continue
        is_bare = " " not in phrase.text
        is_vague = (feeling.is_quality and not is_definite(token)) or find_word(token, reading.lexicon) is not None
        if not (is_bare and is_vague):
            by_phrase.setdefault(" ".join(phrase.text.split()), []).append(feeling)
    cases = [Case(scene.statement, text, "other", read_verdict(toward)) for text, toward in by_phrase.items()]
    clear = [case for case in cases if abs(case.verdict.value) >= MIN_PHRASE_SCORE]
    return sorted(clear, key=lambda case: -abs(case.verdict.value))[:MAX_PHRASES]


def _is_clear(phrase: Span, feeling: Feeling, scene: Scene) -> bool:
    """Whether a phrase stands in the content and is judged by other words than its own."""
    is_inside = any(span.start <= phrase.start and phrase.end <= span.end for span in scene.statement.content)
    return is_inside and any(not phrase.start <= scene.doc[i].idx < phrase.end for i in feeling.evidence)


def _read_places(cases: Iterable[Case], doc: Doc, names: Names, encoder: StanceEncoder) -> dict[int, Chances]:
    """What the encoder says of each case with a place, by the case's number; each place is read once."""
    wanted = {number: case.place for number, case in enumerate(cases) if case.place is not None}
    places = sorted(set(wanted.values()))
    pairs = [sentence_pair(doc, place, name_end(place, names)) for place in places]
    found = dict(zip(places, encoder.judge(pairs), strict=True))
    return {number: found[place] for number, place in wanted.items()}


def name_end(first: int, names: Names) -> int:
    """Where the name that begins with a token ends."""
    end, named = first + 1, names.get(first)
    while named is not None and names.get(end) == named:
        end += 1
    return end


def sentence_pair(doc: Doc, first: int, end: int) -> tuple[str, tuple[int, int]]:
    """The sentence of the tokens [first, end), and where they stand in it, in characters."""
    start, stop = sentence_range(doc, first)
    base, last = doc[start].idx, doc[end - 1]
    return doc[start:stop].text, (doc[first].idx - base, last.idx + len(last) - base)
