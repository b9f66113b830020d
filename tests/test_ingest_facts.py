from datetime import date
from pathlib import Path

import pytest

from pipeline.ingest import document_of_text
from pipeline.records import Document, Metadata
from pipeline.resources.boilerplate import load_boilerplate

BOILERPLATE = load_boilerplate(Path(__file__).parent.parent / "data" / "boilerplate.csv")
PROSE = "The council of Marrow voted on Monday to freeze rents for a year, and nobody on the benches was surprised."
MORE_PROSE = "Landlords had argued for weeks that the freeze would empty the city, but the tenants filled the gallery."


def read(text: str, **options) -> Document:
    return document_of_text(text, boilerplate=BOILERPLATE, **options)


def test_metadata_stands_above_front_matter_and_front_matter_above_the_text():
    text = f"---\ntitle: Rents\ndate: 2024-02-03\nauthors: [Ann Roe, Tom Vale]\n---\nPublished: 1 May 2020\n\n{PROSE}"
    document = read(text)
    assert (document.title, document.author) == ("Rents", "Ann Roe; Tom Vale")
    assert (document.published, document.published_basis) == (date(2024, 2, 3), "front_matter")
    assert document.blocks[0].rule == "front_matter"
    above = read(text, metadata=Metadata(file="a.md", line=2, published=date(2025, 1, 1)))
    assert (above.published, above.published_basis) == (date(2025, 1, 1), "metadata")
    assert above.title == "Rents"


@pytest.mark.parametrize(
    "header",
    [
        "title: [Rents",
        "a: &x 1\ntitle: *x",
        "She said that rents fell.",
        "Note: nothing known",
        "[" * 5000 + "\ntitle: x",
    ],
)
def test_header_that_cannot_be_read_is_text(header: str):
    document = read(f"---\n{header}\n---\n{PROSE}")
    assert "front_matter" not in {block.rule for block in document.blocks}
    assert document.title != "x"


@pytest.mark.parametrize(
    ("lines", "published", "outlet", "author"),
    [
        ("Published in The Marrow Post, August 17th, 2025", date(2025, 8, 17), "The Marrow Post", None),
        ("By Ann Roe\nLast updated: 3 May 2024 at 10:00", date(2024, 5, 3), None, "Ann Roe"),
        ("17 August 2025", date(2025, 8, 17), None, None),
        ("Updated 4 May 2024\nPublished 3 May 2024", date(2024, 5, 3), None, None),
        ("Published: 03/04/2024", None, None, None),
        ("Rents fell by 3 May 2024", None, None, None),
    ],
)
def test_the_text_dates_itself(lines: str, published: date | None, outlet: str | None, author: str | None):
    document = read(f"Marrow freezes rents\n\n{lines}\n\n{PROSE}")
    assert (document.published, document.outlet, document.author) == (published, outlet, author)
    assert document.published_basis == ("text" if published else None)


@pytest.mark.parametrize(
    ("dateline", "foot", "published", "outlet"),
    [
        ("MARROW, 12 June 2024 — ", "", date(2024, 6, 12), None),
        ("MARROW, Norland, March 4 (Meridian Wire) — ", "", None, "Meridian Wire"),
        ("MARROW, March 4 (Meridian Wire) — ", "© 2025 Meridian Wire", date(2025, 3, 4), "Meridian Wire"),
        ("MARROW (Meridian Wire) - ", "", None, "Meridian Wire"),
        ("Rents, which fell in March 2024 (by a tenth) — ", "", None, None),
    ],
)
def test_dateline(dateline: str, foot: str, published: date | None, outlet: str | None):
    document = read(f"Marrow freezes rents\n\n{dateline}{PROSE}\n\n{MORE_PROSE}\n\n{foot}")
    assert (document.published, document.outlet) == (published, outlet)


def test_publication_date_that_is_handed_in_stands_above_all():
    document = read(f"17 August 2025\n\n{PROSE}", published=date(2024, 1, 2))
    assert (document.published, document.published_basis) == (date(2024, 1, 2), "metadata")
