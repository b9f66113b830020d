"""Reads a stance word that is said of the world, as against one inside something wished or judged.

It tells what its doer, if that is the speaker, feels toward its object, and what is said of its doer,
if that is another (connotation frames: Rashkin, Singh and Choi 2016). What somebody else claims or
feels commits nobody but them.
"""

from pipeline.stance.claims import CLAIMING, assert_claim, close_claim, deny_clauses
from pipeline.stance.feelings import Carried, Reading
from pipeline.stance.finding import StanceWord
from pipeline.stance.grammar import (
    NOUN_TAGS,
    clauses_of,
    complements_of,
    doer_of,
    is_passive,
    subject_of,
    told_clauses_of,
)
from pipeline.stance.moods import (
    DEONTIC_VERBS,
    INDEFINITE,
    NEGATIVE_SUBJECTS,
    is_announced,
    is_modal,
    is_negated,
    is_possible_only,
    is_unasserted,
    is_wished,
)
from pipeline.stance.passing import NEGATED, named_quality, pass_down, pass_qualities, pass_to_objects
from pipeline.stance.qualities import assert_quality, doer_of_word

POSSIBLE, DENIED, VICTIM_SHARE = 0.25, 0.6, 0.5
UNNAMED_DOER, UNNAMED_EVENT, UNNAMED_HOLDER, UNNAMED_OWNER, UNNAMED_PASSIVE = 0.5, 0.3, 0.8, 0.6, 0.5
SOMEBODY = 0.8
GENERIC = frozenset({"you", "one", "everyone", "everybody", "anyone", "anybody"})


def assert_word(word: StanceWord, reading: Reading, *, by_holder: bool = False) -> None:
    """Notes the feelings that saying this word shows; `by_holder` when it is the speaker's own cue."""
    reading.close(word.words)
    if is_unasserted(word.token):
        reading.set_aside(word.token.subtree)
        return
    if _is_need(word, reading):
        return
    factor = _factor(word, reading)
    if word.term.pos == "preposition":
        _assert_side(word, factor, reading)
    elif word.term.type in CLAIMING:
        assert_claim(word, factor, reading, by_holder=by_holder)
    elif word.term.type == "evaluation":
        assert_quality(word, factor, reading)
    elif word.term.type == "cause":
        _assert_cause(word, factor, reading)
    elif word.term.type != "existence" or is_wished(word.token):
        _assert_feeling(word, factor, reading, by_holder=by_holder)


def _assert_feeling(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """A word of feeling, wish or deed."""
    if word.term.type == "deny" and (by_holder or _share_of_holder(word, reading)):
        deny_clauses(clauses_of(word.token), reading)
    elif word.term.pos == "verb" and is_wished(word.token) and not by_holder:
        pass_down(word.token, Carried(abs(factor), (), is_wish=True), reading)
    elif word.term.type == "call":
        _assert_naming(word, factor, reading, by_holder=by_holder)
    elif word.term.type in {"effect", "undergone", "reversal"} or _is_harm(word):
        _assert_effect(word, factor, reading, by_holder=by_holder)
    else:
        _assert_attitude(word, factor, reading, by_holder=by_holder)


def _is_need(word: StanceWord, reading: Reading) -> bool:
    """Whether a verb tells what somebody else ought to do or suffer: "X needs to be stopped"."""
    is_deontic = word.token.lemma_ in DEONTIC_VERBS and any(child.dep_ == "xcomp" for child in word.token.children)
    doer = doer_of(word.token) if is_deontic else None
    return doer is not None and not reading.is_holder(doer)


def _factor(word: StanceWord, reading: Reading) -> float:
    """How far the speaker says that it is so: 1, less where it is only possible, below 0 where it is not so."""
    factor = -NEGATED if any(map(is_negated, word.words)) else 1.0
    if word.token.i in reading.denied:
        factor *= -DENIED
    return factor * POSSIBLE if is_possible_only(word.token) else factor


def _is_harm(word: StanceWord) -> bool:
    """Whether an attack is more than words: it is not on a person."""
    return word.term.type == "attack" and not any(noun.ent_type_ == "PERSON" for noun in word.objects)


def _assert_attitude(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    share = 1.0 if by_holder else _share_of_holder(word, reading)
    if share and factor * word.term.object < 0:
        for claim in word.objects:
            deny_clauses(told_clauses_of(claim) if claim.lemma_ != "fact" else (), reading)
    if share:
        pass_to_objects(word, Carried(factor * share, ()), reading)
    else:
        close_claim(word, reading)


def _share_of_holder(word: StanceWord, reading: Reading) -> float:
    """How far what the doer feels is what the speaker feels: 1, 0, or between where no doer is named."""
    token = word.token
    if word.term.pos == "noun":
        owner, unnamed = doer_of_word(word), UNNAMED_OWNER
    elif word.term.pos == "adjective":
        if token.dep_ == "amod":
            return UNNAMED_OWNER if token.head.lower_ in INDEFINITE else 0.0
        owner, unnamed = subject_of(token) or subject_of(token.head), UNNAMED_OWNER
    else:
        owner, unnamed = doer_of(token), UNNAMED_PASSIVE if is_passive(token) else UNNAMED_HOLDER
    if owner is None:
        return unnamed
    if owner.lower_ in NEGATIVE_SUBJECTS or (owner.lower_ in GENERIC and is_modal(token)):
        return SOMEBODY
    return 1.0 if reading.is_holder(owner) else SOMEBODY if reading.counts_everyone else 0.0


def _assert_effect(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """Good or ill done: by the speaker it shows a stance; by another it is said of that one."""
    doer = doer_of_word(word)
    if by_holder or (doer is not None and reading.is_holder(doer)):
        pass_to_objects(word, Carried(factor, ()), reading)
        return
    if doer is not None:
        pass_down(doer, Carried(factor * word.term.subject, word.words, is_quality=True), reading)
    elif word.term.subject >= 0 and (not is_passive(word.token) or is_announced(word.token)):
        is_event = word.term.pos == "noun" and word.term.object < 0
        pass_to_objects(word, Carried(factor * (UNNAMED_EVENT if is_event else UNNAMED_DOER), ()), reading)
    if word.term.subject < 0 < factor:
        # who tells of harm done is taken to be with those who suffer it
        share = VICTIM_SHARE if doer is not None or is_passive(word.token) else VICTIM_SHARE / 2
        for sufferer in word.objects:
            if sufferer.pos_ in NOUN_TAGS:
                pass_down(sufferer, Carried(factor * share, word.words, is_quality=True), reading)


def _assert_naming(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """X called Y a liar: the quality of the complement goes to the object, if X is the speaker."""
    doer = doer_of(word.token)
    if by_holder or doer is None or reading.is_holder(doer):
        pass_qualities(word, Carried(factor, ()), reading)
    else:
        for complement in (*complements_of(word.token), *word.objects):
            reading.set_aside(complement.subtree)


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
