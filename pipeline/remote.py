"""Folders at addresses such as s3://bucket/articles, opened through fsspec and kept in step with folders here.

Articles are fetched into a folder of the cache before a run, and only those that are new or
changed there; tables are sent when they are written, and only those that differ. What is
told apart are the facts that the store itself lists of a file: size, time, tag.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from pipeline.errors import UsageError
from pipeline.stages import digest

SIGN = "://"
RECORD = ".record.json"
Listing = dict[str, str]


def is_address(place: str) -> bool:
    """Whether a place is an address and no folder of this machine.

    >>> is_address("s3://bucket/articles"), is_address("articles")
    (True, False)
    """
    return SIGN in place


def mirror_of(address: str, cache: Path) -> Path:
    """The folder here that stands for an address."""
    return cache / "remote" / digest(address.rstrip("/").encode())


def fetch(address: str, folder: Path) -> None:
    """Makes `folder` hold the files at the address as they are now.

    Raises:
        UsageError: fsspec or the store's own library is missing, or the store refuses.
    """
    with _reaching(address):
        files, root = _open(address)
        there = _list(files, root)
        known = _read_record(folder)
        for name in there:
            target = _inside(folder, name)
            if known.get(name) != there[name] or not target.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                files.get_file(f"{root}/{name}", str(target))
        for path in _files(folder):
            if path.relative_to(folder).as_posix() not in there:
                path.unlink()
        _write_record(folder, there)


def send(folder: Path, address: str) -> None:
    """Makes the address hold the files of `folder`, each replaced as a whole; others there stay.

    Raises:
        UsageError: fsspec or the store's own library is missing, or the store refuses.
    """
    with _reaching(address):
        files, root = _open(address)
        files.makedirs(root, exist_ok=True)
        there, known = _list(files, root), _read_record(folder)
        ours = {path.relative_to(folder).as_posix(): _digest(path) for path in _files(folder)}
        for name in sorted(known.keys() - ours.keys()):
            if name in there:
                files.rm_file(f"{root}/{name}")
        for name, own in ours.items():
            if name not in there or known.get(name) != f"{own} {there[name]}":
                files.put_file(str(folder / name), f"{root}/{name}")
        there = _list(files, root)
        _write_record(folder, {name: f"{own} {there.get(name)}" for name, own in ours.items()})


def _open(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path there."""
    from fsspec.core import url_to_fs

    files, root = url_to_fs(address)
    files.invalidate_cache()
    return files, str(root).rstrip("/")


def _list(files: Any, root: str) -> Listing:
    """What the store tells of each file below the path, as a digest, by name."""
    found = files.find(root, detail=True) if files.exists(root) else {}
    return {
        PurePosixPath(path).relative_to(root).as_posix(): digest(repr(sorted(map(repr, facts.items()))).encode())
        for path, facts in found.items()
    }


def _inside(folder: Path, name: str) -> Path:
    """The place of a name below the folder.

    Raises:
        UsageError: the name points out of it.
    """
    if ".." in PurePosixPath(name).parts:
        raise UsageError(f"{name}: is no name that a folder can hold; rename the file in the store.")
    return folder / name


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder but its record and drafts."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _digest(path: Path) -> str:
    return digest(path.read_bytes())


def _read_record(folder: Path) -> Mapping[str, str]:
    try:
        return msgspec.json.decode((folder / RECORD).read_bytes(), type=Listing)
    except (OSError, msgspec.MsgspecError):
        return {}


def _write_record(folder: Path, record: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).write_bytes(msgspec.json.encode(record))


@contextmanager
def _reaching(address: str) -> Iterator[None]:
    """Says in the user's words why a store cannot be reached."""
    try:
        yield
    except ImportError as error:
        message = f"{address}: needs a library that is not installed ({error}); pip install 'onrecord[dask]' brings"
        raise UsageError(f"{message} fsspec, s3fs opens s3://, gcsfs gs://, adlfs az://.") from error
    except UsageError:
        raise
    except Exception as error:  # each store has exceptions of its own
        message = f"{address}: cannot be read or written ({type(error).__name__}: {error})"
        raise UsageError(f"{message}; check the address and your rights there.") from error
