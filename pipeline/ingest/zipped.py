"""Reads ZIP files within bounds: members, sizes, ratio, and no path that leads out of them."""

import lzma
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from pipeline.errors import DocumentError

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 50_000_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_RATIO, RATIO_FROM_BYTES = 300, 5_000_000
MAX_DIRECTORY_BYTES = 4_000_000
TAIL_BYTES = 66_000
END, END_64 = b"PK\x05\x06", b"PK\x06\x06"
WHOLE = "Make the ZIP file again, or put its files into the folder."
ZIP_ERRORS = (
    BadZipFile, LargeZipFile, NotImplementedError, OSError, RuntimeError, EOFError, ValueError, KeyError,
    IndexError, UnicodeError, struct.error, zlib.error, lzma.LZMAError, MemoryError, OverflowError,
)  # fmt: skip


def open_zip(stream: IO[bytes] | Path) -> ZipFile:
    """The archive.

    Raises:
        DocumentError: it is no ZIP file, or larger than an archive of articles is.
    """
    try:
        _check_directory(stream)
        archive = ZipFile(stream)
        infos = archive.infolist()
    except ZIP_ERRORS as error:
        raise DocumentError(f"is a broken ZIP file ({error})", remedy=WHOLE) from error
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        message = f"holds {len(infos):,} files of {total // 1_000_000:,} MB, more than is read from one ZIP file"
        raise DocumentError(message, remedy="Split it into several.")
    return archive


def read_member(archive: ZipFile, info: ZipInfo) -> bytes:
    """The bytes of a member.

    Raises:
        DocumentError: it is broken, encrypted, or swells beyond all measure.
    """
    if info.flag_bits & 1:
        raise DocumentError("is encrypted", remedy="Save it without a password.")
    if info.file_size > MAX_MEMBER_BYTES:
        message = f"is larger than {MAX_MEMBER_BYTES // 1_000_000} MB"
        raise DocumentError(message, remedy="Split it into single articles.")
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise DocumentError("swells beyond all measure when unpacked", remedy="Delete it: no article does that.")
    try:
        with archive.open(info) as stream:
            data = stream.read(MAX_MEMBER_BYTES + 1)
    except ZIP_ERRORS as error:
        raise DocumentError(f"is broken inside its ZIP file ({error})", remedy=WHOLE) from error
    return data


def members(archive: ZipFile) -> Iterator[tuple[str, ZipInfo, str]]:
    """Name, entry and, where it must not be read, the reason, of each member; folders and hidden files are left out."""
    seen: set[str] = set()
    for info in archive.infolist():
        name = _name(info)
        steps = name.split("/")
        if info.is_dir() or any(step.startswith((".", "~$", "__MACOSX")) and step != ".." for step in steps):
            continue
        reason = ""
        if ".." in steps or name.startswith("/") or ":" in steps[0] or not name:
            reason = "has a path that leads out of its ZIP file"
        elif stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
            reason = "is a link or a device, not a file"
        elif name in seen:
            reason = "stands in its ZIP file twice"
        seen.add(name)
        yield name, info, reason


def _name(info: ZipInfo) -> str:
    """The member's path; names that say nothing of their encoding are UTF-8 where they can be."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")


def _check_directory(stream: IO[bytes] | Path) -> None:
    """Refuses a list of members so long that reading it would take minutes and gigabytes."""
    if isinstance(stream, Path):
        with stream.open("rb") as opened:
            tail = _tail(opened)
    else:
        tail = _tail(stream)
    place = tail.rfind(END)
    size = struct.unpack_from("<L", tail, place + 12)[0] if 0 <= place <= len(tail) - 22 else 0
    place = tail.rfind(END_64)
    if size == 0xFFFFFFFF and 0 <= place <= len(tail) - 48:
        size = struct.unpack_from("<Q", tail, place + 40)[0]
    if size > MAX_DIRECTORY_BYTES:
        raise DocumentError("holds more files than are read from one ZIP file", remedy="Split it into several.")


def _tail(stream: IO[bytes]) -> bytes:
    length = stream.seek(0, 2)
    stream.seek(max(0, length - TAIL_BYTES))
    tail = stream.read()
    stream.seek(0)
    return tail
