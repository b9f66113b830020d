"""Named entities: who and what an article names, one entity for all its names within the article."""

from spacy.tokens import Doc

from pipeline.entities.candidates import Candidate
from pipeline.entities.gazetteer import find_aliases
from pipeline.entities.joining import join
from pipeline.entities.recognised import find_recognised, find_titled
from pipeline.records import Document, Entities
from pipeline.resources.aliases import WORD, Aliases
from pipeline.resources.titles import Titles

__all__ = ["find_entities"]


def find_entities(document: Document, doc: Doc, *, aliases: Aliases, titles: Titles) -> Entities:
    """The entities of the article's prose and every mention of them, in text order."""
    known = find_aliases(document, doc, aliases)
    recognised = find_recognised(document, doc, aliases=aliases, titles=titles)
    persons = {word for name in recognised if name.label == "person" and " " in name.text for word in name.text.split()}
    longer = [name for name in recognised if _outdoes(name, known, persons, aliases)]
    names = _without_overlaps([*longer, *known, *recognised, *find_titled(document, doc, titles)])
    return join(document, names)


def _outdoes(name: Candidate, known: list[Candidate], persons: set[str], aliases: Aliases) -> bool:
    """Whether a recognised name says more than the gazetteer's names in it: "Bank of Norland", "Jordan Vale"."""
    inside = [other for other in known if other.start < name.end and name.start < other.end]
    if not inside:
        return True
    if name.label == "group":
        return False
    if name.label == "person" and name.text in persons:
        return True
    covered = {i for other in inside for i in range(other.start, other.end)}
    return any(
        word.group()[0].isupper() and name.start + word.start() not in covered for word in WORD.finditer(name.text)
    ) and not all(aliases.lookup(word.group()) for word in WORD.finditer(name.text))


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
