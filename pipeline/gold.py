"""Corrected articles as gold files, and how what the tool finds by itself compares with gold."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.cache import Cache
from pipeline.canonical import Registry, find_identities, rename
from pipeline.corrections import encode_gold, gold_of, theme_ids
from pipeline.errors import UsageError
from pipeline.evaluate import Scores, locate, read_gold, score, total
from pipeline.plan import Context
from pipeline.project import Project
from pipeline.publish import NAMING_RESOURCES, overlay_of
from pipeline.records import Result
from pipeline.resources import load_resource
from pipeline.survey import Survey, known_results, open_context, survey_articles
from pipeline.tables import article_names, encode_line, statement_lines
from pipeline.tables.files import replacing


def export_gold(project: Project, folder: Path) -> int:
    """Writes DOC_ID.json for each article that a person corrected; returns how many there are.

    Raises:
        UsageError: articles wait for a run, or the folder cannot be written.
    """
    with _known(project) as (survey, context, cache):
        themes = theme_ids(load_resource(project, "codebook").themes)
        overlay = overlay_of(survey, context, cache, themes)
        corrected = _named(list(map(overlay.correct, known_results(survey, cache))), context)
        pairs = zip(corrected, known_results(survey, cache), strict=True)
        golds = {f"{after.doc_id}.json": gold for after, before in pairs if (gold := gold_of(after, before))}
    with replacing(folder, list(golds)) as streams:
        for name, gold in golds.items():
            streams[name].write(encode_gold(gold))
    return len(golds)


def evaluate(project: Project, folder: Path) -> Scores:
    """How what the tool finds, before any correction, compares with the gold files in a folder.

    Raises:
        UsageError: there are none, one does not fit its article, or articles wait for a run.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise UsageError(f"{folder}: holds no gold (.json); `onrecord export gold` writes it from your corrections.")
    with _known(project) as (survey, context, cache):
        results = {result.file: result for result in _named(list(known_results(survey, cache)), context)}
    return total(_score(path, results, context) for path in paths)


def _score(path: Path, results: dict[str, Result], context: Context) -> Scores:
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
        result = results[gold["file"]]
        text = result.document.text
        rows = [json.loads(encode_line(line)) for line in statement_lines(result, settings=context.settings)]
        forbidden = [locate(text, [stretch], 1) for stretch in gold["forbidden"]]
        return score(read_gold(path, text), rows, forbidden)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise UsageError(
            f"{path}: is no gold of an article in seeds/ as it is now ({error}); export it anew."
        ) from error


@contextmanager
def _known(project: Project) -> Iterator[tuple[Survey, Context, Cache]]:
    """The articles of a project, all of them computed."""
    context = open_context(project)
    with Cache(project.cache, writes=False) as cache:
        survey = survey_articles(project, context, cache)
        if any(chain.missing for chain in survey.chains.values()):
            raise UsageError(f"{project.seeds}: articles or resources have changed; run `onrecord run` first.")
        yield survey, context, cache


def _named(results: list[Result], context: Context) -> list[Result]:
    """The articles with each name in its one form, as the tables show them."""
    registry = Registry()
    for result in results:
        registry.add(result.doc_id, article_names(result, context.settings))
    identities = find_identities(registry, **{name: load_resource(context.project, name) for name in NAMING_RESOURCES})
    return [rename(result, identities) for result in results]
