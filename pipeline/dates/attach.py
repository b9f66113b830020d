"""Which time expression tells when a statement was made, and not when what it speaks of happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Doc, Token

from pipeline.dates.timexes import Timex
from pipeline.records import Span, Statement
from pipeline.resources.dates import DateWords
from pipeline.syntax import tokens_in

MAX_GAP_TOKENS = 8
CLAUSE_LINKS = frozenset({"advcl", "conj"})
LEAD_IN_TAGS = frozenset({"IN", "TO", "DT", "CC", "RB", "RBR", "JJR", "JJ", "PDT", "``", "''", ",", ":", "-LRB-", "NN"})
UNTELLING = frozenset({"PRESENT_REF", "FUTURE_REF"})
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


def make_setting(doc: Doc, timexes: Sequence[Timex], statements: Sequence[Statement], dates: DateWords) -> Setting:
    """The setting of an article."""
    return Setting(
        doc,
        [timex for timex in timexes if timex.type in {"DATE", "TIME"} and timex.value not in UNTELLING],
        statements,
        frozenset(dates.of("occasion")),
        frozenset(dates.of("act")),
        frozenset(dates.of("bound")),
        {word: int(value) for word, value in dates.of("weekday").items() if int(value) >= SATURDAY},
    )


def time_of(statement: Statement, setting: Setting) -> Timex | None:
    """The expression that tells when the statement was made; the nearest to the cue where there are several."""
    anchor = statement.cue or statement.source
    if anchor is None:
        return None
    sentence = _sentence(anchor, setting.doc)
    candidates = [
        timex
        for timex in setting.timexes
        if sentence.start <= timex.start < sentence.end
        and not _is_said(timex, statement, setting)
        and not _is_bounded(timex, setting)
        and (_tells(timex, statement, setting) or _leads_in(timex, anchor, sentence, setting))
    ]
    nearest = min(candidates, key=lambda timex: (_distance(timex, anchor), timex.start), default=None)
    return _narrowed(nearest, sentence, setting) if nearest else None


def _narrowed(timex: Timex, sentence: Span, setting: Setting) -> Timex:
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
    return _is_beside(timex, statement, setting) or _depends(timex, statement, setting)


def _is_said(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the expression is part of what is said, here or in a statement that does not hold this one."""
    anchor = statement.cue or statement.source or statement.content[0]
    for other in setting.statements:
        for span in other.content:
            if span.start <= timex.start < span.end and not (
                other.key != statement.key and span.start <= anchor.start < span.end
            ):
                return True
    return False


def _is_bounded(timex: Timex, setting: Setting) -> bool:
    """Whether a word before makes the expression a limit: "since Monday", "until 2014"."""
    token = _token(timex, setting.doc)
    if token is None or token.i == 0:
        return False
    before = setting.doc[token.i - 1]
    if before.lower_ in {"the", "a", "an"} and before.i > 0:
        before = setting.doc[before.i - 1]
    return before.lower_ in setting.bounds


def _is_beside(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether nothing but names and particles stands between cue and expression: "told reporters on Monday"."""
    cue, source = statement.cue, statement.source
    if cue is None or (source and source.start <= timex.start < source.end):
        return False
    if source and source.end <= timex.start < cue.start and _follows(timex, source, setting):
        return True
    start, end = (cue.end, timex.start) if cue.end <= timex.start else (timex.end, cue.start)
    if start > end or any(span.start < end and start < span.end for span in statement.content):
        return False
    if start == end:
        return True
    gap = [token for token in tokens_in(setting.doc, Span("", start, end)) if start <= token.idx < end]
    if len(gap) > MAX_GAP_TOKENS:
        return False
    nouns = [token for token in gap if token.pos_ == "NOUN" and cue.end <= timex.start]
    return not any(token.pos_ in VERBS or token.tag_ == "WDT" or token.text in ";:" for token in gap) and all(
        _is_occasion(noun, setting) or noun.dep_ in {"dobj", "compound", "appos", "nsubj"} for noun in nouns
    )


def _follows(timex: Timex, span: Span, setting: Setting) -> bool:
    """Whether the expression stands right after a span: "the mayor on Monday said"."""
    gap = [token for token in tokens_in(setting.doc, Span("", span.end, timex.start)) if token.idx >= span.end]
    return all(token.idx >= timex.start or token.pos_ in {"ADP", "DET", "PUNCT", "SPACE"} for token in gap)


def _depends(timex: Timex, statement: Statement, setting: Setting) -> bool:
    """Whether the syntax leads from the expression to the cue, or to a source that has a time of its own."""
    token = _root(timex, setting.doc)
    cue = tokens_in(setting.doc, statement.cue) if statement.cue else []
    source = tokens_in(setting.doc, statement.source) if statement.source else []
    if token is None:
        return False
    targets = {word.i for word in cue} | {word.head.i for word in cue if word.dep_ in CLAUSE_LINKS}
    through_act = False
    while token.i not in targets:
        if any(span.start <= token.idx < span.end for span in statement.content):
            return False
        if token in source and token.head not in source:
            return through_act or _is_occasion(token, setting)
        if not _is_passable(token, timex, setting):
            return False
        through_act = through_act or token.lemma_ in setting.acts
        if token.head.i == token.i:
            return False
        token = token.head
    return True


def _is_passable(token: Token, timex: Timex, setting: Setting) -> bool:
    """Whether a word on the way keeps the time that of the saying."""
    if timex.start <= token.idx < timex.end or token.pos_ not in VERBS | NOUNS:
        return True
    return token.lemma_.lower() in setting.acts if token.pos_ in VERBS else _is_occasion(token, setting)


def _leads_in(timex: Timex, anchor: Span, sentence: Span, setting: Setting) -> bool:
    """Whether the sentence opens with the expression, and the cue is in its main clause."""
    if timex.start > anchor.start:
        return False
    before = [token for token in tokens_in(setting.doc, sentence) if token.idx < timex.start]
    if any(token.tag_ not in LEAD_IN_TAGS for token in before) or len(before) > 3:
        return False
    return any(token.dep_ == "ROOT" or token.head.dep_ == "ROOT" for token in tokens_in(setting.doc, anchor))


def _is_occasion(token: Token, setting: Setting) -> bool:
    return token.lemma_.lower() in setting.occasions


def _sentence(span: Span, doc: Doc) -> Span:
    found = tokens_in(doc, span)
    if not found:
        return span
    sentence = found[0].sent
    return Span("", sentence.start_char, sentence.end_char)


def _token(timex: Timex, doc: Doc) -> Token | None:
    return next(iter(tokens_in(doc, Span("", timex.start, timex.end))), None)


def _root(timex: Timex, doc: Doc) -> Token | None:
    """The word of the expression that the others hang on."""
    tokens = tokens_in(doc, Span("", timex.start, timex.end))
    return next((token for token in tokens if token.head not in tokens or token.head.i == token.i), None)


def _distance(timex: Timex, anchor: Span) -> int:
    return timex.start - anchor.end if timex.start >= anchor.end else anchor.start - timex.end
