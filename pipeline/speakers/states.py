"""The states that words without a name of their own mean: "the Norland side", "both countries"."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.speakers.named import referent_of_name
from pipeline.speakers.referents import Case, Referents, resting_on
from pipeline.speakers.scene import Name

SIDE = "side"
RULE = frozenset({"administration", "government", "regime"})
PAIR = frozenset({"both", "two"})
WINDOW_SENTENCES = 3


def states_of(case: Case, head: Token) -> Referents:
    """The state that is one side or whose capital's name stands for its government, or the two that are a pair."""
    if any(child.lower_ in PAIR for child in head.lefts) and case.scene.titles.has(head.lower_, "state"):
        return resting_on("description", _pair_before(case, head))
    for name in map(case.scene.name_of, head.lefts):
        if name is not None and name.entity.label == "country" and _is_meant(case, head, name):
            return resting_on("description", (referent_of_name(case, name),))
    return ()


def _is_meant(case: Case, head: Token, name: Name) -> bool:
    alias = case.scene.aliases.lookup(name.span.text)
    return head.lower_ == SIDE or (head.lower_ in RULE and alias is not None and alias.form == "capital")


def _pair_before(case: Case, head: Token) -> Referents:
    """The two countries named last before, in the same paragraph; nobody where the nearest are one or several."""
    found: dict[str, Name] = {}
    sentence = None
    for name in _countries_before(case, head):
        if len(found) > 1 and case.scene.sentence_of[name.first] != sentence:
            break
        sentence = case.scene.sentence_of[name.first]
        found.setdefault(name.entity.key, name)
    return tuple(referent_of_name(case, name) for name in reversed(found.values())) if len(found) == 2 else ()


def _countries_before(case: Case, head: Token) -> Iterator[Name]:
    """The countries named before a token in its sentence and the few before, the nearest first."""
    scene = case.scene
    block, first_sentence = scene.block_of[head.i], scene.sentence_of[head.i] - WINDOW_SENTENCES
    for name in reversed(scene.names):
        is_near = scene.block_of[name.first] == block and scene.sentence_of[name.first] >= first_sentence
        if is_near and name.first < head.i and name.entity.label == "country":
            yield name
