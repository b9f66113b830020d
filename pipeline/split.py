"""Shows how a file is cut into articles, or writes them as files of their own."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DocumentError, UsageError
from pipeline.ingest.formats import extract
from pipeline.ingest.metadata import COLUMNS
from pipeline.project import Project
from pipeline.records import Metadata
from pipeline.seeds import METADATA_FILE, find_in_file, read_source

OPENING_CHARS = 60


@dataclass(frozen=True, slots=True)
class Cut:
    """One article of a file: its name, its text, what the file says of it, and why it cannot be read, if it cannot."""

    file: str
    text: str = ""
    given: Metadata | None = None
    problem: str = ""

    @property
    def opening(self) -> str:
        """The first words after the title."""
        title = self.given.title if self.given else None
        words = " ".join(self.text.split())
        return words.removeprefix(" ".join((title or "").split())).strip()[:OPENING_CHARS]


def cut_file(path: Path, project: Project) -> Iterator[Cut]:
    """The articles in a file, in order, as a run would read them.

    Raises:
        UsageError: there is no such file.
        ResourceError: data/splits.csv is wrong.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file.")
    articles, failures = find_in_file(path, project)
    for article in articles:
        try:
            source = read_source(article, project)
            extracted = extract(source.data, source.format)
        except DocumentError as error:
            yield Cut(article.file, problem=f"{error}. {error.remedy}")
        else:
            yield Cut(article.file, extracted.text, article.given or extracted.given)
    for failure in failures:
        yield Cut(failure.file, problem=f"{failure.message}. {failure.remedy}")


def write_cuts(cuts: Iterator[Cut], folder: Path) -> int:
    """Writes each article as a .txt file with a metadata.csv beside them; returns their number.

    Raises:
        UsageError: the folder holds something already, or cannot be written.
    """
    rows = io.StringIO(newline="")
    writer = csv.writer(rows)
    writer.writerow(COLUMNS)
    written = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder}: is not empty; give the name of a new folder.")
        for written, cut in enumerate((cut for cut in cuts if not cut.problem), 1):
            name = f"{written:04}.txt"
            (folder / name).write_text(cut.text, encoding="utf-8", newline="\n")
            given = cut.given or Metadata(file="", line=0)
            writer.writerow([name, *(getattr(given, column) or "" for column in COLUMNS[1:])])
        (folder / METADATA_FILE).write_text(rows.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}).") from error
    return written
