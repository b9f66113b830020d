"""What a stretch of text commits its speaker to feel toward each thing it names."""

from collections.abc import Callable

from spacy.tokens import Doc, Token

from pipeline.resources.stance import StanceLexicon
from pipeline.stance.asserting import assert_word
from pipeline.stance.feelings import Feeling, Reading
from pipeline.stance.finding import find_word

NOT_JUDGING = frozenset({"report", "effect"})


def read_feelings(
    doc: Doc,
    tokens: tuple[int, int],
    *,
    lexicon: StanceLexicon,
    is_holder: Callable[[Token], bool],
    cue: Token | None = None,
) -> list[Feeling]:
    """The feelings to which a range of tokens, and the cue that reports it, commit the speaker.

    Words nearer the root are read first: what they pass down accounts for the words below them.
    """
    reading = Reading(lexicon, is_holder)
    if cue is not None:
        word = find_word(cue, lexicon)
        if word is not None and word.term.type not in NOT_JUDGING:
            assert_word(word, reading, by_holder=True)
    for token in sorted((doc[i] for i in range(*tokens)), key=_depth):
        word = find_word(token, lexicon) if token.i not in reading.done else None
        if word is not None:
            assert_word(word, reading)
    return reading.feelings


def _depth(token: Token) -> tuple[int, int]:
    return sum(1 for _ in token.ancestors), token.i
