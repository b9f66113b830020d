"""Finds the stance words of a sentence, with the words they go with and the objects they take."""

from typing import NamedTuple

from spacy.tokens import Token

from pipeline.resources.stance import StanceLexicon, StancePos, StanceTerm
from pipeline.stance.grammar import objects_of, prepositional_objects

POS_OF_TAG: dict[str, tuple[StancePos, ...]] = {
    "VERB": ("verb", "adjective"),
    "AUX": ("verb",),
    "NOUN": ("noun",),
    "PROPN": ("noun", "adjective"),
    "ADJ": ("adjective", "verb"),
    "ADP": ("preposition",),
    "ADV": ("adjective",),
    "SCONJ": ("preposition",),
}
OBJECT_PREPOSITIONS = frozenset(
    {"on", "upon", "against", "for", "to", "toward", "towards", "with", "over", "about", "at", "between", "into"}
)
OF_IS_OBJECT = frozenset({"effect", "undergone", "reversal", "attitude"})
MAX_TERM_TOKENS = 8
TIMES = frozenset({"DATE", "TIME"})


class StanceWord(NamedTuple):
    """A stance word in the text: its term, the words that make it up, and the objects it takes."""

    term: StanceTerm
    token: Token
    words: tuple[Token, ...]
    objects: tuple[Token, ...]


def find_word(token: Token, lexicon: StanceLexicon) -> StanceWord | None:
    """The stance word that begins with this token, the longest of the lexicon; None where there is none."""
    if token.ent_type_ in TIMES:
        return None
    for pos in POS_OF_TAG.get(token.pos_, ()):
        for term in lexicon.candidates(pos, _lemma(token)):
            words = _matched(token, term.rest)
            if words is not None and not (
                pos == "adjective" and token.pos_ == "VERB" and token.tag_ not in {"VBN", "VBG"}
            ):
                return StanceWord(term, token, words, _objects(token, term, words))
    return None


def _lemma(token: Token) -> str:
    return token.lower_ if token.pos_ in {"ADJ", "PROPN"} and token.lemma_ == token.text else token.lemma_.lower()


def _matched(token: Token, rest: tuple[str, ...]) -> tuple[Token, ...] | None:
    """The token and the words it goes with, each below it or below another of them; None where one is missing."""
    matched, missing = [token], list(rest)
    while missing:
        below = [
            child for parent in matched for child in parent.children if _is_near(child, token) and child not in matched
        ]
        found = next(
            (child for word in missing for child in below if word in {child.lower_, child.lemma_.lower()}), None
        )
        if found is None:
            return None
        missing.remove(found.lower_ if found.lower_ in missing else found.lemma_.lower())
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
    return others or genitives
