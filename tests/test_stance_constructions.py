"""Stances over the constructions that mislead a count of words; half were set aside before the rules were built.

Nobody reads the failures of that half while working on the rules: it judges them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pytest
from stance_example import find_stances, read_marks

from pipeline.records import POLES, Stance
from pipeline.resources.stance import load_stance
from pipeline.stance.encoder import load_stance_encoder

ROOT = Path(__file__).parent
FLOORS = {"read while building": 0.9, "written later": 0.87, "set aside": 0.72}


class Case(NamedTuple):
    construction: str
    sentence: str
    target: str
    label: str


def read_halves() -> dict[str, list[Case]]:
    """Of each construction's sentences, ordered by their digests, every second one is set aside."""
    sentences: dict[str, list[str]] = defaultdict(list)
    for construction, sentence in read_sentences("constructions.txt"):
        sentences[construction].append(sentence)
    halves: dict[str, list[Case]] = {half: [] for half in FLOORS}
    for construction, sentence in read_sentences("constructions_later.txt"):
        halves["written later"].extend(cases_of(construction, sentence))
    for construction, members in sentences.items():
        for number, sentence in enumerate(sorted(members, key=digest)):
            half = "set aside" if number % 2 else "read while building"
            halves[half].extend(cases_of(construction, sentence))
    return halves


def read_sentences(name: str) -> Iterator[tuple[str, str]]:
    for line in (ROOT / "stance" / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            construction, sentence = line.split("\t")
            yield construction, sentence


def digest(sentence: str) -> bytes:
    return blake2b(sentence.encode()).digest()


def cases_of(construction: str, sentence: str) -> Iterator[Case]:
    for label in (*POLES, "neutral"):
        for span in read_marks(sentence).spans(label):
            yield Case(construction, sentence, span.text, label)


@pytest.mark.parametrize("half", FLOORS)
def test_share_judged_rightly_does_not_fall_below_its_floor(half):
    cases = read_halves()[half]
    wrong = [case for case in cases if found_label(case) != case.label]
    shown = [f"{case.construction}: {case.sentence} ({case.target})" for case in wrong]
    assert 1 - len(wrong) / len(cases) >= FLOORS[half], shown if half != "set aside" else len(wrong)


def found_label(case: Case) -> str:
    stance = judged(case.sentence).get(case.target)
    return stance.label if stance is not None and stance.label in POLES else "neutral"


@cache
def judged(sentence: str) -> Mapping[str, Stance]:
    data = ROOT.parent / "data"
    encoder = load_stance_encoder(data / "models" / "stance")
    return find_stances(sentence, load_stance(data / "stance.csv"), encoder=encoder)
