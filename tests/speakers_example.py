"""What the tests of speakers share: texts in which sources, cues and contents are marked."""

import re
from collections.abc import Callable
from pathlib import Path

from pipeline.entities import find_entities
from pipeline.records import Block, Document, Span, Speaker, Statement
from pipeline.resources.aliases import load_aliases
from pipeline.resources.titles import load_titles
from pipeline.speakers import resolve_speakers
from pipeline.tokenise import tokenise

DATA = Path(__file__).parents[1] / "data"
MARKED = re.compile(r"\[([^|\]]*)\|(source|cue|content)\]")
Resolve = Callable[..., list[Speaker | None]]


def make_resolve() -> Resolve:
    """Resolves the marked statements of a text; the n-th source, cue and content belong together."""
    aliases, titles = load_aliases(DATA / "aliases.csv"), load_titles(DATA / "titles.csv")

    def resolve(marked: str, *, author: str | None = None) -> list[Speaker | None]:
        text, spans = unmark(marked)
        blocks = tuple(Block(m.start(), m.end(), "paragraph", "en") for m in re.finditer(r"[^\n]+", text))
        document = Document(text, "utf-8", blocks, author=author)
        doc = tokenise(document)
        statements = statements_of(text, spans)
        entities = find_entities(document, doc, aliases=aliases, titles=titles)
        speakers = resolve_speakers(document, doc, entities, statements, aliases=aliases, titles=titles)
        by_key = {speaker.statement_key: speaker for speaker in speakers}
        return [by_key.get(statement.key) for statement in statements]

    return resolve


def unmark(marked: str) -> tuple[str, dict[str, list[Span | None]]]:
    """The text without marks, and the marked spans by role."""
    spans: dict[str, list[Span | None]] = {"source": [], "cue": [], "content": []}
    text, position = "", 0
    for match in MARKED.finditer(marked):
        text += marked[position : match.start()]
        words = match[1]
        spans[match[2]].append(Span(words, len(text), len(text) + len(words)) if words else None)
        text += words
        position = match.end()
    return text + marked[position:], spans


def statements_of(text: str, spans: dict[str, list[Span | None]]) -> list[Statement]:
    statements = []
    for number, content in enumerate(spans["content"]):
        assert content is not None
        kind = "direct" if text[content.start - 1 : content.start] in {"“", '"'} else "indirect"
        source, cue = (spans[role][number] if number < len(spans[role]) else None for role in ("source", "cue"))
        statements.append(
            Statement(f"s{number}", kind, "assertion", source, cue, (content,), content, "rule:test", 100)
        )
    return statements


def names(speakers: list[Speaker | None]) -> list[str | None]:
    return [speaker.name if speaker else None for speaker in speakers]
