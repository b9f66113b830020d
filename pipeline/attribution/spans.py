"""Where sources, cues and contents begin and end in the syntax of a sentence."""

from spacy.tokens import Doc, Token

from pipeline.attribution.article import Range

Frame = tuple[str, list[Range], int | None]
"""A construction: its name, its content as token ranges, and the last token of the cue where that is not the verb."""

EDGE_MARKS = frozenset({".", ",", ";", ":", "—", "–", "-", "…", "--", "..", "..."})
DASHES = frozenset({"—", "–", "--", "-"})
SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
CUE_PARTS = frozenset({"aux", "auxpass", "neg", "advmod", "prt"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})
INSIDE_NOUN_PHRASE = frozenset({"compound", "poss", "nmod", "amod", "nummod", "det", "quantmod", "case", "advmod"})
NON_FINITE = frozenset({"VB", "VBG", "VBN"})
MAX_STEPS_TO_SUBJECT = 6
MAX_DATELINE_TOKENS = 8


def characters(doc: Doc, start: int, end: int) -> Range | None:
    """The characters of tokens [start, end), without stops, dashes and blanks at the edges; None if nothing is left."""
    while start < end and _is_edge(doc[start]):
        start += 1
    while end > start and _is_edge(doc[end - 1]):
        end -= 1
    if start >= end:
        return None
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


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


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of these relations."""
    return next((each for each in token.children if each.dep_ in deps), None)


def subtree_tokens(token: Token) -> Range:
    """The token range from the left to the right edge of a token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def without(outer: Range, inner: Range) -> list[Range]:
    """The parts of a token range that remain when another is taken out."""
    parts = [(outer[0], min(outer[1], inner[0])), (max(outer[0], inner[1]), outer[1])]
    return [(start, end) for start, end in parts if start < end]


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive: "was said", "described by", "asked whether"."""
    if child(verb, "auxpass", *PASSIVE_SUBJECTS) is not None:
        return True
    bare = verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"}
    return bare and child(verb, "aux", *SUBJECTS) is None


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return verb.tag_ == "VB" and any(each.dep_ == "aux" and each.tag_ == "TO" for each in verb.children)


def subject_of(verb: Token) -> Token | None:
    """The head of the phrase that does what a verb says: its own subject or the one it shares with a word above it."""
    current = verb
    for _ in range(MAX_STEPS_TO_SUBJECT):
        own = child(current, *SUBJECTS)
        if own is None and current is not verb:
            own = child(current, *PASSIVE_SUBJECTS)
        if own is not None:
            return own
        above = _subject_sharer(current)
        if above is None or above.pos_ in NOMINAL:
            return above
        current = above
    return None


def agent_of(verb: Token) -> Token | None:
    """Who does it in a passive: the noun after "by"."""
    agent = child(verb, "agent")
    return child(agent, "pobj") if agent is not None else None


def noun_before(doc: Doc, index: int, limit: int) -> Token | None:
    """The head of the noun phrase that ends right before token `index`, not reaching before token `limit`."""
    last = index - 1
    while last >= limit and (doc[last].dep_ in CUE_PARTS or doc[last].is_space):
        last -= 1
    if last < limit or doc[last].pos_ not in NOMINAL:
        return None
    token = doc[last]
    while token.dep_ in {*INSIDE_NOUN_PHRASE, "pobj", "prep", "appos", "conj"} and limit <= token.head.i < index:
        token = token.head
    return token if token.pos_ in NOMINAL else None


def noun_after(doc: Doc, index: int, limit: int) -> Token | None:
    """The head of the noun phrase that begins with token `index`, not reaching token `limit`."""
    for position in range(index, limit):
        token = doc[position]
        if token.pos_ in NOMINAL:
            while token.dep_ in INSIDE_NOUN_PHRASE and index <= token.head.i < limit:
                token = token.head
            return token
        if token.pos_ not in {"DET", "ADJ", "ADV"}:
            return None
    return None


def source_range(doc: Doc, head: Token | None, cue: Token) -> Range | None:
    """The characters of the source with this head: its phrase on its own side of the cue. None without a head."""
    if head is None or head.dep_ == "expl":
        return None
    start, end = subtree_tokens(head)
    for each in head.children:
        if each.dep_ == "acl" and each.i > head.i and doc[each.left_edge.i - 1].text == ",":
            end = min(end, each.left_edge.i)
    if start <= cue.i < end:
        start, end = (start, max(head.i + 1, cue.left_edge.i)) if head.i < cue.i else (cue.i + 1, end)
        end = min(end, cue.i) if head.i < cue.i else end
    start = _after_dateline(doc, start, head.i)
    while end - 1 > head.i and doc[end - 1].dep_ == "cc":
        end -= 1
    return characters(doc, start, end)


def cue_range(doc: Doc, verb: Token, *, last: int | None = None) -> Range:
    """The characters of the cue: the verb with auxiliaries, adverbs and particle that touch it, up to token `last`."""
    start, end = verb.i, verb.i + 1
    parts = {each.i for each in verb.children if each.dep_ in CUE_PARTS}
    while start - 1 in parts:
        start -= 1
    while end in parts and doc[end].dep_ == "prt":
        end += 1
    if last is not None:
        end = max(end, last + 1)
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def _after_dateline(doc: Doc, start: int, head: int) -> int:
    """The token after a dash that closes a dateline before the head: "DOVER — Ann Roe"."""
    for index in range(head - 1, max(start, head - MAX_DATELINE_TOKENS) - 1, -1):
        if doc[index].text in DASHES and doc[index].whitespace_:
            return index + 1
    return start


def _subject_sharer(verb: Token) -> Token | None:
    """The verb that shares its subject with this one, or the noun whose words or wish it gives."""
    head = verb.head
    if head.i == verb.i:
        return None
    if verb.dep_ == "xcomp" and head.pos_ in VERBAL:
        controller = child(head, "dobj")
        return controller if controller is not None and controller.i < verb.i else head
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return _giver(head)
    if verb.dep_ in {"conj", "advcl"} and head.pos_ in VERBAL:
        return head
    return _verb_over(head) if verb.tag_ in NON_FINITE else None


def _verb_over(word: Token) -> Token | None:
    """The nearest verb over a noun, adjective or preposition; the owner of a noun on the way: "his refusal to say"."""
    current = word
    for _ in range(MAX_STEPS_TO_SUBJECT):
        if current.pos_ in VERBAL:
            return current
        owner = child(current, "poss")
        if owner is not None or current.head.i == current.i:
            return owner
        current = current.head
    return None


def _giver(noun: Token) -> Token:
    """Who gives the words of "issued a statement saying": the verb with its subject, else the noun itself."""
    if noun.dep_ == "dobj" and noun.head.pos_ == "VERB" and noun.ent_type_ == "" and noun.pos_ == "NOUN":
        return noun.head
    return noun


def _is_edge(token: Token) -> bool:
    return token.is_space or token.text in EDGE_MARKS
