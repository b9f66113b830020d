"""Who speaks where no source stands: quoted headings, and quotations that carry on the one before."""

from pipeline.records import Statement
from pipeline.resources.aliases import words_of
from pipeline.speakers.referents import Case, Referents, resting_on

MIN_HEADING_WORDS = 4
SHARED_WORDS = 0.8


def referents_without_source(case: Case, statement: Statement) -> Referents:
    """The speaker of the same words elsewhere, or of the quotation that a lone one continues; otherwise nobody."""
    if statement.kind != "direct" or statement.cue is not None:
        return ()
    return resting_on("repeated", _same_words(case, statement)) or resting_on("carried", _carried_on(case, statement))


def _same_words(case: Case, statement: Statement) -> Referents:
    """The speaker of another direct quotation in which most of these words stand: a quotation raised to a heading."""
    words = {word.casefold() for content in statement.content for word in words_of(content.text)}
    if len(words) < MIN_HEADING_WORDS:
        return ()
    for other in case.statements:
        if other.source is None or other.kind == "indirect":
            continue
        others = {word.casefold() for content in other.content for word in words_of(content.text)}
        if len(words & others) >= SHARED_WORDS * len(words):
            return case.answers.get(other.key, ())
    return ()


def _carried_on(case: Case, statement: Statement) -> Referents:
    """The speaker of the last direct quotation of the block before, where this block is nothing but the quotation."""
    blocks = case.scene.document.blocks
    text = case.scene.document.text
    start, end = statement.content[0].start, statement.content[-1].end
    index = next((i for i, block in enumerate(blocks) if block.start <= start < block.end), 0)
    if index == 0 or any(c.isalnum() for c in text[blocks[index].start : start] + text[end : blocks[index].end]):
        return ()
    before = blocks[index - 1]
    quotations = [
        other
        for other in case.statements
        if other.kind != "indirect" and before.start <= other.content[-1].end <= before.end and other.source is not None
    ]
    return case.answers.get(quotations[-1].key, ()) if quotations else ()
