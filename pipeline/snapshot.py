"""Tells that nothing changed since the last run by the names, sizes and times of files, without reading an article.

Where a file is so fresh that a later change could bear the same time, nothing is told.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pipeline import __version__
from pipeline.cache import Cache
from pipeline.errors import OnrecordError
from pipeline.project import Project
from pipeline.report import Report
from pipeline.resources import RESOURCES
from pipeline.settings import Profile
from pipeline.settled import is_settled
from pipeline.stages import STAGES, digest, library_versions

EDITED_FILES = ("settings.toml", "corrections.csv")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The digests of all a run reads and of all it writes; `is_settled` tells whether a change would show."""

    inputs: str
    outputs: str
    is_settled: bool


def take_snapshot(project: Project, profile: Profile | None) -> Snapshot:
    """The project's files as they are now."""
    states = [*_states([project.seeds]), *_states(_data_files(project))]
    newest = max((max(times) for _path, _size, *times in states), default=0)
    code = [state for state in _states([Path(__file__).parent]) if state[0].endswith(".py")]
    libraries = [library_versions(stage.libraries) for stage in STAGES]
    inputs = digest(repr((__version__, code, libraries, profile, states)).encode())
    return Snapshot(inputs, _outputs(project), is_settled(newest))


def known_report(project: Project, profile: Profile | None) -> Report | None:
    """What a run would report, where nothing changed since a whole one; else None."""
    now = take_snapshot(project, profile)
    try:
        with Cache(project.cache, writes=False) as cache:
            known = cache.fact(_fact(project))
    except OnrecordError:  # a run will tell, or mend it
        return None
    if known is None or not now.is_settled:
        return None
    then, report = msgspec.json.decode(known, type=tuple[Snapshot, Report])
    return report if then == now else None


def keep_report(project: Project, before: Snapshot, report: Report) -> None:
    """Keeps what a whole run did for `known_report`; `before` was taken when it began."""
    if before.is_settled:
        seen = replace(before, outputs=_outputs(project))
        again = replace(report, computed=0, tables="unchanged")
        with Cache(project.cache) as cache:
            cache.set_fact(_fact(project), msgspec.json.encode((seen, again)).decode())


def _outputs(project: Project) -> str:
    return digest(repr(_states([project.outputs])).encode())


def _fact(project: Project) -> str:
    return f"snapshot {project.outputs.resolve()}"


def _data_files(project: Project) -> Iterator[Path]:
    for name in (*(resource.file for resource in RESOURCES.values()), *EDITED_FILES):
        yield project.data_file(name)


def _states(paths: Iterable[Path]) -> list[tuple[str, int, int, int]]:
    """Path, size and times of each file and of each file in a folder; no user can set back the second time."""
    found = []
    for path in paths:
        for file in _files(str(path.resolve())):
            try:
                status = os.lstat(file)
            except OSError:
                continue
            found.append((file, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return sorted(found)


def _files(path: str) -> Iterator[str]:
    yield path
    for parent, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(parent, name) for name in names)  # noqa: PTH118 - a Path costs ten times as much
