"""One thread for the products of matrices: articles are spread over processes, and threads would only wait."""

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def pin_math_threads() -> None:
    """Lets numpy and its like use one thread, in this process before they are imported and in those it starts.

    What the user has set stays.
    """
    for name in VARIABLES:
        os.environ.setdefault(name, "1")
