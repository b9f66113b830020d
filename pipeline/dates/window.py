"""Between which days an article without a date was published, as its own text tells."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Token

from pipeline.dates.attach import Setting, is_bounded, root_of
from pipeline.dates.days import days_of
from pipeline.records import SaidOn, Span

VERBS = frozenset({"VERB", "AUX"})
AUXILIARY_DEPS = frozenset({"aux", "auxpass"})
PRESENT = frozenset({"VBZ", "VBP"})
BEHIND = frozenset({"after", "since", "following"})
PERFECT = frozenset({"has", "have", "had", "'ve", "’ve"})


@dataclass(frozen=True, slots=True)
class Window:
    """The first day on which an article may have been published, and the last, None where the text sets none."""

    earliest: date
    latest: date | None


def window_of(setting: Setting) -> Window | None:
    """From the latest day on which something happened to the first on which something is to happen, as the text tells.

    "The bridge fell on 3 May 2031" was published no earlier; "The court will meet on 9 May 2031", outside of what
    people say, no later. None where the text tells of nothing past with a full date, or contradicts itself.
    """
    past, future = [], []
    for timex in setting.timexes:
        root = root_of(timex, setting.doc)
        days = None if timex.is_relative or root is None else days_of(timex.value)
        if days is None or root is None:
            continue
        verb = None if is_bounded(timex, setting) else _verb_of(root)
        contents = list(_contents_over(timex.start, setting))
        if verb is None or any(not span.start <= verb.idx < span.end for span in contents):
            continue
        if _is_past(verb, setting):
            past.append(days.earliest)
        elif not contents and _is_to_come(verb, setting):
            future.append(days.latest)
    earliest, latest = max(past, default=None), min(future, default=None)
    if earliest is None or (latest is not None and latest < earliest):
        return None
    return Window(earliest, latest)


def _verb_of(root: Token) -> Token | None:
    """The verb of whose act an expression tells the time, itself or by what happened before: "after the flood of 2031".

    The time of other nouns is not the verb's: "warned of a flood in 2031".
    """
    is_after = False
    for word in root.ancestors:
        if word.pos_ in VERBS and word.dep_ != "prep":
            return word if is_after or word in {root.head, root.head.head} else None
        is_after = is_after or word.lower_ in BEHIND
    return None


def _is_past(verb: Token, setting: Setting) -> bool:
    """Whether a verb tells of what happened: "fell", "has fallen", "released"; not "would fall", "planned for"."""
    if verb.lemma_ in setting.future or verb.tag_ not in {"VBD", "VBN"}:
        return False
    auxiliaries = [child for child in verb.children if child.dep_ in AUXILIARY_DEPS]
    return all(word.tag_ in {"VBD", "VBN"} or word.lower_ in PERFECT for word in auxiliaries)


def _is_to_come(verb: Token, setting: Setting) -> bool:
    """Whether a verb tells of what is to happen, seen from the publication: "will meet", "is scheduled to meet"."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in AUXILIARY_DEPS}
    plan = verb.head if "to" in auxiliaries else verb
    is_planned = plan.lemma_ in setting.future and any(word.tag_ in PRESENT for word in (*plan.children, plan.head))
    return not auxiliaries.isdisjoint(setting.future) or is_planned


def _contents_over(offset: int, setting: Setting) -> Iterator[Span]:
    """What is said there, by whomever."""
    contents = (span for statement in setting.statements for span in statement.content)
    return (span for span in contents if span.start <= offset < span.end)


def within(known: SaidOn | None, early: SaidOn, late: SaidOn | None) -> SaidOn:
    """The time of a statement, by what it would be if the article was published on the first and on the last day.

    What is `known` without the publication stays. Without a last day the range is open.
    """
    if known is not None and (known.earliest or known.text != early.text):
        return known
    if early.earliest is None or late is None or late.latest is None or late.text != early.text:
        return replace(early, latest=None, precision="range" if early.earliest else None)
    is_same = (late.earliest, late.latest) == (early.earliest, early.latest)
    return replace(early, latest=late.latest, precision=early.precision if is_same else "range")
