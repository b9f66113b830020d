"""The exceptions onrecord raises.

OnrecordError
├── UsageError        the command was called wrongly (exit status 2)
├── ResourceError     a file that people edit is wrong; the run stops (exit status 2)
└── DocumentError     one article cannot be processed; the run goes on (exit status 1)
"""

from pathlib import Path


class OnrecordError(Exception):
    """Any error whose message is meant for the user."""


class UsageError(OnrecordError):
    """The command was called wrongly."""


class ResourceError(OnrecordError):
    """A resource file is wrong; the message names file, line and remedy."""

    def __init__(self, path: Path | str, message: str, line: int | None = None) -> None:
        super().__init__(path, message, line)  # as they came, so that the error travels between processes

    def __str__(self) -> str:
        path, message, line = self.args
        return f"{path}: {message}" if line is None else f"{path} line {line}: {message}"


class DocumentError(OnrecordError):
    """One article cannot be processed."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.remedy = remedy

    def __str__(self) -> str:
        return str(self.args[0])
