"""The articles of the last run with their texts and statements, for whoever shows statements in their place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from pipeline.cache import Cache
from pipeline.errors import UsageError
from pipeline.project import Project
from pipeline.records import Document
from pipeline.show import StatementObject, read_statements
from pipeline.stages import STAGE_BY_NAME
from pipeline.survey import open_context, survey_articles
from pipeline.tables import TABLE_BY_NAME, read_table_csv


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the tables: its row of documents.csv, its text, its lines of statements.jsonl."""

    row: Any
    document: Document
    statements: tuple[StatementObject, ...]


def read_articles(project: Project) -> Iterator[Article]:
    """The articles of the last run, one at a time, in order of their files.

    Raises:
        UsageError: there was no run, or an article has changed since.
    """
    outputs = project.outputs
    groups = groupby(read_statements(outputs), key=itemgetter("doc_id"))
    group = next(groups, None)
    rows = list(read_table_csv(outputs / "documents.csv", TABLE_BY_NAME["documents"]))
    with Cache(project.cache, writes=False) as cache:
        keys = _keys_of_texts(project, cache)
        for row in rows:
            key = keys.get(row.doc_id)
            if key is None:
                raise _changed(row.file)
            statements: tuple[StatementObject, ...] = ()
            if group and group[0] == row.doc_id:
                statements = tuple(group[1])
                group = next(groups, None)
            document: Document = cache.product(STAGE_BY_NAME["ingest"], key)
            if not all(_is_in_place(each, document.text) for each in statements):
                raise _changed(row.file)
            yield Article(row, document, statements)


def is_span(part: Any) -> bool:
    """Whether a part of a line of statements.jsonl is a stretch of the article's text."""
    return isinstance(part, dict) and part.keys() == {"text", "start", "end"}


def _keys_of_texts(project: Project, cache: Cache) -> Mapping[str, str]:
    """Where the cache keeps the text of each article, by doc_id."""
    survey = survey_articles(project, open_context(project), cache)
    return {
        article.doc_id: chain.keys["ingest"]
        for article in survey.articles
        if (chain := survey.chains.get(article.file)) and "ingest" in chain.digests
    }


def _is_in_place(statement: StatementObject, text: str) -> bool:
    spans = [*statement["content"], statement["context"], statement["source"], statement["cue"]]
    return all(text[span["start"] : span["end"]] == span["text"] for span in spans if span)


def _changed(file: str) -> UsageError:
    return UsageError(f"{file}: has changed since the last run; run `onrecord run` first.")
