"""Notes what is said of a thing: a quality, the manner of a deed, a comparison, an excess."""

from spacy.tokens import Token

from pipeline.stance.feelings import FELT, Carried, Reading
from pipeline.stance.finding import StanceWord, find_word
from pipeline.stance.grammar import (
    NOUN_TAGS,
    PREDICATE_DEPS,
    doer_of,
    judged_clauses_of,
    objects_of,
    own_subject,
    owner_of,
    prepositional_objects,
    subject_of,
)
from pipeline.stance.moods import INDEFINITE, excess_of, is_negated
from pipeline.stance.passing import EXCESS, NEGATED, pass_down

MODIFIER_SHARE, MANNER_SHARE = 0.6, 0.6


def assert_quality(word: StanceWord, factor: float, reading: Reading) -> None:
    """Passes the quality that a word expresses to whom or what it is said of."""
    carried, token = Carried(factor * word.term.subject, word.words, is_quality=True), word.token
    if token.pos_ == "ADV":
        _assert_manner(word, carried, reading)
        return
    clauses = judged_clauses_of(token) if token.dep_ in PREDICATE_DEPS else []
    for clause in clauses:
        pass_down(clause, carried._replace(is_quality=False), reading)
    if clauses:
        return
    if word.term.pos == "verb":
        subject = subject_of(token)
        if subject is not None:
            pass_down(subject, carried, reading)
        return
    bearer = bearer_of(token)
    if bearer is not None:
        is_predicate = token.dep_ in PREDICATE_DEPS | {"appos"} or (token.dep_ == "amod" and bearer != token.head)
        pass_down(bearer, carried.turned(1.0 if is_predicate else MODIFIER_SHARE), reading)
        _to_compared(token, carried, reading)
    elif word.term.pos == "noun":
        pass_down(token, carried.turned(MODIFIER_SHARE), reading)


def _assert_manner(word: StanceWord, carried: Carried, reading: Reading) -> None:
    """What is done bravely honours its doer; who is treated unfairly has the speaker's sympathy."""
    verb = word.token.head
    inner = find_word(verb, reading.lexicon)
    if verb.pos_ != "VERB" or (inner is not None and inner.term.type != "call"):
        return
    doer = doer_of(verb)
    if doer is not None and not reading.is_holder(doer):
        pass_down(doer, carried.turned(MANNER_SHARE), reading)
    for sufferer in objects_of(verb) if carried.value < 0 else ():
        pass_down(sufferer, carried.turned(-MANNER_SHARE), reading)


def _to_compared(token: Token, carried: Carried, reading: Reading) -> None:
    """X is better than Y: what is said of X is denied of Y."""
    is_comparative = token.tag_ == "JJR" or any(child.lower_ in {"more", "less"} for child in token.lefts)
    for child in token.rights if is_comparative else ():
        for other in prepositional_objects(child) if child.lower_ == "than" else ():
            pass_down(other, carried.turned(-MANNER_SHARE), reading)


def assert_excess(token: Token, reading: Reading) -> None:
    """Notes that something is said to be too much of anything: "the target is too low"."""
    words, bearer = excess_of(token), bearer_of(token)
    if words and bearer is not None:
        factor = -NEGATED if is_negated(token) else 1.0
        pass_down(bearer, Carried(-EXCESS * factor, words, is_quality=True), reading)


def bearer_of(token: Token) -> Token | None:
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
    is_deed = noun.dep_ == "dobj" and noun.lemma_ in {"thing", "job"} and noun.head.lemma_ == "do"
    if noun.dep_ in PREDICATE_DEPS or is_deed or (noun.dep_ == "dobj" and noun.lower_ in INDEFINITE):
        return subject_of(noun.head) or noun
    return noun.head if noun.dep_ == "appos" and noun.head.pos_ in NOUN_TAGS else noun


def _bearer_beside(token: Token) -> Token | None:
    """Of whom a quality is said with "as", or beside another quality."""
    head = token.head
    if token.dep_ == "pobj" and head.lower_ == "as" and head.head.pos_ in {"VERB", "AUX"}:
        return next(iter(objects_of(head.head)), None) or subject_of(head.head)
    if token.dep_ == "conj" and (token.pos_ == "ADJ" or head.dep_ in PREDICATE_DEPS):
        return bearer_of(head)
    return None


def _feeler_of(noun: Token, word: StanceWord) -> Token | None:
    """Whose feeling a noun names with "of", where its object stands with another preposition: "anger of X at Y"."""
    genitives = [one for child in noun.children if child.lower_ == "of" for one in prepositional_objects(child)]
    return next((one for one in genitives if one not in word.objects), None) if word.objects else None


def doer_of_word(word: StanceWord) -> Token | None:
    """Whose deed or feeling a stance word tells of: "X attacked", "X's attack", "X is a critic", "X has doubts"."""
    token = word.token
    if word.term.pos != "noun":
        return doer_of(token)
    owner = owner_of(token, is_undergone=word.term.type == "undergone")
    if owner is None and token.dep_ in PREDICATE_DEPS | {"appos", "oprd"}:
        return bearer_of(token)
    if owner is None and token.dep_ == "pobj" and token.head.lower_ == "behind":
        return subject_of(token.head.head)
    if owner is None and word.term.type in FELT:
        owner = _feeler_of(token, word)
    is_had = token.dep_ == "dobj" and (word.term.object > 0 or word.term.type in FELT)
    return doer_of(token.head) if owner is None and is_had else owner
