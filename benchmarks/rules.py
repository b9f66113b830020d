"""Precision of each attribution rule against a gold file, as rows for data/cues.csv.

python benchmarks/rules.py GOLD.jsonl[.gz]   (rows with id, text, attributions:[{source, cue, content}])
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.attribution import attribute
from pipeline.ingest import document_of_text
from pipeline.records import Span, Statement
from pipeline.resources.boilerplate import load_boilerplate
from pipeline.resources.cues import load_cues
from pipeline.tokenise import tokenise

DATA = Path(__file__).parent.parent / "data"
WORD = re.compile(r"[^\W_]+")
PRIOR_FINDINGS = 10  # half of them right: a rule seen once is neither sure nor hopeless
Row = dict[str, Any]


def read_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def outermost(rows: Iterator[Row]) -> Iterator[tuple[Row, list[Statement]]]:
    """Each row with the outermost statements the product finds in its text."""
    boilerplate, cues = load_boilerplate(DATA / "boilerplate.csv"), load_cues(DATA / "cues.csv")
    for row in rows:
        document = document_of_text(row["text"], boilerplate=boilerplate)
        statements = attribute(document, tokenise(document), cues=cues, encoder=None, profile="fast")
        yield row, [statement for statement in statements if statement.nested_in is None]


def offsets(*spans: Span | None) -> list[list[int]] | None:
    return [[span.start, span.end] for span in spans if span is not None] or None


def words(text: str, ranges: list[list[int]] | None) -> frozenset[int]:
    """The offsets of the words in character ranges."""
    return frozenset(match.start() for start, end in ranges or [] for match in WORD.finditer(text, start, end))


def is_right(statement: Statement, row: Row) -> bool:
    """Whether half the words of a statement's content and of a gold content are the same and their cues meet."""
    content, cue = words(row["text"], offsets(*statement.content)), words(row["text"], offsets(statement.cue))
    for gold in row["attributions"]:
        expected = words(row["text"], gold["content"])
        if 2 * len(content & expected) >= len(content | expected) and (
            cue & words(row["text"], gold["cue"]) or not cue
        ):
            return True
    return False


def main() -> None:
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row, statements in outermost(read_rows(Path(sys.argv[1]))):
        for statement in statements:
            found[statement.evidence] += 1
            right[statement.evidence] += is_right(statement, row)
    for evidence in sorted(found):
        share = (right[evidence] + PRIOR_FINDINGS / 2) / (found[evidence] + PRIOR_FINDINGS)
        rule = evidence.removeprefix("rule:")
        print(f"{rule},rule,,,{round(100 * share)},right {right[evidence]} of {found[evidence]}")


if __name__ == "__main__":
    main()
