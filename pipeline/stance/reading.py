"""What a stretch of text commits its speaker to feel toward each thing it names.

Two moves, after the compositional treatment of good and bad effects by Deng and Wiebe (2014) and of
connotation frames by Rashkin, Singh and Choi (2016), by rules over dependencies. A predicate that is
said (`_assert`) tells what its doer, if that is the speaker, feels toward its object, and what is said
of its doer, if that is another. A feeling toward an event is then passed down (`_pass_down`) to those
who take part in it: who condemns an attack is with the attacked and against the attacker; who votes
against a repeal is for what stays.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pipeline.resources.stance import StanceLexicon
from pipeline.stance.finding import StanceWord, find_word
from pipeline.stance.grammar import (
    NOUN_TAGS,
    SUBJECTS,
    agent_of,
    clauses_of,
    doer_of,
    is_negated,
    is_passive,
    is_possible_only,
    is_wished,
    nouns_joined_to,
    objects_of,
    prepositional_objects,
    subject_of,
)

NEGATED, POSSIBLE, DOER_SHARE, OWNER_SHARE, PART_SHARE, VICTIM_SHARE = 0.7, 0.3, 0.7, 0.8, 0.5, 0.5
MAX_DEPTH = 8
EXPERIENCED = frozenset({"attitude", "want", "avoid", "deny"})
EXAMPLES = frozenset({"like", "including", "as"})
PARTS = frozenset({"of", "by", "from"})
COPULAS = frozenset({"be", "become", "remain", "seem", "appear", "stay", "look", "sound", "prove"})


class Feeling(NamedTuple):
    """What the speaker feels toward what a token stands for, from -1 to 1, and the words that show it."""

    token: int
    value: float
    evidence: tuple[int, ...]


@dataclass(slots=True)
class Reading:
    """A stretch of text being read: who holds what is said, and what has been found so far.

    `is_holder` tells whether a doer is the speaker; an absent doer is.
    """

    lexicon: StanceLexicon
    is_holder: Callable[[Token], bool]
    feelings: list[Feeling] = field(default_factory=list)
    done: set[int] = field(default_factory=set)

    def feel(self, token: Token, value: float, evidence: Iterable[Token]) -> None:
        """Notes a feeling."""
        if abs(value) >= 0.05:
            self.feelings.append(Feeling(token.i, value, tuple(sorted({word.i for word in evidence}))))


def read_feelings(
    doc: Doc,
    start: int,
    end: int,
    *,
    lexicon: StanceLexicon,
    is_holder: Callable[[Token], bool],
    cue: Token | None = None,
) -> list[Feeling]:
    """The feelings that tokens [start, end) of a parsed text and the cue before them commit the speaker to."""
    reading = Reading(lexicon, is_holder)
    if cue is not None and (word := find_word(cue, lexicon)) is not None and word.term.type not in {"report", "effect"}:
        _assert(word, reading, spoken_by_holder=True)
    tokens = [doc[i] for i in range(start, end)]
    for token in sorted(tokens, key=_depth):
        if token.i in reading.done:
            continue
        word = find_word(token, lexicon)
        if word is not None:
            _assert(word, reading)
    return reading.feelings


def _assert(word: StanceWord, reading: Reading, *, spoken_by_holder: bool = False) -> None:
    """Reads a stance word that is said of the world, as against one inside something wished or judged."""
    reading.done.update(part.i for part in word.words)
    factor = _factor(word.token)
    if word.term.pos == "preposition":
        _assert_preposition(word, factor, reading)
    elif word.term.type == "report":
        _close_claim(word, reading)
    elif word.term.type == "evaluation":
        _assert_quality(word, factor, reading)
    elif word.term.pos != "noun" and is_wished(word.token) and not spoken_by_holder:
        pass_down(word.token, abs(factor), word.words, reading, is_wish=True)
    elif word.term.type == "call":
        _assert_naming(word, factor, reading, spoken_by_holder=spoken_by_holder)
    elif word.term.type in EXPERIENCED:
        _assert_attitude(word, factor, reading, spoken_by_holder=spoken_by_holder)
    else:
        _assert_effect(word, factor, reading, spoken_by_holder=spoken_by_holder)


def _factor(token: Token) -> float:
    return (-NEGATED if is_negated(token) else 1.0) * (POSSIBLE if is_possible_only(token) else 1.0)


def _assert_attitude(word: StanceWord, factor: float, reading: Reading, *, spoken_by_holder: bool) -> None:
    share = 1.0 if spoken_by_holder else _share_of_holder(word, reading)
    if not share:
        _close_claim(word, reading)
        return
    _pass_to_objects(word, factor * share, word.words, reading, is_wish=word.term.type == "want")


def _share_of_holder(word: StanceWord, reading: Reading) -> float:
    """How far what the doer feels is what the speaker feels: 1, 0, or between where no doer is named."""
    if word.term.pos == "noun":
        owner = _owner_of(word.token)
        return 0.6 if owner is None else float(reading.is_holder(owner))
    if word.term.pos == "adjective":
        subject = subject_of(word.token) or (
            subject_of(word.token.head) if word.token.dep_ in {"acomp", "attr", "conj"} else None
        )
        if word.token.dep_ == "amod":
            return 0.0
        return 0.6 if subject is None else float(reading.is_holder(subject))
    doer = doer_of(word.token)
    if doer is None:
        return 0.5 if is_passive(word.token) else 0.8
    return float(reading.is_holder(doer))


def _assert_effect(word: StanceWord, factor: float, reading: Reading, *, spoken_by_holder: bool) -> None:
    """Good or ill done: by the speaker it shows a stance; by another it is said of that one."""
    doer = _owner_of(word.token) if word.term.pos == "noun" else doer_of(word.token)
    if spoken_by_holder or (doer is not None and reading.is_holder(doer)):
        _pass_to_objects(word, factor, word.words, reading)
        return
    if doer is None:
        share = 0.5 if word.term.subject >= 0 and not is_passive(word.token) else 0.0
        _pass_to_objects(word, factor * share, word.words, reading)
    else:
        pass_down(doer, factor * word.term.subject, word.words, reading)
    if word.term.subject < 0 < factor:
        for sufferer in word.objects:
            if sufferer.pos_ in NOUN_TAGS:
                pass_down(sufferer, VICTIM_SHARE * factor * (1.0 if doer is not None else 0.6), word.words, reading)


def _assert_quality(word: StanceWord, factor: float, reading: Reading) -> None:
    """Passes the quality that a word expresses to whom or what it is said of."""
    value, token = factor * word.term.subject, word.token
    if word.term.pos == "verb":
        subject = subject_of(token)
        if subject is not None:
            pass_down(subject, value, word.words, reading)
        return
    bearer = _bearer_of(token)
    if bearer is not None:
        pass_down(bearer, value * (1.0 if token.dep_ in {"attr", "acomp", "appos"} else 0.6), word.words, reading)
    elif word.term.pos == "noun":
        pass_down(token, value * 0.6, word.words, reading)


def _bearer_of(token: Token) -> Token | None:
    """Of whom or what a predicate noun, an apposition or an adjective is said."""
    if token.dep_ in {"attr", "acomp"}:
        return subject_of(token.head)
    if token.dep_ in {"oprd", "ccomp"}:
        own = next((child for child in token.children if child.dep_ in SUBJECTS), None)
        return own or next(iter(objects_of(token.head)), None)
    if token.dep_ in {"amod", "compound", "nmod"}:
        return token.head.head if token.head.dep_ == "appos" and token.head.pos_ == "NOUN" else token.head
    if token.dep_ == "appos":
        return token.head
    if token.dep_ == "pobj" and token.head.lower_ == "as" and token.head.head.pos_ in {"VERB", "AUX"}:
        return next(iter(objects_of(token.head.head)), None) or subject_of(token.head.head)
    if token.dep_ == "conj":
        return _bearer_of(token.head) if token.pos_ == "ADJ" or token.head.dep_ in {"attr", "acomp"} else None
    return None


def _assert_naming(word: StanceWord, factor: float, reading: Reading, *, spoken_by_holder: bool) -> None:
    """X called Y a liar: the quality of the complement goes to the object, if X is the speaker."""
    named = _named_qualities(word.token, reading)
    reading.done.update(part.i for _bearer, _quality, words in named for part in words)
    doer = doer_of(word.token)
    if not (spoken_by_holder or doer is None or reading.is_holder(doer)):
        return
    for bearer, quality, words in named:
        pass_down(bearer, factor * quality, (*word.words, *words), reading)


def _named_qualities(verb: Token, reading: Reading) -> list[tuple[Token, float, tuple[Token, ...]]]:
    found = []
    for child in verb.children:
        complements = [child] if child.dep_ in {"oprd", "attr", "acomp", "ccomp", "xcomp"} else []
        if child.dep_ == "prep" and child.lower_ == "as":
            complements = [noun for noun in child.children if noun.dep_ in {"pobj", "amod", "pcomp"}]
        for complement in complements:
            quality, words = quality_of(complement, reading)
            own = next((noun for noun in complement.children if noun.dep_ in SUBJECTS), None)
            bearers = [own] if own is not None else objects_of(verb)
            if quality and complement not in bearers:
                found += [(bearer, quality, words) for bearer in bearers]
    return found


def quality_of(token: Token, reading: Reading) -> tuple[float, tuple[Token, ...]]:
    """The quality that a predicate noun or adjective expresses, its modifiers included, and the words that do."""
    for candidate in (
        token,
        *(child for child in token.children if child.dep_ in {"amod", "compound", "acomp", "attr"}),
    ):
        word = find_word(candidate, reading.lexicon)
        if word is not None and word.term.type == "evaluation" and word.term.pos != "verb":
            return (-NEGATED if is_negated(token) else 1.0) * word.term.subject, word.words
    return 0.0, ()


def _assert_preposition(word: StanceWord, factor: float, reading: Reading) -> None:
    """We are against X; they spoke in favour of it."""
    head = word.token.head
    doer = doer_of(head) if head.pos_ in {"VERB", "AUX"} else None
    if head.pos_ in NOUN_TAGS or (doer is not None and not reading.is_holder(doer)):
        return
    share = 1.0 if head.lemma_ == "be" and doer is not None else 0.7
    _pass_to_objects(word, factor * share, word.words, reading)


def _close_claim(word: StanceWord, reading: Reading) -> None:
    """Leaves aside what somebody else claims or feels: it commits nobody but them."""
    doer = _owner_of(word.token) if word.term.pos == "noun" else doer_of(word.token)
    if word.term.type == "report" and (doer is None or reading.is_holder(doer)):
        return
    for part in (*clauses_of(word.token), *word.objects):
        reading.done.update(inner.i for inner in part.subtree)


def pass_down(
    token: Token, value: float, evidence: Iterable[Token], reading: Reading, *, is_wish: bool = False, depth: int = 0
) -> None:
    """Carries a feeling toward what a token stands for to everything that has part in it."""
    if depth > MAX_DEPTH or abs(value) < 0.05:
        return
    words = tuple(evidence)
    reading.done.add(token.i)
    if token.pos_ in {"VERB", "AUX"} or (token.pos_ == "ADJ" and token.dep_ in {"ccomp", "xcomp"}):
        _pass_to_event(token, value, words, reading, is_wish=is_wish, depth=depth + 1)
    else:
        reading.feel(token, value, words)
        _pass_to_noun(token, value, words, reading, is_wish=is_wish, depth=depth + 1)
    for other in (*nouns_joined_to(token), *_joined_clauses(token)):
        if other.i not in reading.done:
            pass_down(other, value, words, reading, is_wish=is_wish, depth=depth + 1)


def _joined_clauses(token: Token) -> list[Token]:
    if token.pos_ not in {"VERB", "AUX"}:
        return []
    return [child for child in token.children if child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}]


def _pass_to_event(
    token: Token, value: float, evidence: tuple[Token, ...], reading: Reading, *, is_wish: bool, depth: int
) -> None:
    value = -value if is_negated(token) else value
    word = find_word(token, reading.lexicon)
    subject = subject_of(token)
    if word is None or word.term.type in {"call", "report"}:
        _pass_to_plain_event(token, value, evidence, reading, is_wish=is_wish, depth=depth)
        return
    reading.done.update(part.i for part in word.words)
    words = (*evidence, *word.words)
    if word.term.type == "evaluation":
        if subject is not None:
            pass_down(subject, value * word.term.subject, words, reading, depth=depth)
        return
    _pass_to_objects(word, value, words, reading, is_wish=is_wish, depth=depth)
    doer = doer_of(token)
    if doer is not None and not is_wish and not reading.is_holder(doer) and doer.i not in reading.done:
        pass_down(doer, value * DOER_SHARE, words, reading, depth=depth)


def _pass_to_plain_event(
    token: Token, value: float, evidence: tuple[Token, ...], reading: Reading, *, is_wish: bool, depth: int
) -> None:
    """An event without a stance word of its own: its clauses, its doer and its object share the feeling."""
    subject = next((child for child in token.children if child.dep_ in SUBJECTS), None)
    if token.lemma_ in COPULAS:
        for complement in token.children:
            if complement.dep_ in {"attr", "acomp"}:
                quality, words = quality_of(complement, reading)
                if quality and subject is not None:
                    reading.done.update(word.i for word in words)
                    pass_down(subject, value * quality, (*evidence, *words), reading, depth=depth)
                    return
    for clause in clauses_of(token):
        pass_down(clause, value, evidence, reading, is_wish=is_wish, depth=depth)
    for noun in objects_of(token):
        pass_down(noun, value * PART_SHARE, evidence, reading, is_wish=is_wish, depth=depth)
    if subject is not None and not is_wish and not is_passive(token) and not reading.is_holder(subject):
        pass_down(subject, value * DOER_SHARE, evidence, reading, depth=depth)


def _pass_to_noun(
    token: Token, value: float, evidence: tuple[Token, ...], reading: Reading, *, is_wish: bool, depth: int
) -> None:
    word = find_word(token, reading.lexicon) if token.pos_ in NOUN_TAGS else None
    is_event = word is not None and word.term.type != "evaluation"
    if word is not None and is_event:
        reading.done.update(part.i for part in word.words)
        _pass_to_objects(word, value, (*evidence, *word.words), reading, is_wish=is_wish, depth=depth)
        owner = _owner_of(token)
        if owner is not None and not is_wish and not reading.is_holder(owner):
            pass_down(owner, value * DOER_SHARE, evidence, reading, depth=depth)
    for child in token.children:
        share = _share_of_modifier(child, is_event=is_event)
        nouns = prepositional_objects(child) if child.dep_ == "prep" else [child]
        for noun in nouns if share else ():
            pass_down(noun, value * share, evidence, reading, is_wish=is_wish, depth=depth)


def _share_of_modifier(child: Token, *, is_event: bool) -> float:
    """How much of the feeling toward a noun goes to a name or noun that qualifies it."""
    if child.dep_ == "appos":
        return 1.0
    if child.dep_ == "prep" and child.lower_ in EXAMPLES:
        return 1.0
    if is_event:
        return 0.0
    if child.dep_ == "poss":
        return OWNER_SHARE
    if child.dep_ in {"compound", "amod", "nmod"} and (child.pos_ == "PROPN" or child.ent_type_):
        return OWNER_SHARE
    if child.dep_ == "prep" and child.lower_ in PARTS:
        return OWNER_SHARE
    if child.dep_ == "prep" and child.lower_ == "in":
        return PART_SHARE if any(noun.ent_type_ == "GPE" for noun in child.children) else 0.0
    return 0.0


def _pass_to_objects(
    word: StanceWord,
    value: float,
    evidence: tuple[Token, ...],
    reading: Reading,
    *,
    is_wish: bool = False,
    depth: int = 0,
) -> None:
    """Passes the feeling that a stance word turns toward its objects and its clauses."""
    is_wish = is_wish or word.term.type == "want"
    clauses = clauses_of(word.token) if word.term.pos != "noun" else []
    if word.term.pos in {"noun", "adjective"}:
        clauses += [
            child for child in word.token.children if child.dep_ in {"acl", "xcomp", "ccomp"} and child.tag_ != "VBN"
        ]
    for clause in dict.fromkeys((*clauses, *(part for part in word.objects if part.pos_ in {"VERB", "AUX"}))):
        if clause not in word.words:
            pass_down(clause, value * word.term.complement, evidence, reading, is_wish=is_wish, depth=depth)
    for noun in word.objects:
        if noun.pos_ not in {"VERB", "AUX"}:
            pass_down(noun, value * word.term.object, evidence, reading, is_wish=is_wish, depth=depth)


def _owner_of(noun: Token) -> Token | None:
    """Whose doing an event noun is: "X's attack", "the attack by X", "X attacks"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    owner = agent_of(noun)
    if owner is not None:
        return owner
    return next(
        (c for c in noun.children if c.dep_ in {"compound", "amod", "nmod"} and c.ent_type_ in {"GPE", "NORP", "ORG"}),
        None,
    )


def _depth(token: Token) -> tuple[int, int]:
    return sum(1 for _ in token.ancestors), token.i
