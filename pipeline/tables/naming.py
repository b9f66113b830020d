"""Counts the names of all articles, so that one bearer has one name in the tables."""

from collections.abc import Iterable, Iterator

from pipeline.canonical import Registry
from pipeline.records import Result
from pipeline.settings import Settings
from pipeline.tables.join import join


def count_names(results: Iterable[Result], registry: Registry, settings: Settings) -> Iterator[Result]:
    """The results as they come, each counted on its way: its entities, and who speaks in what reaches the tables."""
    for result in results:
        registry.count_entities(result.doc_id, result.entities)
        for joined in join(result, settings):
            if joined.speaker is not None:
                is_given = "speaker" in joined.corrected
                registry.count_speaker(
                    result.doc_id, joined.statement_id, joined.speaker, result.entities, is_given=is_given
                )
        yield result
