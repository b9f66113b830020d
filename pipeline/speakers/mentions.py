"""Where an article names or introduces the one whom a source only refers to."""

from collections.abc import Iterator

from pipeline.records import Span, Statement
from pipeline.speakers.referents import Case, Referent


def mention_behind(case: Case, statement: Statement, referent: Referent) -> Span | None:
    """The mention that a source refers to: the last up to it, else the first after; none for a name or phrase."""
    if referent.basis in {"name", "phrase"}:
        return None
    near = statement.source or statement.content[0]
    mentions = list(_mentions(case, referent))
    if referent.basis == "other_name":
        mentions = [span for span in mentions if span.text.casefold() == referent.name.casefold()]
    before = [span for span in mentions if span.start < near.end]
    return before[-1] if before else next(iter(mentions), None)


def _mentions(case: Case, referent: Referent) -> Iterator[Span]:
    if referent.entity_key is not None:
        yield from (name.span for name in case.scene.names if name.entity.key == referent.entity_key)
    elif referent.place is not None:
        yield referent.place
