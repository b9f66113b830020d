import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.project import default_data, init_project, open_project

CHECKOUT = Path(__file__).parent.parent


def test_init_makes_seeds_data_and_a_readme_of_five_lines(tmp_path):
    init_project(tmp_path / "new")
    assert (tmp_path / "new" / "seeds").is_dir()
    shipped = {path.name for path in default_data().glob("*.*")}
    assert {path.name for path in (tmp_path / "new" / "data").iterdir()} == shipped
    assert "codebook.csv" in shipped
    title, *lines = (tmp_path / "new" / "README.md").read_text().splitlines()
    assert title.startswith("# ")
    assert len(lines) == 5


def test_init_changes_nothing_that_exists(tmp_path):
    init_project(tmp_path)
    (tmp_path / "data" / "cues.csv").write_text("mine")
    (tmp_path / "data" / "titles.csv").unlink()
    assert [path.name for path in init_project(tmp_path)] == ["titles.csv"]
    assert (tmp_path / "data" / "cues.csv").read_text() == "mine"


def test_init_on_a_file_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another folder"):
        init_project(tmp_path / "file")


def test_data_file_of_the_project_comes_before_the_shipped_one(tmp_path):
    project = open_project(tmp_path)
    assert project.data_file("cues.csv") == default_data() / "cues.csv"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cues.csv").write_text("")
    assert project.data_file("cues.csv") == tmp_path / "data" / "cues.csv"


def test_wheel_works_outside_the_checkout(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    program = "from pipeline.cli import app; app(['init', 'made'])"
    environment = {"PYTHONPATH": str(tmp_path / "installed"), "PATH": ""}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert (tmp_path / "made" / "data" / "codebook.csv").read_bytes() == (CHECKOUT / "data/codebook.csv").read_bytes()
