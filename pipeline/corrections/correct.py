"""Turns an edited copy of statements.csv, or a file of corrections from the review page, into corrections."""

from pathlib import Path

from pipeline.corrections.edited import EDITABLE, Changes, Draft, compare, read_current
from pipeline.corrections.history import VERSION, replaced_rows
from pipeline.corrections.keep import Kept, keep_corrections
from pipeline.corrections.load import FLAGS, REQUIRED, corrections_file, load_corrections
from pipeline.corrections.overlay import theme_ids
from pipeline.corrections.sheet import read_sheet
from pipeline.errors import UsageError
from pipeline.lock import only_run
from pipeline.project import Project
from pipeline.resources import load_resource
from pipeline.tables import TABLE_BY_NAME, read_table_csv


def correct_project(project: Project, edited: Path) -> tuple[Changes, Kept]:
    """Keeps what a person changed in `edited`, a copy of the statements table of any run, or the corrections it lists.

    Raises:
        UsageError: there was no run, a run is at work, or `edited` is the table itself.
        ResourceError: `edited` is no such table, or the corrections that are there are wrong.
    """
    path = project.outputs / "statements.csv"
    if edited.resolve() == path.resolve():
        raise UsageError(f"{path}: is the table itself; save your copy elsewhere, run `onrecord run`, then correct it.")
    with only_run(project.cache):
        return _correct(project, edited, path)


def _correct(project: Project, edited: Path, path: Path) -> tuple[Changes, Kept]:
    sheet = read_sheet(edited, ("statement_id", *EDITABLE, *FLAGS, "file"))
    if set(REQUIRED) <= set(sheet.header):
        changes = _listed(edited)
        return changes, keep_corrections(corrections_file(project), changes.drafts)
    current = read_current(path)
    documents = read_table_csv(project.outputs / "documents.csv", TABLE_BY_NAME["documents"])
    themes = theme_ids(load_resource(project, "codebook").themes)
    files = [document.file for document in documents]
    known = load_corrections(corrections_file(project))
    taken_out = {each.statement_id for each in known if each.field in FLAGS}
    replaced = replaced_rows(project.history, {row[VERSION] for row in sheet.rows} - {""})
    changes = compare(sheet, current, theme_ids=themes, files=files, taken_out=taken_out, replaced=replaced)
    return changes, keep_corrections(corrections_file(project), changes.drafts)


def _listed(path: Path) -> Changes:
    """The corrections of a file that lists them, as the review page saves it."""
    listed = load_corrections(path)
    drafts = [Draft(each.statement_id, each.field, each.value, each.note, each.file, each.statement) for each in listed]
    return Changes(drafts, rows=len(drafts))
