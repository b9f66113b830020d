"""Articles in any number, recombined from the paragraphs of the sample articles, always the same.

python benchmarks/corpus.py ARTICLES FOLDER [LEAST_PARAGRAPHS MOST_PARAGRAPHS]

So that articles do not repeat one another, as those of real newspapers do not, surnames are drawn
from an endless list, a few of them often and most of them seldom, and some longer words change
places with others of the same ending.
"""

import random
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "seeds"
SEED = 7
PARAGRAPHS = (8, 16)
WORD = re.compile(r"(?<![.!?:“] )(?<![\w’'-])[A-Za-z]{5,}(?![\w’'-])")
ENDING_LETTERS = 3
SHARE_OF_WORDS, SHARE_OF_NAMES = 0.6, 0.4
TAIL = 0.3  # of 10,000 draws, 1,900 different names
SYLLABLES = ("bar", "den", "fal", "gro", "hal", "kin", "lor", "mas", "nev", "pol", "ros", "sen", "tar", "vik", "wen")


def write_corpus(articles: int, folder: Path, paragraphs: tuple[int, int] = PARAGRAPHS) -> None:
    """Writes the articles that a folder does not hold yet; a larger corpus holds every article of a smaller one."""
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.iterdir()) if path.suffix in {".txt", ".md"}]
    parts = [part for text in texts for part in text.split("\n\n") if len(part.split()) > 5]
    words = _by_ending(parts)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        path = folder / f"article_{number:07}.txt"
        if not path.exists():
            path.write_text(_article(number, parts, words, paragraphs), "utf-8")


def _article(number: int, parts: Sequence[str], words: Mapping[str, list[str]], paragraphs: tuple[int, int]) -> str:
    chance = random.Random(SEED + number)  # noqa: S311 - no secret
    chosen = chance.sample(parts, chance.randint(*paragraphs))
    names: dict[str, str] = {}
    return "\n\n".join([f"Report {number}", *(_varied(part, words, names, chance) for part in chosen)]) + "\n"


def _by_ending(parts: Sequence[str]) -> Mapping[str, list[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word in (match.group() for part in parts for match in WORD.finditer(part)):
        if word.islower():
            found[word[-ENDING_LETTERS:]].add(word)
    return {ending: sorted(words) for ending, words in found.items()}


def _varied(part: str, words: Mapping[str, list[str]], names: dict[str, str], chance: random.Random) -> str:
    """The paragraph with other words and names; `names` are those that the article has for the sample's so far."""

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word.islower():
            return chance.choice(words[word[-ENDING_LETTERS:]]) if chance.random() < SHARE_OF_WORDS else word
        if word not in names:
            names[word] = _name(int(chance.paretovariate(TAIL))) if chance.random() < SHARE_OF_NAMES else word
        return names[word]

    return WORD.sub(other, part)


def _name(rank: int) -> str:
    """The surname of this rank: different for different ranks."""
    syllables = []
    while rank:
        rank, number = divmod(rank, len(SYLLABLES))
        syllables.append(SYLLABLES[number])
    return "".join(syllables[:6]).capitalize()


if __name__ == "__main__":
    least_and_most = (int(sys.argv[3]), int(sys.argv[4])) if len(sys.argv) > 4 else PARAGRAPHS
    write_corpus(int(sys.argv[1]), Path(sys.argv[2]), least_and_most)
