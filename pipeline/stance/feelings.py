"""The records of a reading: what has been found, and what is being carried down the tree."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Token

from pipeline.resources.stance import StanceLexicon

FAINT = 0.05
FELT = frozenset({"attitude", "want", "avoid"})


class Feeling(NamedTuple):
    """What the speaker feels toward what a token stands for, from -1 to 1, and the tokens that show it.

    `is_quality` is true for what is said of a thing, as against what is felt toward it.
    """

    token: int
    value: float
    evidence: tuple[int, ...]
    is_quality: bool = False


class Carried(NamedTuple):
    """A feeling on its way down the tree: its value, the words that made it, and how far it has come.

    `is_wish` is true for what is wanted, as against what is judged: who wants X to help Y
    need not like X.
    """

    value: float
    words: tuple[Token, ...]
    is_wish: bool = False
    is_quality: bool = False
    depth: int = 0

    def turned(self, factor: float, *words: Token) -> "Carried":
        """The feeling one step further down, times a factor, shown by these words too."""
        return self._replace(value=self.value * factor, words=(*self.words, *words), depth=self.depth + 1)


@dataclass(slots=True)
class Reading:
    """A stretch of text being read: who holds what is said, and what has been found so far.

    `is_holder` tells whether a doer is the speaker. `done` are the tokens already accounted for,
    `denied` the predicates that the speaker says are not so, `aside` what somebody else claims or feels,
    which commits nobody else. Where `counts_everyone`, what anybody
    is said to feel counts too; where `reads_claims`, what holders are said to feel inside others' claims.
    """

    lexicon: StanceLexicon
    is_holder: Callable[[Token], bool]
    feelings: list[Feeling] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    denied: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)
    counts_everyone: bool = False
    reads_claims: bool = False

    def feel(self, token: Token, carried: Carried) -> None:
        """Notes a feeling."""
        evidence = tuple(sorted({word.i for word in carried.words}))
        self.feelings.append(Feeling(token.i, carried.value, evidence, carried.is_quality))

    def close(self, tokens: Iterable[Token]) -> None:
        """Marks tokens as accounted for."""
        self.done.update(token.i for token in tokens)

    def set_aside(self, tokens: Iterable[Token]) -> None:
        """Marks tokens as what commits nobody but somebody else."""
        numbers = {token.i for token in tokens}
        self.done |= numbers
        self.aside |= numbers
