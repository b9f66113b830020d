"""Lays the corrections over the results, article by article, and keeps account of each of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corrections.article import Account, correct_article
from pipeline.corrections.load import Correction
from pipeline.records import CorrectionState, Result
from pipeline.resources.codebook import CodebookTheme
from pipeline.seeds import doc_id_of
from pipeline.settings import Settings
from pipeline.tables.bookkeeping import CorrectionRow

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
    _by_article: defaultdict[str, list[Correction]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Sort the corrections by the article they belong to now."""
        homes = handles(self.corrections)
        for correction in self.corrections:
            doc_id = home(correction, homes)
            self._by_article[self.moved.get(doc_id, doc_id)].append(correction)

    def corrects(self, doc_id: str) -> bool:
        """Whether any correction is of this article."""
        return doc_id in self._by_article

    def correct(self, result: Result) -> Result:
        """The article as corrected; itself where it has no corrections."""
        own = self._by_article.get(result.doc_id)
        return correct_article(result, own, self.theme_ids, self.settings, self.account) if own else result

    def outcomes(self) -> list[Outcome]:
        """What became of each correction, in the order of the file."""
        return [self._outcome(correction) for correction in self.corrections]

    def _outcome(self, correction: Correction) -> Outcome:
        found = self.account.entries.get(correction.line)
        return Outcome(correction, *found) if found else Outcome(correction, "vanished", None, GONE)


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


def warnings(outcomes: Iterable[Outcome], path: Path) -> list[str]:
    """A line for each correction that was not applied: where it stands, why, and what to do."""
    return [
        f"{path} line {each.correction.line}: {each.correction.field} of {each.correction.statement_id} "
        f"{each.state}: {each.message}."
        for each in outcomes
        if each.state != "applied"
    ]


def report_rows(outcomes: Iterable[Outcome]) -> Iterator[CorrectionRow]:
    """The rows of the table corrections_report."""
    for outcome in outcomes:
        each = outcome.correction
        value = each.value or None
        yield CorrectionRow(
            each.line, each.statement_id, each.field, value, outcome.state, outcome.found_as, outcome.message or None
        )


def theme_ids(themes: Iterable[CodebookTheme]) -> dict[str, str]:
    """The id of each theme by its label and by its id, in small letters."""
    listed = list(themes)
    by_label = {theme.label.casefold(): theme.theme_id for theme in listed}
    return by_label | {theme.theme_id.casefold(): theme.theme_id for theme in listed}
