"""Statements marked in a sentence, and the stances that are found in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import (
    Block,
    Document,
    Entities,
    Entity,
    Mention,
    MentionLabel,
    Span,
    Speaker,
    Stance,
    Statement,
    Theme,
)
from pipeline.resources.codebook import CodebookTheme, make_codebook
from pipeline.resources.references import load_references
from pipeline.resources.stance import StanceLexicon
from pipeline.stance import judge_stances
from pipeline.stance.encoder import StanceEncoder
from pipeline.tokenise import tokenise

NAMES: dict[str, MentionLabel] = {
    "Ann Roe": "person",
    "Tom Vale": "person",
    "Mira Stone": "person",
    "Oskar Lind": "person",
    "Norland": "country",
    "Sudria": "country",
    "Westmark": "country",
    "Red Banner": "organisation",
    "Harbour Party": "organisation",
    "Port Union": "organisation",
    "Grain Board": "organisation",
    "Grain Act": "work",
    "Harbour Treaty": "work",
}
REFERENCES = load_references(Path(__file__).parents[1] / "data" / "references.csv")
CODEBOOK = make_codebook(
    [CodebookTheme("drones", "Drone strikes", "", 2, proposition="drone strikes should continue")], []
)
MARK = re.compile(r"(?P<open>[\[{])|\|(?P<name>\w+)[\]}]")


def _unused() -> None:
    raise AssertionError("the encoder was asked")


NO_ENCODER = StanceEncoder(_unused, lambda *_: _unused())


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and what its marks say: each named stretch, in text order."""

    text: str
    parts: tuple[tuple[str, Span], ...]

    def spans(self, name: str) -> tuple[Span, ...]:
        return tuple(span for part, span in self.parts if part == name)


def read_marks(sentence: str) -> Marked:
    """`[We thank {Norland|support}|content]` without its marks, and with them as spans."""
    text, starts, found, at = "", [], [], 0
    for mark in MARK.finditer(sentence):
        text += sentence[at : mark.start()]
        at = mark.end()
        if mark["open"]:
            starts.append(len(text))
        else:
            start = starts.pop()
            found.append((mark["name"], Span(text[start:], start, len(text))))
    text += sentence[at:]
    return Marked(text, tuple(sorted(found, key=lambda part: part[1].start)))


def entities_of(text: str) -> Entities:
    mentions = sorted(
        (
            Mention(Span(match.group(), match.start(), match.end()), label, name)
            for name, label in NAMES.items()
            for match in re.finditer(name, text)
        ),
        key=lambda mention: mention.span.start,
    )
    return Entities(tuple(Entity(name, name, label) for name, label in NAMES.items()), tuple(mentions))


def find_stances(
    sentence: str,
    lexicon: StanceLexicon,
    *,
    country: str | None = None,
    encoder: StanceEncoder | None = None,
    themes: Sequence[Theme] = (),
) -> dict[str, Stance]:
    """The stances by target, for a sentence marked as `[source|source] [cue|cue] [content|content]`."""
    marked = read_marks(sentence)
    document = Document(marked.text, "utf-8", (Block(0, len(marked.text), "paragraph", "en"),))
    statement = Statement(
        "s1",
        "direct" if "“" in marked.text else "indirect",
        "assertion",
        next(iter(marked.spans("source")), None),
        next(iter(marked.spans("cue")), None),
        marked.spans("content"),
        Span(marked.text, 0, len(marked.text)),
        "rule:test",
        100,
    )
    speaker = Speaker("s1", "Ann Roe", "person", country=country)
    doc = tokenise(document)
    stances = judge_stances(
        document,
        doc,
        entities_of(marked.text),
        [statement],
        [speaker],
        themes,
        codebook=CODEBOOK,
        stance=lexicon,
        references=REFERENCES,
        stance_encoder=encoder or NO_ENCODER,
        profile="full" if encoder else "fast",
    )
    return {stance.target: stance for stance in stances}
