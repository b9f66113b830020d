"""Joins the names of one article to entities: acronyms, surnames, short forms, spellings."""

from collections import Counter, defaultdict
from hashlib import blake2b

from pipeline.entities.acronyms import Acronym, initials_of, letters_of
from pipeline.entities.candidates import Candidate
from pipeline.records import Entities, Entity, Mention, MentionLabel, Span
from pipeline.resources.aliases import words_of

MIN_GUESSED_LETTERS = 3
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
Cluster = tuple[MentionLabel, str]


def join(names: list[Candidate], acronyms: list[Acronym], *, acting: frozenset[int] = frozenset()) -> Entities:
    """The entities in the order of their first mention, and the mentions in text order.

    `acting` are the starts of the names that are subjects.
    """
    clusters = _clusters(names, acronyms, acting)
    groups: dict[Cluster, list[Candidate]] = {}
    for name, cluster in zip(names, clusters, strict=True):
        groups.setdefault(cluster, []).append(name)
    entities = {cluster: _entity(cluster, members) for cluster, members in groups.items()}
    mentions = tuple(
        Mention(Span(name.text, name.start, name.end), cluster[0], entities[cluster].key)
        for name, cluster in zip(names, clusters, strict=True)
    )
    return Entities(tuple(dict.fromkeys(entities.values())), mentions)


def entity_key(label: MentionLabel, name: str) -> str:
    """The key of an entity: the same name and label give the same key in every article."""
    return "e" + blake2b(f"{label}:{name.casefold()}".encode(), digest_size=5).hexdigest()


def _entity(cluster: Cluster, members: list[Candidate]) -> Entity:
    label = cluster[0]
    alias = next((m.alias for m in members if m.alias and m.alias.name.casefold() == cluster[1]), None)
    forms = list(dict.fromkeys(member.text for member in members))
    name = alias.name if alias else _longest_form(members)
    return Entity(entity_key(label, name), name, label, tuple(form for form in forms if form != name))


def _longest_form(members: list[Candidate]) -> str:
    """The form with most words, mixed case before capitals, then the longest, then the first."""
    forms = list(dict.fromkeys(member.text for member in members))
    return max(forms, key=lambda form: (not form.isupper() or " " not in form, len(words_of(form)), len(form)))


def _clusters(names: list[Candidate], acronyms: list[Acronym], acting: frozenset[int]) -> list[Cluster]:
    """For each name, the label and the words under which it is joined with others."""
    long_forms = _long_forms(names, acronyms)
    full_names = _full_names(names)
    last_acting = _last_acting(names, acting)
    organisations = {_fold(name.text): name for name in names if name.label == "organisation"}
    return [_cluster(last_acting.get(name.start, name), long_forms, full_names, organisations) for name in names]


def _last_acting(names: list[Candidate], acting: frozenset[int]) -> dict[int, Candidate]:
    """For each surname that several persons bear, by its start: the full name that was last a subject before it."""
    found: dict[int, Candidate] = {}
    last: dict[str, Candidate] = {}
    bearers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    persons = [(name, _core(_fold(name.text))) for name in names if name.label == "person"]
    for _, words in persons:
        if len(words) > 1:
            bearers[words[-1]].add(_ends(words))
    for name, words in persons:
        if len(words) > 1 and name.start in acting:
            last[words[-1]] = name
        elif len(words) == 1 and len(bearers[words[0]]) > 1 and words[0] in last:
            found[name.start] = last[words[0]]
    return found


def _cluster(
    name: Candidate,
    long_forms: dict[str, tuple[Candidate, bool]],
    full_names: Counter[tuple[str, ...]],
    organisations: dict[tuple[str, ...], Candidate],
) -> Cluster:
    long_form, is_stated = long_forms.get(letters_of(name.text), (None, False))
    if long_form is not None and (is_stated or (name.alias is None and name.label not in {"person", "country"})):
        name = long_form
    if name.alias is not None:
        return name.label, name.alias.name.casefold()
    words = _fold(name.text)
    if name.label == "person":
        return "person", " ".join(_full_name(words, full_names))
    long = _long_organisation(words, organisations) if name.label == "organisation" else None
    if long is not None:
        return _cluster(long, long_forms, full_names, organisations)
    return name.label, " ".join(words)


def _fold(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words_of(text))


def _long_forms(names: list[Candidate], acronyms: list[Acronym]) -> dict[str, tuple[Candidate, bool]]:
    """The name each acronym is short for, and whether the article says so; otherwise an organisation's initials fit."""
    found: dict[str, tuple[Candidate, bool]] = {}
    for acronym in acronyms:
        for name in names:
            if name.start < acronym.long[1] and acronym.long[0] < name.end:
                found[acronym.letters] = name, True
    for name in names:
        initials = initials_of(name.text)
        if name.label == "organisation" and len(initials) >= MIN_GUESSED_LETTERS:
            found.setdefault(initials, (name, False))
    return found


def _full_names(names: list[Candidate]) -> Counter[tuple[str, ...]]:
    """First and last name of each person named with both, and how often; initials and further names aside."""
    counts: Counter[tuple[str, ...]] = Counter()
    for name in names:
        words = _fold(name.text)
        if name.label == "person" and len(words) > 1:
            counts[words] += 1
    return counts


def _full_name(words: tuple[str, ...], full_names: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """First and last name of the person whom the words name: a full name, or one that ends or begins with them.

    Where the article names two of one first and last name, with other initials or suffixes, all words count.
    """
    by_ending = [full for full in full_names if len(full) > len(words) and _core(full)[-len(words) :] == words]
    by_beginning = [full for full in full_names if len(full) > len(words) == 1 and full[0] == words[0]]
    for fitting in (by_ending, by_beginning):
        if fitting:
            return _full_name(max(fitting, key=lambda full: (full_names[full], full)), full_names)
    if len(words) == 1:
        return words
    first, last = _ends(words)
    others = [full for full in full_names if _ends(full) == (first, last)]
    return words if _are_several(others) else (first, last)


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name without "Jr" and the like behind it."""
    return words[:-1] if len(words) > 1 and words[-1] in SUFFIXES else words


def _ends(words: tuple[str, ...]) -> tuple[str, str]:
    core = _core(words)
    return core[0], core[-1]


def _are_several(names: list[tuple[str, ...]]) -> bool:
    """Whether two of the names have different words between first and last name, or different suffixes."""
    middles = {"".join(_core(words)[1:-1]) for words in names} - {""}
    suffixes = {words[-1] for words in names if words[-1] in SUFFIXES}
    return len(suffixes) > 1 or any(
        one[:1] != other[:1] or (min(len(one), len(other)) > 1 and one != other) for one in middles for other in middles
    )


def _long_organisation(words: tuple[str, ...], organisations: dict[tuple[str, ...], Candidate]) -> Candidate | None:
    """The one organisation of the article whose longer name begins or ends with these words."""
    longer = [
        name
        for other, name in organisations.items()
        if len(other) > len(words) and words in {other[: len(words)], other[-len(words) :]}
    ]
    return longer[0] if len(longer) == 1 else None
