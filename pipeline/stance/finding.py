"""Finds the stance words of a sentence, with the words they go with and the objects they take."""

from typing import NamedTuple

from spacy.tokens import Token

from pipeline.resources.stance import StanceLexicon, StancePos, StanceTerm
from pipeline.stance.grammar import TIMES, objects_of, prepositional_objects

POS_OF_TAG: dict[str, tuple[StancePos, ...]] = {
    "VERB": ("verb", "adjective"),
    "AUX": ("verb",),
    "NOUN": ("noun",),
    "ADJ": ("adjective", "verb"),
    "ADP": ("preposition",),
    "ADV": ("adjective",),
    "SCONJ": ("preposition",),
}
OBJECT_PREPOSITIONS = frozenset(
    {"on", "upon", "against", "for", "to", "toward", "towards", "with", "over", "about", "at", "between", "into"}
)
OF_IS_OBJECT = frozenset({"effect", "attack", "undergone", "reversal", "attitude"})
ANY_OBJECT = "*"
MAX_TERM_TOKENS = 8
REFLEXIVES = frozenset({"myself", "yourself", "himself", "herself", "itself", "ourselves", "themselves"})
NAMES = frozenset({"PERSON", "ORG", "FAC", "LAW", "WORK_OF_ART", "EVENT", "PRODUCT"})


class StanceWord(NamedTuple):
    """A stance word in the text: its term, the words that make it up, and the objects it takes."""

    term: StanceTerm
    token: Token
    words: tuple[Token, ...]
    objects: tuple[Token, ...]


def find_word(token: Token, lexicon: StanceLexicon) -> StanceWord | None:
    """The stance word that begins with this token, the longest of the lexicon; None where there is none."""
    if token.ent_type_ in TIMES or (token.ent_type_ in NAMES and not token.is_lower):
        return None
    is_participle = token.pos_ == "VERB" and token.dep_ == "acomp"
    for pos in ("adjective", "verb") if is_participle else POS_OF_TAG.get(token.pos_, ()):
        for term in lexicon.candidates(pos, _base_form(token, pos)):
            words = _matched(token, term.rest)
            if words is not None and not (
                pos == "adjective" and token.pos_ == "VERB" and token.tag_ not in {"VBN", "VBG"}
            ):
                return StanceWord(term, token, words, _objects(token, term, words))
    if token.pos_ == "NOUN":
        return _doing_word(token, lexicon)
    return _manner_word(token, lexicon) if token.pos_ == "ADV" else None


def _doing_word(token: Token, lexicon: StanceLexicon) -> StanceWord | None:
    """The deed that a noun in -ing names as its verb does: "the weakening of X"."""
    noun = token.lower_
    if token.tag_ != "NN" or not noun.endswith("ing"):
        return None
    for verb in (noun[:-3], noun[:-3] + "e", noun[:-4]):
        for term in lexicon.candidates("verb", verb):
            if term.type in {"effect", "reversal"} and not term.rest:
                return StanceWord(term, token, (token,), tuple(_objects_of_noun(token, term)))
    return None


def _manner_word(token: Token, lexicon: StanceLexicon) -> StanceWord | None:
    """The quality that an adverb says something was done with: "bravely" is done by the brave."""
    adverb = token.lower_
    if token.dep_ != "advmod" or not adverb.endswith("ly"):
        return None
    for adjective in (adverb[:-2], adverb[:-3] + "y", adverb[:-1] + "e"):
        for term in lexicon.candidates("adjective", adjective):
            if term.type == "evaluation" and not term.rest:
                return StanceWord(term, token, (token,), ())
    return None


def _base_form(token: Token, pos: StancePos) -> str:
    """How the lexicon writes a token; a participle that is felt stands there as it is: "appalled by"."""
    return token.lower_ if pos == "adjective" and token.pos_ == "VERB" else token.lemma_.lower()


def _forms(word: Token) -> set[str]:
    """What a word may be called in the rest of a term: "oneself" stands for every such pronoun."""
    return {word.lower_, word.lemma_.lower(), *(("oneself",) if word.lower_ in REFLEXIVES else ())}


def _matched(token: Token, rest: tuple[str, ...]) -> tuple[Token, ...] | None:
    """The token and the words it goes with, each below it or below another of them; None where one is missing.

    "*" lets words stand below the object, where the parser may put them: "blame the delay on X".
    """
    matched, missing = [token], [word for word in rest if word != ANY_OBJECT]
    roots = [child for child in token.children if child.dep_ == "dobj"] if ANY_OBJECT in rest else []
    while missing:
        parents = (*matched, *roots)
        below = [word for parent in parents for word in parent.children if _is_near(word, token)]
        found = next((word for word in below if word not in matched and not _forms(word).isdisjoint(missing)), None)
        if found is None:
            return None
        missing.remove(next(form for form in missing if form in _forms(found)))
        matched.append(found)
    return tuple(sorted(matched, key=lambda match: match.i))


def _is_near(word: Token, first: Token) -> bool:
    """Whether a word follows the first one of its term closely enough to go with it."""
    between = first.doc[first.i + 1 : word.i]
    return first.i < word.i <= first.i + MAX_TERM_TOKENS and not any(token.text in {",", ";"} for token in between)


def _objects(token: Token, term: StanceTerm, words: tuple[Token, ...]) -> tuple[Token, ...]:
    last = words[-1]
    if term.rest and last.pos_ in {"ADP", "SCONJ", "PART"} and last is not token:
        found = prepositional_objects(last)
        return tuple(found or objects_of(token))
    if term.pos == "verb":
        taken = set(words)
        return tuple(noun for noun in objects_of(token) if noun not in taken)
    if term.pos == "preposition":
        return tuple(prepositional_objects(last))
    return tuple(_objects_of_noun(token, term)) if term.pos == "noun" else ()


def _objects_of_noun(token: Token, term: StanceTerm) -> list[Token]:
    """What an event noun is done to: "attack on X", "repeal of X", "X's arrest"."""
    others: list[Token] = []
    genitives: list[Token] = []
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in OBJECT_PREPOSITIONS:
            others += prepositional_objects(child)
        elif child.dep_ == "prep" and child.lower_ == "of" and term.type in OF_IS_OBJECT:
            genitives += prepositional_objects(child)
        elif child.dep_ == "poss" and term.type == "undergone":
            genitives.append(child)
    return others or genitives or _objects_beside(token)


def _objects_beside(token: Token) -> list[Token]:
    """What follows an event noun that is an object, where the parser hangs it on the verb: "voiced doubts about X"."""
    if token.dep_ != "dobj":
        return []
    edge = token.right_edge.i + 1
    beside = (child for child in token.head.rights if child.dep_ in {"prep", "dative"} and child.i == edge)
    return [noun for child in beside if child.lower_ in OBJECT_PREPOSITIONS for noun in prepositional_objects(child)]
