"""Reads from the parse what stance needs: who does what to whom, under which negation and mood."""

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
NEGATORS = frozenset({"no", "never", "neither", "nor", "nobody", "nothing", "hardly", "scarcely", "barely"})
NEGATIVE_SUBJECTS = frozenset({"nobody", "none", "nothing", "neither"})
DEONTIC = frozenset({"should", "must", "ought"})
DEONTIC_VERBS = frozenset({"need", "have", "ought"})
POSSIBLE = frozenset({"may", "might", "could"})
TIMES = frozenset({"DATE", "TIME"})
CIRCUMSTANCES = frozenset(
    {"after", "before", "since", "while", "without", "as", "by", "through", "upon", "despite", "than"}
)
CONDITIONS = frozenset({"if", "unless", "whether"})
OBJECT_CONTROL = frozenset(
    {"urge", "ask", "tell", "want", "order", "force", "press", "persuade", "help", "allow", "let"}
)
NOUN_TAGS = frozenset({"NOUN", "PROPN"})
COPULAS = frozenset({"be", "become", "remain", "seem", "appear", "stay", "look", "sound", "prove"})
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


def is_passive(token: Token) -> bool:
    """Whether a verb form is passive: "was attacked", "the town attacked by rebels"."""
    if any(child.dep_ in {"nsubjpass", "auxpass", "csubjpass"} for child in token.children):
        return True
    if token.dep_ in {"acl", "amod"} and token.tag_ == "VBN":
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


def complements_of(verb: Token) -> list[Token]:
    """What a verb of naming calls its object: "called X a liar", "saw X as a friend"."""
    found = []
    for child in verb.rights:
        is_small_clause = child.dep_ in {"ccomp", "xcomp"} and child.pos_ in {"NOUN", "PROPN", "ADJ"}
        if child.dep_ in {"oprd", "attr", "acomp"} or is_small_clause:
            found.append(child)
        elif child.dep_ == "prep" and child.lower_ == "as":
            found += [noun for noun in child.children if noun.dep_ in {"pobj", "amod", "pcomp"}]
    return found


def prepositional_objects(preposition: Token) -> list[Token]:
    """The nouns and clauses a preposition governs."""
    found = [child for child in preposition.children if child.dep_ in {"pobj", "pcomp"}]
    return found + [
        noun
        for nested in preposition.children
        if nested.dep_ == "prep" and not found
        for noun in prepositional_objects(nested)
    ]


def is_negated(token: Token) -> bool:
    """Whether a predicate is under "not", "never", "no" or "nobody" of its own clause."""
    if any(_negates(child) for child in token.children) or _follows_not(token):
        return True
    head = token.head
    if token.dep_ == "conj" and head.pos_ in {"VERB", "AUX"} and own_subject(token) is None:
        return is_negated(head) and any(child.lower_ in {"or", "nor"} for child in head.children)
    return token.dep_ in {"acomp", "attr"} and head.pos_ in {"AUX", "VERB"} and is_negated(head)


def _negates(child: Token) -> bool:
    if child.dep_ == "neg" or (child.lower_ in NEGATORS and child.dep_ in {"advmod", "preconj", "det", "cc"}):
        return True
    if child.dep_ in SUBJECTS:
        return child.lower_ in NEGATIVE_SUBJECTS or _is_no(child)
    return child.dep_ in {"aux", "auxpass"} and any(word.dep_ == "neg" for word in child.children)


def _follows_not(token: Token) -> bool:
    """Whether a noun phrase stands right behind "not": "news, not propaganda"."""
    edge = token.left_edge.i
    return token.pos_ in NOUN_TAGS and edge > 0 and token.doc[edge - 1].lower_ == "not"


def excess_of(token: Token) -> tuple[Token, ...]:
    """The words that say a quality goes too far: "too low"; empty where none do."""
    if token.pos_ != "ADJ":
        return ()
    return next(((child, token) for child in token.lefts if child.lower_ == "too"), ())


def is_wished(token: Token) -> bool:
    """Whether a clause says what ought to be: "should", "must", "needs to", an imperative."""
    head = token
    if token.dep_ == "xcomp" and token.head.lemma_ in DEONTIC_VERBS:
        return True
    if token.dep_ == "conj" and own_subject(token) is None and token.head.pos_ in {"VERB", "AUX"}:
        return is_wished(token.head)
    if token.dep_ in {"acomp", "attr"} and token.head.pos_ == "AUX":
        head = token.head
    if any(child.dep_ == "aux" and child.lower_ in DEONTIC for child in head.children):
        return True
    return is_imperative(head)


def is_imperative(token: Token) -> bool:
    """Whether a main verb is a command."""
    if token.tag_ != "VB" or token.dep_ not in {"ROOT", "ccomp"} or own_subject(token) is not None:
        return False
    return not any(child.dep_ in {"aux", "mark"} and child.lower_ not in {"do", "let"} for child in token.children)


def is_possible_only(token: Token) -> bool:
    """Whether a predicate is hypothetical: "may", "could", "if", a question."""
    for step in _clause_path(token):
        if any(child.dep_ == "aux" and child.lower_ in POSSIBLE for child in step.children):
            return True
        if any(child.dep_ in {"mark", "advmod"} and child.lower_ in CONDITIONS for child in step.children):
            return True
    return _is_asked(token)


def _is_asked(token: Token) -> bool:
    """Whether a question mark follows in the sentence; `token.sent` would look at the whole document."""
    for i in range(token.i + 1, len(token.doc)):
        following = token.doc[i]
        if following.is_sent_start:
            return False
        if following.text == "?":
            return True
    return False


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


def _clause_path(token: Token) -> Iterator[Token]:
    """The predicate and those above it up to the clause that says something of its own."""
    yield token
    while token.dep_ in {"xcomp", "acomp", "attr", "conj", "prep", "pobj", "dobj", "pcomp", "advcl", "oprd"}:
        token = token.head
        yield token


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


def _is_no(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in {"no", "neither"} for child in noun.children)
