"""Who a source refers to, and what is known while an article's sources are resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.records import Span, SpeakerBasis, SpeakerEvidence, SpeakerKind, Statement
from pipeline.speakers.people import Person
from pipeline.speakers.scene import Scene


@dataclass(frozen=True, slots=True)
class Referent:
    """One answer to "who": the name shown, its kind, and, where it is a named entity, the entity's key.

    `basis` is how the words at hand led to it. `role`, `affiliation` and `country` are what the article
    says of it, and `evidence` is where; `place` is the phrase that stands for one without a name.
    """

    name: str
    kind: SpeakerKind
    basis: SpeakerBasis
    entity_key: str | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None
    evidence: SpeakerEvidence = field(default_factory=SpeakerEvidence)
    place: Span | None = None


Referents = tuple[Referent, ...]


def resting_on(basis: SpeakerBasis, referents: Referents) -> Referents:
    """The same referents, to which other words now led."""
    return tuple(replace(referent, basis=basis) for referent in referents)


@dataclass(frozen=True, slots=True)
class Case:
    """An article whose sources are being resolved.

    `pronouns` has the person behind each gendered pronoun; `known` the referents of the sources
    resolved so far, by the token at which the source begins.
    """

    scene: Scene
    people: Mapping[str, Person]
    pronouns: Mapping[int, str]
    statements: tuple[Statement, ...]
    known: dict[int, Referents] = field(default_factory=dict)
    answers: dict[str, Referents] = field(default_factory=dict)

    def last_spoken(self, *kinds: SpeakerKind, before: int, sentences: int) -> Referent | None:
        """The nearest single referent of these kinds whose source stands up to some sentences before a token."""
        earliest = self.scene.sentence_of[before] - sentences
        for token in sorted(self.known, reverse=True):
            if token >= before:
                continue
            if self.scene.sentence_of[token] < earliest:
                return None
            referents = self.known[token]
            if len(referents) == 1 and referents[0].kind in kinds:
                return referents[0]
        return None
