"""What the tables must know of every article before they can show any: its names, and its words to find copies by."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from pipeline.canonical import Key, Names, Spoken, names_of, same_name
from pipeline.clusters import Print, article_print, quote_print
from pipeline.records import Document, Result
from pipeline.settings import Settings
from pipeline.tables.join import Joined, join

BOILERPLATE = "boilerplate"


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The facts of one article.

    `targets` are the places in the registry that its stances look up; `quotes` are the keys of the
    statements with words enough to be compared, and what they are compared by.
    """

    published: date | None
    names: Names
    targets: tuple[Key, ...]
    article: Print
    quotes: tuple[tuple[str, Print], ...]


def facts_of(result: Result, settings: Settings) -> Facts:
    """The facts of an article, of its statements only those that reach the tables."""
    joined = list(join(result, settings))
    targets = {(stance.target_kind, same_name(stance.target)) for each in joined for stance in each.stances}
    return Facts(
        result.document.published,
        _names(result, joined),
        tuple(sorted(targets)),
        article_print(_own_text(result.document)),
        tuple(_quotes(joined)),
    )


def article_names(result: Result, settings: Settings) -> Names:
    """The names in an article, of its speakers only those whose statements reach the tables."""
    return _names(result, join(result, settings))


def _names(result: Result, joined: Iterable[Joined]) -> Names:
    spoken = (
        Spoken(each.statement.key, each.speaker, is_given="speaker" in each.corrected)
        for each in joined
        if each.speaker is not None
    )
    return names_of(result.entities, spoken)


def _quotes(joined: Iterable[Joined]) -> Iterator[tuple[str, Print]]:
    for each in joined:
        words = " ".join(span.text for span in each.statement.content)
        found = quote_print(words, is_nested=each.nested_in is not None)
        if found is not None:
            yield each.statement.key, found


def _own_text(document: Document) -> str:
    return " ".join(document.text[block.start : block.end] for block in document.blocks if block.kind != BOILERPLATE)
