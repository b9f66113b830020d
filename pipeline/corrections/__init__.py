"""Corrections made by people: they overlay the results of every run, and none is ever lost."""

from pipeline.corrections.correct import correct_project
from pipeline.corrections.gold import encode_gold, gold_of
from pipeline.corrections.history import keep_replaced
from pipeline.corrections.load import CORRECTIONS_FILE, Correction, corrections_file, load_corrections
from pipeline.corrections.overlay import Outcome, Overlay, find_moved, report_rows, theme_ids, warnings

__all__ = [
    "CORRECTIONS_FILE",
    "Correction",
    "Outcome",
    "Overlay",
    "correct_project",
    "corrections_file",
    "encode_gold",
    "find_moved",
    "gold_of",
    "keep_replaced",
    "load_corrections",
    "report_rows",
    "theme_ids",
    "warnings",
]
