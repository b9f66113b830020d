"""Reads the words of a source: its head, the names in it that answer for it, the role it states."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from pipeline.speakers.roles import is_role_noun
from pipeline.speakers.scene import Name, Scene

QUANTITIES = frozenset(
    {"percent", "both", "all", "most", "many", "some", "several", "few", "none", "half", "dozens", "hundreds",
     "thousands", "millions"}
)  # fmt: skip
TRANSPARENT_DEPS = frozenset({"appos", "compound", "conj", "flat", "nmod", "amod", "dep", "npadvmod"})
HYPHENS = frozenset({"-", "–"})
NOMINAL_POS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def head_of(tokens: list[Token]) -> Token:
    """The head of a source: the last noun or pronoun before its first preposition, clause, comma or "and".

    Read from the order of the words: parses of headlines and of long appositions are often wrong.
    """
    head = None
    for index, token in enumerate(tokens):
        if head is not None and token.pos_ == "DET" and head.pos_ in {"NOUN", "PROPN"}:
            break
        if head is not None and token.pos_ == "PRON" and token.tag_ != "PRP$":
            break
        if head is not None and _ends_phrase(token, head):
            if not _is_quantity(head, token) or index + 1 == len(tokens):
                break
            continue
        if token.pos_ in NOMINAL_POS and token.tag_ not in {"PRP$", "POS"}:
            head = token
    return head or tokens[0]


def _is_quantity(head: Token, token: Token) -> bool:
    """Whether a preposition leads from a number to what it counts ("both of whom"), or a comma parts a date."""
    if token.text == ",":
        return head.pos_ == "NUM"
    is_number = head.pos_ == "NUM" and head.lower_ != "one"
    return (is_number or head.lower_ in QUANTITIES) and token.lower_ in {"of", "in"}


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
    found = found or _behind_comma(scene, tokens, head) or _behind_named(scene, tokens)
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


def _behind_named(scene: Scene, tokens: list[Token]) -> list[Name]:
    """The person of "a trader named Tom Vale"."""
    for token in tokens[:-1]:
        name = scene.name_of(token.nbor())
        if token.lower_ in {"named", "called"} and name is not None and name.entity.label == "person":
            return [name]
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
    """The bearers: persons if there are any, with those whom an "and" joins to the first."""
    chosen = next((name for name in names if name.entity.label == "person"), names[0])
    joined = [chosen]
    for name in _names_in(scene, tokens):
        if name.first <= joined[-1].last or (name.entity.label == "person") != (chosen.entity.label == "person"):
            continue
        if not _is_list_gap(scene.doc[joined[-1].last + 1 : name.first], is_person=name.entity.label == "person"):
            continue
        following = scene.doc[name.last + 1] if name.last + 1 < len(scene.doc) else None
        is_possessor = following is not None and following.tag_ == "POS" and following in tokens
        if name.entity is not joined[-1].entity and not is_possessor:
            joined.append(name)
    is_list = any(t.lower_ in {"and", "or", "&", ";"} for t in scene.doc[joined[0].last : joined[-1].first])
    return joined if is_list else [chosen]


def _is_list_gap(between: Span, *, is_person: bool) -> bool:
    """Whether two names are joined: by "and" or a comma, with titles or a party's bracket, and no other words."""
    depth = 0
    for token in between:
        depth += (token.text == "(") - (token.text == ")")
        is_title = is_person and (
            token.pos_ in {"PROPN", "ADJ", "NOUN"} or token.tag_ == "PRP$" or token.lower_ == "of"
        )
        is_title = is_title and not token.text.endswith("s")
        if depth or token.text == ")" or token.lower_ in {",", "and", "or", "&", ";", "the"} or is_title:
            continue
        return False
    return bool(between) and any(token.lower_ in {",", "and", "or", "&", ";"} for token in between)
