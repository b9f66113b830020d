"""Where sources, cues and contents begin and end in the syntax of a sentence."""

from spacy.tokens import Doc, Token

from pipeline.attribution.article import Range

EDGE_MARKS = frozenset(" \t\n\r\u00a0.,;:—–-…")
RELATIVE_CLAUSES = frozenset({"relcl", "acl"})
SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
CUE_PARTS = frozenset({"aux", "auxpass", "neg", "advmod", "prt"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
MAX_STEPS_TO_SUBJECT = 5


def characters(doc: Doc, start: int, end: int) -> Range | None:
    """The characters of tokens [start, end) without stops, commas, dashes and blanks at the edges; None if nothing is left."""
    while start < end and _is_edge(doc[start]):
        start += 1
    while end > start and _is_edge(doc[end - 1]):
        end -= 1
    if start >= end:
        return None
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of these relations."""
    return next((each for each in token.children if each.dep_ in deps), None)


def subtree_tokens(token: Token) -> Range:
    """The token range from the left to the right edge of a token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def subject_of(verb: Token) -> Token | None:
    """The head of the phrase that does what the verb says: its own subject, or the one it shares with the verb above it."""
    current = verb
    for _ in range(MAX_STEPS_TO_SUBJECT):
        own = child(current, *SUBJECTS)
        if own is not None:
            return own
        if current is not verb and (passive := child(current, *PASSIVE_SUBJECTS)) is not None:
            return passive
        above = _verb_above(current)
        if above is None:
            return None
        if above.pos_ in NOMINAL:
            return above
        current = above
    return None


def agent_of(verb: Token) -> Token | None:
    """Who does it in a passive: the noun after "by"."""
    agent = child(verb, "agent")
    return child(agent, "pobj") if agent is not None else None


def source_range(doc: Doc, head: Token | None, verb: Token) -> Range | None:
    """The characters of the source whose head is given; the part from the cue on is cut off. None for "it" and "there"."""
    if head is None or head.dep_ == "expl":
        return None
    start, end = subtree_tokens(head)
    if start <= verb.i < end:
        start, end = (start, verb.left_edge.i) if head.i < verb.i else (verb.i + 1, end)
    if start > head.i or end <= head.i:
        start, end = head.i, head.i + 1
    return characters(doc, start, end)


def cue_range(doc: Doc, verb: Token, *, last: int | None = None) -> Range:
    """The characters of the cue: the verb with the auxiliaries, adverbs and particle that touch it, up to token `last`."""
    start, end = verb.i, verb.i + 1
    parts = {each.i for each in verb.children if each.dep_ in CUE_PARTS}
    while start - 1 in parts:
        start -= 1
    while end in parts and doc[end].dep_ == "prt":
        end += 1
    if last is not None:
        end = max(end, last + 1)
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def without(outer: Range, inner: Range) -> list[Range]:
    """The parts of a token range that remain when another is taken out."""
    parts = [(outer[0], min(outer[1], inner[0])), (max(outer[0], inner[1]), outer[1])]
    return [(start, end) for start, end in parts if start < end]


def content_ranges(doc: Doc, content: list[Range]) -> tuple[Range, ...]:
    """The characters of token ranges in text order; those that touch are one, empty ones are left out."""
    merged: list[Range] = []
    for start, end in sorted(content):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    found = [characters(doc, start, end) for start, end in merged]
    return tuple(range_ for range_ in found if range_ is not None)


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive: "was said", "described by"."""
    return child(verb, "auxpass", *PASSIVE_SUBJECTS) is not None or (verb.dep_ == "acl" and verb.tag_ == "VBN")


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return verb.tag_ == "VB" and any(each.dep_ == "aux" and each.tag_ == "TO" for each in verb.children)


def _verb_above(verb: Token) -> Token | None:
    """The verb that shares its subject with this one, or the noun that a participle says something about."""
    head = verb.head
    if head.i == verb.i:
        return None
    if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
        return head
    if verb.dep_ == "xcomp":
        controller = child(head, "dobj")
        return controller if controller is not None and controller.i < verb.i else head
    if verb.dep_ == "advcl" and head.pos_ in {"VERB", "AUX"}:
        return head
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return head
    if verb.dep_ == "pcomp" and head.head.pos_ in {"VERB", "AUX"}:
        return head.head
    return None


def _is_edge(token: Token) -> bool:
    return token.is_space or (token.text in EDGE_MARKS and token.is_punct) or token.text in {"--", "..", "..."}
