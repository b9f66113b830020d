"""Names that the language model recognised, with their edges and labels mended."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from spacy.tokens import Doc, Span

from pipeline.entities.candidates import Candidate, trimmed
from pipeline.records import Block, Document, MentionLabel
from pipeline.resources.aliases import WORD, Aliases, words_of
from pipeline.resources.titles import Titles

LABELS: dict[str, MentionLabel] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "LAW": "work",
    "PRODUCT": "other",
}


def find_recognised(document: Document, doc: Doc, *, aliases: Aliases, titles: Titles) -> list[Candidate]:
    """The model's names in text order, without dates, numbers, articles, possessives and titles."""
    found = [
        candidate for entity in doc.ents if entity.label_ in LABELS and (candidate := _mended(document, entity, titles))
    ]
    return list(_relabelled(found, aliases))


def find_titled(document: Document, doc: Doc, titles: Titles) -> Iterator[Candidate]:
    """Persons that only their title shows: "Minister Roe", "Mr. Vale"."""
    for token in doc:
        following = token.nbor() if token.i + 1 < len(doc) else None
        if following is None or following.pos_ != "PROPN" or not following.text[:1].isupper():
            continue
        if not token.text[:1].isupper() or not titles.has(token.text, "honorific", "rank", "role"):
            continue
        if titles.has(following.text, "honorific", "rank", "role", "organisation"):
            continue
        last = following
        while (
            last.i + 1 < len(doc)
            and last.nbor().pos_ == "PROPN"
            and last.nbor().text[:1].isupper()
            and last.whitespace_
        ):
            last = last.nbor()
        start, end = trimmed(document, following.idx, last.idx + len(last))
        if end > start:
            yield Candidate(document.text[start:end], start, end, "person")


def find_again(document: Document, names: list[Candidate]) -> list[Candidate]:
    """Further places of the names found in paragraphs: the same words, or a person's surname, as whole words."""
    labels: dict[tuple[str, ...], MentionLabel] = {}
    for name in names:
        if name.label in {"person", "organisation"}:
            labels.setdefault(words_of(name.text), name.label)
    for name in names:
        if name.label == "person" and len(words_of(name.text)) > 1:
            labels.setdefault(words_of(name.text)[-1:], "person")
    longest = max(map(len, labels), default=0)
    return [
        found
        for block in document.blocks
        if block.kind != "boilerplate"
        for found in _occurrences(document.text, block, labels, longest)
    ]


def _occurrences(
    text: str, block: Block, labels: Mapping[tuple[str, ...], MentionLabel], longest: int
) -> Iterator[Candidate]:
    words = list(WORD.finditer(text, block.start, block.end))
    for position, first in enumerate(words):
        for length in range(min(longest, len(words) - position), 0, -1):
            last = words[position + length - 1]
            key = tuple(word.group() for word in words[position : position + length])
            if key in labels and key[0][:1].isupper() and len(key[-1]) > 1:
                yield Candidate(text[first.start() : last.end()], first.start(), last.end(), labels[key])
                break


def _mended(document: Document, entity: Span, titles: Titles) -> Candidate | None:
    label = LABELS[entity.label_]
    start, end = trimmed(document, entity.start_char, entity.end_char)
    if label == "person":
        start = _after_titles(document, start, end, titles)
    text = document.text[start:end]
    if not any(character.isupper() for character in text):
        return None
    return Candidate(text, start, end, label)


def _after_titles(document: Document, start: int, end: int, titles: Titles) -> int:
    """Where the name begins behind titles that the model took for a part of it; one word always stays."""
    words = list(WORD.finditer(document.text, start, end))
    kept = 0
    for index, word in enumerate(words[:-1]):
        if titles.has(word.group(), "honorific", "rank", "role"):
            kept = index + 1
    return words[kept].start() if words else start


def _relabelled(candidates: list[Candidate], aliases: Aliases) -> Iterator[Candidate]:
    """One label for each spelling: a surname of a full name is a person, otherwise the most frequent label holds."""
    surnames = {name for candidate in candidates for name in _surnames(candidate)}
    counts: dict[str, Counter[MentionLabel]] = {}
    for candidate in candidates:
        counts.setdefault(candidate.text, Counter())[candidate.label] += 1
    for candidate in candidates:
        label = counts[candidate.text].most_common(1)[0][0]
        if candidate.text in surnames and candidate.label not in {"place", "group"}:
            label = "person"
        yield Candidate(candidate.text, candidate.start, candidate.end, label, aliases.lookup(candidate.text))


def _surnames(candidate: Candidate) -> Iterable[str]:
    words = candidate.text.split()
    return words[-1:] if candidate.label == "person" and len(words) > 1 else ()
