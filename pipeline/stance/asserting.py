"""Reads a stance word that is said of the world, as against one inside something wished or judged.

It tells what its doer, if that is the speaker, feels toward its object, and what is said of its doer,
if that is another (connotation frames: Rashkin, Singh and Choi 2016). What somebody else claims or
feels commits nobody but them.
"""

from spacy.tokens import Token

from pipeline.stance.feelings import Carried, Reading
from pipeline.stance.finding import StanceWord
from pipeline.stance.grammar import (
    NOUN_TAGS,
    clauses_of,
    complements_of,
    doer_of,
    excess_of,
    is_negated,
    is_passive,
    is_possible_only,
    is_wished,
    joined_clauses,
    objects_of,
    own_subject,
    owner_of,
    subject_of,
)
from pipeline.stance.passing import EXCESS, NEGATED, named_quality, pass_down, pass_qualities, pass_to_objects

POSSIBLE, DENIED, VICTIM_SHARE, MODIFIER_SHARE = 0.25, 0.6, 0.5, 0.6
UNNAMED_DOER, UNNAMED_EVENT, UNNAMED_HOLDER, UNNAMED_OWNER, UNNAMED_PASSIVE = 0.5, 0.3, 0.8, 0.6, 0.5
SOMEBODY = 0.8
FELT = frozenset({"attitude", "want", "avoid"})
PREDICATE_DEPS = frozenset({"attr", "acomp"})


def assert_word(word: StanceWord, reading: Reading, *, by_holder: bool = False) -> None:
    """Notes the feelings that saying this word shows; `by_holder` when it is the speaker's own cue."""
    reading.close(word.words)
    factor = _factor(word, reading)
    if word.term.pos == "preposition":
        _assert_side(word, factor, reading)
    elif word.term.type == "report":
        _close_claim(word, reading)
    elif word.term.type == "existence" and not is_wished(word.token):
        return
    elif word.term.type == "evaluation":
        _assert_quality(word, factor, reading)
    elif word.term.type == "cause":
        _assert_cause(word, factor, reading)
    elif word.term.type == "deny" and (by_holder or _share_of_holder(word, reading)):
        _deny(word, reading)
    elif word.term.pos == "verb" and is_wished(word.token) and not by_holder:
        pass_down(word.token, Carried(abs(factor), (), is_wish=True), reading)
    elif word.term.type == "call":
        _assert_naming(word, factor, reading, by_holder=by_holder)
    elif word.term.type in {"effect", "undergone", "reversal"} or _is_harm(word):
        _assert_effect(word, factor, reading, by_holder=by_holder)
    else:
        _assert_attitude(word, factor, reading, by_holder=by_holder)


def _factor(word: StanceWord, reading: Reading) -> float:
    """How far the speaker says that it is so: 1, less where it is only possible, below 0 where it is not so."""
    factor = -NEGATED if any(map(is_negated, word.words)) else 1.0
    if word.token.i in reading.denied:
        factor *= -DENIED
    return factor * POSSIBLE if is_possible_only(word.token) else factor


def _deny(word: StanceWord, reading: Reading) -> None:
    """Marks what the speaker denies: who denies that X did harm speaks for X; of a feeling denied nothing is left."""
    for clause in clauses_of(word.token):
        parts = [clause, *joined_clauses(clause)]
        parts += [child for part in parts for child in part.children if child.dep_ in PREDICATE_DEPS]
        reading.denied.update(part.i for part in parts)
        if own_subject(clause) is None:
            reading.close(clause.subtree)


def _is_harm(word: StanceWord) -> bool:
    """Whether an attack is more than words: it is not on a person."""
    return word.term.type == "attack" and not any(noun.ent_type_ == "PERSON" for noun in word.objects)


def _assert_attitude(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    share = 1.0 if by_holder else _share_of_holder(word, reading)
    if share:
        pass_to_objects(word, Carried(factor * share, ()), reading)
    else:
        _close_claim(word, reading)


def _share_of_holder(word: StanceWord, reading: Reading) -> float:
    """How far what the doer feels is what the speaker feels: 1, 0, or between where no doer is named."""
    token = word.token
    if word.term.pos == "noun":
        owner, unnamed = _doer_of_word(word), UNNAMED_OWNER
    elif word.term.pos == "adjective":
        if token.dep_ == "amod":
            return 0.0
        owner, unnamed = subject_of(token) or subject_of(token.head), UNNAMED_OWNER
    else:
        owner, unnamed = doer_of(token), UNNAMED_PASSIVE if is_passive(token) else UNNAMED_HOLDER
    if owner is None:
        return unnamed
    return 1.0 if reading.is_holder(owner) else SOMEBODY if reading.counts_everyone else 0.0


def _assert_effect(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """Good or ill done: by the speaker it shows a stance; by another it is said of that one."""
    doer = _doer_of_word(word)
    if by_holder or (doer is not None and reading.is_holder(doer)):
        pass_to_objects(word, Carried(factor, ()), reading)
        return
    if doer is not None:
        pass_down(doer, Carried(factor * word.term.subject, word.words, is_quality=True), reading)
    elif word.term.subject >= 0 and not is_passive(word.token):
        is_event = word.term.pos == "noun" and word.term.object < 0
        pass_to_objects(word, Carried(factor * (UNNAMED_EVENT if is_event else UNNAMED_DOER), ()), reading)
    if word.term.subject < 0 < factor:
        # who tells of harm done is taken to be with those who suffer it
        share = VICTIM_SHARE if doer is not None else VICTIM_SHARE / 2
        for sufferer in word.objects:
            if sufferer.pos_ in NOUN_TAGS:
                pass_down(sufferer, Carried(factor * share, word.words, is_quality=True), reading)


def _assert_quality(word: StanceWord, factor: float, reading: Reading) -> None:
    """Passes the quality that a word expresses to whom or what it is said of."""
    carried, token = Carried(factor * word.term.subject, word.words, is_quality=True), word.token
    if word.term.pos == "verb":
        subject = subject_of(token)
        if subject is not None:
            pass_down(subject, carried, reading)
        return
    bearer = _bearer_of(token)
    if bearer is not None:
        is_predicate = token.dep_ in PREDICATE_DEPS | {"appos"}
        pass_down(bearer, carried.turned(1.0 if is_predicate else MODIFIER_SHARE), reading)
    elif word.term.pos == "noun":
        pass_down(token, carried.turned(MODIFIER_SHARE), reading)


def assert_excess(token: Token, reading: Reading) -> None:
    """Notes that something is said to be too much of anything: "the target is too low"."""
    words, bearer = excess_of(token), _bearer_of(token)
    if words and bearer is not None:
        factor = -NEGATED if is_negated(token) else 1.0
        pass_down(bearer, Carried(-EXCESS * factor, words, is_quality=True), reading)


def _bearer_of(token: Token) -> Token | None:
    """Of whom or what a predicate noun, an apposition or an adjective is said."""
    head = token.head
    if token.dep_ in PREDICATE_DEPS:
        return subject_of(head)
    if token.dep_ in {"oprd", "ccomp"}:
        return own_subject(token) or next(iter(objects_of(head)), None)
    if token.dep_ in {"amod", "compound", "nmod"}:
        return _bearer_of_modifier(head)
    if token.dep_ == "appos":
        return head
    return _bearer_beside(token)


def _bearer_of_modifier(noun: Token) -> Token:
    """The noun that is modified, or what that noun is said to be: "the group, X", "X is a brave choice"."""
    if noun.dep_ in PREDICATE_DEPS:
        return subject_of(noun.head) or noun
    return noun.head if noun.dep_ == "appos" and noun.head.pos_ in NOUN_TAGS else noun


def _bearer_beside(token: Token) -> Token | None:
    """Of whom a quality is said with "as", or beside another quality."""
    head = token.head
    if token.dep_ == "pobj" and head.lower_ == "as" and head.head.pos_ in {"VERB", "AUX"}:
        return next(iter(objects_of(head.head)), None) or subject_of(head.head)
    if token.dep_ == "conj" and (token.pos_ == "ADJ" or head.dep_ in PREDICATE_DEPS):
        return _bearer_of(head)
    return None


def _assert_naming(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """X called Y a liar: the quality of the complement goes to the object, if X is the speaker."""
    doer = doer_of(word.token)
    if by_holder or doer is None or reading.is_holder(doer):
        pass_qualities(word, Carried(factor, ()), reading)
    else:
        for complement in complements_of(word.token):
            reading.close(complement.subtree)


def _assert_cause(word: StanceWord, factor: float, reading: Reading) -> None:
    """X makes Y safe: the quality brought about is said to the credit of X, or to its blame."""
    doer = doer_of(word.token)
    for clause in [child for child in word.token.rights if child.dep_ in {"ccomp", "xcomp", "oprd", "acomp"}]:
        quality, words = named_quality(clause, reading)
        if quality and doer is not None:
            reading.close(words)
            pass_down(doer, Carried(factor * quality, (*word.words, *words), is_quality=True), reading)


def _assert_side(word: StanceWord, factor: float, reading: Reading) -> None:
    """We are against X; they spoke in favour of it."""
    head = word.token.head
    if head.pos_ not in {"VERB", "AUX"}:
        return
    doer = doer_of(head)
    if doer is None or reading.is_holder(doer):
        share = 1.0 if head.lemma_ == "be" and doer is not None else UNNAMED_HOLDER
        pass_to_objects(word, Carried(factor * share, ()), reading)


def _close_claim(word: StanceWord, reading: Reading) -> None:
    """Leaves aside what somebody else claims or feels."""
    doer = _doer_of_word(word)
    if reading.reads_claims or (word.term.type == "report" and (doer is None or reading.is_holder(doer))):
        return
    for part in (*clauses_of(word.token), *word.objects):
        reading.close(part.subtree)


def _doer_of_word(word: StanceWord) -> Token | None:
    """Whose deed or feeling a stance word tells of: "X attacked", "X's attack", "X is a critic", "X has doubts"."""
    token = word.token
    if word.term.pos != "noun":
        return doer_of(token)
    owner = owner_of(token, is_undergone=word.term.type == "undergone")
    if owner is None and token.dep_ in PREDICATE_DEPS | {"appos", "oprd"}:
        return _bearer_of(token)
    is_had = token.dep_ == "dobj" and (word.term.object > 0 or word.term.type in FELT)
    return doer_of(token.head) if owner is None and is_had else owner
