"""What a stretch of text commits its speaker to feel toward each thing it names."""

from collections.abc import Iterable

from spacy.tokens import Token

from pipeline.stance.asserting import assert_word
from pipeline.stance.feelings import Feeling, Reading
from pipeline.stance.finding import find_word
from pipeline.stance.moods import excess_of
from pipeline.stance.qualities import assert_excess

NOT_JUDGING = frozenset({"suppose", "effect", "undergone"})


def read_feelings(tokens: Iterable[Token], reading: Reading, *, cue: Token | None = None) -> list[Feeling]:
    """The feelings to which some tokens of a parsed text, and the cue that reports them, commit the speaker.

    Words nearer the root are read first: what they pass down accounts for the words below them.
    """
    if cue is not None:
        word = find_word(cue, reading.lexicon)
        if word is not None and word.term.type not in NOT_JUDGING:
            assert_word(word, reading, by_holder=True)
    for token in sorted(tokens, key=_depth):
        if token.i in reading.done:
            continue
        word = find_word(token, reading.lexicon)
        if excess_of(token):
            assert_excess(token, reading)
        elif word is not None:
            assert_word(word, reading)
    return reading.feelings


def _depth(token: Token) -> tuple[int, int]:
    return sum(1 for _ in token.ancestors), token.i
