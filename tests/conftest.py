"""What several tests share: a small project with invented articles."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.project import Project, init_project, open_project

settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
settings.load_profile("unhurried")

RENTS = """Rents fall in Marrow

"Rents fell by a tenth," Ann Roe, the housing minister of Norland, said on Monday. She added that more homes would follow.

Critics argue that the figures are misleading.
"""  # noqa: E501
HARBOUR = """The port authority said that the harbour would reopen in May. “We welcome the decision,” said Tom Vale. “It was late.”
"""  # noqa: E501


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[[dict[str, str]], Project]:
    """Makes a project from file names and texts; called again, it replaces the articles."""

    def make(articles: dict[str, str], *, name: str = "project") -> Project:
        root = tmp_path / name
        init_project(root)
        project = open_project(root)
        for old in project.seeds.iterdir():
            old.unlink()
        for file, text in articles.items():
            (project.seeds / file).write_text(text, encoding="utf-8")
        return project

    return make


@pytest.fixture
def project(make_project: Callable[[dict[str, str]], Project]) -> Project:
    """A project with two articles, the first of them dated."""
    made = make_project({"harbour.txt": HARBOUR, "rents.txt": RENTS})
    (made.seeds / "metadata.csv").write_text("file,outlet,published\nrents.txt,The Marrow Post,2025-03-05\n")
    return made
