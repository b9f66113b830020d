"""The phrases that a verb attributes: "urged them to go", "called it a gift", "warned of a crisis"."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.spans import SUBJECTS, VERBAL, Frame, child, is_infinitive, subtree_tokens

EXAMPLE_WORDS = frozenset({"particularly", "especially", "including", "notably"})
KEPT_PREPOSITIONS = frozenset({"for", "as", "to", "by", "with", "from", "of", "behind"})


def infinitive_frames(verb: Token) -> Iterator[Frame]:
    """What stands open after a verb: "promised to go", "suggested going", "seemed to go"."""
    subject, state = child(verb, *SUBJECTS), child(verb, "acomp", "oprd")
    if subject is not None and state is not None:
        yield "raising", [subtree_tokens(subject), subtree_tokens(state)], None
    for complement in verb.children:
        if complement.dep_ != "xcomp":
            continue
        addressee, subject = child(verb, "dobj"), child(verb, *SUBJECTS)
        content = [subtree_tokens(complement)]
        if subject is not None and addressee is None:
            yield "raising", [subtree_tokens(subject), *content], None
        if complement.tag_ == "VBG":
            yield "gerund", content, None
        elif complement.pos_ in {"ADJ", "NOUN", "PROPN"}:
            yield "object_complement", content, None
        elif complement.pos_ not in VERBAL:
            continue
        elif addressee is not None and addressee.i < complement.i:
            yield "object_infinitive", content, None
        else:
            yield "infinitive", content, None


def object_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """What a verb has as its object: "criticised the plan", "described it as a gift", "called it a gift"."""
    named = child(verb, "oprd")
    if named is not None and child(verb, "dobj") is None:
        yield "object_complement", [subtree_tokens(named)], None
    for dobj in verb.children:
        if dobj.dep_ != "dobj":
            continue
        as_phrase, reason, complement = preposition_of(verb, "as"), preposition_of(verb, "for"), child(verb, "oprd")
        if as_phrase is not None:
            yield "object_as", [subtree_tokens(dobj), subtree_tokens(as_phrase)], None
        elif complement is not None:
            yield "object_complement", [subtree_tokens(dobj), subtree_tokens(complement)], None
        else:
            if reason is not None and reason.i > dobj.i:
                yield "object_for", [subtree_tokens(dobj), subtree_tokens(reason)], None
            yield "object", [_extended(article, verb, subtree_tokens(dobj))], None


def preposition_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """What follows a preposition of the verb: "warned of a crisis"; the frame has the preposition's name."""
    for preposition in verb.children:
        if preposition.dep_ in {"prep", "dative"} and preposition.pos_ in {"ADP", "SCONJ"}:
            content = _extended(article, verb, (preposition.i + 1, preposition.right_edge.i + 1))
            yield preposition.lower_, [content], preposition.i if preposition.i == verb.i + 1 else None


def preposition_of(verb: Token, word: str) -> Token | None:
    """The preposition `word` that hangs on a verb."""
    return next((each for each in verb.children if each.dep_ == "prep" and each.lower_ == word), None)


def _extended(article: Article, verb: Token, content: Range) -> Range:
    """A noun phrase with what belongs to it but hangs on the verb: "urged him to go", "the reason behind the cut"."""
    start, end = content
    for each in verb.rights:
        if each.left_edge.i == end and (each.lower_ in KEPT_PREPOSITIONS or _is_purpose(each)):
            end = each.right_edge.i + 1
    limit = article.sentence_tokens(verb)[1]
    if end + 1 < limit and article.doc[end].text == "," and article.doc[end + 1].lower_ in EXAMPLE_WORDS:
        end = max(end, _phrase_from(article, end + 1, limit).right_edge.i + 1)
    elif end < limit and article.doc[end - 1].dep_ == "cc":
        end = _phrase_from(article, end, limit).right_edge.i + 1
    return start, min(end, limit)


def _is_purpose(each: Token) -> bool:
    return each.dep_ in {"advcl", "xcomp"} and (is_infinitive(each) or each.tag_ == "VBG")


def _phrase_from(article: Article, start: int, limit: int) -> Token:
    """The head of the largest phrase that begins with token `start`."""
    head = article.doc[start]
    while start <= head.head.i < limit and head.head.left_edge.i >= start and head.head.i != head.i:
        head = head.head
    return head
