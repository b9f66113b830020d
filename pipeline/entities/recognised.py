"""Names that the language model recognised, with their edges and labels mended."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from spacy.tokens import Doc, Span, Token

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
MAX_PERSON_WORDS = 4
NO_NAME_POS = frozenset({"VERB", "AUX", "ADV", "PRON", "CCONJ", "SCONJ"})
MODIFIER_DEPS = frozenset({"compound", "nmod", "conj"})
PORTFOLIO_LEMMAS = frozenset({"minister", "secretary"})
POSSESSOR = re.compile(r"\w['’‘ʼ]s\s+")
SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
NO_NAME = re.compile(r"\b(?:of|the|and|for|in)\b")


def find_recognised(document: Document, doc: Doc, *, aliases: Aliases, titles: Titles) -> list[Candidate]:
    """The model's names in text order, without dates, numbers, articles, possessives and titles."""
    found = [
        candidate for entity in doc.ents if entity.label_ in LABELS and (candidate := _mended(document, entity, titles))
    ]
    return list(_relabelled(found, aliases))


def find_titled(document: Document, doc: Doc, titles: Titles) -> Iterator[Candidate]:
    """Persons that only their title shows: "Minister Roe", "Mr. Vale", "adviser Ann Roe"."""
    for token in doc[:-1]:
        if not titles.has(token.text, "honorific", "rank", "role"):
            continue
        words = list(_proper_words(doc, token.i + 1, titles))
        if len(words) >= (1 if token.text[:1].isupper() else 2):
            start, end = trimmed(document, words[0].idx, words[-1].idx + len(words[-1]))
            yield Candidate(document.text[start:end], start, end, "person")


def find_institutions(document: Document, doc: Doc, titles: Titles) -> Iterator[Candidate]:
    """Capitalised phrases behind "the" that end in a noun for an organisation: "the Northern and Eastern Coalition"."""
    for token in doc[2:]:
        if not token.text.istitle() or not titles.has(token.text, "organisation"):
            continue
        start = token.i
        while start > 1 and (doc[start - 1].text.istitle() or doc[start - 1].text in {"and", "of", "&"}):
            start -= 1
        if doc[start - 1].lower_ == "the" and doc[start].text.istitle() and token.i > start:
            text = document.text[doc[start].idx : token.idx + len(token)]
            yield Candidate(text, doc[start].idx, token.idx + len(token), "organisation")


def find_incidents(document: Document, doc: Doc, titles: Titles) -> Iterator[Candidate]:
    """Places that only what happened there shows: "the Ashwick attack", "the Ashwick and Marrow incidents"."""
    for token in doc[1:]:
        incident = token.head.head if token.dep_ == "conj" else token.head
        is_proper = token.pos_ == "PROPN" and token.text.istitle() and not token.is_sent_start
        if not is_proper or token.dep_ not in MODIFIER_DEPS or not titles.has(incident.lemma_, "incident"):
            continue
        if not any(titles.has(word.text, "role", "rank", "organisation", "group") for word in (token, token.nbor(-1))):
            yield Candidate(
                document.text[token.idx : token.idx + len(token)], token.idx, token.idx + len(token), "place"
            )


def _proper_words(doc: Doc, index: int, titles: Titles) -> Iterator[Token]:
    """The proper nouns from a token on that may make up a person's name."""
    while index < len(doc):
        token = doc[index]
        if token.pos_ != "PROPN" or not token.text[:1].isupper() or token.text.isupper():
            return
        if titles.has(token.text, "honorific", "rank", "role", "organisation"):
            return
        yield token
        if not token.whitespace_:
            return
        index += 1


def find_again(document: Document, doc: Doc, names: list[Candidate], *, titles: Titles) -> list[Candidate]:
    """Further places of the names found in paragraphs: the same words, or a person's surname, as whole words.

    A first name before such a surname is taken in.
    """
    labels: dict[tuple[str, ...], MentionLabel] = {}
    for name in names:
        if name.label in {"person", "organisation"}:
            labels.setdefault(words_of(name.text), name.label)
    for name in names:
        if name.label == "person" and len(words_of(name.text)) > 1:
            labels.setdefault(words_of(name.text)[-1:], "person")
    longest = max(map(len, labels), default=0)
    return [
        _with_first_name(document, doc, found, titles) if found.label == "person" else found
        for block in document.blocks
        if block.kind != "boilerplate"
        for found in _occurrences(document.text, block, labels, longest)
    ]


def _with_first_name(
    document: Document, doc: Doc, name: Candidate, titles: Titles, *, is_recognised: bool = False
) -> Candidate:
    """A name with the proper noun before it that the model left out, unless that is a title or another name."""
    tokens = doc.char_span(name.start, name.end, alignment_mode="expand")
    is_full = " " in name.text and not is_recognised
    if tokens is None or tokens.start == 0 or is_full:
        return name
    before = doc[tokens.start - 1]
    is_other = before.pos_ != "PROPN" or not before.text.istitle() or not before.whitespace_
    if is_other or titles.has(before.text, "honorific", "rank", "role", "organisation", "group"):
        return name
    if before.ent_type_ and before.ent_type_ != "PERSON":
        return name
    return Candidate(document.text[before.idx : name.end], before.idx, name.end, "person")


def _occurrences(
    text: str, block: Block, labels: Mapping[tuple[str, ...], MentionLabel], longest: int
) -> Iterator[Candidate]:
    words = list(WORD.finditer(text, block.start, block.end))
    openings = {key[0] for key in labels if key[0][:1].isupper()}
    for position, first in enumerate(words):
        if first.group() not in openings:
            continue
        for length in range(min(longest, len(words) - position), 0, -1):
            last = words[position + length - 1]
            key = tuple(word.group() for word in words[position : position + length])
            if key in labels and len(key[-1]) > 1:
                yield Candidate(text[first.start() : last.end()], first.start(), last.end(), labels[key])
                break


def _mended(document: Document, entity: Span, titles: Titles) -> Candidate | None:
    model_label = entity.label_
    while len(entity) > 1 and entity[0].pos_ in NO_NAME_POS:
        entity = entity[1:]
    while len(entity) > 1 and entity[-1].pos_ in NO_NAME_POS:
        entity = entity[:-1]
    label = _label(entity, model_label, titles)
    if label == "organisation" and titles.has(entity[-1].text, "organisation"):
        entity = _with_first_conjunct(entity)
    start, end = trimmed(document, entity.start_char, entity.end_char)
    if label == "person":
        start = _after_titles(document, _after_possessor(document, start, end), end, titles)
    text = document.text[start:end]
    if label != "person" and (_is_in_office(entity, titles) or _is_portfolio(entity, titles)):
        return None
    if not any(character.isupper() for character in text) or (label == "person" and NO_NAME.search(text)):
        return None
    if all(titles.has(word, "honorific", "rank", "role") or word in SUFFIXES for word in words_of(text)):
        return None
    candidate = Candidate(text, start, end, label)
    return (
        _with_first_name(document, entity.doc, candidate, titles, is_recognised=True)
        if label == "person"
        else candidate
    )


def _with_first_conjunct(entity: Span) -> Span:
    """The name with the words before its "and" that the model left out: "the [Northern and] Eastern Coalition"."""
    doc, start = entity.doc, entity.start
    if (
        start > 2
        and doc[start - 1].lower_ == "and"
        and doc[start - 3].lower_ == "the"
        and doc[start - 2].text.istitle()
    ):
        return doc[start - 2 : entity.end]
    return entity


def _label(entity: Span, model_label: str, titles: Titles) -> MentionLabel:
    """The label, mended where the words say better: "... Council" is an organisation, "adviser Ann Roe" a person."""
    label = LABELS[model_label]
    last = entity[-1].text if entity[-1].tag_ != "POS" or len(entity) == 1 else entity[-2].text
    is_organisation = len(entity) > 1 and titles.has(last, "organisation")
    if is_organisation and (label in {"work", "other", "event", "person"} or model_label == "FAC"):
        return "organisation"
    if is_organisation or label not in {"organisation", "place", "work", "other"} or len(entity) > MAX_PERSON_WORDS:
        return label
    before = _title_before(entity)
    is_name = all(token.text.istitle() or token.is_punct for token in entity)
    is_addressed = before is not None and titles.has(before.text, "honorific")
    is_full = len(entity) > 1 and (
        titles.has(entity[0].text, "first_name")
        or (before is not None and titles.has(before.text, "honorific", "rank", "role"))
    )
    return "person" if is_name and (is_addressed or is_full) else label


def _title_before(entity: Span) -> Token | None:
    """The word before a name, a comma skipped: "its director, Ann Roe"."""
    index = entity.start - 1
    if index > 0 and entity.doc[index].text == ",":
        index -= 1
    return entity.doc[index] if index >= 0 else None


def _after_titles(document: Document, start: int, end: int, titles: Titles) -> int:
    """Where the name begins behind titles that the model took for a part of it; one word always stays."""
    words = list(WORD.finditer(document.text, start, end))
    kept = 0
    for index, word in enumerate(words[:-1]):
        if any(titles.has(form, "honorific", "rank", "role") for form in _forms(word.group())):
            kept = index + 1
    return words[kept].start() if words else start


def _forms(word: str) -> set[str]:
    """The word and, of a plural, the singular: "Presidents"."""
    return {word, word.removesuffix("s")}


def _after_possessor(document: Document, start: int, end: int) -> int:
    """Where a person's name begins behind a possessor that the model took for a part of it: "the Post's Ann Roe"."""
    possessors = list(POSSESSOR.finditer(document.text, start, end))
    return possessors[-1].end() if possessors else start


def _is_in_office(entity: Span, titles: Titles) -> bool:
    """Whether a common word is a part of an office rather than a name: "State" in "Secretary of State"."""
    doc, start = entity.doc, entity.start
    is_common = len(entity) == 1 and titles.has(entity[0].text, "organisation", "country")
    return is_common and start > 1 and doc[start - 1].lower_ == "of" and titles.has(doc[start - 2].text, "role")


def _is_portfolio(entity: Span, titles: Titles) -> bool:
    """Whether a word only says of what somebody is minister or secretary: "Interior Minister"."""
    following = entity.doc[entity.end] if len(entity) == 1 and entity.end < len(entity.doc) else None
    entry = titles.get(following.text, "role") if following is not None else None
    return entry is not None and entry.lemma in PORTFOLIO_LEMMAS and entity.label_ == "ORG"


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
    return {words[-1], words_of(words[-1])[-1]} if candidate.label == "person" and len(words) > 1 else ()
