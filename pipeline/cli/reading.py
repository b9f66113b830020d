"""The commands for what is in the tables: list, correct, review, export; and to split exports into articles."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import app
from pipeline.cli.terminal import (
    EXIT_DOCUMENTS_FAILED,
    Out,
    Seeds,
    project_here,
    say,
    user_errors,
)


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

    with user_errors():
        rows = select(
            read_statements(project_here(out=out).outputs),
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
def summary(
    *,
    out: Out = None,
    top: Annotated[int, typer.Option(min=1, help="How many speakers and themes.")] = 10,
    unique: Annotated[bool, typer.Option("--unique", help="Count the same words once.")] = False,
) -> None:
    """Show in short who spoke most, on what, with which stance, and what is new since the run before."""
    from pipeline.summary import render as render_summary
    from pipeline.summary import summarise_project

    with user_errors():
        render_summary(summarise_project(project_here(out=out), top=top, unique=unique))


@app.command()
def correct(
    edited: Annotated[
        Path,
        typer.Argument(
            help="A copy of outputs/statements.csv as you changed and saved it, or what the review page saved."
        ),
    ],
    *,
    out: Out = None,
) -> None:
    """Keep what you changed in a spreadsheet copy of statements.csv, or in the review page; every later run shows it.

    Change speaker, speaker_kind, role, affiliation, country, said_earliest, said_latest, theme,
    themes, stance, stance_target, kind, type, or the statement's words as the article has them.
    A row that is missing is not deleted: add a column delete and write yes into it, or a column
    merge_with_previous to join a statement to the one before. Add a row without statement_id,
    with file and statement, for a statement that was missed.
    """
    from pipeline.corrections import correct_project, corrections_file

    project = project_here(out=out)
    with user_errors():
        changes, kept = correct_project(project, edited)
    for problem in changes.problems:
        say(problem, color=typer.colors.YELLOW)
    say(
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

    outputs = project_here(out=out).outputs
    with user_errors():
        reviews = queue(read_statements(outputs), find_disputes(read_statements(outputs)), limit=limit)
    for review in reviews:
        if as_json:
            typer.echo(json.dumps(asdict(review), ensure_ascii=False))
        else:
            place = (review.value, review.statement_id, review.file)
            cells = (*place, "; ".join(review.reasons), review.speaker or "nobody", review.statement)
            typer.echo("\t".join(" ".join(str(cell).split()) for cell in cells))


@app.command()
def plot(
    name: Annotated[str, typer.Argument(help="themes, matrix, stances, repeats or confidence.")],
    *,
    out: Annotated[Path, typer.Option(help="File to write, .svg or .png.")],
    target: Annotated[str | None, typer.Option(help="For stances: toward whom or what.", show_default="all")] = None,
    unique: Annotated[bool, typer.Option("--unique", help="Count the same words once.")] = False,
) -> None:
    """Draw the last run: themes by month, speakers by theme, stances, who repeats whose words, confidence."""
    from pipeline.plots import write_plot

    with user_errors():
        figures = write_plot(project_here().outputs, name, out, target=target, unique=unique)
    say(f"{out} written" + (f"; {figures.remark}." if figures.remark else "."))


@app.command()
def export(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT", help="xlsx, parquet, jsonl, gold; networks: gexf, graphml, nodes-edges; or dna."
        ),
    ],
    *,
    out: Annotated[
        Path | None, typer.Option(help="File (xlsx) or folder to write.", show_default="onrecord.xlsx or FORMAT")
    ] = None,
    seeds: Seeds = None,
    slices: Annotated[str | None, typer.Option(help="Networks also by year, quarter or month.")] = None,
    unique: Annotated[bool, typer.Option("--unique", help="In networks and dna, count the same words once.")] = False,
) -> None:
    """Write the tables of the last run in another format, as discourse networks, or for Discourse Network Analyzer.

    The networks: who speaks of which theme, who takes which stance toward whom or what, who agrees
    (congruence) and who differs (conflict) on how many targets. gold writes each article that you
    corrected as a file that `onrecord evaluate` reads.
    """
    from pipeline.export import export_project
    from pipeline.gold import export_gold

    target = out or Path("onrecord.xlsx" if form == "xlsx" else form)
    with user_errors():
        if form == "gold":
            say(f"{export_gold(project_here(seeds), target)} corrected articles written to {target}.")
            return
        export_project(project_here(seeds), form, target, slices=slices, unique=unique)
    say(f"{target} written.")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold, such as `onrecord export gold` writes.")],
    *,
    seeds: Seeds = None,
) -> None:
    """Show how what the tool finds by itself, before any correction, compares with gold.

    Columns: measure, proportion, right, of.
    """
    from pipeline.gold import evaluate as compare

    with user_errors():
        for measure, share in compare(project_here(seeds), gold).items():
            typer.echo(f"{measure}\t{float(share):.3f}\t{share.right}\t{share.of}")


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

    with user_errors():
        cuts = list(cut_file(file, project_here()))
        if into is not None and not preview:
            say(f"{write_cuts(iter(cuts), into)} articles and metadata.csv written to {into}.")
            return
    for cut in cuts:
        given = cut.given
        facts = (given.title, given.outlet, given.published) if given else (None, None, None)
        shown = [cut.problem] if cut.problem else [*facts, len(cut.text), cut.opening]
        typer.echo("\t".join(str(value or "") for value in [cut.file, *shown]))
    problems = sum(bool(cut.problem) for cut in cuts)
    say(f"{len(cuts) - problems} articles, {problems} that cannot be read.")
    if problems:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@app.command()
def review(*, seeds: Seeds = None, out: Out = None) -> None:
    """Write outputs/review.html: every article with its statements in place, to check, count and correct them."""
    from pipeline.review import write_review

    with user_errors():
        path = write_review(project_here(seeds, out))
    say(f"{path} written. Open it in a browser; it works offline.")
