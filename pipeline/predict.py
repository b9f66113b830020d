"""Runs the product itself on texts handed in, so that any scorer can judge it (design: "Evaluation interface")."""

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from pipeline.dates import find_timexes
from pipeline.engines.article import call_stage
from pipeline.errors import UsageError
from pipeline.ingest import document_of_text
from pipeline.plan import Context
from pipeline.project import Project
from pipeline.records import Span, Statement
from pipeline.resources import load_resource
from pipeline.seeds import doc_id_of
from pipeline.settings import Profile
from pipeline.stages import stages_up_to
from pipeline.stance import Judgement, Limits, judge
from pipeline.survey import open_context, result_of
from pipeline.tables import encode_line, statement_lines, write_atomically

Row = Mapping[str, Any]
Progress = Callable[[int, int], None]


def predict_file(
    project: Project,
    task: str,
    source: Path,
    target: Path,
    *,
    profile: Profile | None = None,
    progress: Progress | None = None,
) -> None:
    """Writes the product's answers to the texts of a JSON lines file.

    Raises:
        UsageError: the task is not known, or a line is not a row of the task.
        ResourceError: a resource is wrong.
    """
    predictor = PREDICTORS.get(task)
    if predictor is None:
        raise UsageError(f"{task}: no such task; the tasks are {', '.join(PREDICTORS)}.")
    rows = list(_read_rows(source))
    context = open_context(project, profile=profile)
    lines: list[bytes] = []
    for number, row in enumerate(rows, 1):
        lines.extend(predictor(row, context))
        if progress:
            progress(number, len(rows))
    data = b"".join(lines)
    write_atomically(target, gzip.compress(data, mtime=0) if target.suffix == ".gz" else data)


def predict_attribution(row: Row, context: Context) -> Iterator[bytes]:
    """The outermost attributions of a text, of all types, as character spans."""
    products = _products(row, context, "attribution")
    statements: tuple[Statement, ...] = products["attribution"]
    attributions = [
        {
            "source": _offsets(statement.source),
            "cue": _offsets(statement.cue),
            "content": [[span.start, span.end] for span in statement.content],
        }
        for statement in statements
        if statement.nested_in is None
    ]
    yield msgspec.json.encode({"id": row["id"], "attributions": attributions}) + b"\n"


def predict_statements(row: Row, context: Context) -> Iterator[bytes]:
    """The rows of statements.jsonl for a text, its file named ID.txt."""
    file = f"{row['id']}.txt"
    products: dict[str, Any] = {}
    for stage in ("speakers", "dates", "themes", "stance"):
        products = _products(row, context, stage, products)
    result = result_of(doc_id_of(file), file, products)
    for line in statement_lines(result, settings=context.settings):
        yield encode_line(line)


def predict_timexes(row: Row, context: Context) -> Iterator[bytes]:
    """The time expressions of a text, with TIMEX3 types and values."""
    products = _products(row, context, "tokenise")
    dates = load_resource(context.project, "dates")
    timexes = [
        {"start": timex.start, "end": timex.end, "type": timex.type, "value": timex.value}
        for timex in find_timexes(row["text"], products["tokenise"], products["ingest"].published, dates=dates)
    ]
    yield msgspec.json.encode({"id": row["id"], "timexes": timexes}) + b"\n"


def predict_stance(row: Row, context: Context) -> Iterator[bytes]:
    """The stance of a text, or of its source, toward a target; a target that the text does not name is left open."""
    products = _products(row, context, "tokenise")
    target = _place(row, "target")
    resources = {name: load_resource(context.project, name) for name in ("stance", "stance_encoder")}
    settings = context.settings
    judgement = Judgement("unclear", 0.0)
    if target is not None:
        judgement = judge(
            products["tokenise"],
            target,
            stance=resources["stance"],
            encoder=resources["stance_encoder"] if settings.profile == "full" else None,
            source=_place(row, "source"),
            limits=Limits(settings.min_stance_score, settings.min_stance_confidence),
        )
    label = "abstain" if judgement.label == "unclear" else judgement.label
    yield msgspec.json.encode({"id": row["id"], "label": label, "score": judgement.confidence / 100}) + b"\n"


def _place(row: Row, name: str) -> tuple[int, int] | None:
    """Where a row's target or source stands: its span, or the first place with its words; None where there is none."""
    span = row.get(f"{name}_span")
    if span is not None:
        return _checked_span(row, name, span)
    words = row.get(name)
    found = re.search(re.escape(words), row["text"], re.IGNORECASE) if words else None
    return found.span() if found else None


def _checked_span(row: Row, name: str, span: Any) -> tuple[int, int]:
    match span:
        case [int(start), int(end)] if 0 <= start < end <= len(row["text"]):
            return start, end
    raise UsageError(f"row {row['id']}: {name}_span is {span}; give [start, end] in characters of the text.")


PREDICTORS: Mapping[str, Callable[[Row, Context], Iterator[bytes]]] = {
    "attribution": predict_attribution,
    "stance": predict_stance,
    "statements": predict_statements,
    "timex": predict_timexes,
}


def _products(row: Row, context: Context, last: str, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The products of a text's stages up to `last`; those already known are taken over."""
    products = dict(known or {})
    if "ingest" not in products:
        boilerplate = load_resource(context.project, "boilerplate")
        published = row.get("published")
        products["ingest"] = document_of_text(
            row["text"], boilerplate=boilerplate, published=date.fromisoformat(published) if published else None
        )
    for stage in stages_up_to(last):
        if stage.name not in products:
            products[stage.name] = call_stage(stage, [products[need] for need in stage.needs], context)
    return products


def _offsets(span: Span | None) -> list[list[int]] | None:
    return None if span is None else [[span.start, span.end]]


def _read_rows(path: Path) -> Iterator[Row]:
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).split(b"\n")
    except (OSError, EOFError) as error:
        raise UsageError(f"{path}: cannot be read ({error}).") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _checked(path, number, line)


def _checked(path: Path, number: int, line: bytes) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{path} line {number}: is not JSON ({error}).") from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
        raise UsageError(f'{path} line {number}: needs the keys "id" and "text", both strings.')
    try:
        if row.get("published"):
            date.fromisoformat(row["published"])
    except (TypeError, ValueError) as error:
        raise UsageError(f"{path} line {number}: published is not a day (YYYY-MM-DD).") from error
    return row
