"""Reads from the parse whether what is said is denied, wished for, or only supposed."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.stance.grammar import NOUN_TAGS, SUBJECTS, own_subject

NEGATORS = frozenset({"no", "never", "neither", "nor", "nobody", "nothing", "hardly", "scarcely", "barely"})
NEGATIVE_SUBJECTS = frozenset({"nobody", "none", "nothing", "neither"})
DEONTIC = frozenset({"should", "must", "ought"})
DEONTIC_VERBS = frozenset({"need", "have", "ought", "deserve"})
CAPABLE = frozenset({"can", "ca", "could"})
ANNOUNCING = frozenset({"will", "shall", "'ll", "’ll"})
POSSIBLE = frozenset({"may", "might", "could"})
INDEFINITE = frozenset({"nothing", "something", "anything", "everything"})
CONDITIONS = frozenset({"if", "unless", "whether"})
INVERTED = frozenset({"had", "should", "were"})
MAX_TOKENS_AHEAD = 300  # no sentence that people write is longer; in a hostile one the search is not to repeat


def is_negated(token: Token) -> bool:
    """Whether a predicate is under "not", "never", "no" or "nobody" of its own clause."""
    if any(_negates(child) for child in token.children) or _follows_not(token):
        return True
    head = token.head
    if token.dep_ == "conj" and head.pos_ in {"VERB", "AUX"} and own_subject(token) is None:
        return is_negated(head) and any(child.lower_ in {"or", "nor"} for child in head.children)
    if token.dep_ == "amod":
        is_deed = head.dep_ == "dobj" and head.lower_ in INDEFINITE
        return (
            head.lower_ == "nothing"
            or (head.dep_ == "attr" and is_negated(head))
            or (is_deed and is_negated(head.head))
        )
    return token.dep_ in {"acomp", "attr"} and head.pos_ in {"AUX", "VERB"} and is_negated(head)


def is_unasserted(token: Token) -> bool:
    """Whether a clause only says what is not the aim or the reason: "I did not come to …", "it is not that …"."""
    head = token.head
    if token.dep_ == "advcl" and all(child.lower_ == "because" for child in token.children if child.dep_ == "mark"):
        return is_negated(head)
    is_reason = (
        token.dep_ == "ccomp" and head.lemma_ == "be" and not any(c.dep_ in {"acomp", "attr"} for c in head.children)
    )
    return is_reason and is_negated(head)


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
        return not _is_inverted(head)
    return is_imperative(head)


def is_asked_clause(clause: Token) -> bool:
    """Whether a clause only asks: "whether X lied"."""
    return any(child.dep_ == "mark" and child.lower_ in {"if", "whether"} for child in clause.children)


def is_announced(token: Token) -> bool:
    """Whether a predicate tells what is to come: "will be punished"."""
    return any(child.dep_ == "aux" and child.lower_ in ANNOUNCING for child in token.children)


def is_modal(token: Token) -> bool:
    """Whether a predicate tells what can or ought to be."""
    return any(child.dep_ == "aux" and child.lower_ in DEONTIC | CAPABLE for child in token.children)


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
        if _is_inverted(step):
            return True
    return _is_asked(token)


def is_conditional(token: Token) -> bool:
    """Whether what a predicate says depends on a condition: "if A happens, we will do B"."""
    return any(
        child.dep_ == "advcl" and any(mark.lower_ in {"if", "unless"} for mark in child.lefts)
        for step in _clause_path(token)
        for child in step.children
    )


def _is_inverted(token: Token) -> bool:
    """Whether a clause is a condition without "if": "had they known", "should it fail"."""
    subject = own_subject(token)
    return subject is not None and any(
        child.dep_ == "aux" and child.lower_ in INVERTED and child.i < subject.i for child in token.lefts
    )


def _negates(child: Token) -> bool:
    if child.lower_ == "longer" and any(word.lower_ == "no" for word in child.lefts):
        return True
    if child.lower_ == "not" and child.i + 1 < len(child.doc) and child.doc[child.i + 1].lower_ == "only":
        return False
    if child.dep_ == "neg" or (child.lower_ in NEGATORS and child.dep_ in {"advmod", "preconj", "det", "cc"}):
        return True
    if child.dep_ in SUBJECTS:
        return child.lower_ in NEGATIVE_SUBJECTS or _is_no(child)
    return child.dep_ in {"aux", "auxpass"} and any(word.dep_ == "neg" for word in child.children)


def _follows_not(token: Token) -> bool:
    """Whether a noun phrase stands right behind "not": "news, not propaganda"."""
    edge = token.left_edge.i
    return token.pos_ in NOUN_TAGS and edge > 0 and token.doc[edge - 1].lower_ == "not"


def _is_asked(token: Token) -> bool:
    """Whether a question mark follows in the sentence; `token.sent` would look at the whole document."""
    for i in range(token.i + 1, min(token.i + MAX_TOKENS_AHEAD, len(token.doc))):
        following = token.doc[i]
        if following.is_sent_start:
            return False
        if following.text == "?":
            return True
    return False


def _clause_path(token: Token) -> Iterator[Token]:
    """The predicate and those above it up to the clause that says something of its own."""
    yield token
    while token.dep_ in {"xcomp", "acomp", "attr", "conj", "prep", "pobj", "dobj", "pcomp", "advcl", "oprd"}:
        token = token.head
        yield token


def _is_no(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ in {"no", "neither"} for child in noun.children)
