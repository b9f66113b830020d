from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.ingest.exports import split_export
from pipeline.resources.splits import load_splits

DATA = Path(__file__).parent.parent / "data"
SPLITS = load_splits(DATA / "splits.csv")

NEXIS_DOCUMENTS = """

                               1 of 2 DOCUMENTS


                                The Marrow Post

                             March 4, 2025 Tuesday
                              Late Edition - Final

Marrow Freezes Its Rents After
a Long Debate

BYLINE: By ANN ROE

SECTION: Section A; Column 1; City Desk; Pg. 1

LENGTH: 812 words

DATELINE: MARROW

   The council of Marrow voted on Monday to freeze rents for a year,
and nobody on the benches was surprised.

   "It was late," said Tom Vale.

URL: http://www.example.org/rents

LOAD-DATE: March 4, 2025

LANGUAGE: ENGLISH

                    Copyright 2025 The Marrow Post Company
                            All Rights Reserved


                               2 of 2 DOCUMENTS


                              Harbour Gazette (Marrow)

                                  5 March 2025

Harbour to reopen

LENGTH: 40 words

The port authority said that the harbour would reopen in May.

LOAD-DATE: March 5, 2025
"""
NEXIS_UNI = """User Name: Ann Roe
Date and Time: Thursday, March 6, 2025 10:00:00 AM EST
Job Number: 245000001
Documents (2)
1. Marrow freezes its rents
2. Harbour to reopen
Search Terms: rents
Narrowed by:

Marrow freezes its rents
The Marrow Post
March 4, 2025 Tuesday
Copyright 2025 The Marrow Post All Rights Reserved
Section: NEWS; Pg. 3
Length: 512 words
Byline: Ann Roe
Body

The council of Marrow voted on Monday to freeze rents for a year.
“It was late,” said Tom Vale.
Load-Date: March 4, 2025

End of Document

Harbour to reopen

Harbour Gazette

5 March 2025

Body

The port authority said that the harbour would reopen in May.

Load-Date: March 5, 2025

End of Document
"""
FACTIVA = """News
Marrow freezes its rents

By Ann Roe
512 words
4 March 2025
06:05
The Marrow Post
MARPST
3
English
(c) 2025 The Marrow Post

The council of Marrow voted on Monday to freeze rents for a year.

“It was late,” said Tom Vale.

Document MARPST0020250304el3400001

Harbour to reopen
40 words
5 March 2025
Harbour Gazette
HARGAZ
English
Copyright 2025 Harbour Gazette

The port authority said that the harbour would reopen in May.

Document HARGAZ0020250305el3500002
"""
FACTIVA_FIELDS = """HD
Marrow freezes its rents
BY
By Ann Roe
WC
512 words
PD
4 March 2025
SN
The Marrow Post
SC
MARPST
LA
English
CY
(c) 2025 The Marrow Post

LP

The council of Marrow voted on Monday to freeze rents for a year.

TD

“It was late,” said Tom Vale.

AN
Document MARPST0020250304el3400001

HD  Harbour to reopen
PD  5 March 2025
SN  Harbour Gazette
LP
The port authority said that the harbour would reopen in May.
AN  Document HARGAZ0020250305el3500002
"""
PROQUEST = """____________________________________________________________

Document 1 of 2

Title: Marrow freezes its rents

Author: Ann Roe

Publication info: The Marrow Post ; Marrow [Marrow]. 04 Mar 2025: A3.

Full text: 

The council of Marrow voted on Monday to freeze rents for a year.

“It was late,” said Tom Vale.

Publication title: The Marrow Post

Publication date: Mar 4, 2025

ProQuest document ID: 3170000001

____________________________________________________________

Document 2 of 2

Title: Harbour to reopen

Full text:

The port authority said that the harbour would reopen in May.

Publication title: Harbour Gazette

Publication date: Mar 5, 2025

ProQuest document ID: 3170000002
"""  # noqa: W291
EXPORTS = {
    "nexis_documents": NEXIS_DOCUMENTS,
    "nexis_uni": NEXIS_UNI,
    "factiva": FACTIVA,
    "factiva_fields": FACTIVA_FIELDS,
    "proquest": PROQUEST,
}


@pytest.mark.parametrize("export", EXPORTS)
def test_export_is_cut_into_articles_with_their_metadata(export: str):
    rents, harbour = split_export(EXPORTS[export], SPLITS)
    assert " ".join((rents.given.title or "").lower().split()).startswith("marrow freezes its rents")
    assert (rents.given.outlet, rents.given.published) == ("The Marrow Post", date(2025, 3, 4))
    assert (rents.given.author or "").lower() == "ann roe"
    assert rents.text.startswith(f"{rents.given.title}\n\nThe council of Marrow voted")
    assert rents.text.rstrip().endswith("said Tom Vale.")
    assert harbour.given.title == "Harbour to reopen"
    assert (harbour.given.outlet or "").startswith("Harbour Gazette")
    assert harbour.given.published == date(2025, 3, 5)
    assert harbour.text == "Harbour to reopen\n\nThe port authority said that the harbour would reopen in May.\n"


def test_number_in_the_database_names_the_article():
    assert [part.key for part in split_export(FACTIVA, SPLITS)] == [
        "MARPST0020250304el3400001", "HARGAZ0020250305el3500002",
    ]  # fmt: skip
    assert [part.key for part in split_export(PROQUEST, SPLITS)] == ["3170000001", "3170000002"]
    assert [part.key for part in split_export(NEXIS_UNI, SPLITS)] == ["1", "2"]


@pytest.mark.parametrize("export", EXPORTS)
def test_windows_newlines_and_blank_lines_between_all_lines_change_nothing(export: str):
    plain = [part.given for part in split_export(EXPORTS[export], SPLITS)]
    assert [part.given for part in split_export(EXPORTS[export].replace("\n", "\r\n"), SPLITS)] == plain


def test_article_that_mentions_an_export_is_none():
    text = "Rents\n\nShe closed the file. End of document, it said, and document 1 of 2 was lost.\n\nMore followed."
    assert split_export(text, SPLITS) == ()


def test_export_cut_off_before_its_end_loses_no_article():
    cut = NEXIS_UNI[: NEXIS_UNI.rindex("Load-Date")] + "More words of the harbour. " * 20
    assert len(split_export(cut, SPLITS)) == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("mine,start,x,", 'line 2: unknown mark "start"'),
        ("mine,begin,(,", "line 2: the pattern is not an RE2"),
        ("mine,begin,x*,", "matches an empty line"),
        ("mine,field,(?P<day>.+),", "unknown group day"),
        ("mine,field,x,", "needs a named group"),
        ("mine,order,author,", "the order is made of outlet and title"),
        ("mine,skip,x,", "mine has no pattern with the mark begin or end"),
        (",begin,x,", "needs export and pattern"),
    ],
)
def test_wrong_rule_names_line_and_remedy(tmp_path, row: str, message: str):
    path = tmp_path / "splits.csv"
    path.write_text(f"export,mark,pattern,note\n{row}\n")
    with pytest.raises(ResourceError, match=message):
        load_splits(path)


def test_rules_are_the_users_own(tmp_path):
    path = tmp_path / "splits.csv"
    path.write_text("export,mark,pattern,note\nmine,begin,=== (?P<title>.+),\n")
    parts = split_export("=== Rents\nRents fell.\n=== Wages\nWages rose.\n", load_splits(path))
    assert [(part.given.title, part.text) for part in parts] == [
        ("Rents", "Rents\n\nRents fell.\n"),
        ("Wages", "Wages\n\nWages rose.\n"),
    ]
