"""The command line: reads arguments, calls the library, prints. Data go to stdout, messages to stderr."""

from pipeline.cli import codebook, reading, working
from pipeline.cli.app import app
from pipeline.threads import pin_math_threads

__all__ = ["app", "codebook", "reading", "working"]

pin_math_threads()
