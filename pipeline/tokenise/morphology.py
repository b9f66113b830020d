"""Parts of speech, morphology and lemmas as spaCy's attribute ruler and lemmatizer give them, asked once a case.

The ruler looks only at a token's tag, dependency, lower-case form and whether it is white
space, and at the next tokens where a pattern has several; so its answer for one case holds
for every token of that case. The answers remembered do not depend on the order of asking.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

COMPONENTS = ("attribute_ruler", "lemmatizer")
READ = frozenset({"TAG", "DEP", "LOWER", "IS_SPACE"})
CASE = [LOWER, TAG, DEP, IS_SPACE]
GIVEN = [TAG, POS, MORPH, LEMMA, DEP]
LEMMA_PLACE = GIVEN.index(LEMMA)
MAX_REMEMBERED = 200_000

Case = tuple[int, int, int, int]
Given = tuple[int, ...]


class Morphology:
    """What the two components of a pipeline would write, from a memory of their own answers."""

    def __init__(self, nlp: Language) -> None:
        self._ruler: Any = nlp.get_pipe("attribute_ruler")
        self._lemmatizer: Any = nlp.get_pipe("lemmatizer")
        self._vocab = nlp.vocab
        _index_quickly(self._lemmatizer)
        patterns = list(_patterns(self._ruler))
        self._literals, self._regexes = _lower_forms(patterns)
        self._longest = max(map(len, patterns))
        self._openings = Matcher(nlp.vocab)
        self._openings.add("opening", [pattern[:1] for pattern in patterns if len(pattern) > 1])
        self._named: dict[int, int] = {}
        self._opens: dict[Case, bool] = {}
        self._given: dict[tuple[Case, ...], tuple[Given, ...]] = {}
        self._lemmas: dict[tuple[int, int, int], int] = {}

    def annotate(self, doc: Doc) -> NDArray[np.uint64]:
        """The columns `GIVEN` of a tagged and parsed doc; the doc stays as it is."""
        columns: list[list[int]] = doc.to_array([ORTH, *CASE]).reshape(len(doc), len(CASE) + 1).tolist()  # type: ignore[assignment]
        cases = [(self._form(lower), tag, dep, space) for _orth, lower, tag, dep, space in columns]
        given: list[Given] = []
        for start, end in self._windows(doc, cases):
            given.extend(self._ruled(doc, cases, start, end))
        rows = [
            row if row[LEMMA_PLACE] else self._lemmatised(doc, i, column[0], row)
            for i, (column, row) in enumerate(zip(columns, given, strict=True))
        ]
        return np.array(rows, dtype=np.uint64).reshape(len(doc), len(GIVEN))

    def _windows(self, doc: Doc, cases: Sequence[Case]) -> Iterator[tuple[int, int]]:
        """Token ranges that no pattern crosses: one token, or those from a pattern's first to its farthest."""
        start = 0
        while start < len(cases):
            end, i = start + 1, start
            while i < end:
                if self._may_open(doc, cases, i):
                    end = min(max(end, i + self._longest), len(cases))
                i += 1
            yield start, end
            start = end

    def _may_open(self, doc: Doc, cases: Sequence[Case], i: int) -> bool:
        case = cases[i]
        opens = self._opens.get(case)
        if opens is None:
            opens = bool(self._openings(_copy(doc, i, i + 1), allow_missing=True))
            _remember(self._opens, case, opens)
        return opens

    def _ruled(self, doc: Doc, cases: Sequence[Case], start: int, end: int) -> tuple[Given, ...]:
        key = tuple(cases[start:end])
        given = self._given.get(key)
        if given is None:
            ruled = self._ruler(_copy(doc, start, end))
            given = tuple(tuple(row) for row in ruled.to_array(GIVEN).reshape(end - start, len(GIVEN)).tolist())
            _remember(self._given, key, given)
        return given

    def _lemmatised(self, doc: Doc, i: int, orth: int, row: Given) -> Given:
        tag, pos, morph, _none, dep = row
        lemma = self._lemmas.get((orth, pos, morph))
        if lemma is None:
            token: Any = _copy(doc, i, i + 1)[0]
            token.pos = pos
            token.set_morph(morph)
            lemma = self._vocab.strings.add(self._lemmatizer.lemmatize(token)[0])
            _remember(self._lemmas, (orth, pos, morph), lemma)
        return tag, pos, morph, lemma, dep

    def _form(self, lower: int) -> int:
        """A lower-case form if some pattern asks for it, else 0."""
        form = self._named.get(lower)
        if form is None:
            text = self._vocab.strings[lower]
            is_named = text in self._literals or any(regex.search(text) for regex in self._regexes)
            form = lower if is_named else 0
            _remember(self._named, lower, form)
        return form


def can_remember(nlp: Language) -> bool:
    """Whether the pipeline has the two components, reading nothing that `Morphology` leaves out of a case."""
    if not set(COMPONENTS) <= set(nlp.pipe_names):
        return False
    ruler, lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
    keys = {key for pattern in _patterns(ruler) for token in pattern for key in token}
    return keys <= READ and lemmatizer.mode == "rule" and not lemmatizer.overwrite  # type: ignore[attr-defined]


def _index_quickly(lemmatizer: Any) -> None:
    """Makes sets of the lists of known lemmas, which the lemmatizer searches for every form."""
    index = lemmatizer.lookups.get_table("lemma_index", {})
    for part_of_speech, known in list(index.items()):
        index[part_of_speech] = frozenset(known)


def _patterns(ruler: Any) -> Iterator[list[dict[str, Any]]]:
    for rule in ruler.patterns:
        yield from rule["patterns"]


def _lower_forms(patterns: Iterable[Sequence[dict[str, Any]]]) -> tuple[frozenset[str], list[re.Pattern[str]]]:
    """The forms that the patterns name, and the expressions that they match forms with."""
    literals: set[str] = set()
    regexes = []
    for condition in (token["LOWER"] for pattern in patterns for token in pattern if "LOWER" in token):
        if isinstance(condition, str):
            literals.add(condition)
            continue
        for operator, value in condition.items():
            literals.update([value] if isinstance(value, str) else value)
            if operator == "REGEX":
                regexes.append(re.compile(value))
    return frozenset(literals), regexes


def _copy(doc: Doc, start: int, end: int) -> Doc:
    """Tokens [start, end) as a doc with their tags and dependencies."""
    tokens = doc[start:end]
    copy = Doc(doc.vocab, words=[token.text for token in tokens], spaces=[False] * (end - start))
    for token, own in zip(copy, tokens, strict=True):
        token.tag, token.dep = own.tag, own.dep
    return copy


def _remember(memory: dict[Any, Any], key: Any, value: Any) -> None:
    """Forgets all when full: a wrong answer is impossible, and memory stays bounded."""
    if len(memory) >= MAX_REMEMBERED:
        memory.clear()
    memory[key] = value
