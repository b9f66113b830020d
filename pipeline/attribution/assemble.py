"""Makes statements of findings: quotations kept whole, doubles dropped, nesting, keys and contexts."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import accumulate

from pipeline.attribution.article import Article, Range, span_of_range
from pipeline.attribution.finding import Finding
from pipeline.attribution.modelled import MODEL
from pipeline.records import Span, Statement, StatementKind

KEY_BYTES = 5
DEFAULT_CONFIDENCE = 50
FIRST_PERSONS = frozenset({"i", "we", "you", "me", "us"})
PLACE_IN_CAPITALS = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'’. -]{2,}"
DATELINE = re.compile(PLACE_IN_CAPITALS + r"(?:[,/ ][^—–\n]{0,60}?)?(?:\([^()\n]{1,40}\) ?)? ?(?:—|–|--|-(?= ))\s*")
MAX_DATELINE_CHARS = 100
NOTE_NUMBER = re.compile(r"[.,;:]?\[\d+(?:\]?[.,;]?\[\d+)*\]?$")
NOTE_INSIDE = re.compile(r"[.!?][”\"’']?(?:\[\d+\])+(?=\s+[A-Z“\"‘])")
MAX_NOTE_CHARS = 20
MAX_DEPTH = 6  # reports within reports; without a limit, what a hostile text gives grows with the square of its length
EMPTY_CONTENTS = frozenset({"what", "which", "that", "who", "whom", "why", "how"})
NESTED_RULES = frozenset(
    {"clause", "question", "object_infinitive", "object_for", "object_as", "noun_clause", "according_to",
     "quotation_then_cue", "clause_then_cue", "cue_then_quotation", "cue_that_quotation", "colon_then_quotation"}
)  # fmt: skip


def statements_of(article: Article, findings: Sequence[Finding]) -> tuple[Statement, ...]:
    """The statements of an article's findings, in text order."""
    cleared = [_clear_of_dateline(article, finding) for finding in findings]
    sound = [finding for finding in _drop_asides(cleared) if _is_sound(article, finding)]
    whole = [_keep_quotations_whole(article, finding) for finding in sound]
    kept = _drop_deep(_drop_weak_nested(article, _drop_doubles(sorted(whole, key=_order))))
    keys = _keys(article, kept)
    parents = _parents(kept)
    return tuple(
        _statement(article, finding, key, keys[parent] if parent is not None else None)
        for finding, key, parent in zip(kept, keys, parents, strict=True)
    )


def _order(finding: Finding) -> tuple[int, int]:
    return finding.content[0][0], -finding.content[-1][1]


def _clear_of_dateline(article: Article, finding: Finding) -> Finding:
    """The finding with its source and content beginning after the dateline of their paragraph: "DOVER, May 2 — "."""
    content = tuple(_after_dateline(article, _before_note(article, part)) for part in finding.content)
    source = _after_dateline(article, finding.source) if finding.source else None
    if source and source == finding.source and finding.cue and source[1] < (end := _dateline_end(article, source[0])):
        named = article.document.text[end : finding.cue[0]].rstrip()
        source = (end, end + len(named)) if named else None
    return replace(finding, content=content, source=source)


def _before_note(article: Article, part: Range) -> Range:
    """A content part up to a footnote's number that ends a sentence inside it: "rents fell.[2] The council"."""
    note = NOTE_INSIDE.search(article.document.text, *part)
    return (part[0], note.start()) if note and note.start() > part[0] else part


def _after_dateline(article: Article, part: Range) -> Range:
    end = _dateline_end(article, part[0])
    return (end, part[1]) if part[0] < end < part[1] else part


def _dateline_end(article: Article, offset: int) -> int:
    """Where the dateline ends in whose paragraph an offset near the beginning lies; 0 without one."""
    start, end = article.paragraph_at(offset)
    if offset - start > MAX_DATELINE_CHARS:
        return 0
    dateline = DATELINE.match(article.document.text, start, end)
    return dateline.end() if dateline else 0


def _drop_asides(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without asides in the source of another: "an aide who asked not to be named"."""
    sources = sorted({finding.source for finding in findings if finding.source})
    reach = list(accumulate((end for _start, end in sources), max))

    def is_aside(finding: Finding) -> bool:
        before = bisect_right(sources, finding.cue[0], key=lambda source: source[0]) if finding.cue else 0
        return before > 0 and finding.cue is not None and reach[before - 1] >= finding.cue[1]

    return [finding for finding in findings if finding.rule in NESTED_RULES or not is_aside(finding)]


def _is_sound(article: Article, finding: Finding) -> bool:
    """Whether a content is more than marks or a relative or question word."""
    parts = [article.document.text[start:end].lower() for start, end in finding.content]
    return any(part not in EMPTY_CONTENTS and any(map(str.isalnum, part)) for part in parts)


def _keep_quotations_whole(article: Article, finding: Finding) -> Finding:
    """The finding with every content part that cuts a quotation widened to all of it."""
    parts: list[Range] = []
    for part in finding.content:
        start, end = _widened(article, finding, part)
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(end, parts[-1][1]))
        else:
            parts.append((start, end))
    return replace(finding, content=tuple(parts))


def _widened(article: Article, finding: Finding, part: Range) -> Range:
    start, end = part
    first, last = article.tokens_between(start, end)
    for index in {first, last - 1} if first < last else set():
        if article.quotation_of[index] >= 0:
            held = article.quotations[article.quotation_of[index]]
            if finding.cue is None or not held.start <= finding.cue[0] < held.end:
                start, end = min(start, held.start), max(end, held.end)
    return start, end


def _drop_doubles(findings: list[Finding]) -> list[Finding]:
    seen: set[tuple[Range, ...]] = set()
    kept = []
    for finding in findings:
        if finding.content not in seen:
            kept.append(finding)
        seen.add(finding.content)
    return kept


def _drop_weak_nested(article: Article, findings: list[Finding]) -> list[Finding]:
    """The findings without those inside another that are no statement of somebody else."""
    parents = _parents(findings)
    return [
        finding
        for finding, parent in zip(findings, parents, strict=True)
        if parent is None or _is_reported(article, finding)
    ]


def _is_reported(article: Article, finding: Finding) -> bool:
    """Whether a nested finding reports words of somebody named, not of the speaker: "I think", "their support"."""
    if finding.source is None or finding.rule not in NESTED_RULES:
        return False
    return article.document.text[slice(*finding.source)].lower() not in FIRST_PERSONS


def _drop_deep(findings: list[Finding]) -> list[Finding]:
    """The findings without those that stand inside more than `MAX_DEPTH` others."""
    depths: list[int] = []
    for parent in _parents(findings):
        depths.append(0 if parent is None else depths[parent] + 1)
    return [finding for finding, depth in zip(findings, depths, strict=True) if depth <= MAX_DEPTH]


def _parents(findings: list[Finding]) -> list[int | None]:
    """For each finding, in text order, the innermost earlier one whose content holds its content and cue."""
    parents: list[int | None] = []
    open_ones: list[int] = []
    for finding in findings:
        while open_ones and findings[open_ones[-1]].content[-1][1] <= finding.content[0][0]:
            open_ones.pop()
        parent = next((index for index in reversed(open_ones) if _holds(findings[index], finding)), None)
        parents.append(parent)
        open_ones.append(len(parents) - 1)
    return parents


def _holds(outer: Finding, inner: Finding) -> bool:
    parts = [*inner.content, *([inner.cue] if inner.cue else [])]
    return all(any(start <= part[0] and part[1] <= end for start, end in outer.content) for part in parts)


def _keys(article: Article, findings: list[Finding]) -> list[str]:
    seen: Counter[str] = Counter()
    keys = []
    for finding in findings:
        texts = [span.text for span in _fragments(article, finding)]
        key = "s" + blake2b("\0".join(texts).encode(), digest_size=KEY_BYTES).hexdigest()
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return keys


def _statement(article: Article, finding: Finding, key: str, nested_in: str | None) -> Statement:
    text = article.document.text
    return Statement(
        key=key,
        kind=_kind(article, finding),
        type=finding.type,
        source=span_of_range(text, finding.source) if finding.source else None,
        cue=span_of_range(text, finding.cue) if finding.cue else None,
        content=_fragments(article, finding),
        context=_context(article, finding),
        evidence=MODEL if finding.rule == MODEL else f"rule:{finding.rule}",
        confidence=_confidence(article, finding),
        nested_in=nested_in,
    )


def _confidence(article: Article, finding: Finding) -> int:
    if finding.confidence is not None:
        return finding.confidence
    return article.cues.confidence.get(finding.rule, DEFAULT_CONFIDENCE)


def _fragments(article: Article, finding: Finding) -> tuple[Span, ...]:
    parts = (_without_note(article, _unquoted(article, part)) for part in finding.content)
    return tuple(span_of_range(article.document.text, part) for part in parts)


def _without_note(article: Article, part: Range) -> Range:
    """A content part without the number of a footnote at its end: "rents fell.[2"."""
    note = NOTE_NUMBER.search(article.document.text, max(part[0], part[1] - MAX_NOTE_CHARS), part[1])
    return (part[0], note.start()) if note and note.start() > part[0] else part


def _unquoted(article: Article, part: Range) -> Range:
    """A content part without the marks of a quotation that is all of it."""
    first, last = article.tokens_between(*part)
    if first >= last:
        return part
    index = article.quotation_of[first]
    if index < 0 or index != article.quotation_of[last - 1]:
        return part
    quotation = article.quotations[index]
    start, end = max(part[0], quotation.inner_start), min(part[1], quotation.inner_end)
    text = article.document.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    return (start, end - 1) if article.document.text[end - 1 : end] == "," else (start, end)


def _kind(article: Article, finding: Finding) -> StatementKind:
    inside = [
        article.quotation_of[index] >= 0
        for part in finding.content
        for index in range(*article.tokens_between(*part))
        if not article.doc[index].is_punct and not article.doc[index].is_space
    ]
    if finding.rule == "label" or (inside and all(inside)):
        return "direct"
    return "mixed" if any(inside) else "indirect"


def _context(article: Article, finding: Finding) -> Span:
    """The whole of the sentences in which content, cue and source stand."""
    parts = [*finding.content, *([finding.cue] if finding.cue else []), *([finding.source] if finding.source else [])]
    first, _ = article.tokens_between(min(part[0] for part in parts), len(article.document.text))
    _, after = article.tokens_between(0, max(part[1] for part in parts))
    doc = article.doc
    start, _ = article.sentence_tokens(doc[first])
    _, end = article.sentence_tokens(doc[after - 1])
    while end > start and doc[end - 1].is_space:
        end -= 1
    while start < end and doc[start].is_space:
        start += 1
    return span_of_range(article.document.text, (doc[start].idx, doc[end - 1].idx + len(doc[end - 1])))
