"""Attributions whose cue is a noun ("the belief that"), an adjective ("critical of") or "according to"."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import (
    VERBAL,
    agent_of,
    child,
    content_ranges,
    is_infinitive,
    is_passive,
    source_range,
    subject_of,
    subtree_tokens,
    without,
)
from pipeline.attribution.voices import may_speak
from pipeline.resources.cues import Patterns

COPULAS = frozenset({"be", "remain", "become", "seem", "appear", "feel", "sound", "grow", "stay"})
OWNERS = frozenset({"by", "from", "among"})
CLAUSAL = frozenset({"acl", "ccomp", "relcl", "xcomp", "advcl"})
SUBORDINATORS = frozenset({"that", "whether", "if"})
CARRIERS = frozenset({"in", "with"})
Frame = tuple[str, list[Range], int]


def find_at_noun(article: Article, noun: Token, patterns: Patterns) -> Finding | None:
    """The attribution a cue noun makes: "the claim that …", "her promise to …", "critics of …"."""
    for pattern, content, last in nominal_frames(noun):
        ranges = content_ranges(article.doc, content) if pattern in patterns else ()
        if ranges:
            owner, first = owner_of(article, noun)
            if owner is None and pattern != "clause":
                return None
            cue = _words(article.doc, min(first, noun.i), max(last, noun.i))
            return Finding(f"noun_{_group(pattern)}", patterns[pattern], noun.i, cue, owner, ranges)
    return None


def find_viewpoint(article: Article, noun: Token) -> Finding | None:
    """The clause that "in his view" or "in the words of Ann Roe" says the source of."""
    preposition = noun.head
    verb = preposition.head
    if noun.dep_ != "pobj" or preposition.lower_ != "in" or verb.pos_ not in VERBAL:
        return None
    if not _stands_apart(article, preposition):
        return None
    of = next((each for each in noun.rights if each.dep_ == "prep" and each.lower_ == "of"), None)
    owner = child(noun, "poss") or (child(of, "pobj") if of is not None else None)
    if owner is None or not may_speak(article, owner):
        return None
    content = content_ranges(article.doc, without(subtree_tokens(verb), subtree_tokens(preposition)))
    cue = _words(article.doc, preposition.i, of.i if of is not None else noun.i)
    type_ = article.cues.nouns[noun.lemma_.lower()]["viewpoint"]
    return (
        Finding("viewpoint", type_, noun.i, cue, source_range(article.doc, owner, noun), content) if content else None
    )


def _stands_apart(article: Article, phrase: Token) -> bool:
    """Whether commas or the ends of the sentence set a phrase off on both sides."""
    (first, last), (start, end) = subtree_tokens(phrase), article.sentence_tokens(phrase)
    opens = first == start or article.doc[first - 1].text in {",", "("} or article.doc[first - 1].dep_ in {"cc", "mark"}
    return opens and (last >= end - 1 or article.doc[last].text in {",", ")", "."})


def find_at_adjective(article: Article, adjective: Token, patterns: Patterns) -> Finding | None:
    """The attribution of an adjective after a copula: "was confident that …", "is critical of …"."""
    verb = adjective.head
    if not is_predicate(adjective):
        return None
    for pattern, content, last in nominal_frames(adjective):
        ranges = content_ranges(article.doc, content) if pattern in patterns else ()
        if ranges:
            source = _named(article, subject_of(verb), verb)
            if source is None:
                return None
            cue = _words(article.doc, min(verb.i, adjective.i), max(last, adjective.i))
            return Finding(f"adjective_{_group(pattern)}", patterns[pattern], adjective.i, cue, source, ranges)
    return None


def find_according_to(article: Article, token: Token) -> Finding | None:
    """The clause that "according to" says the source of."""
    to = child(token, "prep")
    named = child(to, "pobj") if to is not None and to.lower_ == "to" else None
    head = token.head
    if to is None or named is None or head.i == token.i or not may_speak(article, named):
        return None
    while head.pos_ not in VERBAL and head.head.i != head.i:
        head = head.head
    content = without(subtree_tokens(head), (token.i, max(named.right_edge.i + 1, token.right_edge.i + 1)))
    ranges = content_ranges(article.doc, content)
    source = source_range(article.doc, named, to)
    cue = _words(article.doc, token.i, to.i)
    return Finding("according_to", "assertion", token.i, cue, source, ranges) if ranges else None


def is_predicate(adjective: Token) -> bool:
    """Whether an adjective says something of the subject of a copula."""
    return adjective.dep_ in {"acomp", "oprd", "conj"} and adjective.head.lemma_ in COPULAS


def nominal_frames(noun: Token) -> Iterator[Frame]:
    """Constructions of a noun or adjective: name, content as token ranges, last token of the cue."""
    for each in noun.children:
        if each.i <= noun.i:
            continue
        if each.dep_ in CLAUSAL and each.pos_ in VERBAL:
            if is_infinitive(each):
                yield "infinitive", [subtree_tokens(each)], noun.i
            elif each.dep_ == "ccomp" or ((mark := child(each, "mark")) is not None and mark.lower_ in SUBORDINATORS):
                yield "clause", [subtree_tokens(each)], noun.i
        elif each.dep_ == "prep" and each.lower_ not in OWNERS:
            yield each.lower_, [(each.i + 1, each.right_edge.i + 1)], each.i


def owner_of(article: Article, noun: Token) -> tuple[Range | None, int]:
    """Whose claim, view or promise it is, and the first token of the cue."""
    possessor = child(noun, "poss")
    if possessor is not None:
        return _named(article, possessor, noun), noun.i
    for preposition in noun.children:
        if preposition.dep_ in {"prep", "agent"} and preposition.lower_ in OWNERS:
            named = child(preposition, "pobj")
            if named is not None:
                return _named(article, named, preposition), noun.i
    return _governor(article, noun)


def _group(pattern: str) -> str:
    return pattern if pattern in {"clause", "infinitive"} else "preposition"


def _governor(article: Article, noun: Token) -> tuple[Range | None, int]:
    """The subject of the verb over the noun: "is a critic of", "made the claim that", "said in a statement that"."""
    verb = _governing_verb(article, noun)
    if verb is not None:
        giver = agent_of(verb) if is_passive(verb) else subject_of(verb)
        return _named(article, giver, verb), verb.i
    named = next((each for each in noun.lefts if each.dep_ in {"compound", "amod"} and each.pos_ == "PROPN"), None)
    return _named(article, named, noun), noun.i


def _governing_verb(article: Article, noun: Token) -> Token | None:
    verb = noun.head
    if noun.dep_ == "attr" and verb.lemma_ in COPULAS:
        return verb
    if noun.dep_ == "dobj" and verb.lemma_.lower() in article.cues.supports:
        return verb
    if noun.dep_ == "pobj" and verb.lower_ in CARRIERS and verb.head.pos_ == "VERB":
        return verb.head
    return None


def _named(article: Article, head: Token | None, cue: Token) -> Range | None:
    """The source with this head, when it can be one."""
    return source_range(article.doc, head, cue) if head is not None and may_speak(article, head) else None


def _words(doc: Doc, first: int, last: int) -> Range:
    return doc[first].idx, doc[last].idx + len(doc[last])
