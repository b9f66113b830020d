"""Reads from the parse what stance needs: who does what to whom."""

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
TIMES = frozenset({"DATE", "TIME"})
CIRCUMSTANCES = frozenset(
    {"after", "before", "since", "while", "without", "as", "by", "through", "upon", "despite", "than"}
)
OBJECT_CONTROL = frozenset(
    {"urge", "ask", "tell", "want", "order", "force", "press", "persuade", "help", "allow", "let"}
)
NOUN_TAGS = frozenset({"NOUN", "PROPN"})
COPULAS = frozenset({"be", "become", "remain", "seem", "appear", "stay", "look", "sound", "prove"})
PREDICATE_DEPS = frozenset({"attr", "acomp"})
OWNER_ENTITIES = frozenset({"NORP", "ORG", "PERSON"})


def subject_of(token: Token) -> Token | None:
    """The subject of a predicate, its own or, for clauses without one, that which controls it."""
    own = own_subject(token)
    if own is not None:
        return own
    if token.dep_ in {"relcl", "acl"}:
        return None if token.dep_ == "acl" and token.tag_ == "VB" else token.head
    if token.dep_ == "xcomp":
        return _controller(token.head)
    if token.dep_ == "pcomp":
        return _owner_of_preposition(token.head)
    is_participle = token.dep_ == "advcl" and token.tag_ in {"VBG", "VB", "VBN"} and not _is_linked(token)
    is_alike = token.dep_ == "conj" and (token.tag_ != "VBG" or token.head.tag_ == "VBG")
    return subject_of(token.head) if is_participle or is_alike else None


def predicate_above(token: Token) -> Token:
    """The predicate in whose clause a token stands, or the token where there is none."""
    return next((step for step in (token, *token.ancestors) if step.pos_ in {"VERB", "AUX"}), token)


def is_passive(token: Token) -> bool:
    """Whether a verb form is passive: "was attacked", "the town attacked by rebels"."""
    if any(child.dep_ in {"nsubjpass", "auxpass", "csubjpass"} for child in token.children):
        return True
    if token.dep_ in {"acl", "amod"} and token.tag_ == "VBN" and own_subject(token) is None:
        return True
    return token.dep_ == "conj" and token.tag_ == "VBN" and is_passive(token.head) and own_subject(token) is None


def agent_of(token: Token) -> Token | None:
    """Who does what a passive verb or an event noun says: "by X"."""
    for child in token.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next((noun for noun in child.children if noun.dep_ == "pobj" and noun.ent_type_ not in TIMES), None)
    return None


def doer_of(token: Token) -> Token | None:
    """Who does what a verb says, active or passive."""
    return agent_of(token) if is_passive(token) else subject_of(token)


def objects_of(token: Token) -> list[Token]:
    """The direct objects of a verb; of a passive verb, its subject."""
    if is_passive(token):
        subject = subject_of(token)
        return [subject] if subject is not None else []
    found = [child for child in token.children if child.dep_ in {"dobj", "dative"} and child.pos_ != "ADP"]
    if not found and token.dep_ == "relcl":
        found = _relative_object(token)
    if not found and token.dep_ == "conj":
        return [
            child
            for sibling in token.conjuncts
            for child in sibling.children
            if child.dep_ == "dobj" and child.i > token.i
        ]
    return found


def clauses_of(token: Token) -> list[Token]:
    """The clauses a predicate takes: "that …", "to …", "…ing", also behind a preposition."""
    found = [child for child in token.children if child.dep_ in {"ccomp", "xcomp"}]
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ not in CIRCUMSTANCES:
            found += [clause for clause in child.children if clause.dep_ == "pcomp"]
    return found


def adversaries_of(token: Token) -> list[Token]:
    """Against whom a help is: "armed X against Y", "protect X from Y", "stand by X in its war against Y"."""
    found: list[Token] = []
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ({"against", "from"} if token.pos_ == "VERB" else {"against"}):
            found += prepositional_objects(child)
        elif child.dep_ == "prep" and child.lower_ == "in":
            fights = prepositional_objects(child)
            found += [noun for fight in fights for noun in adversaries_of(fight) if fight.pos_ == "NOUN"]
    return found


def judged_clauses_of(token: Token) -> list[Token]:
    """The clause that a predicate is said of: "it is wrong to …", "it is a lie that …"."""
    head = token.head
    subject = own_subject(head)
    if subject is not None and subject.dep_ == "csubj":
        return [subject]
    if subject is None or subject.lower_ != "it":
        return told_clauses_of(subject) if subject is not None and subject.pos_ == "NOUN" else []
    beside = [child for child in head.rights if child.dep_ in {"ccomp", "xcomp", "advcl", "csubj"}]
    return [clause for clause in (*token.rights, *beside) if clause.dep_ in {"acl", "ccomp", "xcomp", "advcl", "csubj"}]


def told_clauses_of(noun: Token) -> list[Token]:
    """The clauses that tell what a claim says: "allegations that X lied"."""
    clauses = [child for child in noun.rights if child.dep_ in {"acl", "ccomp"}]
    return [clause for clause in clauses if own_subject(clause) is not None]


def complements_of(verb: Token) -> list[Token]:
    """What a verb of naming calls its object: "called X a liar", "saw X as a friend"."""
    found = []
    for child in verb.rights:
        is_small_clause = child.dep_ in {"ccomp", "xcomp"} and child.pos_ in {"NOUN", "PROPN", "ADJ"}
        if child.dep_ in {"oprd", "attr", "acomp"} or is_small_clause:
            found.append(child)
        elif child.dep_ == "prep" and child.lower_ == "as":
            found += [noun for noun in child.children if noun.dep_ in {"pobj", "amod", "pcomp"}]
    return [_apposed(complement) or complement for complement in found]


def named_object_of(verb: Token, complement: Token) -> Token | None:
    """What a verb of naming calls so, where the parser takes both for one: "called the arrest of X an outrage"."""
    return next((child for child in verb.rights if child.dep_ == "oprd" and _apposed(child) == complement), None)


def _apposed(noun: Token) -> Token | None:
    """The noun with "a" that the parser takes for another name of the last word of a phrase."""
    last = [word for word in noun.subtree if word.dep_ == "appos" and word.head != noun]
    return next((word for word in last if any(child.lower_ in {"a", "an"} for child in word.lefts)), None)


def prepositional_objects(preposition: Token) -> list[Token]:
    """The nouns and clauses a preposition governs."""
    found = [child for child in preposition.children if child.dep_ in {"pobj", "pcomp"}]
    return found + [
        noun
        for nested in preposition.children
        if nested.dep_ == "prep" and not found
        for noun in prepositional_objects(nested)
    ]


def joined_nouns(token: Token) -> Iterator[Token]:
    """The other members of a coordination: "A, B and C"."""
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}:
            yield child
            yield from joined_nouns(child)


def joined_clauses(token: Token) -> list[Token]:
    """The predicates coordinated with a predicate or an event: "came and went", "harm and losing trust"."""
    return [child for child in token.children if child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}]


def own_subject(token: Token) -> Token | None:
    """The subject that stands with a predicate itself."""
    return next((child for child in token.children if child.dep_ in SUBJECTS), None)


def owner_of(noun: Token, *, is_undergone: bool = False) -> Token | None:
    """Whose doing an event noun is: "X's attack", "the attack by X", "the Norland attack"; not "X's arrest"."""
    if is_undergone:
        return agent_of(noun)
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    owner = agent_of(noun)
    if owner is not None:
        return owner
    names = [child for child in noun.children if child.dep_ in {"compound", "amod", "nmod"}]
    return next((name for name in names if name.ent_type_ in OWNER_ENTITIES), None)


def _controller(head: Token) -> Token | None:
    if head.lemma_ in OBJECT_CONTROL:
        for child in head.children:
            if child.dep_ in {"dobj", "dative"}:
                return child
    return subject_of(head)


def _owner_of_preposition(preposition: Token) -> Token | None:
    """Whose doing a clause behind a preposition is: "accused X of doing", "X's commitment to doing"."""
    head = preposition.head
    if head.pos_ in NOUN_TAGS:
        return next((child for child in head.children if child.dep_ == "poss"), None)
    if head.pos_ in {"VERB", "AUX"}:
        if preposition.lower_ in {"of", "for", "from"}:
            objects = objects_of(head)
            if objects:
                return objects[0]
        return subject_of(head)
    return subject_of(head.head) if head.dep_ in {"acomp", "attr"} else None


def _relative_object(token: Token) -> list[Token]:
    """The noun a relative clause without an object is about: "the deal they signed"."""
    subject = own_subject(token)
    if subject is None or subject.tag_ in {"WDT", "WP"}:
        return []
    return [token.head]


def _is_linked(token: Token) -> bool:
    """Whether a conjunction stands before a clause: "if asked", "and losing trust"."""
    is_joined = token.i > 0 and token.doc[token.i - 1].lower_ in {"and", "or"}
    return is_joined or any(child.dep_ == "mark" for child in token.children)
