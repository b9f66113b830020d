"""Turns what is known of all articles into the tables, unless those in place show just that."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

import msgspec

from pipeline import __version__
from pipeline.cache import Cache
from pipeline.canonical import Registry, find_identities
from pipeline.corrections import (
    CORRECTIONS_FILE,
    Correction,
    Overlay,
    corrections_file,
    find_moved,
    keep_replaced,
    load_corrections,
    report_rows,
    theme_ids,
    warnings,
)
from pipeline.cycles import cycle_search
from pipeline.engines import Engine
from pipeline.plan import Context
from pipeline.project import Project
from pipeline.report import TablesState
from pipeline.resources import RESOURCES, load_resource, resource_digest
from pipeline.shown import Shown
from pipeline.stages import STAGES, digest
from pipeline.survey import Survey, known_results, known_texts
from pipeline.tables import (
    STATEMENTS_FILE,
    CorrectionRow,
    Facts,
    find_copies,
    statement_ids,
    write_atomically,
    write_outputs,
)
from pipeline.tables.partitions import encode_partition, write_partitions
from pipeline.texts import write_texts

RUN_FILE = "run.json"
TABLES_VERSION = 8  # raise it when the tables show the same products differently
NAMING_RESOURCES = ("aliases", "titles")


@dataclass(frozen=True, slots=True)
class Tables:
    """How many statements are in the tables, what became of the tables, and which corrections do not fit.

    `used` are the keys of what they were made of in the cache, where they were made.
    """

    statements: int
    state: TablesState
    warnings: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()


def publish(survey: Survey, context: Context, cache: Cache, engine: Engine) -> Tables:
    """Writes the tables, and what the settings ask for besides, unless those in place were made of the same."""
    contents = _fingerprint(survey, context)
    tables = _known_tables(contents, context, cache)
    if tables is None:
        with cycle_search(is_on=False):
            tables = _write(survey, context, cache, engine, contents)
    is_new = _bring_partitions(contents, context, cache, engine)
    return replace(tables, state="written") if is_new else tables


def _known_tables(contents: str, context: Context, cache: Cache) -> Tables | None:
    """The tables in place, where they show these contents."""
    known = json.loads(cache.fact(_tables_fact(context.project)) or "{}")
    if not known or known["contents"] != contents:
        return None
    if known["files"] != _file_digests(context.project.outputs, known["files"]):
        return None
    return Tables(known["statements"], "unchanged", tuple(known["warnings"]))


def _bring_partitions(contents: str, context: Context, cache: Cache, engine: Engine) -> bool:
    """Writes the partitions unless those in place show these contents; returns whether it did."""
    outputs, rows = context.project.outputs, context.settings.rows_per_partition
    fact = f"partitions {outputs.resolve()}"
    known = json.loads(cache.fact(fact) or '{"contents": "", "files": {}}')
    is_wanted = rows > 0 or known["files"]
    if not is_wanted or (known["contents"] == contents and known["files"] == _file_digests(outputs, known["files"])):
        return False
    files = write_partitions(outputs, rows, partial(engine.map, encode_partition))
    cache.set_fact(fact, json.dumps({"contents": contents, "files": _file_digests(outputs, files)}))
    return True


def _tables_fact(project: Project) -> str:
    return f"outputs {project.outputs.resolve()}"


def _write(survey: Survey, context: Context, cache: Cache, engine: Engine, contents: str) -> Tables:
    """Writes the tables, and notes what they were made of."""
    project = context.project
    codebook = load_resource(project, "codebook")
    labels = {theme.theme_id: theme.label for theme in codebook.themes}
    overlay = overlay_of(survey, context, cache, theme_ids(codebook.themes))
    shown = Shown(survey, cache, overlay, context.settings, labels, TABLES_VERSION, engine)
    registry = Registry()
    copies = find_copies(_counted(shown.facts(), registry))
    identities = find_identities(registry, **{name: load_resource(project, name) for name in NAMING_RESOURCES})
    before = statement_ids(project.outputs / STATEMENTS_FILE)
    written = write_outputs(
        shown.rows(identities),
        survey.failures,
        project.outputs,
        copies=copies,
        corrections=_lazily(lambda: report_rows(overlay.outcomes())),
        unresolved=identities.doubts,
        before_replacing=partial(keep_replaced, project.history, project.outputs / "statements.csv"),
    )
    texts = write_texts(known_texts(survey, cache), project.outputs)
    files = [*written.files, *texts, _write_run_file(survey, context, written.statements)]
    known: dict[str, Any] = {
        "contents": contents,
        "statements": written.statements,
        "files": _file_digests(project.outputs, files),
        "warnings": warnings(overlay.outcomes(), corrections_file(project)),
    }
    cache.set_fact(_before_fact(project), json.dumps(before))
    cache.set_fact(_tables_fact(project), json.dumps(known))
    return Tables(written.statements, "written", tuple(known["warnings"]), frozenset(shown.used))


def _counted(articles: Iterable[tuple[str, Facts]], registry: Registry) -> Iterator[tuple[str, Facts]]:
    """The articles as they come, their names counted on the way."""
    for doc_id, facts in articles:
        registry.add(doc_id, facts.names)
        yield doc_id, facts


def statements_before(project: Project) -> frozenset[str] | None:
    """The ids of the statements that stood in the tables before they were last written; None if that is not known."""
    with Cache(project.cache, writes=False) as cache:
        before = cache.fact(_before_fact(project))
    return None if before is None else frozenset(json.loads(before))


def _before_fact(project: Project) -> str:
    return f"before {project.outputs.resolve()}"


def overlay_of(survey: Survey, context: Context, cache: Cache, theme_ids: Mapping[str, str]) -> Overlay:
    """The project's corrections, ready for its articles as they are named now."""
    corrections: tuple[Correction, ...] = load_corrections(corrections_file(context.project))
    doc_ids = (article.doc_id for article in survey.articles)
    moved = find_moved(corrections, known_results(survey, cache), doc_ids)
    return Overlay(corrections, theme_ids, context.settings, moved)


def _corrections_digest(context: Context) -> str:
    return _file_digests(context.project.root / "data", [CORRECTIONS_FILE])[CORRECTIONS_FILE]


def _lazily(make: Callable[[], Iterable[CorrectionRow]]) -> Iterator[CorrectionRow]:
    """What `make` returns when the first item is asked for."""
    yield from make()


def _write_run_file(survey: Survey, context: Context, statements: int) -> str:
    """Writes run.json, what the tables were made of; it holds no clock, so equal inputs give equal bytes."""
    parts = {part: value for fixed in context.fixed.values() for part, value in fixed.items()}
    facts = {
        "onrecord": __version__,
        "articles": len(survey.chains),
        "failed": len({failure.file for failure in survey.failures}),
        "statements": statements,
        "settings": msgspec.to_builtins(context.settings),
        "resources": {
            resource.file: parts.get(f"resource {name}") or resource_digest(context.project, name)
            for name, resource in RESOURCES.items()
        },
        "corrections": _corrections_digest(context),
        "stages": {stage.name: dict(context.fixed[stage.name]) for stage in STAGES},
    }
    write_atomically(context.project.outputs / RUN_FILE, (json.dumps(facts, indent=2) + "\n").encode())
    return RUN_FILE


def _fingerprint(survey: Survey, context: Context) -> str:
    """The digest of all that the tables show."""
    chains = {file: chain.digests for file, chain in survey.chains.items()}
    failures = sorted(astuple(failure) for failure in survey.failures)
    corrections = _corrections_digest(context)
    naming = [resource_digest(context.project, name) for name in NAMING_RESOURCES]
    shown = [__version__, repr(context.settings), context.fixed, chains, failures, corrections, naming, TABLES_VERSION]
    return digest(json.dumps(shown, sort_keys=True).encode())


def _file_digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The digests of files; empty for one that is missing."""
    digests = {}
    for name in names:
        try:
            with (folder / name).open("rb") as stream:
                digests[name] = file_digest(stream, lambda: blake2b(digest_size=16)).hexdigest()
        except OSError:
            digests[name] = ""
    return digests
