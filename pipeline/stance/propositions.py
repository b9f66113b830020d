"""The stances toward the propositions of the codebook's themes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.records import Theme
from pipeline.resources.codebook import Codebook
from pipeline.stance.cases import Case
from pipeline.stance.feelings import Reading
from pipeline.stance.scene import Scene
from pipeline.stance.verdicts import read_verdict


class Proposition(NamedTuple):
    """What a theme proposes, and the words of a statement that name what it is about."""

    text: str
    words: frozenset[str]


def propositions_by_statement(themes: Iterable[Theme], codebook: Codebook) -> Mapping[str, list[Proposition]]:
    """The propositions of each statement's themes, by the statement's key."""
    texts = {theme.theme_id: theme.proposition for theme in codebook.themes if theme.proposition}
    found: defaultdict[str, list[Proposition]] = defaultdict(list)
    for theme in themes if texts else ():
        if theme.theme_id in texts:
            words = frozenset(word for phrase in theme.evidence for word in phrase.lower().split())
            found[theme.statement_key].append(Proposition(texts[theme.theme_id], words))
    return found


def proposition_cases(
    scene: Scene, reading: Reading, propositions: Iterable[Proposition], min_score: float
) -> list[Case]:
    """The propositions for or against which the statement speaks: it favours or opposes what their words name."""
    cases = []
    for proposition in propositions:
        toward = [each for each in reading.feelings if scene.doc[each.token].lower_ in proposition.words]
        verdict = read_verdict(toward)
        if abs(verdict.value) >= min_score:
            cases.append(Case(scene.statement, proposition.text, "proposition", verdict))
    return cases
