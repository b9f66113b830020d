"""Writes outputs/review.html, an article at a time."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.articles import read_articles
from pipeline.errors import OnrecordError, ResourceError
from pipeline.project import Project
from pipeline.resources import load_resource
from pipeline.review.contents import Contents, article_data
from pipeline.review.template import data_block, page_parts
from pipeline.review_queue import find_disputes, review_queue
from pipeline.show import read_statements
from pipeline.tables.files import replacing

REVIEW_FILE = "review.html"
EVERY = 10**9


def write_review(project: Project) -> Path:
    """Writes the page of the last run into the folder of its tables; returns its path.

    Raises:
        UsageError: there was no run, an article has changed since, or the file cannot be written.
        ResourceError: a resource is wrong.
    """
    start, end = page_parts()
    with replacing(project.outputs, [REVIEW_FILE]) as streams:
        stream = streams[REVIEW_FILE]
        stream.write(start)
        stream.writelines(_blocks(project))
        stream.write(end)
    return project.outputs / REVIEW_FILE


def _blocks(project: Project) -> Iterator[bytes]:
    """The data of the page: a block an article, and at last the index of all."""
    outputs = project.outputs
    disputes = find_disputes(read_statements(outputs))
    doubts = {each.statement_id: each for each in review_queue(read_statements(outputs), disputes, limit=EVERY)}
    contents = Contents(load_resource(project, "codebook").themes, doubts)
    try:
        for number, article in enumerate(read_articles(project)):
            contents.add(article)
            yield data_block(f"article-{number}", article_data(article, doubts))
    except ResourceError as error:
        raise OnrecordError(str(error)) from error
    yield data_block("index", contents.index())
