"""What the page shows, as JSON: one object an article, and an index of all statements to filter and count by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline import __version__
from pipeline.articles import Article, is_span
from pipeline.reasons import speaker_reason
from pipeline.resources.codebook import CodebookTheme
from pipeline.review_queue import Review
from pipeline.utf16 import utf16_counter

OWN = ("doc_id", "file", "context", "first_seen")  # known of the article, or seldom looked at
NEEDS_REVIEW = 2.0
Doubts = Mapping[str, Review]


def article_data(article: Article, doubts: Doubts) -> dict[str, Any]:
    """The article's text, blocks and statements; spans are [start, end] in UTF-16 units, as browsers count."""
    text = article.document.text
    count = utf16_counter(text)
    return {
        "text": text,
        "blocks": [[count(block.start), count(block.end), block.kind] for block in article.document.blocks],
        "statements": [
            _with_places({name: part for name, part in statement.items() if name not in OWN}, count)
            | {"speaker_reason": speaker_reason(statement), "doubts": _reasons(statement["statement_id"], doubts)}
            for statement in article.statements
        ],
    }


def _with_places(part: Any, count: Callable[[int], int]) -> Any:
    """A part of a statement with its spans as pairs of places."""
    if is_span(part):
        return [count(part["start"]), count(part["end"])]
    if isinstance(part, dict):
        return {name: _with_places(value, count) for name, value in part.items()}
    return [_with_places(value, count) for value in part] if isinstance(part, list) else part


def _reasons(statement_id: str, doubts: Doubts) -> list[str]:
    return list(doubts[statement_id].reasons) if statement_id in doubts else []


@dataclass(slots=True)
class Contents:
    """The index of the page, which grows with each article; names stand once and are referred to by number."""

    themes: Iterable[CodebookTheme]
    doubts: Doubts
    articles: list[dict[str, Any]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    speakers: dict[str, int] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)

    def add(self, article: Article) -> None:
        """Takes in the next article."""
        row = article.row
        shown = ("doc_id", "file", "title", "outlet", "author", "url", "published_basis", "article_cluster_id")
        facts = {name: getattr(row, name) for name in shown}
        published = row.published.isoformat() if row.published else None
        self.articles.append(facts | {"published": published, "copy_number": row.copy_number})
        self.statements.extend(self._entry(statement) for statement in article.statements)

    def index(self) -> dict[str, Any]:
        """The index of all articles added; statements as columns, which are smaller."""
        names = self.statements[0] if self.statements else ()
        return {
            "version": __version__,
            "articles": self.articles,
            "speakers": [list(each) for each in zip(self.speakers, self.kinds, strict=True)],
            "targets": list(self.targets),
            "themes": [[theme.theme_id, theme.label] for theme in self.themes],
            "statements": {name: [each[name] for each in self.statements] for name in names},
        }

    def _entry(self, line: Mapping[str, Any]) -> dict[str, Any]:
        said_on = line["said_on"] or {}
        review = self.doubts.get(line["statement_id"])
        return {
            "id": line["statement_id"],
            "article": len(self.articles) - 1,
            "speaker": self._speaker(line["speaker"]),
            "themes": [theme["theme_id"] for theme in line["themes"]],
            "stances": [[self._target(stance["target"]), stance["label"]] for stance in line["stances"]],
            "kind": line["kind"],
            "type": line["type"],
            "earliest": said_on.get("earliest"),
            "latest": said_on.get("latest"),
            "confidence": line["confidence"],
            "review": bool(review and review.value >= NEEDS_REVIEW),
            "corrected": bool(line["corrected"]),
            "cluster": line["quote_cluster_id"],
            "copy": line["copy_number"],
            "nested": line["nested_in"],
        }

    def _speaker(self, speaker: Mapping[str, Any] | None) -> int | None:
        if speaker is None:
            return None
        if speaker["name"] not in self.speakers:
            self.kinds.append(speaker["kind"])
        return self.speakers.setdefault(speaker["name"], len(self.speakers))

    def _target(self, target: str) -> int:
        return self.targets.setdefault(target, len(self.targets))
