"""Which time expression tells when a statement was made, and not when what it speaks of happened."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Doc, Token

from pipeline.dates.days import days_of
from pipeline.dates.timexes import Timex
from pipeline.records import Span, Statement
from pipeline.resources.dates import DateWords
from pipeline.syntax import tokens_in

MAX_GAP_TOKENS = 8
MAX_CLAUSES_UP = 2
ADDRESSEE_DEPS = frozenset({"dobj", "compound", "appos", "nsubj"})
WHEN = "when"
ALONG = frozenset({"as", "while", "when"})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass"})
YEAR = re.compile(r"\d{4}")
CLAUSE_LINKS = frozenset({"advcl", "conj", "xcomp", "pcomp"})
LEAD_IN_TAGS = frozenset({"IN", "TO", "DT", "CC", "RB", "RBR", "JJR", "JJ", "PDT", "``", "''", ",", ":", "-LRB-", "NN"})
UNTELLING = re.compile(r"PRESENT_REF|FUTURE_REF|\d{2,3}")  # now, later, decades, centuries
SATURDAY = 6
VERBS = frozenset({"VERB", "AUX"})
NOUNS = frozenset({"NOUN", "PROPN"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What is needed to attach times: the parse, the expressions, all statements and the words that tell."""

    doc: Doc
    timexes: Sequence[Timex]
    statements: Sequence[Statement]
    occasions: frozenset[str]
    acts: frozenset[str]
    bounds: frozenset[str]
    weekend_days: dict[str, int]
    future: frozenset[str]
    published: date | None


def make_setting(
    doc: Doc, timexes: Sequence[Timex], statements: Sequence[Statement], published: date | None, *, dates: DateWords
) -> Setting:
    """The setting of an article."""
    return Setting(
        doc,
        [timex for timex in timexes if timex.type in {"DATE", "TIME"} and not UNTELLING.fullmatch(timex.value)],
        statements,
        frozenset(dates.of("occasion")),
        frozenset(dates.of("act")),
        frozenset(dates.of("bound")),
        {word: int(value) for word, value in dates.of("weekday").items() if int(value) >= SATURDAY},
        frozenset(dates.of("future")),
        published,
    )


def time_of(statement: Statement, setting: Setting) -> Timex | None:
    """The expression that tells when the statement was made; the nearest to the cue where there are several."""
    anchor = statement.cue or statement.source
    if anchor is None:
        return None
    sentence = sentence_of(anchor.start, setting.doc)
    candidates = [
        timex
        for timex in setting.timexes
        if sentence.start <= timex.start < sentence.end
        and not is_said(timex, statement, setting)
        and not is_bounded(timex, setting)
        and not _is_to_come(timex, anchor, setting)
        and (_tells(timex, statement, setting) or _leads_in(timex, anchor, sentence, setting))
    ]
    nearest = min(candidates, key=lambda timex: (_distance(timex, anchor), timex.start), default=None)
    return narrowed(nearest, sentence, setting) if nearest else None


def _is_to_come(timex: Timex, anchor: Span, setting: Setting) -> bool:
    """Whether the time is after the publication although the cue tells of what has been said."""
    days = days_of(timex.value)
    if days is None or setting.published is None or days.earliest <= setting.published:
        return False
    children = (child for token in tokens_in(setting.doc, anchor) for child in token.children)
    return all(child.lower_ not in setting.future for child in children)


def narrowed(timex: Timex, sentence: Span, setting: Setting) -> Timex:
    """A weekend as the one day of it that the sentence names: "this weekend's broadcast of Harbour Sunday"."""
    year_and_week, is_weekend, _ = timex.value.partition("-WE")
    if not is_weekend or year_and_week.startswith("X"):
        return timex
    words = (token.lower_ for token in tokens_in(setting.doc, sentence))
    named = {setting.weekend_days[word] for word in words if word in setting.weekend_days}
    if len(named) != 1:
        return timex
    day = date.fromisocalendar(int(year_and_week[:4]), int(year_and_week[6:]), named.pop())
    return replace(timex, value=day.isoformat())


def _tells(timex: Timex, statement: Statement, setting: Setting) -> bool:
    return (
        _is_beside(timex, statement, setting)
        or _is_followed_by_when(timex, statement, setting)
        or _depends(timex, statement, setting)
    )


def is_said(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the expression is part of what is said, or on the other side of a content than the statement's cue."""
    if any(span.start <= timex.start < span.end for span in statement.content):
        return True
    anchor = statement.cue or statement.source or statement.content[0]
    return any(
        (span.start <= timex.start < span.end) != (span.start <= anchor.start < span.end)
        for other in setting.statements
        if other.key != statement.key
        for span in other.content
    )


def is_bounded(timex: Timex, setting: Setting) -> bool:
    """Whether a word before makes the expression a limit: "since Monday", "until 2014"."""
    token = _token(timex, setting.doc)
    if token is None or token.i == 0:
        return False
    before = setting.doc[token.i - 1]
    if before.lower_ in {"the", "a", "an"} and before.i > 0:
        before = setting.doc[before.i - 1]
    return before.lower_ in setting.bounds


def _is_beside(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the expression follows cue or source with no more than names between: "told reporters on Monday"."""
    cue, source = statement.cue, statement.source
    if cue is None:
        return False
    if source and source.start <= timex.start < source.end:
        return timex.end == source.end and _closes(timex, source, setting)
    if timex.start < cue.end:
        return source is not None and source.end <= timex.start and _follows(timex, source, setting)
    if any(cue.end < span.end and span.start < timex.start for span in statement.content):
        return False
    gap = [token for token in tokens_in(setting.doc, Span("", cue.end, timex.start)) if token.idx >= cue.end]
    gap = [token for token in gap if token.idx < timex.start]
    return len(gap) <= MAX_GAP_TOKENS and all(_is_addressee(token, setting) for token in gap)


def _closes(timex: Timex, source: Span, setting: Setting) -> bool:
    """Whether the expression ends the source without being part of the name: "the mayor on Monday"."""
    root = root_of(timex, setting.doc)
    if root is None or YEAR.fullmatch(timex.value):
        return False
    before = root.head if root.dep_ == "pobj" else root
    return before.head.dep_ in SUBJECT_DEPS and source.start <= before.head.idx < source.end


def _is_followed_by_when(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the cue is the verb of a clause that says what happened then: "in May, when the bank announced"."""
    if statement.cue is None or statement.cue.start < timex.end:
        return False
    words = tokens_in(setting.doc, Span("", timex.start, timex.end))
    when = next((token for token in setting.doc[words[-1].i + 1 :][:2] if not token.is_punct), None) if words else None
    return (
        when is not None
        and when.lower_ == WHEN
        and any(when.head.i == token.i for token in tokens_in(setting.doc, statement.cue))
    )


def _is_addressee(token: Token, setting: Setting) -> bool:
    """Whether a word between cue and time can be part of who is told, or on what occasion."""
    if token.pos_ in VERBS or token.tag_ == "WDT" or token.text in ";:":
        return False
    return token.pos_ != "NOUN" or token.dep_ in ADDRESSEE_DEPS or is_occasion(token, setting)


def _follows(timex: Timex, span: Span, setting: Setting) -> bool:
    """Whether the expression stands right after a span: "the mayor on Monday said"."""
    gap = [token for token in tokens_in(setting.doc, Span("", span.end, timex.start)) if token.idx >= span.end]
    return all(token.idx >= timex.start or token.pos_ in {"ADP", "DET", "PUNCT", "SPACE"} for token in gap)


def _depends(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the syntax leads from the expression to the cue, or to a source that has a time of its own."""
    token = root_of(timex, setting.doc)
    cue = tokens_in(setting.doc, statement.cue) if statement.cue else []
    source = tokens_in(setting.doc, statement.source) if statement.source else []
    if token is None:
        return False
    targets = {word.i for word in cue} | {verb.i for word in cue for verb in _governors(word, statement)}
    through_act = False
    while token.i not in targets:
        if any(span.start <= token.idx < span.end for span in statement.content):
            return False
        if token in source and token.head not in source:
            return through_act or is_occasion(token, setting)
        if not (through_act and token in source) and not _is_passable(token, timex, setting):
            return False
        through_act = through_act or token.lemma_ in setting.acts
        if token.head.i == token.i:
            return False
        token = token.head
    return True


def _governors(word: Token, statement: Statement) -> Iterator[Token]:
    """The verbs of whose act the cue's is part: "sent a letter, calling for", "opened the talks by saying"."""
    for _ in range(MAX_CLAUSES_UP):
        if word.dep_ not in CLAUSE_LINKS or (word.dep_ == "advcl" and word.tag_ == "VBN") or _has_own_time(word):
            return
        word = word.head.head if word.dep_ == "pcomp" else word.head
        if any(span.start <= word.idx < span.end for span in statement.content):
            return
        yield word


def _has_own_time(word: Token) -> bool:
    """Whether a clause has a subject of its own and is not said to go along with the other: "and a poll shows"."""
    children = list(word.children)
    is_along = any(child.dep_ in {"mark", "advmod"} and child.lower_ in ALONG for child in children)
    return not is_along and any(child.dep_ in SUBJECT_DEPS for child in children)


def _is_passable(token: Token, timex: Timex, setting: Setting) -> bool:
    """Whether a word on the way keeps the time that of the saying."""
    if timex.start <= token.idx < timex.end or token.pos_ not in VERBS | NOUNS or token.dep_ == "compound":
        return True
    return token.lemma_.lower() in setting.acts if token.pos_ in VERBS else is_occasion(token, setting)


def _leads_in(timex: Timex, anchor: Span, sentence: Span, setting: Setting) -> bool:
    """Whether the sentence opens with the expression, and the cue is in its main clause."""
    if timex.start > anchor.start:
        return False
    before = [token for token in tokens_in(setting.doc, sentence) if token.idx < timex.start]
    if any(token.tag_ not in LEAD_IN_TAGS for token in before) or len(before) > 3:
        return False
    return any(token.dep_ == "ROOT" or token.head.dep_ == "ROOT" for token in tokens_in(setting.doc, anchor))


def is_occasion(token: Token, setting: Setting) -> bool:
    """Whether a noun names an occasion or a text that has a day: "interview", "report"."""
    return token.pos_ in NOUNS and token.lemma_.lower() in setting.occasions


def sentence_of(offset: int, doc: Doc) -> Span:
    """The sentence that holds a character; its text is left out."""
    found = tokens_in(doc, Span("", offset, offset + 1))
    if not found:
        return Span("", offset, offset)
    sentence = found[0].sent
    return Span("", sentence.start_char, sentence.end_char)


def _token(timex: Timex, doc: Doc) -> Token | None:
    return next(iter(tokens_in(doc, Span("", timex.start, timex.end))), None)


def root_of(timex: Timex, doc: Doc) -> Token | None:
    """The word of the expression that the others hang on."""
    tokens = tokens_in(doc, Span("", timex.start, timex.end))
    return next((token for token in tokens if token.head not in tokens or token.head.i == token.i), None)


def _distance(timex: Timex, anchor: Span) -> int:
    return timex.start - anchor.end if timex.start >= anchor.end else anchor.start - timex.end
