"""Named entities: who and what an article names, one entity for all its names within the article."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from pipeline.entities.acronyms import Acronym, common_acronyms, find_acronyms, letters_of
from pipeline.entities.candidates import Candidate
from pipeline.entities.gazetteer import find_aliases
from pipeline.entities.joining import join
from pipeline.entities.recognised import find_again, find_incidents, find_institutions, find_recognised, find_titled
from pipeline.records import Block, Document, Entities, Span
from pipeline.resources.aliases import WORD, Aliases
from pipeline.resources.titles import Titles
from pipeline.syntax import tokens_in

__all__ = ["find_entities"]

MIN_CAPITALISED_LETTERS = 4
TITLE_CASE_SHARE = 0.7
HYPHENATED = re.compile(rf"{WORD.pattern}(?:-{WORD.pattern})*")
MAX_TITLE_LETTERS = 30


def find_entities(document: Document, doc: Doc, *, aliases: Aliases, titles: Titles) -> Entities:
    """The entities of the article's prose and every mention of them, in text order.

    Where a headline capitalises every word, only names that the article has elsewhere are believed.
    """
    known = find_aliases(document, doc, aliases=aliases, titles=titles)
    recognised = find_recognised(document, doc, aliases=aliases, titles=titles)
    titled = [*find_titled(document, doc, titles), *find_institutions(document, doc, titles)]
    shouting = [block for block in document.blocks if is_title_case(document, block)]
    body = [name for name in (*recognised, *titled) if not _stands_in(name, shouting)]
    common = common_acronyms(document)
    body = [
        name for name in body if letters_of(name.text) not in common and not _opens_title(document, name, known, titles)
    ]
    persons = {word for name in body if name.label == "person" and " " in name.text for word in name.text.split()}
    longer = sorted((n for n in body if _outdoes(n, known, persons, aliases, titles)), key=lambda n: n.start - n.end)
    acronyms = find_acronyms(document)
    introduced = [name for acronym in acronyms for name in _names_of(document, acronym)]
    again = find_again(document, doc, [*body, *introduced], titles=titles)
    incidents = [name for name in find_incidents(document, doc, titles) if not _stands_in(name, shouting)]
    names = _without_overlaps([*longer, *known, *body, *introduced, *again, *incidents])
    names = [name for name in names if name.alias is None or name.alias.form != "word"]
    return join(names, acronyms, acting=frozenset(name.start for name in names if _acts(doc, name)))


def _acts(doc: Doc, name: Candidate) -> bool:
    """Whether a person's name is a subject or joined to one."""
    tokens = tokens_in(doc, Span(name.text, name.start, name.end)) if name.label == "person" else []
    head = tokens[-1] if tokens else None
    while head is not None and head.dep_ in {"conj", "appos"} and head.head is not head:
        head = head.head
    return head is not None and head.dep_ in {"nsubj", "nsubjpass"}


def _names_of(document: Document, acronym: Acronym) -> Iterator[Candidate]:
    for start, end in (acronym.long, acronym.short):
        yield Candidate(document.text[start:end], start, end, "organisation")


def is_title_case(document: Document, block: Block) -> bool:
    """Whether a block is a headline whose words nearly all begin with a capital, so that capitals show no names."""
    if block.kind not in {"title", "heading"}:
        return False
    words = [word.group() for word in HYPHENATED.finditer(document.text, block.start, block.end)]
    long = [word for word in words if len(word) >= MIN_CAPITALISED_LETTERS]
    return sum(word[0].isupper() for word in long) > TITLE_CASE_SHARE * len(long)


def _stands_in(name: Candidate, blocks: list[Block]) -> bool:
    return any(block.start <= name.start < block.end for block in blocks)


def _outdoes(name: Candidate, known: list[Candidate], persons: set[str], aliases: Aliases, titles: Titles) -> bool:
    """Whether a recognised name says more than the gazetteer's names in it: "Bank of Norland", "Jordan Vale"."""
    inside = [other for other in known if other.start < name.end and name.start < other.end]
    if not inside:
        return True
    if name.label == "group":
        return False
    if name.label == "person" and name.text in persons:
        return True
    covered = {i for other in inside for i in range(other.start, other.end)}
    words = [word for word in WORD.finditer(name.text) if name.start + word.start() not in covered]
    extra = [word.group() for word in words if word.group()[0].isupper() and not aliases.lookup(word.group())]
    return any(name.label == "person" or not (word in persons or titles.has(word, "country")) for word in extra)


def _opens_title(document: Document, name: Candidate, known: list[Candidate], titles: Titles) -> bool:
    """Whether the model ran a listed organisation into the title behind it: "White House Communications Adviser"."""
    is_longer = any(other.start == name.start and other.end < name.end for other in known if _is_body(other))
    following = WORD.search(document.text, name.end, name.end + MAX_TITLE_LETTERS)
    if name.label != "organisation" or not is_longer or following is None:
        return False
    is_next = document.text[name.end : following.start()] == " " and titles.has(following.group(), "role", "rank")
    return is_next and not titles.has(name.text.split()[-1], "organisation")


def _is_body(name: Candidate) -> bool:
    return name.label == "organisation" and name.alias is not None


def _without_overlaps(names: list[Candidate]) -> list[Candidate]:
    """The names in text order; of two that overlap, the one given first stays."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for name in names:
        places = range(name.start, name.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)
