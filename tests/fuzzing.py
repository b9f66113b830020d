"""How often what is drawn at random is drawn: once as many times in `make test`, more in `make test-long`."""

import os

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
