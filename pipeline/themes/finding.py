"""Finds the patterns of a codebook in an article: the longest of each theme, exclusions respected."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from pipeline.records import Document
from pipeline.resources.codebook import Codebook, compile_regex
from pipeline.resources.phrases import HYPHENS, Match, Word
from pipeline.syntax import token_range

WordKind = tuple[str, str, bool, bool]  # form, lemma, whether it is a name and whether it only names
BEARERS = frozenset({"PERSON", "GPE", "LOC", "FAC"})


class Hit(NamedTuple):
    """A pattern, by its number in the codebook, and the characters it covers."""

    start: int
    end: int
    pattern: int


def find_hits(document: Document, doc: Doc, codebook: Codebook) -> list[Hit]:
    """The patterns found in the article, boilerplate aside, in text order; within a theme the longest wins."""
    found: list[Hit] = []
    known: dict[WordKind, tuple[str, ...]] = {}
    for block in document.blocks:
        if block.kind == "boilerplate":
            continue
        tokens = [doc[i] for i in token_range(doc, block.start, block.end)]
        found.extend(accepted(codebook.finder.find(_words(tokens, codebook, known)), codebook))
        found.extend(find_regexes(document.text, block.start, block.end, codebook))
    return longest(found, codebook)


def accepted(matches: Iterable[Match], codebook: Codebook) -> list[Hit]:
    """The matches of patterns, without those that lie inside a phrase which their pattern excludes."""
    excluded: dict[int, list[Match]] = {}
    hits: list[Hit] = []
    for match in matches:
        if match.phrase < len(codebook.patterns):
            hits.append(Hit(match.start, match.end, match.phrase))
        else:
            owner = codebook.excluded_patterns[match.phrase - len(codebook.patterns)]
            excluded.setdefault(owner, []).append(match)
    return [
        hit
        for hit in hits
        if not any(out.start <= hit.start and hit.end <= out.end for out in excluded.get(hit.pattern, ()))
    ]


def find_regexes(text: str, start: int, end: int, codebook: Codebook) -> list[Hit]:
    """The regex patterns found in a stretch of the text."""
    stretch = text[start:end]
    return [
        Hit(start + match.start(), start + match.end(), number)
        for number in codebook.regexes
        for match in _compiled(codebook.patterns[number].pattern).finditer(stretch)
    ]


def longest(hits: Iterable[Hit], codebook: Codebook) -> list[Hit]:
    """The hits in text order, without those that lie inside another of the same theme, or inside a name."""
    kept: list[Hit] = []
    ends: dict[str, int] = {}
    name = (-1, -1)
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.pattern)):
        pattern = codebook.patterns[hit.pattern]
        if pattern.match == "entity":
            name = max(name, (hit.start, hit.end), key=lambda span: span[1])
        elif hit.end <= name[1] and (hit.start, hit.end) != name:
            continue
        if hit.end > ends.get(pattern.theme_id, -1):
            ends[pattern.theme_id] = hit.end
            kept.append(hit)
    return kept


def _words(tokens: Iterable[Token], codebook: Codebook, known: dict[WordKind, tuple[str, ...]]) -> list[Word]:
    """The words of parsed text, with the keys by which the codebook's finder knows them, kept in `known`."""
    words: list[Word] = []
    for token in tokens:
        is_name = token.pos_ == "PROPN" or bool(token.ent_type)
        only_names = _only_names(token)
        position = token.idx
        for part in HYPHENS.split(token.text):
            if any(character.isalnum() or character in "$€£%" for character in part):
                lemma = token.lemma_ if part == token.text else part
                kind = (part, lemma, is_name, only_names)
                if kind not in known:
                    keys = codebook.finder.keys(part, lemma, is_name=is_name)
                    known[kind] = tuple(key for key in keys if key[0] in "=@") if only_names else keys
                words.append(Word(known[kind], position, position + len(part)))
            position += len(part) + 1
    return words


def _only_names(token: Token) -> bool:
    """Whether a word is part of a longer name of a person or place, and says nothing: "Port Hallam", "Rich Roe"."""
    if token.ent_type_ not in BEARERS:
        return False
    return token.ent_iob_ == "I" or (token.i + 1 < len(token.doc) and token.nbor().ent_iob_ == "I")


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return compile_regex(pattern)
