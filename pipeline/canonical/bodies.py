"""Bodies and groups of a country under its several names: "the US government", "America's federal government"."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.canonical.clusters import Cluster, Clusters
from pipeline.resources.aliases import Alias, Aliases, words_of
from pipeline.resources.titles import Titles

LINKS = frozenset({"s", "of", "the"})
GOVERNMENT = "government"
Body = tuple[str, str, tuple[str, ...]]


def join_bodies(clusters: Clusters, *, aliases: Aliases, titles: Titles) -> None:
    """Joins phrases that differ only in how they name one country; the plainest of the most frequent is shown."""
    groups: defaultdict[Body, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        body = body_of(cluster, aliases=aliases, titles=titles) if cluster.fixed is None else None
        if body is not None:
            groups[body].append(cluster)
    for group in (group for group in groups.values() if len(group) > 1):
        best = min(
            group, key=lambda one: (not one.known.is_named, -len(one.known.documents), _length(one), one.keys[0])
        )
        best.front = best.shown
        clusters.join(group)


def body_of(cluster: Cluster, *, aliases: Aliases, titles: Titles) -> Body | None:
    """Label, country and other words of a phrase that names one country; None for other names.

    Names of organisations count only where they are those of what every state has: "Norland Interior Ministry".
    """
    label, name = cluster.shown
    if cluster.known.is_named and not is_state_body(name, titles):
        return None
    countries, rest = [], []
    for part in _parts(words_of(name), aliases):
        if isinstance(part, Alias):
            countries.append(part.name)
        elif part.casefold() not in LINKS:
            rest.append(part.casefold())
    if GOVERNMENT in rest:
        rest = [word for word in rest if not titles.has(word, "idle")]
    return (label, countries[0], tuple(sorted(rest))) if len(countries) == 1 and rest else None


def is_state_body(name: str, titles: Titles) -> bool:
    """Whether a name has a word for what every state has: "government", "ministry"."""
    return any(titles.has(word, "state_body") for word in words_of(name))


def _parts(words: tuple[str, ...], aliases: Aliases) -> Iterator[Alias | str]:
    """The words in order, those that name a country or its people as one alias; a capital is no country here."""
    position = 0
    while position < len(words):
        for end in range(min(len(words), position + aliases.max_words), position, -1):
            alias = aliases.by_words.get(words[position:end])
            if alias is not None and alias.label == "country" and alias.form != "capital":
                yield alias
                position = end
                break
        else:
            yield words[position]
            position += 1


def _length(cluster: Cluster) -> int:
    return len(cluster.shown[1].split())
