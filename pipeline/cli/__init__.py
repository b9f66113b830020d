"""The command line: reads arguments, calls the library, prints. Data go to stdout, messages to stderr."""

from pipeline.cli import codebook, reading, working
from pipeline.cli.app import app

__all__ = ["app", "codebook", "reading", "working"]
