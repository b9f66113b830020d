"""Attributions whose cue is a verb: indirect speech, attitudes, and the passive."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.finding import Finding
from pipeline.attribution.spans import (
    NOMINAL,
    PASSIVE_SUBJECTS,
    SUBJECTS,
    VERBAL,
    agent_of,
    child,
    content_ranges,
    cue_range,
    is_infinitive,
    is_passive,
    noun_after,
    noun_before,
    source_range,
    subject_of,
    subtree_tokens,
    without,
)
from pipeline.attribution.voices import may_speak
from pipeline.resources.cues import CONSTRUCTIONS, Cues, Patterns

QUESTION_WORDS = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
CLAUSE_BREAKS = frozenset({";", ":"})
FINITE_PARTS = frozenset({"aux", "auxpass", "cop", "mark"})
INSERTED_TAGS = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "ADV", "AUX", "NUM", "PART"})
MAX_INSERTED_TOKENS = 10
APART = frozenset({",", "—", "–", "--", "-"})
KEPT_SUBORDINATORS = frozenset({"if", "because", "unless"})
EXAMPLE_WORDS = frozenset({"particularly", "especially", "including", "notably"})
KEPT_PREPOSITIONS = frozenset({"for", "as", "to", "by", "with", "from", "of", "behind"})
REPORTED_AGAIN = frozenset({"conj", "advcl", "parataxis"})
Frame = tuple[str, list[Range], int | None]


def patterns_of(cues: Cues, verb: Token) -> Patterns:
    """The patterns of a verb, with its particle where the cue list has both; none where it is no cue."""
    lemma = verb.lemma_.lower()
    with_particle = cues.particle_verbs.get(lemma)
    particle = child(verb, "prt") if with_particle else None
    if with_particle and particle is not None and particle.lower_ in with_particle:
        return with_particle[particle.lower_]
    return cues.verbs.get(lemma, {})


def find_at_verb(article: Article, verb: Token, patterns: Patterns) -> Finding | None:
    """The attribution a cue verb makes in that of its constructions that `patterns` names first."""
    passive = is_passive(verb)
    frames = passive_frames(article, verb) if passive else active_frames(article, verb)
    rank = {pattern: place for place, pattern in enumerate(patterns)}
    licensed = sorted((frame for frame in frames if frame[0] in rank), key=lambda frame: rank[frame[0]])
    for pattern, content, last in licensed:
        ranges = content_ranges(article.doc, content)
        if ranges:
            head = _source_head(article, verb, pattern, content, passive=passive)
            if head is not None and not may_speak(article, head):
                return None
            source = source_range(article.doc, head, verb)
            rule = pattern if pattern in CONSTRUCTIONS else "preposition"
            return Finding(rule, patterns[pattern], verb.i, cue_range(article.doc, verb, last=last), source, ranges)
    return None


def _source_head(article: Article, verb: Token, pattern: str, content: list[Range], *, passive: bool) -> Token | None:
    if pattern == "raising":
        return None
    if passive:
        return agent_of(verb)
    doer = doer_of(article, verb)
    before = max((end for _start, end in content if end <= verb.i), default=None)
    after = min((start for start, _end in content if start > verb.i), default=None)
    if before is None or after is None or (doer is not None and before <= doer.i < after):
        return doer
    return noun_after(article.doc, verb.i + 1, after) or noun_before(article.doc, verb.i, before) or doer


def doer_of(article: Article, verb: Token) -> Token | None:
    """The head of who does what an active verb says: its subject, else the noun phrase that touches it."""
    reporter = _reporter_above(article, verb)
    return subject_of(reporter or verb) or noun_before(article.doc, verb.i, article.sentence_tokens(verb)[0])


def active_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """Constructions of an active verb, the most telling first: name, content as token ranges, last token of the cue."""
    yield from _clause_frames(article, verb)
    yield from _that_frames(article, verb)
    yield from _parenthetical_frames(verb)
    yield from _inserted_frames(article, verb)
    yield from _infinitive_frames(verb)
    yield from _object_frames(article, verb)
    yield from _preposition_frames(article, verb)


def passive_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """Constructions of a passive verb, as `active_frames`."""
    subject = child(verb, *PASSIVE_SUBJECTS)
    about = [subtree_tokens(subject)] if subject is not None and subject.lower_ != "it" else []
    for complement in verb.children:
        if complement.dep_ == "xcomp":
            yield "passive_infinitive", [*about, subtree_tokens(complement)], None
        elif complement.dep_ == "ccomp" and complement.i > verb.i:
            yield "question" if _is_question(complement) else "clause", [subtree_tokens(complement)], None
    yield from _parenthetical_frames(verb)
    as_phrase = _preposition(verb, "as")
    if as_phrase is not None:
        yield "passive_as", [*about, subtree_tokens(as_phrase)], None
    charge = _preposition(verb, "of") or _preposition(verb, "for")
    if about:
        yield "passive", [*about, subtree_tokens(charge)] if charge is not None else about, None
    yield from _preposition_frames(article, verb)


def _clause_frames(article: Article, verb: Token) -> Iterator[Frame]:
    clauses = [each for each in verb.children if each.dep_ == "ccomp"]
    for clause in sorted(clauses, key=lambda each: each.i < verb.i):
        if clause.i < verb.i and not _may_precede(article, verb, clause, alone=len(clauses) == 1):
            continue
        content = _clause_content(article, verb, clause)
        if clause.pos_ not in VERBAL and child(clause, *FINITE_PARTS) is None:
            yield "object_complement", content, None
        elif is_infinitive(clause):
            yield "object_infinitive", content, None
        else:
            yield "question" if _is_question(clause) else "clause", content, None


def _may_precede(article: Article, verb: Token, clause: Token, *, alone: bool) -> bool:
    """Whether the clause before a verb is what it reports: "Rents fell, she said", not "A argues …; B counters …"."""
    separators = {article.doc[index].text for index in range(clause.right_edge.i, verb.i)}
    return not separators & CLAUSE_BREAKS and (alone or child(clause, *SUBJECTS, *PASSIVE_SUBJECTS) is not None)


def _clause_content(article: Article, verb: Token, clause: Token) -> list[Range]:
    """The clause without the cue inside it and without a later report that the parser hung on it."""
    start, end = subtree_tokens(clause)
    if verb.i + 1 == start and clause.pos_ not in VERBAL and article.doc[start].lower_ == "that":
        end = _sentence_rest(article, start)
    for each in verb.rights:
        if each.left_edge.i == end and (each.dep_ == "ccomp" or each.left_edge.lower_ in KEPT_SUBORDINATORS):
            end = each.right_edge.i + 1
    for index in range(max(clause.i, verb.i) + 1, end):
        each = article.doc[index]
        if each.dep_ in REPORTED_AGAIN and each.right_edge.i + 1 >= end - 1 and _reports_again(article, each):
            end = each.left_edge.i
            break
    end = _without_addition(article, max(start, verb.i), end)
    if clause.i < verb.i and verb.dep_ == "conj" and verb.head.i < start:
        start = verb.head.left_edge.i
    if not start <= verb.i < end:
        return [(start, end)]
    own = (each.left_edge.i for each in verb.lefts if each.i != clause.i and each.left_edge.i > start)
    return without((start, end), (min(own, default=verb.i), verb.i + 1))


def _without_addition(article: Article, start: int, end: int) -> int:
    """The end of a content before what the writer adds to it after a comma or dash: ", which opened in May"."""
    for index in range(start + 2, end):
        each = article.doc[index]
        if each.dep_ not in {"relcl", "appos"} or each.right_edge.i + 1 < end or article.quotation_of[index] >= 0:
            continue
        first = each.left_edge
        apart = article.doc[first.i - 1].text in APART
        if apart and (first.tag_ in {"WDT", "WP"} if each.dep_ == "relcl" else each.tag_ == "NN"):
            return first.i
    return end


def _that_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """What follows "that" right after the verb, where the parser saw no clause."""
    following = verb.i + 1
    if following >= len(article.doc) or article.doc[following].lower_ != "that":
        return
    if article.doc[following].dep_ != "dobj":
        yield "clause", [(following, _sentence_rest(article, following))], None


def _sentence_rest(article: Article, start: int) -> int:
    """The token where a clause that begins at `start` ends at the latest: a semicolon or the sentence's end."""
    end = article.sentence_tokens(article.doc[start])[1]
    return next((index for index in range(start, end) if article.doc[index].text == ";"), end)


def _reports_again(article: Article, verb: Token) -> bool:
    """Whether a clause after a comma or dash is a report of its own: ", while Roe said that …"."""
    before = article.doc[verb.left_edge.i - 1]
    apart = before.dep_ == "cc" or before.text in {",", ";", "—", "–"}
    if not apart or (child(verb, *SUBJECTS) is None and verb.tag_ != "VBG"):
        return False
    patterns = patterns_of(article.cues, verb)
    return "quote" in patterns and child(verb, "ccomp") is not None


def _reporter_above(article: Article, verb: Token) -> Token | None:
    """The verb whose subject a participle shares though it hangs on what was reported: "said rents fell, adding …"."""
    if verb.dep_ != "advcl" or verb.tag_ != "VBG" or not _reports_again(article, verb):
        return None
    for above in verb.ancestors:
        if above.dep_ == "ccomp" and above.head.i < above.i:
            reporter = above.head
            return reporter if "clause" in patterns_of(article.cues, reporter) else None
    return None


def _inserted_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """The clause around ", she said," or ", said Ann Roe," where the parser saw another one."""
    doc, (start, end) = article.doc, article.sentence_tokens(verb)
    if article.quotation_of[verb.i] >= 0 or "quote" not in patterns_of(article.cues, verb):
        return
    first, last = verb.i, verb.i + 1
    while first > start and verb.i - first < MAX_INSERTED_TOKENS and doc[first - 1].pos_ in INSERTED_TAGS:
        first -= 1
    while last < end and last - verb.i < MAX_INSERTED_TOKENS and doc[last].pos_ in INSERTED_TAGS:
        last += 1
    if first <= start + 1 or last >= end - 1 or doc[first - 1].text != "," or doc[last].text != ",":
        return
    named = [doc[index] for index in range(first, last) if doc[index].pos_ in NOMINAL]
    on_one_side = all(each.i < verb.i for each in named) or first == verb.i
    if named and on_one_side and not any(each.tag_ in {"WP", "WDT"} for each in named):
        yield "clause", [(start, first), (last, end)], None


def _parenthetical_frames(verb: Token) -> Iterator[Frame]:
    """The verb hangs on the clause it reports: "Rents, she said, will fall" or "As she said, rents will fall"."""
    if verb.head.i == verb.i:
        return
    mark, inner = child(verb, "mark"), subtree_tokens(verb)
    outer = subtree_tokens(verb.head)
    if verb.dep_ == "parataxis" and inner[0] == outer[0]:
        comma = next((each.i for each in verb.lefts if each.text == ","), inner[0])
        yield "clause", without(outer, (comma, inner[1])), None
    elif verb.dep_ == "parataxis" or (verb.dep_ == "advcl" and mark is not None and mark.lower_ == "as"):
        yield "clause", without(outer, inner), None


def _infinitive_frames(verb: Token) -> Iterator[Frame]:
    subject, state = child(verb, *SUBJECTS), child(verb, "acomp", "oprd")
    if subject is not None and state is not None:
        yield "raising", [subtree_tokens(subject), subtree_tokens(state)], None
    for complement in verb.children:
        if complement.dep_ != "xcomp":
            continue
        addressee, subject = child(verb, "dobj"), child(verb, *SUBJECTS)
        content = [subtree_tokens(complement)]
        if subject is not None and addressee is None:
            yield "raising", [subtree_tokens(subject), *content], None
        if complement.tag_ == "VBG":
            yield "gerund", content, None
        elif complement.pos_ in {"ADJ", "NOUN", "PROPN"}:
            yield "object_complement", content, None
        elif complement.pos_ not in VERBAL:
            continue
        elif addressee is not None and addressee.i < complement.i:
            yield "object_infinitive", content, None
        else:
            yield "infinitive", content, None


def _object_frames(article: Article, verb: Token) -> Iterator[Frame]:
    named = child(verb, "oprd")
    if named is not None and child(verb, "dobj") is None:
        yield "object_complement", [subtree_tokens(named)], None
    for dobj in verb.children:
        if dobj.dep_ != "dobj":
            continue
        as_phrase, reason, complement = _preposition(verb, "as"), _preposition(verb, "for"), child(verb, "oprd")
        if as_phrase is not None:
            yield "object_as", [subtree_tokens(dobj), subtree_tokens(as_phrase)], None
        elif complement is not None:
            yield "object_complement", [subtree_tokens(dobj), subtree_tokens(complement)], None
        else:
            if reason is not None and reason.i > dobj.i:
                yield "object_for", [subtree_tokens(dobj), subtree_tokens(reason)], None
            yield "object", [_extended(article, verb, subtree_tokens(dobj))], None


def _extended(article: Article, verb: Token, content: Range) -> Range:
    """A noun phrase with what belongs to it but hangs on the verb: "urged him to go", "the reason behind the cut"."""
    start, end = content
    for each in verb.rights:
        if each.left_edge.i == end and (each.lower_ in KEPT_PREPOSITIONS or _is_purpose(each)):
            end = each.right_edge.i + 1
    limit = article.sentence_tokens(verb)[1]
    if end + 1 < limit and article.doc[end].text == "," and article.doc[end + 1].lower_ in EXAMPLE_WORDS:
        end = max(end, _phrase_from(article, end + 1, limit).right_edge.i + 1)
    elif end < limit and article.doc[end - 1].dep_ == "cc":
        end = _phrase_from(article, end, limit).right_edge.i + 1
    return start, min(end, limit)


def _is_purpose(each: Token) -> bool:
    return each.dep_ in {"advcl", "xcomp"} and (is_infinitive(each) or each.tag_ == "VBG")


def _phrase_from(article: Article, start: int, limit: int) -> Token:
    """The head of the largest phrase that begins with token `start`."""
    head = article.doc[start]
    while start <= head.head.i < limit and head.head.left_edge.i >= start and head.head.i != head.i:
        head = head.head
    return head


def _preposition_frames(article: Article, verb: Token) -> Iterator[Frame]:
    for preposition in verb.children:
        if preposition.dep_ in {"prep", "dative"} and preposition.pos_ in {"ADP", "SCONJ"}:
            content = _extended(article, verb, (preposition.i + 1, preposition.right_edge.i + 1))
            yield preposition.lower_, [content], preposition.i if preposition.i == verb.i + 1 else None


def _preposition(verb: Token, word: str) -> Token | None:
    return next((each for each in verb.children if each.dep_ == "prep" and each.lower_ == word), None)


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.i < clause.i and first.lower_ in QUESTION_WORDS
