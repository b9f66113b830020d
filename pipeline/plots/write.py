"""Writes a plot of the last run to a file."""

from functools import partial
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.plots.draw import FORMATS, draw_plot
from pipeline.plots.figures import PLOTS, Figures, make_figures
from pipeline.tables import TABLE_BY_NAME, read_table_csv, write_atomically
from pipeline.tables.frame import Frame, frame_of


def write_plot(outputs: Path, name: str, path: Path, *, target: str | None = None, unique: bool = False) -> Figures:
    """Draws a plot of the tables in `outputs`; the ending of `path`, .svg or .png, says how. Returns its figures.

    `target` is whom or what the stances are toward; `unique` counts the same words once.

    Raises:
        UsageError: there is no such plot or format, there was no run, there is nothing to plot, a
            library is missing, or the file cannot be written.
        ResourceError: a table is damaged.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UsageError(f"{path}: name a file that ends in .svg or .png.")
    figures = figures_of(outputs, name, target=target, unique=unique)
    if not figures.values:
        raise UsageError(f"{name}: the tables hold nothing of this kind to plot.")
    try:
        drawn = draw_plot(figures, form)
    except ModuleNotFoundError as error:
        raise UsageError(f"plots need {error.name}; install them with: pip install 'onrecord[plots]'.") from error
    write_atomically(path, drawn)
    return figures


def figures_of(outputs: Path, name: str, *, target: str | None = None, unique: bool = False) -> Figures:
    """The figures of a plot of the tables in `outputs`.

    Raises:
        UsageError: there is no such plot, or there was no run.
        ResourceError: a table is damaged.
    """
    known = next((plot for plot in PLOTS if plot == name), None)
    if known is None:
        raise UsageError(f"{name}: no such plot; the plots are {', '.join(PLOTS)}.")
    return make_figures(known, partial(_read, outputs), target=target, unique=unique)


def _read(outputs: Path, name: str) -> Frame:
    table = TABLE_BY_NAME[name]
    path = outputs / table.file
    if not path.exists():
        raise UsageError(f"{path}: there is no such file; run `onrecord run` first.")
    return frame_of(table, read_table_csv(path, table))
