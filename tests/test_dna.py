"""The files for Discourse Network Analyzer, and the script of R that puts them into its database."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import RENTS

from pipeline.errors import UsageError
from pipeline.export import export_project
from pipeline.run import run

HOUSE = "\U0001f3e0"
RSCRIPT = shutil.which("Rscript")
REASON = "R is not installed (Debian: apt-get install r-base-core)"
STUB = Path(__file__).parent / "rdna_stub.R"
AWKWARD = f"""=Rents fall {HOUSE}, minister says

Ann Roe, the housing minister, praised the "Harbour" plan. She said that C:\\rents \\"fell\\" by a tenth, # NA.

“Nobody objects,\tto the plan,” said Tom Vale, the mayor of Marrow. “{HOUSE} Landlords’ rents fell.”
"""


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_dna_counts_in_units_of_java(make_project, tmp_path):
    text = f"{HOUSE}{HOUSE} " + RENTS.split("\n\n", 1)[1]
    project = make_project({"rents.txt": text, "undated.txt": RENTS})
    (project.seeds / "metadata.csv").write_text("file,published\nrents.txt,2025-03-05\n")
    run(project)
    export_project(project, "dna", tmp_path / "dna")
    documents, statements = (read(tmp_path / "dna" / name) for name in ("documents.csv", "statements.csv"))
    texts = {row["doc_id"]: row["text"].encode("utf-16-le") for row in documents}
    assert [row["date"] for row in documents] == ["2025-03-05", ""]
    assert documents[0]["text"] == text
    words = {
        texts[row["doc_id"]][2 * int(row["start"]) : 2 * int(row["end"])].decode("utf-16-le") for row in statements
    }
    assert "Rents fell by a tenth" in words
    assert {row["agreement"] for row in statements} <= {"0", "1"}
    assert "Ann Roe" in {row["person"] for row in statements}


def test_dna_needs_the_articles_as_they_were_run(project, tmp_path):
    run(project)
    (project.seeds / "rents.txt").write_text("Something else.")
    with pytest.raises(UsageError, match="onrecord run"):
        export_project(project, "dna", tmp_path / "dna")
    assert not (tmp_path / "dna" / "documents.csv").exists()


@pytest.fixture
def exported(make_project, tmp_path):
    """The folder for DNA of articles that are awkward to read."""
    project = make_project({"awkward.txt": AWKWARD, "undated.txt": RENTS})
    (project.seeds / "metadata.csv").write_text("file,published,outlet\nawkward.txt,2025-03-05,The =Post\n")
    run(project)
    export_project(project, "dna", tmp_path / "dna")
    return tmp_path / "dna"


def test_cells_hold_the_text_as_it_is(exported):
    document, _ = read(exported / "documents.csv")
    assert document["text"] == AWKWARD
    assert document["title"].startswith("=Rents fall")


@pytest.mark.skipif(RSCRIPT is None, reason=REASON)
@pytest.mark.parametrize("kind", ["target", "theme"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_script_hands_over_what_the_tables_hold(exported, kind, locale):
    shutil.copy(STUB, exported)
    command = [str(RSCRIPT), STUB.name, "project.dna", "secret", kind]
    subprocess.run(command, cwd=exported, check=True, env={**os.environ, "LC_ALL": locale})
    told = [line.split("\t") for line in (exported / "told.tsv").read_text("utf-8").splitlines()]
    documents = read(exported / "documents.csv")
    assert told[0] == ["database", "project.dna", "secret"]
    assert [row[1:] for row in told if row[0] == "document"] == [
        [row["title"], row["source"], row["date"] or "1970-01-01", row["notes"]] for row in documents
    ]
    texts = {row["doc_id"]: row["text"] for row in documents}
    expected = [
        [words(texts[row["doc_id"]], row), *(row[name] for name in ("person", "organization", "concept", "agreement"))]
        for row in read(exported / "statements.csv")
        if row["concept_kind"] == kind
    ]
    assert len(expected) > 1
    assert [row[2:] for row in told if row[0] == "statement"] == expected


def words(text, row):
    """What stands between the carets, on one line."""
    units = text.encode("utf-16-le")[2 * int(row["start"]) : 2 * int(row["end"])]
    return units.decode("utf-16-le").replace("\n", "|").replace("\t", "|")
