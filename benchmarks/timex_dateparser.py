"""Reads with dateparser the time expressions that onrecord found, for comparison.

    onrecord predict timex ARTICLES.jsonl[.gz] OUT.jsonl
    python benchmarks/timex_dateparser.py ARTICLES.jsonl[.gz] OUT.jsonl DATEPARSER.jsonl

ARTICLES rows have id, text and published. Spans, types, and the values of what is no date (durations, sets, clock
times) stay onrecord's; the value of a date is the day, month or year that dateparser gives, empty where it gives none.
"""

import gzip
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from dateparser.date import DateDataParser

FORMATS = {"day": "%Y-%m-%d", "time": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


def read_rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip()]


def value_of(words: str, published: str) -> str:
    base = datetime.fromisoformat(published)
    settings = {"PREFER_DATES_FROM": "current_period", "RELATIVE_BASE": base, "RETURN_TIME_AS_PERIOD": False}
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(words)
    return found.date_obj.strftime(FORMATS[found.period]) if found and found.date_obj else ""


def main() -> None:
    articles, found, target = (Path(argument) for argument in sys.argv[1:])
    by_id = {row["id"]: row for row in read_rows(articles)}
    with target.open("w", encoding="utf-8") as stream:
        for row in read_rows(found):
            article = by_id[row["id"]]
            for timex in row["timexes"]:
                words = article["text"][timex["start"] : timex["end"]]
                if timex["type"] == "DATE":
                    timex["value"] = value_of(words, article["published"])
            stream.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
