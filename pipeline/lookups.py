"""What the tables of the last run say of themes, articles and speakers, by id."""

from pathlib import Path
from typing import Any

from pipeline.tables import TABLE_BY_NAME, read_table_csv


def theme_labels(outputs: Path) -> dict[str, str]:
    """The label of each theme that a statement has, by theme_id."""
    return {row.theme_id: row.theme for row in _rows(outputs, "statement_themes")}


def documents_by_id(outputs: Path) -> dict[str, Any]:
    """The rows of documents.csv by doc_id."""
    return {row.doc_id: row for row in _rows(outputs, "documents")}


def speakers_by_id(outputs: Path) -> dict[str, Any]:
    """The rows of speakers.csv by speaker_id."""
    return {row.speaker_id: row for row in _rows(outputs, "speakers")}


def _rows(outputs: Path, name: str) -> Any:
    return read_table_csv(outputs / f"{name}.csv", TABLE_BY_NAME[name])
