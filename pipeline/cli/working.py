"""The commands that bring tables up to date, and check what goes into them."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import app
from pipeline.cli.terminal import (
    EXIT_DOCUMENTS_FAILED,
    OutOrAddress,
    ProfileOption,
    Seeds,
    SeedsOrAddress,
    progress_bar,
    project_at,
    project_here,
    say,
    user_errors,
)
from pipeline.project import Project, init_project
from pipeline.remote import send
from pipeline.settings import EngineName, Profile
from pipeline.stages import StageName

TABLES_WORDS = {"written": "written", "unchanged": "unchanged", "waiting": "wait for the other stages"}


@app.command()
def run(
    *,
    seeds: SeedsOrAddress = None,
    out: OutOrAddress = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 chooses by the amount of work.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Compute everything again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would run, and why.")] = False,
    only: Annotated[StageName | None, typer.Option(help="Compute only this stage and what it needs.")] = None,
    profile: ProfileOption = None,
    engine: Annotated[EngineName, typer.Option(help="local: processes here; dask: a Dask cluster.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The cluster's scheduler.", show_default="a cluster here")
    ] = None,
) -> None:
    """Bring the tables in outputs/ up to date with the articles in seeds/."""
    project, sent_to = project_at(seeds, out)
    if dry_run:
        _print_plan(project, profile=profile)
        return
    from pipeline.snapshot import known_report

    report = None if force or only or scheduler else known_report(project, profile)
    if report is None:
        from pipeline.run import run as run_project

        with user_errors(), progress_bar() as progress:
            report = run_project(
                project,
                workers=workers,
                force=force,
                only=only,
                profile=profile,
                progress=progress,
                engine=engine,
                scheduler=scheduler,
            )
    if sent_to:
        with user_errors():
            send(project.outputs, sent_to)
    for failure in report.failures:
        say(f"{failure.file}: {failure.message}. {failure.remedy}", color=typer.colors.YELLOW)
    for warning in report.warnings:
        say(warning, color=typer.colors.YELLOW)
    tables = f"tables in {sent_to or project.outputs} {TABLES_WORDS[report.tables]}"
    say(
        f"{report.articles} articles, {report.computed} computed, {len(report.failures)} failed; "
        f"{report.statements} statements; {tables}."
    )
    if report.failures:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def status(*, seeds: Seeds = None) -> None:
    """Show, for each article, what the next run would do, and why."""
    _print_plan(project_here(seeds))


def _print_plan(project: Project, *, profile: Profile | None = None) -> None:
    from pipeline.run import plan_run

    with user_errors():
        plans, gone, failures = plan_run(project, profile=profile)
    for plan in plans:
        for stage, reason in plan.to_run or [("-", "up to date")]:
            typer.echo(f"{plan.file}\t{stage}\t{reason}")
    for file in gone:
        typer.echo(f"{file}\t-\tgone; its rows will be removed")
    for failure in failures:
        typer.echo(f"{failure.file}\t{failure.stage}\tfails: {failure.message}")
    waiting = sum(bool(plan.to_run) for plan in plans)
    say(f"{len(plans)} articles, {waiting} to compute, {len(gone)} gone, {len(failures)} unreadable.")


@app.command()
def check(*, seeds: Seeds = None) -> None:
    """Find mistakes in settings, codebook and models, and articles that are unreadable or look damaged."""
    from pipeline.check import check_project

    with user_errors():
        findings = check_project(project_here(seeds))
    for finding in findings:
        typer.echo(f"{finding.file}\t{finding.severity}\t{finding.message}\t{finding.remedy}")
    errors = sum(finding.severity == "error" for finding in findings)
    say(f"{errors} errors, {len(findings) - errors} warnings.")
    if errors:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def predict(
    task: Annotated[str, typer.Argument(help="attribution, statements or timex.")],
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON lines, .gz allowed: id, text, published.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="JSON lines to write.")],
    *,
    profile: ProfileOption = None,
) -> None:
    """Run the product on texts handed in, so that any scorer can judge it."""
    from pipeline.predict import predict_file

    with user_errors(), progress_bar() as progress:
        predict_file(project_here(), task, source, target, profile=profile, progress=progress)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="The folder to make or complete.")]) -> None:
    """Make a project folder with seeds/, data/ and a README."""
    with user_errors():
        written = init_project(folder)
    say(f"{folder}: {len(written)} files written. Put articles into {folder / 'seeds'} and run there.")
