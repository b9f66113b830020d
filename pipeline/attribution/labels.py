"""Words under a speaker's label: the turns of a transcript ("ROE: We shall.") and "Minister: rents must fall"."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import VERBAL
from pipeline.attribution.voices import may_speak

MAX_LABEL_CHARS = 60
MAX_LABEL_WORDS = 6
MAX_HEADLINE_WORDS = 40
MIN_CONTENT_WORDS = 3
MAX_PARAGRAPHS_IN_TURN = 2
OPENING_MARKS = "\"“”‘'`•*–—- \t\u00a0"
NAME_PARTS = frozenset({"of", "the", "de", "la", "van", "von", "al", "bin", "el"})


@dataclass(frozen=True, slots=True)
class Label:
    """The label that begins a paragraph, the offset of its colon, and what follows it."""

    text: str
    start: int
    colon: int
    content: Range


def find_labelled(article: Article) -> list[Finding]:
    """The turns of a transcript and the lines that name their speaker, in text order."""
    labels = list(_labels(article))
    counts = Counter(label.text for label in labels)
    capitals = {label.text for label in labels if label.text.isupper()}
    turns = [label for label in labels if _is_turn(article, label, counts, capitals)]
    starts = {label.start for label in turns}
    lines = [label for label in labels if label.start not in starts and _is_headline(article, label)]
    names = [label for label in labels if _is_name(label)]
    findings = [_finding(article, label, _unlabelled_after(article, names, label)) for label in turns]
    findings.extend(_finding(article, label, []) for label in lines)
    return sorted(findings, key=lambda finding: finding.content[0])


def _labels(article: Article) -> Iterator[Label]:
    text = article.document.text
    for start, end in article.paragraphs:
        head = text[start : min(end, start + MAX_LABEL_CHARS)]
        colon = head.find(":")
        if colon < 0 or not text[start + colon + 1 : start + colon + 2].isspace():
            continue
        label = head[:colon].strip(OPENING_MARKS)
        words = label.split()
        content = start + colon + 1, end
        if 0 < len(words) <= MAX_LABEL_WORDS:
            yield Label(label, start + head.index(label), start + colon, content)


def _is_turn(article: Article, label: Label, counts: Counter[str], capitals: set[str]) -> bool:
    """Whether a label is a name, and the article shows that it labels turns: it recurs, or others like it do."""
    if label.text.lower() in article.cues.things or not _is_name(label) or _is_brief(article, label):
        return False
    if counts[label.text] > 1:
        return True
    return label.text in capitals and (len(capitals) > 1 or label.text.split()[-1].title() in article.document.text)


def _is_name(label: Label) -> bool:
    """Whether a label is worded as a name is: "Ann Roe", "ROE", "Q", but not "One thing"."""
    words = [word for word in label.text.split() if word.lower() not in NAME_PARTS]
    return bool(words) and all(word[0].isupper() or word[0] == "(" for word in words)


def _is_brief(article: Article, label: Label) -> bool:
    """Whether too little follows a label to be a statement, as after "ROE: Yes"."""
    return len(article.document.text[slice(*label.content)].split()) < MIN_CONTENT_WORDS


def _is_headline(article: Article, label: Label) -> bool:
    """Whether a short line names somebody who can speak and then makes a sentence: "Minister: rents must fall"."""
    first, colon = article.tokens_between(label.start, label.colon)
    _, end = article.tokens_between(*label.content)
    doc = article.doc
    if first >= colon or end - colon > MAX_HEADLINE_WORDS or label.text.lower() in article.cues.things:
        return False
    if _is_brief(article, label):
        return False
    bracket = next((index for index in range(first + 1, colon) if doc[index].text == "("), colon)
    last = doc[bracket - 1]
    phrase = all(doc[index].pos_ not in VERBAL and not doc[index].is_punct for index in range(first, bracket))
    names = last.ent_type_ in {"PERSON", "ORG", "NORP"} or last.lemma_.lower() in article.cues.voices
    finite = any(doc[index].tag_ in {"VBD", "VBZ", "VBP", "MD"} for index in range(colon + 1, end))
    return phrase and names and finite and may_speak(article, last)


def _finding(article: Article, label: Label, following: list[Range]) -> Finding:
    contents = [_trimmed(article, content) for content in (label.content, *following)]
    cue, source = (label.colon, label.colon + 1), (label.start, label.start + len(label.text))
    return Finding("label", "assertion", None, cue, source, tuple(contents))


def _unlabelled_after(article: Article, names: list[Label], turn: Label) -> list[Range]:
    """The paragraphs of a turn that has several: the few up to the next label, or those a quotation runs over."""
    here = bisect_right(article.paragraphs, turn.start, key=lambda each: each[0])
    after = bisect_right(names, turn.start, key=lambda label: label.start)
    if after < len(names):
        there = bisect_right(article.paragraphs, names[after].start, key=lambda each: each[0]) - 1
        return article.paragraphs[here:there] if there - here <= MAX_PARAGRAPHS_IN_TURN else []
    quotation = bisect_right(article.quotations, turn.start, key=lambda each: each.start) - 1
    count = 0
    while quotation >= 0 and article.quotations[quotation].continues and article.quotations[quotation].end > turn.colon:
        quotation, count = quotation + 1, count + 1
    return article.paragraphs[here : here + count]


def _trimmed(article: Article, content: Range) -> Range:
    text = article.document.text[slice(*content)]
    start = content[0] + len(text) - len(text.lstrip())
    end = content[0] + len(text.rstrip("\"”’' \t\u00a0"))
    return start, max(start, end)
