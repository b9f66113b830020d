"""Lays the corrections over the results, article by article, and keeps account of each of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.corrections.article import Account, correct_article
from pipeline.corrections.load import Correction
from pipeline.records import CorrectionState, Result
from pipeline.seeds import doc_id_of
from pipeline.settings import Settings

GONE = "its article is not among those read; the correction is kept, in case the article comes back"
AMBIGUOUS = "its article is gone and several others hold the same words; write the right statement_id"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction: `found_as` is the statement it was applied to."""

    correction: Correction
    state: CorrectionState
    found_as: str | None = None
    message: str = ""


@dataclass(slots=True)
class Overlay:
    """The corrections of a project, ready to be laid over its results; use `outcomes` when all have passed.

    `theme_ids` gives the id of each theme by its id and by its label, in small letters; `moved`
    gives the articles that were renamed (see `find_moved`), by their former doc_id.
    """

    corrections: Sequence[Correction]
    theme_ids: Mapping[str, str]
    settings: Settings
    moved: Mapping[str, str] = field(default_factory=dict)
    account: Account = field(default_factory=Account)

    def apply(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as corrected, one at a time; those without corrections are passed on as they are."""
        by_article = self._by_article()
        for result in results:
            own = by_article.get(result.doc_id)
            yield correct_article(result, own, self.theme_ids, self.settings, self.account) if own else result

    def outcomes(self) -> list[Outcome]:
        """What became of each correction, in the order of the file."""
        return [self._outcome(correction) for correction in self.corrections]

    def _outcome(self, correction: Correction) -> Outcome:
        found = self.account.entries.get(correction.line)
        return Outcome(correction, *found) if found else Outcome(correction, "vanished", None, GONE)

    def _by_article(self) -> Mapping[str, list[Correction]]:
        """The corrections by the article they belong to now."""
        homes = handles(self.corrections)
        grouped: defaultdict[str, list[Correction]] = defaultdict(list)
        for correction in self.corrections:
            doc_id = home(correction, homes)
            grouped[self.moved.get(doc_id, doc_id)].append(correction)
        return grouped


def handles(corrections: Iterable[Correction]) -> dict[str, str]:
    """The article of each added statement, by the name that its row gives it."""
    return {each.statement_id: doc_id_of(each.file) for each in corrections if each.field == "add"}


def home(correction: Correction, homes: Mapping[str, str]) -> str:
    """The doc_id of the article that a correction names."""
    return homes.get(correction.statement_id) or correction.statement_id.partition("-")[0]


def find_moved(corrections: Sequence[Correction], results: Iterable[Result], doc_ids: Iterable[str]) -> dict[str, str]:
    """The present doc_ids of articles that corrections name and that are gone, by their former doc_ids.

    An article counts as renamed where exactly one other holds most of the corrected statements,
    by the same key, that is with the same words. `doc_ids` are the articles that exist.
    """
    present = set(doc_ids)
    homes = handles(corrections)
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for correction in corrections:
        doc_id = home(correction, homes)
        if doc_id not in present and correction.statement_id not in homes:
            wanted[correction.statement_id.partition("-")[2]].add(doc_id)
    if not wanted:
        return {}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        for statement in result.statements:
            for former in wanted.get(statement.key, ()):
                votes[former][result.doc_id] += 1
    return {
        former: ranked[0][0]
        for former, ranked in ((f, v.most_common(2)) for f, v in votes.items())
        if _is_clear(ranked)
    }


def _is_clear(ranked: Sequence[tuple[str, int]]) -> bool:
    return len(ranked) == 1 or ranked[0][1] > ranked[1][1]
