"""Joins the names of persons over all articles, within safe bounds.

Two people with one surname stay two: a surname alone joins a full name only where no other bears it
and the articles agree on who that is; names that differ by a letter only where they agree closely.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pipeline.canonical.clusters import Cluster, Clusters, agree, agree_closely, conflict
from pipeline.canonical.spelling import (
    PersonName,
    is_near,
    is_other_spelling,
    is_short_form,
    may_be_one,
    person_name,
    romanised,
    words_of,
)
from pipeline.resources.titles import Titles

MIN_FULL_DOCUMENTS = 3
MIN_TIMES_AS_KNOWN = 10
MIN_PREFIXED_WORDS = 3
MISLABELLED = frozenset({"place", "other", "unknown", "work"})
Apart = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Partial:
    """A surname without given name that was not joined, and the full names that it fits."""

    cluster: Cluster
    fitting: tuple[Cluster, ...]


def join_people(clusters: Clusters, apart: Apart, titles: Titles) -> list[Partial]:
    """Joins full names with each other, then surnames with full names; returns the surnames left over."""
    for group in _by_surname(clusters).values():
        _join_initials(clusters, group, apart)
    for left, right in near_names(clusters):
        if _may_join(clusters.now(left), clusters.now(right), apart, titles):
            clusters.join([left, right])
    _join_prefixed(clusters, titles)
    _join_mislabelled(clusters)
    partial = []
    for group in _by_surname(clusters).values():
        full = [cluster for cluster in group if not _name(cluster).is_partial]
        for cluster in group:
            if _name(cluster).is_partial and cluster.fixed is None and full:
                bearer = _bearer(cluster, full, titles)
                if bearer is not None:
                    clusters.join([bearer, cluster])
                else:
                    partial.append(Partial(cluster, tuple(full)))
    return partial


def near_names(clusters: Clusters) -> Iterator[tuple[Cluster, Cluster]]:
    """Pairs of full names in which one word is another spelling, differs by a letter, or is the other's beginning."""
    blocks: defaultdict[tuple[str, ...], dict[int, Cluster]] = defaultdict(dict)
    for cluster in _people(clusters):
        name = _name(cluster)
        if not name.is_partial:
            first = name.given[0]
            blocks["first", first, romanised(name.surname)[:1]][id(cluster)] = cluster
            blocks["last", name.surname, romanised(first)[:1]][id(cluster)] = cluster
    seen: set[frozenset[int]] = set()
    for _, block in sorted(blocks.items()):
        for left, right in combinations(block.values(), 2):
            if _look_alike(left, right) and (pair := frozenset((id(left), id(right)))) not in seen:
                seen.add(pair)
                yield left, right


def is_named_person(cluster: Cluster) -> bool:
    """Whether a cluster is a named person."""
    label, name = cluster.shown
    return label == "person" and cluster.known.is_named and person_name(name) is not None


def _people(clusters: Clusters) -> list[Cluster]:
    return [cluster for cluster in clusters if is_named_person(cluster)]


def _name(cluster: Cluster) -> PersonName:
    return person_name(cluster.shown[1]) or PersonName((), "")


def _by_surname(clusters: Clusters) -> dict[str, list[Cluster]]:
    groups: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in _people(clusters):
        groups[romanised(_name(cluster).surname)].append(cluster)
    return groups


def _join_initials(clusters: Clusters, group: list[Cluster], apart: Apart) -> None:
    """Joins names that differ in initials and further given names, unless a name among them fits two others."""
    by_initial: defaultdict[str, list[tuple[Cluster, PersonName]]] = defaultdict(list)
    for cluster in group:
        name = _name(cluster)
        if not name.is_partial:
            by_initial[name.given[0][0]].append((cluster, name))
    for full in by_initial.values():
        if len(full) > 1:
            _join_fitting(clusters, full, apart)


def _join_fitting(clusters: Clusters, full: list[tuple[Cluster, PersonName]], apart: Apart) -> None:
    fits = {id(one): [other for other, theirs in full if may_be_one(name, theirs)] for one, name in full}
    for cluster, _ in full:
        circle = fits[id(cluster)]
        is_clear = all({*map(id, fits[id(other)])} == {*map(id, circle)} for other in circle)
        pairs = list(combinations(circle, 2))
        if is_clear and not any(conflict(a.known, b.known) or _stand_apart(a, b, apart) for a, b in pairs):
            clusters.join(circle)


def _join_prefixed(clusters: Clusters, titles: Titles) -> None:
    """Joins a full name with a word before it that is no first name, as headlines have it: "Rival Ann Roe"."""
    by_words = {words_of(cluster.shown[1]): cluster for cluster in _people(clusters)}
    for words, cluster in by_words.items():
        full = by_words.get(words[1:]) if len(words) >= MIN_PREFIXED_WORDS else None
        if full is not None and not titles.has(words[0], "first_name") and len(words[0]) > 1:
            now = clusters.now(full)
            now.front = now.shown
            clusters.join([now, cluster])


def _join_mislabelled(clusters: Clusters) -> None:
    """Joins a lone word that speaks, taken for a place, with the only person who is called so in several articles."""
    bearers = _by_surname(clusters)
    for cluster in list(clusters):
        words = words_of(cluster.shown[1])
        if cluster.label not in MISLABELLED or cluster.fixed or len(words) != 1 or not cluster.known.statements:
            continue
        named = [one for one in bearers.get(romanised(words[0]), []) if cluster.shown[1] in one.known.forms]
        if cluster.shown[1].istitle() and len(named) == 1 and len(named[0].known.documents) >= MIN_FULL_DOCUMENTS:
            clusters.join([named[0], cluster])


def _look_alike(left: Cluster, right: Cluster) -> bool:
    return _are_like(words_of(left.shown[1]), words_of(right.shown[1]))


@lru_cache(maxsize=100_000)  # pairs are looked at again when some names are joined
def _are_like(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one != other and (is_other_spelling(one, other) or is_near(one, other) or is_short_form(one, other))


def _may_join(left: Cluster, right: Cluster, apart: Apart, titles: Titles) -> bool:
    """Whether the articles give reason enough to take two like names for one person's."""
    if conflict(left.known, right.known) or _stand_apart(left, right, apart):
        return False
    if is_other_spelling(words_of(left.shown[1]), words_of(right.shown[1])):
        return True
    is_like = is_near(words_of(left.shown[1]), words_of(right.shown[1]))
    return is_like and agree_closely(left.known, right.known, titles)


def _stand_apart(left: Cluster, right: Cluster, apart: Apart) -> bool:
    return any(
        (min(one, other), max(one, other)) in apart for _, one in left.keys for _, other in right.keys if one != other
    )


def _bearer(partial: Cluster, full: list[Cluster], titles: Titles) -> Cluster | None:
    """Whom a surname alone means: its only bearer, or the by far best known of several, if the role fits."""
    if len(full) == 1:
        return full[0] if _is_safe(partial, full[0], titles) else None
    best, *others = sorted(full, key=lambda cluster: (-len(cluster.known.documents), cluster.keys[0]))
    is_clear = agree(partial.known, best.known, titles) and all(
        len(best.known.documents)
        >= len(other.known.documents)
        * (MIN_TIMES_AS_KNOWN if agree(partial.known, other.known, titles) else MIN_FULL_DOCUMENTS)
        for other in others
    )
    return best if is_clear else None


def _is_safe(partial: Cluster, full: Cluster, titles: Titles) -> bool:
    """Whether a surname alone means the only person who bears it: the facts agree, or all articles know the person."""
    if conflict(partial.known, full.known):
        return False
    return agree(partial.known, full.known, titles) or (
        not partial.known.roles and len(full.known.documents) >= MIN_FULL_DOCUMENTS
    )
