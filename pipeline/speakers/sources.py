"""Reads the words of a source: its head, the names in it that answer for it, the role it states."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.speakers.people import is_role_noun
from pipeline.speakers.scene import Name, Scene

TRANSPARENT_DEPS = frozenset({"appos", "compound", "conj", "flat", "nmod", "amod", "dep", "npadvmod"})
NOMINAL_POS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def head_of(tokens: list[Token]) -> Token:
    """The head of a source: the last noun or pronoun before its first preposition, clause, comma or "and".

    Read from the order of the words: parses of headlines and of long appositions are often wrong.
    """
    head = None
    for token in tokens:
        if head is not None and _ends_phrase(token, head):
            break
        if token.pos_ in NOMINAL_POS and token.tag_ not in {"PRP$", "POS"}:
            head = token
    return head or tokens[0]


def _ends_phrase(token: Token, head: Token) -> bool:
    if token.pos_ == "CCONJ":
        return head.pos_ in {"NOUN", "PROPN", "PRON"}
    return (
        token.pos_ in {"ADP", "SCONJ", "VERB", "AUX"}
        or token.text in {",", ";", "(", "–", "—"}
        or token.tag_ in {"WP", "WDT", "WP$"}
    )


def speaking_names(scene: Scene, tokens: list[Token], head: Token) -> list[Name]:
    """The names in a source that are its head, in apposition to it or joined to it by "and"."""
    inside = {token.i for token in tokens}
    found = [name for name in _names_in(scene, tokens) if _reaches(scene, name, head, inside)]
    found = found or _behind_comma(scene, tokens, head)
    return _joint(scene, found, tokens) if found else found


def _behind_comma(scene: Scene, tokens: list[Token], head: Token) -> list[Name]:
    """The person named right behind a role and a comma: "the firm's chief executive, Ann Roe"."""
    for token in tokens[:-1]:
        if token.text == "," and token.i > head.i and is_role_noun(scene, head):
            rest = [other for other in tokens if other.i > token.i]
            apposed = head_of(rest)
            name = scene.name_of(apposed)
            return [name] if name is not None and name.entity.label == "person" else []
    return []


def _names_in(scene: Scene, tokens: list[Token]) -> Iterator[Name]:
    seen = set()
    for token in tokens:
        index = scene.name_at.get(token.i)
        if index is not None and index not in seen:
            seen.add(index)
            yield scene.names[index]


def _reaches(scene: Scene, name: Name, head: Token, inside: set[int]) -> bool:
    """Whether a name leads up to the head without passing through a possessive, a preposition or a clause."""
    token = scene.doc[name.last]
    if name.first <= head.i <= name.last:
        return True
    if token.i + 1 in inside and token.nbor().tag_ == "POS":
        return False
    while token is not head:
        if name.first <= token.head.i <= name.last and token.head.i != token.i:
            token = token.head
            continue
        if token.dep_ not in TRANSPARENT_DEPS or token.head.i not in inside:
            return False
        if token.dep_ in {"compound", "nmod", "amod"} and token.head.i > name.first:
            return False
        token = token.head
    return True


def _joint(scene: Scene, names: list[Name], tokens: list[Token]) -> list[Name]:
    """The bearers among the names: persons if there are any; several only when an "and" joins them."""
    persons = [name for name in names if name.entity.label == "person"]
    chosen = persons or names
    if len(chosen) == 1:
        return chosen
    joined = [chosen[0]]
    for name in chosen[1:]:
        between = scene.doc[joined[-1].last + 1 : name.first]
        commas = sum(token.text == "," for token in between)
        if (
            name.entity is not joined[-1].entity
            and any(t.lower_ in {"and", "or", "&"} or t.text == ";" for t in between)
        ) or (commas and len(chosen) > 2 and tokens[-1].i >= name.last):
            joined.append(name)
    return joined
