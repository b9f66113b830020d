"""Joins the names of one article to entities: acronyms, surnames, short forms, spellings."""

import re
from collections import Counter
from hashlib import blake2b

from pipeline.entities.candidates import Candidate
from pipeline.records import Document, Entities, Entity, Mention, MentionLabel, Span
from pipeline.resources.aliases import words_of

PARENTHESIS = re.compile(r"['’]?s?,? ?\(\s*[“\"']?(?:the )?([A-Z][\w.&-]*[A-Z]\w*)[”\"']?\s*[,;)]")
SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "du", "la", "i", "e", "s"})
MIN_ACRONYM_LETTERS = 2
Cluster = tuple[MentionLabel, str]


def join(document: Document, names: list[Candidate]) -> Entities:
    """The entities in the order of their first mention, and the mentions in text order."""
    clusters = _clusters(document, names)
    groups: dict[Cluster, list[Candidate]] = {}
    for name, cluster in zip(names, clusters, strict=True):
        groups.setdefault(cluster, []).append(name)
    entities = {cluster: _entity(cluster[0], members) for cluster, members in groups.items()}
    mentions = tuple(
        Mention(Span(name.text, name.start, name.end), cluster[0], entities[cluster].key)
        for name, cluster in zip(names, clusters, strict=True)
    )
    return Entities(tuple(dict.fromkeys(entities.values())), mentions)


def entity_key(label: MentionLabel, name: str) -> str:
    """The key of an entity: the same name and label give the same key in every article."""
    return "e" + blake2b(f"{label}:{name.casefold()}".encode(), digest_size=5).hexdigest()


def _entity(label: MentionLabel, members: list[Candidate]) -> Entity:
    alias = next((member.alias for member in members if member.alias), None)
    forms = list(dict.fromkeys(member.text for member in members))
    name = alias.name if alias else _longest_form(members)
    return Entity(entity_key(label, name), name, label, tuple(form for form in forms if form != name))


def _longest_form(members: list[Candidate]) -> str:
    """The form with most words, mixed case before capitals, then the longest, then the first."""
    forms = list(dict.fromkeys(member.text for member in members))
    return max(forms, key=lambda form: (not form.isupper() or " " not in form, len(words_of(form)), len(form)))


def _clusters(document: Document, names: list[Candidate]) -> list[Cluster]:
    """For each name, the label and the words under which it is joined with others."""
    acronyms = _acronyms(document, names)
    full_names = _full_names(names)
    organisations = [name.text for name in names if name.label == "organisation" and not name.alias]
    return [_cluster(name, acronyms, full_names, organisations) for name in names]


def _cluster(
    name: Candidate, acronyms: dict[str, Candidate], full_names: Counter[tuple[str, ...]], organisations: list[str]
) -> Cluster:
    long_form = acronyms.get(_letters(name.text))
    if long_form is not None and name.alias is None and name.label not in {"person", "country"}:
        name = long_form
    if name.alias is not None:
        return name.label, name.alias.name.casefold()
    words = _fold(name.text)
    if name.label == "person":
        return "person", " ".join(_full_name(words, full_names))
    if name.label == "organisation":
        words = _fold(_long_organisation(name.text, organisations))
    return name.label, " ".join(words)


def _fold(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words_of(text))


def _letters(text: str) -> str:
    return "".join(words_of(text)).upper() if text.replace(".", "").isupper() else ""


def _acronyms(document: Document, names: list[Candidate]) -> dict[str, Candidate]:
    """The long form of each acronym: introduced in parentheses, or the initials of an organisation of the article."""
    found: dict[str, Candidate] = {}
    for name in names:
        if name.label in {"person", "country"} or " " not in name.text:
            continue
        match = PARENTHESIS.match(document.text, name.end)
        if match and _may_abbreviate(match[1], name.text):
            found[_letters(match[1]) or match[1].upper()] = name
        elif name.label == "organisation":
            initials = _initials(name.text)
            if len(initials) > MIN_ACRONYM_LETTERS:
                found.setdefault(initials, name)
    return found


def _initials(text: str) -> str:
    return "".join(word[0] for word in words_of(text) if word.casefold() not in SMALL_WORDS).upper()


def _may_abbreviate(acronym: str, name: str) -> bool:
    """Whether the letters of the acronym occur in the name in order, the first at its beginning."""
    letters = iter(name.casefold())
    short = [character for character in acronym.casefold() if character.isalnum()]
    initials = {word[0].casefold() for word in words_of(name)}
    return short[0] in initials and all(character in letters for character in short)


def _full_names(names: list[Candidate]) -> Counter[tuple[str, ...]]:
    """First and last name of each person named with both, and how often; initials and further names aside."""
    counts: Counter[tuple[str, ...]] = Counter()
    for name in names:
        words = _fold(name.text)
        if name.label == "person" and len(words) > 1:
            counts[words] += 1
    return counts


def _full_name(words: tuple[str, ...], full_names: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """First and last name of the person whom the words name: a full name, or one that ends or begins with them."""
    by_ending = [full for full in full_names if len(full) > len(words) and full[-len(words) :] == words]
    by_beginning = [full for full in full_names if len(full) > len(words) == 1 and full[0] == words[0]]
    for fitting in (by_ending, by_beginning):
        if fitting:
            return _full_name(max(fitting, key=lambda full: full_names[full]), full_names)
    return words if len(words) == 1 else (words[0], words[-1])


def _long_organisation(text: str, organisations: list[str]) -> str:
    """The one organisation of the article whose name begins or ends with these words; else the text itself."""
    words = _fold(text)
    longer = {
        _fold(other)
        for other in organisations
        if len(_fold(other)) > len(words) and words in {_fold(other)[: len(words)], _fold(other)[-len(words) :]}
    }
    return " ".join(longer.pop()) if len(longer) == 1 else text
