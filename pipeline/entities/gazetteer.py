"""Names of the gazetteer in the text: whole words, longest first, capital letters as written."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from pipeline.entities.candidates import LEADING_ARTICLE, Candidate
from pipeline.records import Block, Document, Span
from pipeline.resources.aliases import WORD, Alias, Aliases
from pipeline.resources.titles import Titles
from pipeline.syntax import tokens_in

GAP = re.compile(r"[ .\u00a0]{0,2}|['’]|[ \u00a0]?[-‐‑–—/][ \u00a0]?")
MAX_ACRONYM_LETTERS = 4
SHOUTING_SHARE = 0.7
MODIFIER_DEPS = frozenset({"amod", "compound", "nmod", "poss"})
DIRECTIONS = frozenset({"to", "from"})
ACTOR_DEPS = frozenset({"nsubj", "nsubjpass", "poss", "dobj", "agent"})
PARTNER_PREPOSITIONS = frozenset({"with", "between", "by", "against", "for", "toward", "towards", "on", "than"})


def find_aliases(document: Document, doc: Doc, *, aliases: Aliases, titles: Titles) -> list[Candidate]:
    """The gazetteer's names, and words that are none, in the prose of the article, in text order, none overlapping."""
    openings = frozenset(words[0] for words in aliases.by_words if words)
    return [
        _read(document, doc, match, titles)
        for block in document.blocks
        if block.kind != "boilerplate"
        for match in _matches(document.text, block, aliases, openings)
    ]


def _matches(text: str, block: Block, aliases: Aliases, openings: frozenset[str]) -> Iterator[tuple[int, int, Alias]]:
    words = list(WORD.finditer(text, block.start, block.end))
    is_shouted = _is_shouted(text[block.start : block.end])
    position = 0
    while position < len(words):
        if words[position].group() not in openings:
            position += 1
            continue
        found = _longest(text, words[position : position + aliases.max_words], aliases)
        if found is None or (is_shouted and found[0] == 1 and len(words[position].group()) <= MAX_ACRONYM_LETTERS):
            position += 1
            continue
        length, alias = found
        end = words[position + length - 1].end()
        yield words[position].start(), end, alias
        position += length


def _longest(text: str, words: Sequence[re.Match[str]], aliases: Aliases) -> tuple[int, Alias] | None:
    """The number of words of the longest alias at the first word, and what it stands for."""
    best = None
    key: list[str] = []
    for length, word in enumerate(words, 1):
        if length > 1 and not GAP.fullmatch(text, words[length - 2].end(), word.start()):
            break
        key.append(word.group())
        alias = aliases.by_words.get(tuple(key))
        if alias is not None:
            best = length, alias
    return best


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character.isupper() for character in letters) > SHOUTING_SHARE * len(letters)


def _read(document: Document, doc: Doc, match: tuple[int, int, Alias], titles: Titles) -> Candidate:
    """The match as a name: a capital that is no actor is a place, a people a group."""
    start, end, alias = match
    article = LEADING_ARTICLE.match(document.text, start, end)
    start = article.end() if article and article.end() < end else start
    if document.text[end : end + 1] == "." and re.search(r"\b\w\.\w$", document.text[start:end]):
        end += 1
    text = document.text[start:end]
    tokens = tokens_in(doc, Span(text, start, end))
    if tokens and alias.form == "capital" and not stands_for_country(tokens[-1], titles):
        return Candidate(text, start, end, "place", Alias(text, "place", "name", alias.country))
    if tokens and alias.form == "demonym" and _names_people(tokens[-1]):
        return Candidate(text, start, end, "group", Alias(text, "group", "name", alias.country))
    return Candidate(text, start, end, alias.label, alias)


def stands_for_country(token: Token, titles: Titles) -> bool:
    """Whether a capital acts or is acted upon ("Washington said", "ties with Beijing") rather than being a place."""
    head = token
    while head.dep_ in {"conj", "appos"} and head.head is not head:
        head = head.head
    if head.dep_ in ACTOR_DEPS or (head.dep_ == "npadvmod" and head.is_sent_start):
        return True
    if head.dep_ == "compound":
        return head.head.lower_ in {"administration", "government", "regime"}
    if head.dep_ != "pobj":
        return False
    preposition = head.head
    return preposition.lower_ in PARTNER_PREPOSITIONS or (
        preposition.lower_ in DIRECTIONS and _is_matter_of_state(preposition, titles)
    )


def _is_matter_of_state(preposition: Token, titles: Titles) -> bool:
    """Whether what goes to or from a capital goes to or from its government: "support to", "officials from".

    Read from the word before: the parser often hangs the preposition on the verb.
    """
    before = preposition.nbor(-1) if preposition.i > 0 else preposition
    if before.lemma_ == "come":
        before = next((child for child in before.children if child.dep_ == "nsubj"), before)
    return titles.has(before.lemma_, "state_matter")


def _names_people(token: Token) -> bool:
    return token.tag_ in {"NNPS", "NNS"} or (
        token.dep_ not in MODIFIER_DEPS and token.text.endswith("s") and token.pos_ in {"PROPN", "NOUN"}
    )
