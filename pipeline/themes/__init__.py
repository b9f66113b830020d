"""The themes of each statement, by a codebook."""

from pipeline.themes.assign import assign_themes
from pipeline.themes.lint import Finding, lint_codebook

__all__ = ["Finding", "assign_themes", "lint_codebook"]
