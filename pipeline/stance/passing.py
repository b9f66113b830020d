"""Carries a feeling toward an event or a thing down to everything that has part in it.

After the compositional treatment of good and bad effects by Deng and Wiebe (2014): who is against an
attack is with the attacked and against the attacker; who is against a repeal is for what stays.
"""

import math
from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.stance.feelings import FAINT, Carried, Reading
from pipeline.stance.finding import StanceWord, find_word
from pipeline.stance.grammar import (
    COPULAS,
    NOUN_TAGS,
    TIMES,
    adversaries_of,
    clauses_of,
    complements_of,
    doer_of,
    is_passive,
    joined_clauses,
    joined_nouns,
    named_object_of,
    objects_of,
    own_subject,
    owner_of,
    prepositional_objects,
    subject_of,
)
from pipeline.stance.moods import excess_of, is_asked_clause, is_negated

NEGATED, DOER_SHARE, OWNER_SHARE, PART_SHARE, WISHED_PART_SHARE, HOLDER_SHARE = 0.7, 0.7, 0.8, 0.4, 0.2, 0.5
PLACE_SHARE, NAMED_QUALITY, EXCESS, DEED_SHARE = 0.6, 0.8, 0.8, 0.8
MAX_DEPTH = 8
EXAMPLES = frozenset({"like", "including", "as"})
PARTS = frozenset({"of", "by"})
INSTITUTIONS = frozenset(
    {"government", "regime", "state", "administration", "leadership", "authority", "military", "army", "force",
     "police", "policy", "politics", "system", "court", "judiciary", "establishment", "ministry", "parliament",
     "party", "economy", "people", "side", "official", "leader", "commander", "president", "minister", "troop",
     "aggression", "diplomat"}
)  # fmt: skip
TOPICAL_NOUNS = frozenset(
    {"view", "image", "idea", "perception", "opinion", "understanding", "history", "story", "report", "picture",
     "notion", "definition", "discussion", "study", "concept", "use", "level", "number", "kind", "type"}
)  # fmt: skip
PLACES = frozenset({"GPE", "NORP", "LOC", "FAC"})
NAMING_DEPS = frozenset({"compound", "amod", "nmod"})


def pass_down(token: Token, carried: Carried, reading: Reading) -> None:
    """Notes the feeling toward what a token stands for, and toward what has part in it."""
    if carried.depth > MAX_DEPTH or abs(carried.value) < FAINT:
        return
    reading.done.add(token.i)
    if token.pos_ in {"VERB", "AUX"} or (token.pos_ == "ADJ" and token.dep_ in {"ccomp", "xcomp"}):
        _to_event(token, carried, reading)
    else:
        reading.feel(token, carried)
        _to_noun(token, carried, reading)
    for other in (*joined_nouns(token), *joined_clauses(token)):
        if other.i not in reading.done:
            pass_down(other, carried.turned(1), reading)


def pass_to_objects(word: StanceWord, carried: Carried, reading: Reading) -> None:
    """Passes a feeling on as a stance word turns it: toward its objects and toward its clauses."""
    if word.term.type == "want":
        carried = carried._replace(is_wish=True)
    clauses = list(_clauses_of_word(word))
    for clause in clauses:
        if clause.i in reading.denied:
            continue
        pass_down(clause, carried.turned(word.term.complement, *word.words), reading)
    if word.term.object > 0 and word.term.type in {"attitude", "effect"}:
        for adversary in adversaries_of(word.token):
            if adversary not in word.objects:
                pass_down(adversary, carried.turned(-word.term.object, *word.words), reading)
    for noun in word.objects:
        is_told = word.term.type == "want" and bool(clauses)
        if noun.pos_ not in {"VERB", "AUX"} and not is_told:
            pass_down(noun, carried.turned(_share_of_object(noun, word, reading), *word.words), reading)


def quality_of(token: Token, reading: Reading) -> tuple[float, tuple[Token, ...]]:
    """The quality that a predicate noun or adjective expresses, its modifiers included, and the words that do."""
    excess = excess_of(token)
    if excess:
        return -EXCESS, excess
    modifiers = [child for child in token.children if child.dep_ in {"amod", "compound", "acomp", "attr"}]
    for candidate in (token, *modifiers):
        word = find_word(candidate, reading.lexicon)
        if word is not None and word.term.pos != "verb" and word.term.type in {"evaluation", "effect", "attack"}:
            is_not = any(child.dep_ == "neg" or child.lower_ == "no" for child in token.children)
            return (-NEGATED if is_not else 1.0) * word.term.subject, word.words
    return 0.0, ()


def _share_of_object(noun: Token, word: StanceWord, reading: Reading) -> float:
    """What a stance word feels or does toward its object; an event is wanted as a clause is."""
    inner = find_word(noun, reading.lexicon) if word.term.type == "want" and noun.pos_ in NOUN_TAGS else None
    is_event = inner is not None and inner.term.type != "evaluation"
    return word.term.complement if is_event else word.term.object


def pass_qualities(word: StanceWord, carried: Carried, reading: Reading) -> None:
    """Passes on what a verb of naming says of its object: "called X a liar"."""
    for complement in complements_of(word.token):
        quality, words = named_quality(complement, reading)
        reading.close(words)
        own = own_subject(complement) or named_object_of(word.token, complement)
        for bearer in [own] if own is not None else objects_of(word.token):
            if quality and bearer != complement:
                pass_down(bearer, carried.turned(quality, *word.words, *words), reading)


def named_quality(token: Token, reading: Reading) -> tuple[float, tuple[Token, ...]]:
    """The quality of a complement that is the point of its sentence: mild words count almost as strong ones."""
    quality, words = quality_of(token, reading)
    return (math.copysign(max(abs(quality), NAMED_QUALITY), quality) if quality else 0.0), words


def _clauses_of_word(word: StanceWord) -> Iterator[Token]:
    found = [part for part in word.objects if part.pos_ in {"VERB", "AUX"}]
    if word.term.pos == "verb":
        found = [*clauses_of(word.token), *found]
    else:
        adjoined = [child for child in word.token.children if child.dep_ in {"acl", "xcomp", "ccomp"}]
        found += [clause for clause in adjoined if clause.tag_ != "VBN" or own_subject(clause) is not None]
    return (clause for clause in dict.fromkeys(found) if clause not in word.words)


def _to_event(token: Token, carried: Carried, reading: Reading) -> None:
    if is_asked_clause(token):
        return
    is_not = is_negated(token)
    if token.lemma_ in COPULAS and _to_bearer_of_quality(token, carried, reading, is_not=is_not):
        return
    word = find_word(token, reading.lexicon)
    if word is None:
        _to_plain_event(token, carried, reading, is_not=is_not)
        return
    if is_not:
        carried = carried._replace(value=-carried.value)
    reading.close(word.words)
    if word.term.type == "call":
        pass_qualities(word, carried, reading)
    elif word.term.type in {"evaluation", "existence"}:
        _to_happening(word, carried.turned(word.term.subject, *word.words), reading)
    elif word.term.type == "reversal" and not (word.objects or clauses_of(token)):
        _to_subject(token, carried.turned(word.term.object, *word.words), reading)
    elif word.term.type != "report":
        _to_deed(word, carried, reading)


def _to_happening(word: StanceWord, carried: Carried, reading: Reading) -> None:
    """To what is so or happens; "pass" brings about its object: "the house must pass the bill"."""
    if word.term.type == "existence" and word.objects:
        for noun in word.objects:
            pass_down(noun, carried, reading)
    else:
        _to_subject(word.token, carried, reading)


def _to_deed(word: StanceWord, carried: Carried, reading: Reading) -> None:
    """To what a deed or a feeling is toward, and to its doer."""
    pass_to_objects(word, carried, reading)
    _to_doer(doer_of(word.token), carried.turned(DOER_SHARE, *word.words), reading)
    if carried.is_wish and word.term.type in {"reversal", "avoid"} and _is_told_to_stop(word, reading):
        _to_subject(word.token, carried.turned(-DOER_SHARE, *word.words), reading)


def _is_told_to_stop(word: StanceWord, reading: Reading) -> bool:
    """Whether what should end is a wrong of its doer, or the doer's own: "must stop meddling", "end its blockade"."""
    for clause in clauses_of(word.token):
        inner = find_word(clause, reading.lexicon)
        if inner is not None and min(inner.term.subject, inner.term.object) < 0:
            return True
    return any(
        child.dep_ == "poss" and child.lower_ in {"its", "their", "his", "her"}
        for noun in word.objects
        for child in noun.lefts
    )


def _to_subject(token: Token, carried: Carried, reading: Reading) -> None:
    subject = subject_of(token)
    if subject is not None:
        pass_down(subject, carried, reading)


def _to_plain_event(token: Token, carried: Carried, reading: Reading, *, is_not: bool) -> None:
    """An event without a stance word of its own: its clauses, its doer and its object share the feeling.

    What does not happen tells nothing of those who would have part in it.
    """
    for clause in clauses_of(token):
        pass_down(clause, carried.turned(-1 if is_not else 1), reading)
    if is_not:
        return
    for noun in objects_of(token):
        pass_down(noun, carried.turned(WISHED_PART_SHARE if carried.is_wish else PART_SHARE), reading)
    if not is_passive(token):
        _to_doer(own_subject(token), carried.turned(DOER_SHARE), reading)


def _to_bearer_of_quality(copula: Token, carried: Carried, reading: Reading, *, is_not: bool) -> bool:
    """Passes a feeling about "X is a threat" to X; whether there was such a quality.

    Who fears that X is bad is not for X.
    """
    subject = own_subject(copula)
    for complement in copula.children if subject is not None else ():
        quality, words = quality_of(complement, reading) if complement.dep_ in {"attr", "acomp"} else (0.0, ())
        if quality and subject is not None:
            quality = -quality if is_not else quality
            factor = -1 if quality < 0 and carried.value < 0 else 1
            reading.close(words)
            pass_down(subject, carried.turned(factor * quality, *words), reading)
            return True
    return False


def _to_doer(doer: Token | None, carried: Carried, reading: Reading) -> None:
    if doer is not None and not carried.is_wish and not reading.is_holder(doer) and doer.i not in reading.done:
        pass_down(doer, carried, reading)


def _to_noun(token: Token, carried: Carried, reading: Reading) -> None:
    word = find_word(token, reading.lexicon) if token.pos_ in NOUN_TAGS else None
    is_event = word is not None and word.term.type != "evaluation"
    if word is not None and is_event:
        reading.close(word.words)
        pass_to_objects(word, carried, reading)
        share = HOLDER_SHARE if word.term.type in {"attitude", "want"} else DOER_SHARE
        owner = owner_of(token, is_undergone=word.term.type == "undergone")
        _to_doer(owner, carried.turned(share), reading)
    if carried.value < 0:
        _to_deeds(token, carried, reading)
    if word is None:
        for clause in _planned_by(token):
            pass_down(clause, carried.turned(1), reading)
    for child in token.children:
        share = 1.0 if _is_same_thing(child) else 0.0 if is_event else _share_of_modifier(child)
        nouns = prepositional_objects(child) if child.dep_ == "prep" else [child]
        for noun in nouns if share else ():
            pass_down(noun, carried.turned(share), reading)


def _to_deeds(token: Token, carried: Carried, reading: Reading) -> None:
    """Who is against those that harm X is with X; who is against those that help X is against X."""
    for clause in token.rights:
        word = find_word(clause, reading.lexicon) if clause.dep_ in {"relcl", "acl"} and clause.pos_ == "VERB" else None
        if word is not None and word.term.type in {"effect", "attack"} and _is_done_by(clause, token):
            reading.close(word.words)
            pass_to_objects(word, carried.turned(DEED_SHARE, *word.words), reading)
    for blamed in (child for child in token.rights if child.lemma_ == "responsible"):
        for deed in (noun for child in blamed.children for noun in prepositional_objects(child)):
            pass_down(deed, carried.turned(DEED_SHARE), reading)


def _planned_by(noun: Token) -> Iterator[Token]:
    """What a decision, plot or campaign is to bring about: "the decision to leave X"."""
    return (child for child in noun.rights if child.dep_ == "acl" and child.tag_ == "VB" and not own_subject(child))


def _is_done_by(clause: Token, noun: Token) -> bool:
    """Whether a noun does what a clause beside it says: "the men who beat X", "the group attacking X"."""
    doer = doer_of(clause)
    return doer is not None and (doer == noun or doer.tag_ in {"WP", "WDT"})


def _is_same_thing(child: Token) -> bool:
    """Whether a modifier names what its noun stands for: "the group, X", "groups like X"."""
    return child.dep_ == "appos" or (child.dep_ == "prep" and child.lower_ in EXAMPLES)


def _share_of_modifier(child: Token) -> float:
    """How much of the feeling toward a thing goes to whose it is or where it is from."""
    noun = child.head
    if child.dep_ == "poss":
        return OWNER_SHARE
    if child.dep_ == "prep" and child.lower_ in PARTS and not any(part.ent_type_ in TIMES for part in child.children):
        return 0.0 if noun.dep_ == "appos" or noun.lemma_.lower() in TOPICAL_NOUNS else OWNER_SHARE
    is_institution = noun.lemma_.lower() in INSTITUTIONS
    if child.dep_ == "prep" and child.lower_ == "in":
        return PLACE_SHARE if is_institution else 0.0
    if child.dep_ in NAMING_DEPS and noun.ent_type_ != "PERSON" and (child.pos_ == "PROPN" or child.ent_type_):
        return OWNER_SHARE if is_institution or child.ent_type_ not in PLACES else 0.0
    return 0.0
