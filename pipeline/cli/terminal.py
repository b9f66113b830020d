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
from pipeline.remote import fetch, is_address, mirror_of
from pipeline.settings import Profile

EXIT_CLEAN, EXIT_DOCUMENTS_FAILED, EXIT_USAGE = 0, 1, 2

Seeds = Annotated[Path | None, typer.Option(help="Folder of articles.", show_default="seeds")]
ProfileOption = Annotated[
    Profile | None,
    typer.Option(help="full, or fast: without the model, half the time.", show_default="as in settings.toml"),
]
Out = Annotated[Path | None, typer.Option(help="Folder for the tables.", show_default="outputs")]

SeedsOrAddress = Annotated[
    str | None, typer.Option(help="Folder of articles, or its address (s3://…).", show_default="seeds")
]
OutOrAddress = Annotated[
    str | None, typer.Option(help="Folder for the tables, or its address (s3://…).", show_default="outputs")
]


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


def project_at(seeds: str | None, out: str | None) -> tuple[Project, str | None]:
    """The project in the current folder, and the address that its tables are to be sent to.

    What lies at addresses is kept in folders of the cache; articles are fetched now.
    """
    cache = project_here().cache
    if seeds and is_address(seeds):
        with user_errors():
            fetch(seeds, mirror_of(seeds, cache))
    address = out if out and is_address(out) else None
    return project_here(_folder(seeds, cache), _folder(out, cache)), address


def _folder(place: str | None, cache: Path) -> Path | None:
    """The folder here that stands for a folder or an address."""
    if place is None:
        return None
    return mirror_of(place, cache) if is_address(place) else Path(place)


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
