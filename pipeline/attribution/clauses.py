"""The clauses that a verb reports: "said that rents fell", "rents, she said, fell", "as she said, rents fell"."""

from collections.abc import Iterator

from spacy.tokens import Token

from pipeline.attribution.article import Article, Range
from pipeline.attribution.spans import (
    NOMINAL,
    PASSIVE_SUBJECTS,
    SUBJECTS,
    VERBAL,
    Frame,
    child,
    is_infinitive,
    subtree_tokens,
    without,
)

QUESTION_WORDS = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
CLAUSE_BREAKS = frozenset({";", ":"})
FINITE_PARTS = frozenset({"aux", "auxpass", "cop", "mark"})
INSERTED_TAGS = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "ADV", "AUX", "NUM", "PART"})
MAX_INSERTED_TOKENS = 10
MAX_TOKENS_BEFORE_THAT = 12
APART = frozenset({",", "—", "–", "--", "-"})
KEPT_SUBORDINATORS = frozenset({"if", "because", "unless"})
REPORTED_AGAIN = frozenset({"conj", "advcl", "parataxis"})


def clause_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """The clauses the parser hung on the verb: "said (that) rents fell", "asked whether", "wants rents to fall"."""
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
            yield "question" if is_question(clause) else "clause", content, None


def that_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """What follows "that" soon after the verb, where the parser saw no clause: "said in May that rents fell"."""
    doc, limit = article.doc, min(article.sentence_tokens(verb)[1], verb.i + MAX_TOKENS_BEFORE_THAT)
    for index in range(verb.i + 1, limit):
        if doc[index].pos_ in VERBAL or doc[index].is_punct:
            return
        if doc[index].lower_ == "that":
            if doc[index].dep_ != "dobj" and (index == verb.i + 1 or doc[index].tag_ == "IN"):
                yield "clause", [(index, _sentence_rest(article, index))], None
            return


def parenthetical_frames(verb: Token) -> Iterator[Frame]:
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


def inserted_frames(article: Article, verb: Token) -> Iterator[Frame]:
    """The clause around ", she said," or ", said Ann Roe," where the parser saw another one."""
    doc, (start, end) = article.doc, article.sentence_tokens(verb)
    if article.quotation_of[verb.i] >= 0 or "quote" not in article.patterns_of(verb):
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


def reporter_above(article: Article, verb: Token) -> Token | None:
    """The verb whose subject a participle shares though it hangs on what was reported: "said rents fell, adding …"."""
    if verb.dep_ != "advcl" or verb.tag_ != "VBG" or not _reports_again(article, verb):
        return None
    for above in verb.ancestors:
        if above.dep_ == "ccomp" and above.head.i < above.i:
            reporter = above.head
            return reporter if "clause" in article.patterns_of(reporter) else None
    return None


def is_question(clause: Token) -> bool:
    """Whether a clause begins with "whether" or a question word."""
    first = clause.left_edge
    return first.i < clause.i and first.lower_ in QUESTION_WORDS


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
    patterns = article.patterns_of(verb)
    return "quote" in patterns and child(verb, "ccomp") is not None
