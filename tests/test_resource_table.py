import pytest

from pipeline.errors import ResourceError
from pipeline.resources.table import read_table


def rows_of(tmp_path, data: bytes):
    path = tmp_path / "names.csv"
    path.write_bytes(data)
    return list(read_table(path, columns=["name", "alias"]))


def test_rows_know_their_line_and_cells_are_stripped(tmp_path):
    rows = rows_of(tmp_path, b'\xef\xbb\xbfname,alias,note\r\n# a remark,,\r\n\r\n"Ann\r\nRoe", A. Roe ,\r\nTom,T\r\n')
    assert [(row.line, row["name"], row["alias"], row["note"]) for row in rows] == [
        (4, "Ann\r\nRoe", "A. Roe", ""),
        (6, "Tom", "T", ""),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name\nAnn\n", "line 1: column alias is missing"),
        (b"name,alias\nAnn,a,b\n", "line 2: has 3 cells for 2 columns"),
        (b'name,alias\nAnn,"a\n', "is not valid CSV"),
        (b"name,alias\n\xff,a\n", "is not UTF-8"),
    ],
)
def test_wrong_file_is_named_with_its_line(tmp_path, data, words):
    with pytest.raises(ResourceError, match=words):
        rows_of(tmp_path, data)


def test_missing_file_says_how_to_restore_it(tmp_path):
    with pytest.raises(ResourceError, match="onrecord init"):
        list(read_table(tmp_path / "none.csv", columns=[]))
