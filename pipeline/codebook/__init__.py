"""Work on a codebook: trying its examples, seeing what it leaves out, exchanging it with quanteda."""

from pipeline.codebook.coverage import Coverage, WordCount, measure_coverage
from pipeline.codebook.examples import Trial, try_examples
from pipeline.codebook.files import Imported, export_dictionary, import_dictionary

__all__ = [
    "Coverage",
    "Imported",
    "Trial",
    "WordCount",
    "export_dictionary",
    "import_dictionary",
    "measure_coverage",
    "try_examples",
]
