"""The program itself: its name, its help, and what holds for every command."""

import logging
from typing import Annotated

import typer

from pipeline import __version__

app = typer.Typer(
    help="Turn a folder of news articles into tables of who said what, when, about which theme, and with what stance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
