"""Articles in any number, recombined from the paragraphs of the sample articles, always the same.

python benchmarks/corpus.py ARTICLES FOLDER
"""

import random
import sys
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "seeds"
SEED = 7
PARAGRAPHS = (8, 16)


def write_corpus(articles: int, folder: Path) -> None:
    """Writes the articles into a folder; a larger corpus holds every article of a smaller one."""
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.iterdir()) if path.suffix in {".txt", ".md"}]
    paragraphs = [part for text in texts for part in text.split("\n\n") if len(part.split()) > 5]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        chance = random.Random(SEED + number)  # noqa: S311 - no secret
        chosen = chance.sample(paragraphs, chance.randint(*PARAGRAPHS))
        text = "\n\n".join([f"Report {number}", *chosen]) + "\n"
        (folder / f"article_{number:07}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    write_corpus(int(sys.argv[1]), Path(sys.argv[2]))
