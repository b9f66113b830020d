"""The command line: reads arguments, calls the library, prints. Data go to stdout, messages to stderr."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import __version__
from pipeline.errors import OnrecordError
from pipeline.project import Project, init_project, open_project
from pipeline.stages import STAGE_NAMES

EXIT_CLEAN, EXIT_DOCUMENTS_FAILED, EXIT_USAGE = 0, 1, 2
TABLES_WORDS = {"written": "written", "unchanged": "unchanged", "waiting": "wait for the other stages"}

app = typer.Typer(
    help="Turn a folder of news articles into tables of who said what, when, about which theme, and with what stance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
StageOption = StrEnum("StageOption", {name: name for name in STAGE_NAMES})  # type: ignore[misc]
Seeds = Annotated[Path | None, typer.Option(help="Folder of articles.", show_default="seeds")]
Out = Annotated[Path | None, typer.Option(help="Folder for the tables.", show_default="outputs")]


@contextmanager
def _user_errors() -> Iterator[None]:
    """Turns an error meant for the user into its message and exit status 2."""
    try:
        yield
    except OnrecordError as error:
        _say(f"Error: {error}", color=typer.colors.RED)
        raise typer.Exit(EXIT_USAGE) from error


def _say(message: str, *, color: str | None = None) -> None:
    """Prints a message for people to stderr."""
    typer.secho(message, err=True, fg=None if os.environ.get("NO_COLOR") else color)


def _project(seeds: Path | None = None, out: Path | None = None) -> Project:
    return open_project(Path(), seeds=seeds, outputs=out)


def _print_version(value: bool) -> None:  # noqa: FBT001
    if value:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Also log what the stages notice.")] = False,
) -> None:
    """Set up logging for every command."""
    del version
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(message)s")


@app.command()
def run(
    *,
    seeds: Seeds = None,
    out: Out = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 chooses by the amount of work.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Compute everything again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would run, and why.")] = False,
    only: Annotated[StageOption | None, typer.Option(help="Compute only this stage and what it needs.")] = None,
) -> None:
    """Bring the tables in outputs/ up to date with the articles in seeds/."""
    project = _project(seeds, out)
    if dry_run:
        _print_plan(project)
        return
    from pipeline.run import run as run_project

    with _user_errors(), _progress() as progress:
        report = run_project(
            project, workers=workers, force=force, only=only.value if only else None, progress=progress
        )
    for failure in report.failures:
        _say(f"{failure.file}: {failure.message}. {failure.remedy}", color=typer.colors.YELLOW)
    for warning in report.warnings:
        _say(warning, color=typer.colors.YELLOW)
    tables = f"tables in {project.outputs} {TABLES_WORDS[report.tables]}"
    _say(
        f"{report.articles} articles, {report.computed} computed, {len(report.failures)} failed; "
        f"{report.statements} statements; {tables}."
    )
    if report.failures:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def status(*, seeds: Seeds = None) -> None:
    """Show, for each article, what the next run would do, and why."""
    _print_plan(_project(seeds))


def _print_plan(project: Project) -> None:
    from pipeline.run import plan_run

    with _user_errors():
        plans, gone, failures = plan_run(project)
    for plan in plans:
        for stage, reason in plan.to_run or [("-", "up to date")]:
            typer.echo(f"{plan.file}\t{stage}\t{reason}")
    for file in gone:
        typer.echo(f"{file}\t-\tgone; its rows will be removed")
    for failure in failures:
        typer.echo(f"{failure.file}\t{failure.stage}\tfails: {failure.message}")
    waiting = sum(bool(plan.to_run) for plan in plans)
    _say(f"{len(plans)} articles, {waiting} to compute, {len(gone)} gone, {len(failures)} unreadable.")


@app.command()
def show(
    *,
    out: Out = None,
    speaker: Annotated[str | None, typer.Option(help="Part of the speaker's name.")] = None,
    theme: Annotated[str | None, typer.Option(help="A theme_id of the codebook.")] = None,
    since: Annotated[str | None, typer.Option(help="Said on this day (YYYY-MM-DD) or later.")] = None,
    stance: Annotated[str | None, typer.Option(help="support, oppose or neutral.")] = None,
    kind: Annotated[str | None, typer.Option(help="direct, mixed or indirect.")] = None,
    unique: Annotated[bool, typer.Option("--unique", help="List the same words once, where they came first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")] = False,
) -> None:
    """List statements of the last run that match every given option."""
    from pipeline.show import read_statements, render, select

    with _user_errors():
        rows = select(
            read_statements(_project(out=out).outputs),
            speaker=speaker,
            theme=theme,
            since=since,
            stance=stance,
            kind=kind,
            unique=unique,
        )
        if as_json:
            for row in rows:
                typer.echo(json.dumps(row, ensure_ascii=False))
        else:
            render(rows)


@app.command()
def correct(
    edited: Annotated[Path, typer.Argument(help="A copy of outputs/statements.csv as you changed and saved it.")],
    *,
    out: Out = None,
) -> None:
    """Keep what you changed in a spreadsheet copy of statements.csv; every later run shows it.

    Change speaker, speaker_kind, role, affiliation, country, said_earliest, said_latest, theme,
    themes, stance, stance_target, kind, type, or the statement's words as the article has them.
    A row that is missing is not deleted: add a column delete and write yes into it, or a column
    merge_with_previous to join a statement to the one before. Add a row without statement_id,
    with file and statement, for a statement that was missed.
    """
    from pipeline.corrections import correct_project, corrections_file

    project = _project(out=out)
    with _user_errors():
        changes, kept = correct_project(project, edited)
    for problem in changes.problems:
        _say(problem, color=typer.colors.YELLOW)
    _say(
        f"{changes.rows} rows compared: {kept.new} corrections new, {kept.replaced} replaced, {kept.known} known, "
        f"{len(changes.problems)} not taken over; {corrections_file(project)}. Run `onrecord run` to see them."
    )
    if changes.problems:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def review_queue(
    *,
    out: Out = None,
    limit: Annotated[int, typer.Option(min=1, help="How many statements.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """List the statements that most deserve a human look, the most valuable first, with the reasons."""
    from dataclasses import asdict

    from pipeline.review_queue import find_disputes
    from pipeline.review_queue import review_queue as queue
    from pipeline.show import read_statements

    outputs = _project(out=out).outputs
    with _user_errors():
        reviews = queue(read_statements(outputs), find_disputes(read_statements(outputs)), limit=limit)
    for review in reviews:
        if as_json:
            typer.echo(json.dumps(asdict(review), ensure_ascii=False))
        else:
            cells = (review.value, review.statement_id, review.file, "; ".join(review.reasons), review.statement)
            typer.echo("\t".join(" ".join(str(cell).split()) for cell in cells))


@app.command()
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="xlsx, parquet or jsonl.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="File (xlsx) or folder to write.", show_default="onrecord.xlsx or FORMAT")
    ] = None,
) -> None:
    """Write the tables of the last run as a workbook, or each as a file of Parquet or JSON lines."""
    from pipeline.export import export_tables

    target = out or Path("onrecord.xlsx" if form == "xlsx" else form)
    with _user_errors():
        export_tables(_project().outputs, form, target)
    _say(f"{target} written.")


@app.command()
def split(
    file: Annotated[Path, typer.Argument(help="A file from a news database, or an archive.")],
    *,
    preview: Annotated[bool, typer.Option("--preview", help="Only list the articles; so also without --into.")] = False,
    into: Annotated[Path | None, typer.Option(help="Write each article as a .txt file into this new folder.")] = None,
) -> None:
    """Show how a file is cut into articles by data/splits.csv, or write them as files of their own.

    Columns: name, title, outlet, published, characters, first words. A run cuts files in seeds/ by itself.
    """
    from pipeline.split import cut_file, write_cuts

    with _user_errors():
        cuts = list(cut_file(file, _project()))
        if into is not None and not preview:
            _say(f"{write_cuts(iter(cuts), into)} articles and metadata.csv written to {into}.")
            return
    for cut in cuts:
        given = cut.given
        facts = (given.title, given.outlet, given.published) if given else (None, None, None)
        shown = [cut.problem] if cut.problem else [*facts, len(cut.text), cut.opening]
        typer.echo("\t".join(str(value or "") for value in [cut.file, *shown]))
    problems = sum(bool(cut.problem) for cut in cuts)
    _say(f"{len(cuts) - problems} articles, {problems} that cannot be read.")
    if problems:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def check(*, seeds: Seeds = None) -> None:
    """Find mistakes in settings, codebook and models, and articles that are unreadable or look damaged."""
    from pipeline.check import check_project

    with _user_errors():
        findings = check_project(_project(seeds))
    for finding in findings:
        typer.echo(f"{finding.file}\t{finding.severity}\t{finding.message}\t{finding.remedy}")
    errors = sum(finding.severity == "error" for finding in findings)
    _say(f"{errors} errors, {len(findings) - errors} warnings.")
    if errors:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def predict(
    task: Annotated[str, typer.Argument(help="attribution, statements or timex.")],
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON lines, .gz allowed: id, text, published.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="JSON lines to write.")],
) -> None:
    """Run the product on texts handed in, so that any scorer can judge it."""
    from pipeline.predict import predict_file

    with _user_errors(), _progress() as progress:
        predict_file(_project(), task, source, target, progress=progress)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="The folder to make or complete.")]) -> None:
    """Make a project folder with seeds/, data/ and a README."""
    with _user_errors():
        written = init_project(folder)
    _say(f"{folder}: {len(written)} files written. Put articles into {folder / 'seeds'} and run there.")


@contextmanager
def _progress() -> Iterator[Any]:
    """A progress callback: a bar on stderr where that is a terminal, else None."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        row = bar.add_task("articles", total=None)
        yield lambda done, total: bar.update(row, completed=done, total=total)
