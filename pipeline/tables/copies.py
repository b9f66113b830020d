"""Marks what several articles carry: each quotation and each article with its copies, none taken out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.clusters import ArticleGroups, QuoteGroups, text_digest
from pipeline.records import Document, Result, statement_id
from pipeline.tables.facts import Facts
from pipeline.tables.join import Joined

# What other articles decide of a row, so that it is written into the row later. In every row and line these stand
# together and in this order (of an article the first is article_cluster_id), with other columns after them in the
# tables, and no free text after them anywhere.
COPY_COLUMNS = ("quote_cluster_id", "first_seen", "copy_number")


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a text stands among those that say the same: their common id, their first day, its own number from 1."""

    cluster_id: str
    first_seen: date | None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Copies:
    """What is shared, by statement_id and by doc_id; what is not there stands alone."""

    statements: Mapping[str, Copy] = field(default_factory=dict)
    documents: Mapping[str, Copy] = field(default_factory=dict)


def lone_statement(joined: Joined, document: Document) -> Copy:
    """A statement that has no copies."""
    return Copy(f"q{text_digest(joined.statement_id)}", document.published)


def lone_document(result: Result) -> Copy:
    """An article that has no copies."""
    return Copy(f"a{text_digest(result.doc_id)}", result.document.published)


def copy_cells(copy: Copy) -> bytes:
    """What a row of a table says of its copies."""
    return f"{copy.cluster_id},{copy.first_seen or ''},{copy.number},".encode()


def copy_members(copy: Copy) -> bytes:
    """What a line of JSON says of its statement's copies."""
    first_seen = f'"{copy.first_seen}"' if copy.first_seen else "null"
    cluster, seen, number = COPY_COLUMNS
    return f'"{cluster}":"{copy.cluster_id}","{seen}":{first_seen},"{number}":{copy.number}'.encode()


def find_copies(articles: Iterable[tuple[str, Facts]]) -> Copies:
    """The copies among all articles, which pass one at a time by doc_id, in order of their files."""
    quotes, texts = QuoteGroups(), ArticleGroups()
    said: list[tuple[str, date | None, int]] = []
    read: list[tuple[str, date | None, int]] = []
    for doc_id, facts in articles:
        read.append((doc_id, facts.published, texts.add(facts.article)))
        said += [(statement_id(doc_id, key), facts.published, quotes.add(quote)) for key, quote in facts.quotes]
    return Copies(_numbered("q", said, quotes.groups()), _numbered("a", read, texts.groups()))


def _numbered(letter: str, texts: Sequence[tuple[str, date | None, int]], groups: Sequence[str]) -> dict[str, Copy]:
    """The copies of each text that has some, numbered by day, then by file and place."""
    members: defaultdict[str, list[tuple[str, date | None]]] = defaultdict(list)
    for name, published, number in texts:
        members[groups[number]].append((name, published))
    copies = {}
    for digest, group in members.items():
        if len(group) > 1:
            ordered = sorted(group, key=lambda member: member[1] or date.max)
            first_seen = ordered[0][1]
            copies.update({name: Copy(letter + digest, first_seen, n) for n, (name, _) in enumerate(ordered, 1)})
    return copies
