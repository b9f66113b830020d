"""Where a project keeps its files, and the files a new project starts with."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError

README = """\
# An onrecord project
1. Put articles (.txt .docx .pdf .html …) into `seeds/`; dates and outlets may stand in `seeds/metadata.csv` (file,title,outlet,author,published,url,language).
2. Run `onrecord run` here and open `outputs/statements.csv` in a spreadsheet; `outputs/data_dictionary.csv` explains every column.
3. Add or edit articles and run again: only the new work is done. `onrecord status` says what would run, and why.
4. Edit `data/*.csv` (themes in `codebook.csv`, names in `aliases.csv`, cue words in `cues.csv`) and `data/settings.toml` to suit your subject.
5. `onrecord check` finds missing dates, damaged texts and mistakes in the files you edited.
"""  # noqa: E501
CORRECTIONS = "corrections.csv"  # of statements in one project; no other starts with them


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one project."""

    root: Path
    seeds: Path
    outputs: Path

    @property
    def cache(self) -> Path:
        """The folder whose loss costs only time."""
        return self.root / "data" / "cache"

    @property
    def history(self) -> Path:
        """The folder of what former tables held, which no run can make again."""
        return self.root / "data" / "history"

    def data_file(self, name: str) -> Path:
        """The project's own `data/NAME`, or the one that came with onrecord where the project has none."""
        own = self.root / "data" / name
        return own if own.exists() else default_data() / name


def open_project(root: Path, *, seeds: Path | None = None, outputs: Path | None = None) -> Project:
    """The project in `root`, with seeds and outputs elsewhere where they are given."""
    return Project(root, seeds or root / "seeds", outputs or root / "outputs")


def default_data() -> Path:
    """The data folder that onrecord ships: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "defaults"
    return installed if installed.is_dir() else package.parent / "data"


def init_project(root: Path) -> list[Path]:
    """Makes a project folder, or completes one; returns the files it wrote. Nothing that exists is changed.

    Raises:
        UsageError: `root` is a file, or cannot be written.
    """
    written = []
    try:
        for folder in ("seeds", "data"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for source in sorted(default_data().glob("*.*")):
            target = root / "data" / source.name
            if source.is_file() and source.name != CORRECTIONS and not target.exists():
                shutil.copyfile(source, target)
                written.append(target)
        readme = root / "README.md"
        if not readme.exists():
            readme.write_text(README, encoding="utf-8")
            written.append(readme)
    except OSError as error:
        raise UsageError(f"{root}: cannot make a project here ({error.strerror}); choose another folder.") from error
    return written
