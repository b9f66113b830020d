"""onrecord: from a folder of news articles to tables of who said what."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("onrecord")
except PackageNotFoundError:
    __version__ = "0+unknown"
