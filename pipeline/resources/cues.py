"""The cue words and the constructions in which each of them attributes content: `data/cues.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pipeline.records import AttributionType
from pipeline.resources.table import Row, read_table

COLUMNS = ("cue", "pos", "type", "patterns", "confidence", "note")
PARTS_OF_SPEECH = ("verb", "noun", "adjective", "sense", "support", "voice", "thing", "rule")
BARE = frozenset({"support", "voice", "thing"})
CONSTRUCTIONS = frozenset(
    {"quote", "clause", "question", "infinitive", "object_infinitive", "gerund", "object", "object_as", "object_for",
     "object_complement", "passive", "passive_infinitive", "passive_as", "raising", "viewpoint"}
)  # fmt: skip
PREPOSITIONS = frozenset(
    {"about", "after", "against", "among", "around", "as", "at", "behind", "between", "by", "concerning", "down", "for",
     "from", "in", "into", "like", "of", "off", "on", "out", "over", "regarding", "through", "to", "toward", "towards",
     "upon", "with"}
)  # fmt: skip
Patterns = Mapping[str, AttributionType]


@dataclass(frozen=True, slots=True)
class Cues:
    """For each part of speech: the lemma, and by pattern (a construction or a preposition) the type it attributes.

    `particle_verbs` are the verbs of two words, by their first and their second: "rule out".
    `senses` are words that no rule takes for a cue; they tell the type where the model does.
    `supports` are the verbs that lend their subject to a cue noun: "made the claim that".
    `voices` are the common nouns that can say or think: people, groups, institutions, documents;
    `voice_endings` are the endings of such nouns ("-ist"), `things` the words that never are one.
    `confidence` is the share, in percent, of what each rule found in a gold corpus that was right.
    """

    verbs: Mapping[str, Patterns]
    particle_verbs: Mapping[str, Mapping[str, Patterns]]
    nouns: Mapping[str, Patterns]
    adjectives: Mapping[str, Patterns]
    senses: Mapping[str, AttributionType]
    supports: frozenset[str]
    voices: frozenset[str]
    voice_endings: tuple[str, ...]
    things: frozenset[str]
    confidence: Mapping[str, int]


def load_cues(path: Path) -> Cues:
    """The cues of a CSV file with the columns cue, pos, type, patterns, confidence and note.

    A cue may have several rows, one for each type; supports, voices and things have neither type nor patterns,
    senses have no patterns, and only the rules by which statements are found have a confidence.
    British -ise and American -ize spellings are one.

    Raises:
        ResourceError: a cell is not known, or a cue has a pattern twice.
    """
    tables: dict[str, dict[str, dict[str, AttributionType]]] = {pos: {} for pos in PARTS_OF_SPEECH}
    senses: dict[str, AttributionType] = {}
    confidence: dict[str, int] = {}
    for row in read_table(path, columns=COLUMNS):
        if row["pos"] == "rule":
            confidence[row["cue"]] = _percent_of(row)
        elif row["pos"] == "sense":
            senses[row["cue"].lower()] = _type_of(row)
        else:
            _add(row, tables)
    particle_verbs: dict[str, dict[str, Patterns]] = {}
    for cue, patterns in tables["verb"].items():
        verb, _, particle = cue.partition(" ")
        if particle:
            particle_verbs.setdefault(verb, {})[particle] = patterns
    return Cues(
        verbs=tables["verb"],
        particle_verbs=particle_verbs,
        nouns=tables["noun"],
        adjectives=tables["adjective"],
        senses=senses,
        supports=frozenset(tables["support"]),
        voices=frozenset(voice for voice in tables["voice"] if not voice.startswith("-")),
        voice_endings=tuple(voice[1:] for voice in tables["voice"] if voice.startswith("-")),
        things=frozenset(tables["thing"]),
        confidence=confidence,
    )


def _add(row: Row, tables: dict[str, dict[str, dict[str, AttributionType]]]) -> None:
    if row["pos"] not in tables:
        raise row.error(f'pos "{row["pos"]}" is not known; give {", ".join(PARTS_OF_SPEECH)}.')
    if row["pos"] in BARE:
        tables[row["pos"]][row["cue"].lower()] = {}
        return
    type_ = _type_of(row)
    if not row["patterns"]:
        raise row.error(f'"{row["cue"]}" has no pattern; name a construction or a preposition, or delete the row.')
    for spelling in _spellings(row["cue"].lower()):
        patterns = tables[row["pos"]].setdefault(spelling, {})
        for pattern in row["patterns"].split():
            if pattern not in CONSTRUCTIONS and pattern not in PREPOSITIONS:
                raise row.error(
                    f'pattern "{pattern}" is not known; give a preposition or {", ".join(sorted(CONSTRUCTIONS))}.'
                )
            if pattern in patterns:
                raise row.error(f'"{row["cue"]}" already has the pattern "{pattern}"; keep one.')
            patterns[pattern] = type_


def _percent_of(row: Row) -> int:
    if not row["confidence"].isdecimal() or int(row["confidence"]) > 100:
        raise row.error(f'confidence "{row["confidence"]}" is not a number from 0 to 100; give one.')
    return int(row["confidence"])


def _type_of(row: Row) -> AttributionType:
    for type_ in get_args(AttributionType):
        if row["type"] == type_:
            known: AttributionType = type_
            return known
    raise row.error(f'type "{row["type"]}" is not known; give {", ".join(get_args(AttributionType))}.')


def _spellings(cue: str) -> set[str]:
    first, *rest = cue.split(" ")
    other = first[:-3] + "ise" if first.endswith("ize") else first[:-3] + "ize" if first.endswith("ise") else first
    return {cue, " ".join([other, *rest])}
