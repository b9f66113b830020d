"""The commands for work on a codebook."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import app
from pipeline.cli.terminal import EXIT_DOCUMENTS_FAILED, Out, project_here, say, user_errors
from pipeline.resources import load_resource

codebook_app = typer.Typer(help="Mend, try and exchange the codebook of themes.", no_args_is_help=True)
app.add_typer(codebook_app, name="codebook")


@codebook_app.command()
def lint() -> None:
    """List dead, overlapping and contradictory patterns, and examples that do not show their theme.

    Columns: line of data/codebook.csv, kind of fault, what to do.
    """
    from pipeline.themes import lint_codebook

    with user_errors():
        findings = lint_codebook(load_resource(project_here(), "codebook"))
    for finding in findings:
        typer.echo(f"{finding.line}\t{finding.kind}\t{finding.message}")
    say(f"{len(findings)} faults.")
    if findings:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@codebook_app.command("test")
def try_(
    *, every: Annotated[bool, typer.Option("--all", help="List also the examples that go to their theme.")] = False
) -> None:
    """Read each example as a statement, and list those whose best theme is another.

    Columns: line of data/codebook.csv, right or wrong, its theme, the themes found with their scores, the example.
    """
    from pipeline.codebook import try_examples

    with user_errors():
        trials = list(try_examples(load_resource(project_here(), "codebook")))
    wrong = sum(not trial.is_right for trial in trials)
    for trial in trials:
        if every or not trial.is_right:
            found = "; ".join(f"{theme.theme_id} {theme.score:.2f}" for theme in trial.found) or "no theme"
            verdict = "right" if trial.is_right else "wrong"
            typer.echo(f"{trial.line}\t{verdict}\t{trial.theme_id}\t{found}\t{trial.example}")
    say(f"{len(trials)} examples, {wrong} wrong.")
    if wrong:
        raise typer.Exit(EXIT_DOCUMENTS_FAILED)


@codebook_app.command()
def coverage(
    *,
    out: Out = None,
    limit: Annotated[int, typer.Option(min=0, help="How many words.")] = 30,
) -> None:
    """Say how the statements of the last run come to their theme, and which words the codebook leaves out.

    Rows: reach (own words, words around, embedding, correction, none), statements, share; theme, statements,
    share; word, statements without a theme that hold it, statements with a theme but none from their own words.
    """
    from pipeline.codebook import measure_coverage
    from pipeline.show import read_statements

    with user_errors():
        found = measure_coverage(read_statements(project_here(out=out).outputs), limit=limit)
    for kind, counts in (("reach", found.reached), ("theme", found.themes)):
        for name, count in counts.items():
            typer.echo(f"{kind}\t{name}\t{count}\t{count / max(found.statements, 1):.3f}")
    for word in found.words:
        typer.echo(f"word\t{word.word}\t{word.without_theme}\t{word.borrowed}")
    say(f"{found.statements} statements, {found.reached['none']} without a theme.")


@codebook_app.command("import")
def import_(
    dictionary: Annotated[Path, typer.Argument(help="A quanteda dictionary (.yml).")],
    target: Annotated[Path, typer.Argument(metavar="CODEBOOK", help="The codebook to write (.csv).")],
) -> None:
    """Make a codebook of a quanteda dictionary; nested categories become child themes."""
    from pipeline.codebook import import_dictionary

    with user_errors():
        made = import_dictionary(dictionary, target)
    for loss in made.lost:
        say(loss, color=typer.colors.YELLOW)
    say(f"{target}: {made.themes} themes, {made.patterns} patterns. Use it as data/codebook.csv.")


@codebook_app.command()
def export(target: Annotated[Path, typer.Argument(metavar="DICTIONARY", help="The file to write (.yml).")]) -> None:
    """Write the codebook as a quanteda dictionary, and say what such a dictionary cannot hold."""
    from pipeline.codebook import export_dictionary

    with user_errors():
        lost = export_dictionary(load_resource(project_here(), "codebook"), target)
    for loss in lost:
        say(loss, color=typer.colors.YELLOW)
    say(f"{target} written.")
