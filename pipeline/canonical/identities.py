"""Decides which names are one bearer's, from the safest joins to the least safe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast, get_args

from pipeline.canonical.bodies import join_bodies
from pipeline.canonical.clusters import Cluster, Clusters
from pipeline.canonical.doubts import Doubt, find_doubts
from pipeline.canonical.people import join_people
from pipeline.canonical.registry import SPEAKER_KINDS, Key, Registry, same_name
from pipeline.canonical.spelling import organisation_spelling, organisation_words, without_determiner, words_of
from pipeline.records import MentionLabel, SpeakerKind
from pipeline.resources.aliases import Aliases
from pipeline.resources.titles import Titles

LABELS = frozenset(get_args(MentionLabel))
ORDERED = frozenset({"person", "place", "country", "work", "event"})
MENDED = ("event", "group", "organisation", "other", "place", "work")
MIN_LABEL_SHARE = 0.75
MIN_ACRONYM_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Canonical:
    """The name shown over all articles and its label; `is_entity` where articles name it as an entity."""

    name: str
    label: str
    is_entity: bool


@dataclass(frozen=True, slots=True)
class Identities:
    """The canonical name of each name by its place in the registry; a name not there is its own."""

    by_key: Mapping[Key, Canonical] = field(default_factory=dict)
    other_names: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def of(self, key: Key) -> Canonical:
        """Whom a name stands for."""
        return self.by_key.get(key) or Canonical(key[1], key[0], is_entity=False)

    def only(self, keys: Iterable[Key]) -> "Identities":
        """The canonical names of these alone, without other names and doubts."""
        return Identities({key: self.by_key[key] for key in keys if key in self.by_key})


def kind_of_label(label: str) -> SpeakerKind:
    """What an entity of this label is as a speaker; the kind of a speaker that is no entity is its label."""
    return SPEAKER_KINDS[cast("MentionLabel", label)] if label in LABELS else cast("SpeakerKind", label)


def find_identities(registry: Registry, *, aliases: Aliases, titles: Titles) -> Identities:
    """One canonical name for each bearer of the registry's names, and what deserves a person's decision.

    First come the user's aliases, then forms of one spelling, labels, spellings of organisations,
    acronyms and bodies of states (see `join_bodies`), at last persons (see `join_people`).
    """
    clusters = Clusters(registry.names)
    _fix(clusters, registry, aliases)
    clusters.join_groups((_form(cluster), cluster) for cluster in clusters)
    _join_labels(clusters)
    clusters.join_groups((_spelling(cluster), cluster) for cluster in clusters)
    _join_acronyms(clusters)
    join_bodies(clusters, aliases=aliases, titles=titles)
    partial = join_people(clusters, registry.apart, titles)
    by_key: dict[Key, Canonical] = {}
    others: dict[Key, tuple[str, ...]] = {}
    for cluster in clusters:
        label, name = cluster.shown
        by_key.update(dict.fromkeys(cluster.keys, Canonical(name, label, is_entity=cluster.known.is_named)))
        forms = {form for _, form in cluster.keys} | {same_name(form) for form in cluster.known.forms}
        others[label, name] = tuple(sorted(forms - {name, ""}))
    return Identities(by_key, others, find_doubts(clusters, partial, titles))


def _fix(clusters: Clusters, registry: Registry, aliases: Aliases) -> None:
    """Gives names that a person decided on what was decided."""
    for cluster in clusters:
        key = cluster.keys[0]
        alias = aliases.lookup(key[1])
        if key in registry.given:
            cluster.fixed = key
        elif alias is not None and alias.form == "name" and _suits(key[0], alias.label):
            cluster.fixed = alias.label, same_name(alias.name)


def _suits(label: str, decided: MentionLabel) -> bool:
    """Whether a name found as `label` may be what the aliases say; a person is never made something else."""
    return label == decided or "person" not in {label, decided}


def _form(cluster: Cluster) -> tuple[object, ...]:
    """What forms of one name share: the letters without case, accents and determiners; what was decided."""
    if cluster.fixed is not None:
        return "fixed", cluster.fixed
    label, name = cluster.keys[0]
    if label == "organisation":
        return label, organisation_words(name)
    return label, words_of(name) if label in ORDERED else without_determiner(words_of(name))


def _join_labels(clusters: Clusters) -> None:
    """Joins one name under several labels where one is by far the most frequent; unknown kinds join any."""
    by_words: dict[tuple[str, ...], list[Cluster]] = {}
    for cluster in clusters:
        if cluster.label in {*MENDED, "unknown", "document"}:
            by_words.setdefault(without_determiner(words_of(cluster.shown[1])), []).append(cluster)
    for group in by_words.values():
        decided = [cluster for cluster in group if cluster.fixed]
        best = decided[0] if decided else max(group, key=lambda cluster: (_weight(cluster), cluster.keys[0]))
        share = _weight(best) / (sum(map(_weight, group)) or 1)
        for cluster in group:
            is_vague = cluster.label in {"unknown", "other"} and best.label != "unknown"
            if cluster is not best and (decided or is_vague or share >= MIN_LABEL_SHARE):
                clusters.join([best, cluster])


def _weight(cluster: Cluster) -> int:
    return cluster.known.mentions + cluster.known.statements


def _spelling(cluster: Cluster) -> tuple[str, str] | None:
    """What spellings of one organisation share; None for others."""
    spelling = organisation_spelling(cluster.shown[1]) if cluster.label == "organisation" else ""
    return (cluster.label, spelling) if spelling and cluster.known.is_named else None


def _join_acronyms(clusters: Clusters) -> None:
    """Joins an acronym that one organisation alone introduces, in whatever article."""
    holders: dict[str, list[Cluster]] = {}
    organisations = [cluster for cluster in clusters if cluster.label in {"organisation", "group"}]
    for cluster in organisations:
        for form in {form for form in cluster.known.forms if is_acronym(form)}:
            if not all(is_acronym(name) for _, name in cluster.keys):
                holders.setdefault(form.upper(), []).append(cluster)
    for cluster in [*organisations, *(each for each in clusters if each.label in {"other", "place", "work"})]:
        name = cluster.shown[1]
        fitting = holders.get(name.upper(), []) if is_acronym(name) else []
        if len(fitting) == 1 and fitting[0] is not cluster:
            clusters.join([fitting[0], cluster])


def is_acronym(name: str) -> bool:
    """Whether a name is one word of capitals, dots aside."""
    letters = name.replace(".", "")
    return len(letters) >= MIN_ACRONYM_LETTERS and letters.isupper() and letters.isalnum()
