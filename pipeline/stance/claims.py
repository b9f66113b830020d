"""Tells what a statement says is not so, and leaves aside what commits only somebody else."""

from collections.abc import Iterable

from spacy.tokens import Token

from pipeline.stance.feelings import FELT, Reading
from pipeline.stance.finding import StanceWord, find_word
from pipeline.stance.grammar import (
    PREDICATE_DEPS,
    clauses_of,
    joined_clauses,
    judged_clauses_of,
    own_subject,
    told_clauses_of,
)
from pipeline.stance.moods import NEGATIVE_SUBJECTS
from pipeline.stance.qualities import assert_quality, doer_of_word

CLAIMING = frozenset({"report", "truth", "suppose"})


def deny_clauses(clauses: Iterable[Token], reading: Reading) -> None:
    """Marks what the speaker denies: who denies that X did harm speaks for X; of a feeling denied nothing is left."""
    for clause in clauses:
        parts = [clause, *joined_clauses(clause)]
        parts += [child for part in parts for child in part.children if child.dep_ in PREDICATE_DEPS]
        reading.denied.update(part.i for part in parts)
        subject = own_subject(clause)
        inner = find_word(clause, reading.lexicon)
        is_feeling = inner is not None and inner.term.type in FELT
        if subject is None or (is_feeling and reading.is_holder(subject)):
            reading.set_aside(clause.subtree)


def _assert_truth(word: StanceWord, factor: float, reading: Reading) -> None:
    """It is not true that X lied: what the clause says is denied; of anything else, that it is false is a reproach."""
    clauses = judged_clauses_of(word.token) or told_clauses_of(word.token)
    if clauses and factor * word.term.subject < 0:
        deny_clauses(clauses, reading)
    elif not clauses and word.term.subject < 0:
        assert_quality(word, factor, reading)


def assert_claim(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """Settles whom a claim commits, by the word that makes it, supposes it, or says whether it is true."""
    if word.term.type == "truth":
        _assert_truth(word, factor, reading)
    elif word.term.type == "suppose":
        _set_clauses_aside(word, reading)
    else:
        _assert_report(word, factor, reading, by_holder=by_holder)


def _assert_report(word: StanceWord, factor: float, reading: Reading, *, by_holder: bool) -> None:
    """What others claim is set aside; so is what the speaker has not said, but what it does not think is denied."""
    doer = doer_of_word(word)
    if doer is not None and doer.lower_ in NEGATIVE_SUBJECTS:
        deny_clauses(clauses_of(word.token), reading)
    elif not by_holder and (doer is None or not reading.is_holder(doer)):
        close_claim(word, reading)
    elif factor < 0 and word.term.complement > 0:
        deny_clauses(clauses_of(word.token), reading)
    elif factor < 0:
        _set_clauses_aside(word, reading)


def _set_clauses_aside(word: StanceWord, reading: Reading) -> None:
    for clause in (*clauses_of(word.token), *word.objects):
        reading.set_aside(clause.subtree)


def close_claim(word: StanceWord, reading: Reading) -> None:
    """Leaves aside what somebody else claims or feels."""
    doer = doer_of_word(word)
    if word.token.dep_ == "prep":
        reading.set_aside(word.token.head.subtree)
    if reading.reads_claims or (word.term.type == "report" and (doer is None or reading.is_holder(doer))):
        return
    for part in (*clauses_of(word.token), *word.objects):
        reading.set_aside(part.subtree)
