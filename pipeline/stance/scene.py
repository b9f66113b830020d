"""A statement as the stance stage sees it: its speaker, its words, and what they feel toward what."""

from collections.abc import Callable
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pipeline.records import Entity, Speaker, Statement
from pipeline.resources.stance import StanceLexicon
from pipeline.stance.feelings import Reading
from pipeline.stance.finding import find_word
from pipeline.stance.reading import read_feelings
from pipeline.stance.references import Names, add_pronouns
from pipeline.syntax import token_range

FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our", "ours", "myself", "ourselves"})
THIRD_PERSON = frozenset({"he", "she", "they", "his", "her", "their", "it", "its"})
SHARES = frozenset({"all", "both", "each", "many", "most", "some", "none"})
COLLECTIVES = frozenset(
    {"team", "party", "government", "administration", "country", "nation", "side", "group", "organisation",
     "organization", "company", "industry", "member", "movement", "campaign", "delegation", "union", "ministry",
     "office", "agency"}
)  # fmt: skip


class Scene(NamedTuple):
    """A statement in its parsed article, its speaker, the tokens of its content, and what they stand for."""

    statement: Statement
    doc: Doc
    speaker: Speaker | None
    names: Names
    source: frozenset[int]
    content: tuple[range, ...]


def open_scene(statement: Statement, doc: Doc, speaker: Speaker | None, names: Names) -> Scene:
    """The scene of one statement; outside a quotation "he" and "she" are taken to be its speaker."""
    source = statement.source
    own = frozenset(token_range(doc, source.start, source.end) if source is not None else ())
    content = tuple(token_range(doc, span.start, span.end) for span in statement.content)
    is_quoted = statement.kind == "direct"

    def is_other(entity: Entity) -> bool:
        return not names_speaker(entity, speaker) and (is_quoted or entity.label != "person")

    names = add_pronouns(doc, names, content, is_other=is_other)
    return Scene(statement, doc, speaker, names, own, content)


def read_scene(scene: Scene, lexicon: StanceLexicon) -> Reading:
    """What the statement's content and cue show of feelings."""
    reading, cue = Reading(lexicon, _holder_test(scene)), _cue_token(scene, lexicon)
    for tokens in scene.content:
        if tokens:
            read_feelings([scene.doc[i] for i in tokens], reading, cue=cue)
            cue = None
    return reading


def _cue_token(scene: Scene, lexicon: StanceLexicon) -> Token | None:
    """The word of the cue that may judge: its highest stance word, or its highest verb, noun or adjective."""
    cue = scene.statement.cue
    tokens = [scene.doc[i] for i in token_range(scene.doc, cue.start, cue.end)] if cue is not None else []
    words = [token for token in tokens if token.pos_ in {"VERB", "NOUN", "ADJ"}]
    words.sort(key=lambda token: token.head in tokens and token.dep_ != "ROOT")
    judging = (token for token in words if find_word(token, lexicon) is not None)
    return next(judging, words[0] if words else None)


def _holder_test(scene: Scene) -> Callable[[Token], bool]:
    """Tells whether a doer inside the statement is its speaker, or those for whom the speaker speaks."""
    pronouns = FIRST_PERSON if scene.statement.kind == "direct" else FIRST_PERSON | THIRD_PERSON

    def is_holder(token: Token) -> bool:
        if token.i in scene.source or token.lower_ in pronouns:
            return True
        if token.lower_ in SHARES and any(part.lower_ in pronouns for child in token.rights for part in child.children):
            return True
        if token.lemma_.lower() in COLLECTIVES and any(child.lower_ in pronouns for child in token.lefts):
            return True
        return any(speaks_for(entity, scene.speaker) for entity in scene.names.get(token.i, ()))

    return is_holder


def speaks_for(entity: Entity, speaker: Speaker | None) -> bool:
    """Whether an entity is the speaker, or the organisation or country that the speaker belongs to."""
    names = (speaker.name, speaker.affiliation, speaker.country) if speaker is not None else ()
    return not _names_of(entity).isdisjoint(name.casefold() for name in names if name)


def names_speaker(entity: Entity, speaker: Speaker | None) -> bool:
    """Whether an entity is the speaker, or one of several."""
    names = speaker.name.split(";") if speaker is not None else ()
    return not _names_of(entity).isdisjoint(name.strip().casefold() for name in names)


def _names_of(entity: Entity) -> set[str]:
    return {name.casefold() for name in (entity.name, *entity.aliases)}
