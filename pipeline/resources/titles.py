"""What the words around a name say of its bearer: `data/titles.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

from pipeline.resources.table import Row, read_table

TitleClass = Literal[
    "honorific",
    "rank",
    "role",
    "relative",
    "group",
    "organisation",
    "country",
    "publication",
    "study",
    "document",
    "state",
    "quantity",
    "state_matter",
    "incident",
    "state_body",
    "idle",
    "show_verb",
    "first_name",
    "ending",
    "office_verb",
]
Gender = Literal["male", "female"]

COLUMNS = ("word", "class", "gender", "lemma", "broader", "note")
CLASSES: tuple[TitleClass, ...] = get_args(TitleClass)
GENDERS: tuple[Gender, ...] = get_args(Gender)
Choice = TypeVar("Choice", TitleClass, Gender)


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A word that says something of a person: certain gender, the lemma it is compared under, and broader words."""

    gender: Gender | None = None
    lemma: str = ""
    broader: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Titles:
    """The words of each class, in lower case and without full stops."""

    words: Mapping[TitleClass, Mapping[str, TitleWord]] = field(default_factory=dict)

    def get(self, word: str, *classes: TitleClass) -> TitleWord | None:
        """The entry of a word in the first of the classes that has it; None where none has."""
        key = normal_word(word)
        for class_ in classes:
            if key in self.words.get(class_, {}):
                return self.words[class_][key]
        return None

    def has(self, word: str, *classes: TitleClass) -> bool:
        """Whether one of the classes has the word."""
        return self.get(word, *classes) is not None

    def is_people(self, word: str) -> bool:
        """Whether a noun ends as nouns for people do: "economists", "oceanographer"."""
        endings = self.words.get("ending", {})
        return any(normal_word(word).endswith((ending, ending.removesuffix("s"))) for ending in endings)


def normal_word(word: str) -> str:
    """The form in which words are compared: "Sen." is "sen"."""
    return word.replace(".", "").lower()


def load_titles(path: Path) -> Titles:
    """The words of a CSV file with the columns word, class, gender, lemma, broader and note.

    Raises:
        ResourceError: a class or gender is not known, or a word stands twice in a class.
    """
    words: dict[TitleClass, dict[str, TitleWord]] = {class_: {} for class_ in CLASSES}
    for row in read_table(path, columns=COLUMNS):
        word, class_ = normal_word(row["word"]), _one_of(row, "class", CLASSES)
        if class_ is None or not word:
            raise row.error("word and class must not be empty.")
        if word in words[class_]:
            raise row.error(f'"{word}" stands twice in the class {class_}; keep one row.')
        gender = _one_of(row, "gender", GENDERS)
        words[class_][word] = TitleWord(gender, row["lemma"] or word, frozenset(row["broader"].split()))
    return Titles(words)


def _one_of(row: Row, column: str, choices: tuple[Choice, ...]) -> Choice | None:
    """The cell as one of the choices; None where it is empty."""
    for choice in choices:
        if row[column] == choice:
            return choice
    if row[column]:
        raise row.error(f'{column} "{row[column]}" is not known; give {", ".join(choices)}.')
    return None
