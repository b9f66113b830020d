from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import ResourceError
from pipeline.ingest import load_metadata
from pipeline.ingest.written_dates import find_date, find_day
from pipeline.records import Metadata


@pytest.fixture
def load(tmp_path: Path):
    def write_and_load(content: str, encoding: str = "utf-8"):
        path = tmp_path / "metadata.csv"
        path.write_bytes(content.encode(encoding))
        return load_metadata(path)

    return write_and_load


def test_full_row(load):
    rows = load(
        "file,title,outlet,author,published,url,language\n"
        'rents.txt,"Rents fall, at last",The Marrow Post,Ann Roe,2025-03-04,https://example.org/r,EN-gb\n'
    )
    assert rows == {
        "rents.txt": Metadata(
            file="rents.txt",
            line=2,
            title="Rents fall, at last",
            outlet="The Marrow Post",
            author="Ann Roe",
            published=date(2025, 3, 4),
            url="https://example.org/r",
            language="en",
        )
    }


def test_only_the_file_is_required_and_a_missing_table_is_empty(load, tmp_path: Path):
    assert load("file\na.txt\n\nb.txt\n").keys() == {"a.txt", "b.txt"}
    assert load_metadata(tmp_path / "none" / "metadata.csv") == {}


@pytest.mark.parametrize(("separator", "encoding"), [(";", "utf-8"), ("\t", "utf-8"), (",", "utf-8-sig")])
def test_tables_as_spreadsheets_write_them(load, separator: str, encoding: str):
    rows = load(f"File{separator}Published\r\na.txt{separator}2025-03-04\r\n", encoding)
    assert rows["a.txt"].published == date(2025, 3, 4)


def test_numeric_dates_follow_the_order_that_the_column_shows(load):
    day_first = load("file,published\na.txt,04/03/2025\nb.txt,25/03/2025\n")
    month_first = load("file,published\na.txt,04/03/2025\nb.txt,03/25/2025\n")
    assert day_first["a.txt"].published == date(2025, 3, 4)
    assert month_first["a.txt"].published == date(2025, 4, 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("file,published\na.txt,soon\n", 'line 2: published "soon" is not a clear date; write it as 2025-08-17'),
        ("file,published\na.txt,04/03/2025\n", "line 2: .*not a clear date"),
        ("file,published\na.txt,2025-02-30\n", "line 2: .*not a clear date"),
        ("file\na.txt\n./a.txt\n", 'line 3: "a.txt" is already described in line 2'),
        ("file,publisher\na.txt,x\n", 'line 1: column "publisher" is unknown'),
        ("file,url,url\na.txt,x,y\n", 'line 1: column "url" is twice'),
        ("title\nx\n", "line 1: column file is missing"),
        ("file,title\na.txt,Rents fall, at last\n", "line 2: has 3 cells for 2 columns"),
        ("file,language\na.txt,English\n", "line 2: language"),
        ("file\n../a.txt\n", "line 2: file .* is no path below seeds/"),
        ('file,title\na.txt,"Rents\n', "not valid CSV"),
    ],
)
def test_wrong_table_names_line_and_remedy(load, content: str, message: str):
    with pytest.raises(ResourceError, match=message):
        load(content)


def test_table_that_is_not_utf8(load):
    with pytest.raises(ResourceError, match="not UTF-8; save it as CSV UTF-8"):
        load("file,outlet\na.txt,Orléans\n", "cp1252")


@pytest.mark.parametrize(
    "text",
    ["2025-08-17", "August 17th, 2025", "Sunday, 17 August 2025", "17th of August, 2025", "Aug. 17, 2025",
     "17-Aug-2025", "17.08.2025", "17/8/2025", "8/17/2025", "2025-08-17T23:30:00Z", "17 Sept 2025 and 1 May 2020"],
)  # fmt: skip
def test_written_dates(text: str):
    assert find_date(text) == (date(2025, 9, 17) if "Sept" in text else date(2025, 8, 17))


@pytest.mark.parametrize("text", ["", "August 2025", "03/04/2025", "31 June 2025", "in 2025", "May 12345", "1.2.3"])
def test_no_date_is_invented(text: str):
    assert find_date(text) is None


def test_day_takes_the_year_it_is_given():
    assert find_day("March 4", year=2025) == date(2025, 3, 4)
    assert find_day("4 March", year=2025) == date(2025, 3, 4)
    assert find_day("Monday", year=2025) is None
