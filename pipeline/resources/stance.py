"""The stance words: what each says about its subject, object and complement (`data/stance.csv`).

A term is a base form, followed where needed by the words it goes with: "stand with",
"make progress", "committed to"; "*" stands for an object between them: "blame * on". Its last
word, when it is a preposition, takes the object.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.resources.table import Row, read_table

StancePos = Literal["verb", "noun", "adjective", "preposition"]
StanceType = Literal[
    "attitude", "want", "avoid", "deny", "effect", "attack", "undergone", "reversal", "evaluation", "existence",
    "call", "cause", "report", "truth", "suppose",
]  # fmt: skip
COLUMNS = ("term", "pos", "type", "subject", "object", "complement", "note")


@dataclass(frozen=True, slots=True)
class StanceTerm:
    """A stance word.

    `object` and `complement` are from -1 to 1: for an attitude, what its holder feels toward
    them; for an effect, whether it does them good or ill. `subject` is what is said of the
    subject by saying so. `rest` are the words it goes with. The types:
    attitude, want, avoid, deny: someone's attitude toward an object or a proposition;
    effect: good or ill done to the object; undergone: the same, of nouns whose possessor it is
    done to ("X's arrest"); attack: an effect, but toward a person an attitude; reversal: an end;
    evaluation: a quality of the subject; call: its complement tells the quality of its object;
    report: what follows is somebody's claim, and denied with it where `complement` is above 0 (think);
    truth: whether what a clause says is so; suppose: what follows is only supposed.
    """

    term: str
    pos: StancePos
    type: StanceType
    subject: float
    object: float
    complement: float
    head: str
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StanceLexicon:
    """The stance words by part of speech and first word, those with more words first."""

    terms: dict[tuple[StancePos, str], tuple[StanceTerm, ...]]

    def candidates(self, pos: StancePos, lemma: str) -> tuple[StanceTerm, ...]:
        """The terms that begin with this base form."""
        return self.terms.get((pos, lemma), ())


def load_stance(path: Path) -> StanceLexicon:
    """The stance words of a CSV file.

    Raises:
        ResourceError: the file is not such a table, or a term is repeated, has no words, an
            unknown type or part of speech, or a polarity outside -1 to 1.
    """
    terms: dict[tuple[StancePos, str], list[StanceTerm]] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in read_table(path, columns=COLUMNS):
        term = _term(row)
        first = lines.setdefault((term.pos, term.term), row.line)
        if first != row.line:
            raise row.error(f"{term.term} ({term.pos}) also stands in line {first}; keep one.")
        terms.setdefault((term.pos, term.head), []).append(term)
    return StanceLexicon({key: tuple(sorted(found, key=lambda term: -len(term.rest))) for key, found in terms.items()})


def _term(row: Row) -> StanceTerm:
    words = row["term"].lower().split()
    if not words:
        raise row.error("has no term; write the word or delete the row.")
    pos = row.one_of("pos", get_args(StancePos))
    kind = row.one_of("type", get_args(StanceType))
    subject, on_object, complement = (_polarity(row, column) for column in ("subject", "object", "complement"))
    return StanceTerm(" ".join(words), pos, kind, subject, on_object, complement, words[0], tuple(words[1:]))


def _polarity(row: Row, column: str) -> float:
    try:
        value = float(row[column] or 0)
    except ValueError as error:
        raise row.error(f"{column} is {row[column]}; give a number from -1 to 1.") from error
    if not -1 <= value <= 1:
        raise row.error(f"{column} is {row[column]}; give a number from -1 to 1.")
    return value
