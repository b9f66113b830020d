"""Plots of the tables: the figures of each, and how it is drawn."""

from pipeline.plots.draw import FORMATS
from pipeline.plots.figures import PLOTS, Figures, PlotName
from pipeline.plots.write import figures_of, write_plot

__all__ = ["FORMATS", "PLOTS", "Figures", "PlotName", "figures_of", "write_plot"]
