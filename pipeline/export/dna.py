"""The articles and statements for Discourse Network Analyzer, with a script of R that puts them into its database."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.articles import Article
from pipeline.lookups import theme_labels
from pipeline.tables.files import replacing
from pipeline.utf16 import utf16_counter

SCRIPT = "import.R"
DOCUMENTS = ("doc_id", "title", "text", "author", "source", "type", "notes", "date")
STATEMENTS = (
    "statement_id",
    "doc_id",
    "start",
    "end",
    "person",
    "organization",
    "concept",
    "concept_kind",
    "agreement",
    "confidence",
)
AGREEMENT: Mapping[str, int] = {"support": 1, "oppose": 0}
MAX_TITLE = 200


def write_dna(articles: Iterable[Article], outputs: Path, folder: Path, *, unique: bool = False) -> None:
    """Writes documents.csv, statements.csv and import.R into `folder`; `unique` leaves out repeated words.

    Texts are whole and unguarded and places are counted in UTF-16 units, as Java counts: the files are
    for R, not for spreadsheets.

    Raises:
        UsageError: the folder cannot be written.
    """
    labels = theme_labels(outputs)
    with replacing(folder, ["documents.csv", "statements.csv", SCRIPT]) as streams:
        streams["documents.csv"].write(_lines([DOCUMENTS]))
        streams["statements.csv"].write(_lines([STATEMENTS]))
        for article in articles:
            streams["documents.csv"].write(_lines([_document(article)]))
            streams["statements.csv"].write(_lines(_statements(article, labels, unique=unique)))
        streams[SCRIPT].write((files("pipeline.export") / SCRIPT).read_bytes())


def _document(article: Article) -> Sequence[Any]:
    row = article.row
    text = article.document.text.replace("\0", " ")  # R has no such sign
    title = (row.title or row.file)[:MAX_TITLE]
    notes = "" if row.published else "no date: 1970-01-01 stands for it"
    return row.doc_id, title, text, row.author, row.outlet, "article", notes, row.published


def _statements(article: Article, labels: Mapping[str, str], *, unique: bool) -> Iterator[Sequence[Any]]:
    """A row for each position toward a target and for each theme of each statement that names a speaker."""
    count = utf16_counter(article.document.text)
    for line in article.statements:
        if not line["speaker"] or (unique and line["copy_number"] > 1):
            continue
        place = count(line["content"][0]["start"]), count(line["content"][-1]["end"])
        concepts = [
            (each["target"], "target", AGREEMENT[each["label"]])
            for each in line["stances"]
            if each["label"] in AGREEMENT
        ]
        concepts += [(labels.get(each["theme_id"], each["theme_id"]), "theme", 1) for each in line["themes"]]
        for concept in concepts:
            yield (
                line["statement_id"],
                line["doc_id"],
                *place,
                *_actor(line["speaker"]),
                *concept,
                line["confidence"],
            )


def _actor(speaker: Mapping[str, Any]) -> tuple[str, str]:
    """Person and organisation; a person stands for the organisation, else the country, that it belongs to."""
    if speaker["kind"] == "person":
        return speaker["name"], speaker["affiliation"] or speaker["country"] or ""
    return "", speaker["name"]


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
