"""What the commands share: exit statuses, options, messages, errors and the progress bar."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.errors import OnrecordError
from pipeline.project import Project, open_project
from pipeline.settings import Profile

EXIT_CLEAN, EXIT_DOCUMENTS_FAILED, EXIT_USAGE = 0, 1, 2

Seeds = Annotated[Path | None, typer.Option(help="Folder of articles.", show_default="seeds")]
ProfileOption = Annotated[
    Profile | None,
    typer.Option(help="full, or fast: without the model, half the time.", show_default="as in settings.toml"),
]
Out = Annotated[Path | None, typer.Option(help="Folder for the tables.", show_default="outputs")]


@contextmanager
def user_errors() -> Iterator[None]:
    """Turns an error meant for the user into its message and exit status 2."""
    try:
        yield
    except OnrecordError as error:
        say(f"Error: {error}", color=typer.colors.RED)
        raise typer.Exit(EXIT_USAGE) from error


def say(message: str, *, color: str | None = None) -> None:
    """Prints a message for people to stderr."""
    typer.secho(message, err=True, fg=None if os.environ.get("NO_COLOR") else color)


def project_here(seeds: Path | None = None, out: Path | None = None) -> Project:
    """The project in the current folder."""
    return open_project(Path(), seeds=seeds, outputs=out)


@contextmanager
def progress_bar() -> Iterator[Any]:
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
