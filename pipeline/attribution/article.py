"""An article as the attribution rules see it: tokens, quotations, paragraphs, sentences."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from pipeline.quotes import Quotation, scan_quotations
from pipeline.records import Document, Span
from pipeline.resources.cues import Cues, Patterns

Range = tuple[int, int]
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Article:
    """What every rule reads. Ranges are of characters unless a name says tokens.

    `quotation_of` and `paragraph_of` give for each token the index of what it lies in, or −1;
    `sentence_of` gives the index into `sentences`, whose members are token ranges.
    """

    document: Document
    doc: Doc
    cues: Cues
    starts: list[int]
    quotations: tuple[Quotation, ...]
    quotation_of: list[int]
    paragraphs: list[Range]
    paragraph_of: list[int]
    sentences: list[Range]
    sentence_of: list[int]

    def tokens_between(self, start: int, end: int) -> Range:
        """The token range of the tokens that begin in [start, end) characters."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def paragraph_at(self, offset: int) -> Range:
        """The paragraph that holds a character, or the last one before it."""
        return self.paragraphs[max(0, bisect_right(self.paragraphs, offset, key=lambda each: each[0]) - 1)]

    def before(self, offset: int) -> str:
        """The last character before an offset in its paragraph that is no blank; empty where there is none."""
        text, (start, _) = self.document.text, self.paragraph_at(offset)
        while offset > start and text[offset - 1].isspace():
            offset -= 1
        return text[offset - 1] if offset > start else ""

    def after(self, offset: int, *, skipping: str = "") -> str:
        """The first character from an offset on in the paragraph before it, blanks and `skipping` left out."""
        text, (_, end) = self.document.text, self.paragraph_at(max(0, offset - 1))
        while offset < end and (text[offset].isspace() or text[offset] in skipping):
            offset += 1
        return text[offset] if offset < end else ""

    def patterns_of(self, verb: Token) -> Patterns:
        """The patterns of a verb, with its particle where the cue list has both; none where it is no cue."""
        lemma = verb.lemma_.lower()
        for particle in verb.children if lemma in self.cues.particle_verbs else ():
            patterns = self.cues.particle_verbs[lemma].get(particle.lower_)
            if particle.dep_ == "prt" and patterns:
                return patterns
        return self.cues.verbs.get(lemma, {})

    def sentence_tokens(self, token: Token) -> Range:
        """The token range of the sentence a token stands in."""
        return self.sentences[self.sentence_of[token.i]]


def read_article(document: Document, doc: Doc, cues: Cues) -> Article:
    """The article of a document and its parse; only paragraphs of prose count."""
    paragraphs = [(block.start, block.end) for block in document.blocks if block.kind == "paragraph"]
    quotations = scan_quotations(document.text, paragraphs)
    starts = [token.idx for token in doc]
    sentences, sentence_of = _sentences(doc)
    return Article(
        document=document,
        doc=doc,
        cues=cues,
        starts=starts,
        quotations=quotations,
        quotation_of=list(_members(starts, [(q.start, q.end) for q in quotations])),
        paragraphs=paragraphs,
        paragraph_of=list(_members(starts, paragraphs)),
        sentences=sentences,
        sentence_of=sentence_of,
    )


def span_of_range(text: str, range_: Range) -> Span:
    """The span of a character range."""
    return Span(text[range_[0] : range_[1]], range_[0], range_[1])


def _members(starts: list[int], ranges: list[Range]) -> Iterator[int]:
    """For each offset, the index of the range that holds it, or −1; both are in order."""
    index = 0
    for start in starts:
        while index < len(ranges) and ranges[index][1] <= start:
            index += 1
        yield index if index < len(ranges) and ranges[index][0] <= start else NOWHERE


def _sentences(doc: Doc) -> tuple[list[Range], list[int]]:
    bounds = [token.i for token in doc if token.i == 0 or token.is_sent_start]
    sentences = list(zip(bounds, [*bounds[1:], len(doc)], strict=False))
    sentence_of = [index for index, (start, end) in enumerate(sentences) for _ in range(start, end)]
    return sentences, sentence_of
