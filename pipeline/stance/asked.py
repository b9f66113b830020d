"""The stance of any text, or of a source in it, toward a target that the caller names."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.resources.stance import StanceLexicon
from pipeline.stance.encoder import StanceEncoder
from pipeline.stance.feelings import Reading
from pipeline.stance.grammar import subject_of
from pipeline.stance.judging import sentence_pair
from pipeline.stance.reading import read_feelings
from pipeline.stance.scene import FIRST_PERSON
from pipeline.stance.verdicts import Judgement, Limits, read_verdict, settle
from pipeline.syntax import token_range

Offsets = tuple[int, int]


def judge(
    doc: Doc,
    target: Offsets,
    *,
    stance: StanceLexicon,
    encoder: StanceEncoder | None = None,
    source: Offsets | None = None,
    limits: Limits | None = None,
) -> Judgement:
    """The stance of a text, or of its `source`, toward the target; both are character spans.

    Without a source, what anybody is said to feel counts as the text's. The encoder, if there is
    one, is asked too; of a source only where the rules are silent and the target stands in what the
    source does or says.
    """
    wanted = token_range(doc, *target)
    holders = token_range(doc, *source) if source is not None else range(0)
    limits = limits or Limits()

    def is_holder(token: Token) -> bool:
        if source is None:
            return token.lower_ in FIRST_PERSON
        return token.i in holders or any(part.i in holders for part in _members(token))

    feelings = read_feelings(doc, Reading(stance, is_holder, counts_everyone=source is None, reads_claims=True))
    verdict = read_verdict(feeling for feeling in feelings if feeling.token in wanted)
    chances = None
    is_open = abs(verdict.value) < limits.min_score
    if encoder is not None and wanted and (is_open or source is None):
        if source is not None and not any(is_holder(doer) for doer in _doers_above(doc[wanted[0]])):
            return Judgement("neutral", 0.0)
        chances = encoder.judge([sentence_pair(doc, wanted[0], wanted[-1] + 1)])[0]
    return settle(verdict, chances, limits, doc, stance)


def _members(token: Token) -> Iterator[Token]:
    """Of whom a quantity consists: "most of X", "a majority of X"."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            yield from (noun for noun in child.children if noun.dep_ == "pobj")


def _doers_above(token: Token) -> Iterator[Token]:
    """The subjects of the predicates above a token."""
    for step in token.ancestors:
        doer = subject_of(step) if step.pos_ in {"VERB", "AUX"} else None
        if doer is not None:
            yield doer
