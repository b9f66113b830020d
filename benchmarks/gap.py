"""Says whom the pronouns of GAP mean (Webster et al. 2018), for its scorer.

    python benchmarks/gap.py GAP.jsonl[.gz] OUT.jsonl

GAP rows have id, text, and pronoun, a and b with start and end; OUT rows say whether the person found behind the
pronoun is named at a, and at b. The product is run as it is: names are its own, those of the rows are not shown to it.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from pipeline.entities import find_entities
from pipeline.project import default_data
from pipeline.records import Block, Document
from pipeline.resources.aliases import Aliases, load_aliases
from pipeline.resources.titles import Titles, load_titles
from pipeline.speakers.people import describe_people
from pipeline.speakers.pronouns import resolve_gendered_pronouns
from pipeline.speakers.scene import make_scene
from pipeline.tokenise import tokenise


def read_rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip()]


def places_of_person(row: dict[str, Any], aliases: Aliases, titles: Titles) -> list[tuple[int, int]]:
    """Where the person is named whom the pronoun of the row means; none where nobody is found."""
    text, start = row["text"], row["pronoun"]["start"]
    document = Document(text, "utf-8", (Block(0, len(text), "paragraph", "en"),))
    doc = tokenise(document)
    entities = find_entities(document, doc, aliases=aliases, titles=titles)
    scene = make_scene(document, doc, entities, (), aliases=aliases, titles=titles)
    key_at = resolve_gendered_pronouns(scene, describe_people(scene))
    keys = {key for index, key in key_at.items() if doc[index].idx == start}
    return [(each.span.start, each.span.end) for each in entities.mentions if each.entity_key in keys]


def main() -> None:
    rows, target = read_rows(Path(sys.argv[1])), Path(sys.argv[2])
    aliases, titles = load_aliases(default_data() / "aliases.csv"), load_titles(default_data() / "titles.csv")
    with target.open("w", encoding="utf-8") as stream:
        for row in rows:
            places = places_of_person(row, aliases, titles)
            named = {one: any(s < row[one]["end"] and row[one]["start"] < e for s, e in places) for one in ("a", "b")}
            stream.write(json.dumps({"id": row["id"], **named}) + "\n")


if __name__ == "__main__":
    main()
