"""Names that are joined step by step: each cluster holds the names of one bearer and all that is known of it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.canonical.registry import Key, Known
from pipeline.resources.titles import Titles

ROLE_STOPWORDS = frozenset({"of", "for", "the", "and", "to", "a", "an", "in", "at", "on", "s", "former", "then", "us"})


@dataclass(slots=True)
class Cluster:
    """The names of one bearer; `fixed` is the name that a person has decided on, `front` one known to be better.

    `known` is the registry's own record until `is_joined`.
    """

    keys: list[Key]
    known: Known = field(default_factory=Known)
    fixed: Key | None = None
    front: Key | None = None
    is_joined: bool = False

    def take_in(self, known: Known) -> None:
        """Adds what is known of another name of the same bearer; what the registry knows of a name stays as it is."""
        if not self.is_joined:
            own, self.known, self.is_joined = self.known, Known(), True
            self.known.add(own)
        self.known.add(known)

    @property
    def label(self) -> str:
        """The label of the name that is shown."""
        return self.shown[0]

    @property
    def shown(self) -> Key:
        """The name shown: what a person decided, else the best of the names."""
        return self.fixed or self.front or self.keys[0]


class Clusters:
    """All clusters; joining two keeps the better name in front (see `rank`)."""

    def __init__(self, names: Mapping[Key, Known]) -> None:
        """Begin with a cluster for each name."""
        self._names = names
        self._of: dict[Key, Cluster] = {}  # in order of the names
        for key in sorted(names):
            self._of[key] = Cluster([key], names[key])
        self._distinct: list[Cluster] | None = None

    def __iter__(self) -> Iterator[Cluster]:
        """Each cluster once, in order of the names."""
        if self._distinct is None:
            self._distinct = list({id(cluster): cluster for cluster in self._of.values()}.values())
        return iter(self._distinct)

    def now(self, cluster: Cluster) -> Cluster:
        """The cluster that a cluster has become part of, or itself."""
        return self._of[cluster.keys[0]]

    def join(self, clusters: Iterable[Cluster]) -> None:
        """Makes one of several; those on which a person decided differently stay apart."""
        first: Cluster | None = None
        current = {id(each): each for each in map(self.now, clusters)}
        for cluster in sorted(current.values(), key=lambda each: (each.fixed is None, each.keys[0])):
            if first is None:
                first = cluster
            elif cluster.fixed in {None, first.fixed}:
                first.keys = sorted({*first.keys, *cluster.keys}, key=lambda key: rank(key, self._names[key]))
                first.take_in(cluster.known)
                first.front = first.front or cluster.front
                for key in cluster.keys:
                    self._of[key] = first
                self._distinct = None

    def join_groups(self, keyed: Iterable[tuple[Hashable, Cluster]]) -> None:
        """Joins the clusters that share a key; an empty key joins nothing."""
        groups: defaultdict[Hashable, list[Cluster]] = defaultdict(list)
        for key, cluster in keyed:
            if key:
                groups[key].append(cluster)
        for group in groups.values():
            self.join(group)


def rank(key: Key, known: Known) -> tuple[object, ...]:
    """The best first: a proper name, of a clear kind, with several words, in most articles, in mixed case, long."""
    label, name = key
    is_vague = label in {"unknown", "other", "place", "work"}
    return (
        not known.is_named,
        is_vague,
        " " not in name,
        -len(known.documents),
        name.isupper(),
        -known.mentions,
        -len(name),
        key,
    )


def agree(left: Known, right: Known, titles: Titles) -> bool:
    """Whether the articles give two bearers a common role or affiliation and no different country."""
    return not conflict(left, right) and bool(
        left.affiliations & right.affiliations or role_words(left, titles) & role_words(right, titles)
    )


def agree_closely(left: Known, right: Known, titles: Titles) -> bool:
    """Whether two bearers share a word of their roles, and besides an affiliation or a country."""
    shares = left.affiliations & right.affiliations or left.countries & right.countries
    return bool(shares and agree(left, right, titles) and role_words(left, titles) & role_words(right, titles))


def conflict(left: Known, right: Known) -> bool:
    """Whether the articles put two bearers in different countries."""
    return bool(left.countries and right.countries) and left.countries.isdisjoint(right.countries)


def role_words(known: Known, titles: Titles) -> set[str]:
    """The words of a bearer's roles, each under its lemma ("spokeswoman" and "spokesman" are one)."""
    words = {word.strip(",.'’").casefold() for role in known.roles for word in role.replace("-", " ").split()}
    lemmas = set()
    for word in words - ROLE_STOPWORDS - {""}:
        entry = titles.get(word, "role", "rank")
        lemmas.add(entry.lemma if entry else word)
    return lemmas
