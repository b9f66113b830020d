"""What the tables hold in short: who spoke most, on what, with which stance, and what is new since the run before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.lookups import theme_labels
from pipeline.project import Project
from pipeline.publish import statements_before
from pipeline.show import plain, read_statements, select

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Row = Mapping[str, Any]  # a line of statements.jsonl
TOP_THEMES, TOP_STANCES = 2, 2


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """A speaker: how many statements, how many of them new, the commonest themes, the commonest stances."""

    name: str
    statements: int
    new: int
    themes: tuple[str, ...]
    stances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """A theme: how many statements have it, how many of them are new, and who speaks most of it."""

    label: str
    statements: int
    new: int
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole: counts, then speakers and themes, the most frequent first."""

    statements: int
    articles: int
    new: int
    first_day: str | None
    last_day: str | None
    speakers: tuple[SpeakerSummary, ...]
    themes: tuple[ThemeSummary, ...]


@dataclass(slots=True)
class _Count:
    statements: int = 0
    new: int = 0
    others: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)


def summarise_project(project: Project, *, top: int, unique: bool = False) -> Summary:
    """The summary of the last run; `unique` counts the same words once.

    Raises:
        UsageError: there was no run.
    """
    rows = list(select(read_statements(project.outputs), unique=unique))
    before = statements_before(project)
    new = frozenset(row["statement_id"] for row in rows) - before if before else frozenset()
    return summarise(rows, labels=theme_labels(project.outputs), new=new, top=top)


def summarise(rows: Iterable[Row], *, labels: Mapping[str, str], new: frozenset[str], top: int) -> Summary:
    """The summary of statements; `labels` name the themes, `new` are the ids of those that the last run brought."""
    speakers: defaultdict[str, _Count] = defaultdict(_Count)
    themes: defaultdict[str, _Count] = defaultdict(_Count)
    articles, days, statements, fresh = set(), [], 0, 0
    for row in rows:
        is_new = row["statement_id"] in new
        statements, fresh = statements + 1, fresh + is_new
        articles.add(row["doc_id"])
        days += [day for day in _days(row) if day]
        name = row["speaker"]["name"] if row["speaker"] else None
        named = [labels.get(theme["theme_id"], theme["theme_id"]) for theme in row["themes"]]
        if name:
            _add(speakers[name], named, is_new=is_new)
            speakers[name].stances.update(f"{each['label']} {each['target']}" for each in row["stances"])
        for label in named:
            _add(themes[label], [name] if name else [], is_new=is_new)
    return Summary(
        statements,
        len(articles),
        fresh,
        min(days, default=None),
        max(days, default=None),
        tuple(_speaker(name, count) for name, count in _largest(speakers, top)),
        tuple(_theme(label, count) for label, count in _largest(themes, top)),
    )


def _add(count: _Count, others: Sequence[str], *, is_new: bool) -> None:
    count.statements += 1
    count.new += is_new
    count.others.update(others)


def _days(row: Row) -> tuple[str | None, ...]:
    said_on = row["said_on"] or {}
    return said_on.get("earliest"), said_on.get("latest")


def _largest(counts: Mapping[str, _Count], top: int) -> list[tuple[str, _Count]]:
    return sorted(counts.items(), key=lambda item: (-item[1].statements, item[0]))[:top]


def _speaker(name: str, count: _Count) -> SpeakerSummary:
    return SpeakerSummary(
        name, count.statements, count.new, _common(count.others, TOP_THEMES), _common(count.stances, TOP_STANCES)
    )


def _theme(label: str, count: _Count) -> ThemeSummary:
    return ThemeSummary(label, count.statements, count.new, _common(count.others, TOP_THEMES))


def _common(counter: Counter[str], top: int) -> tuple[str, ...]:
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:top]
    return tuple(f"{name} ({count})" for name, count in ranked)


def render(summary: Summary, console: "Console | None" = None) -> None:
    """Prints a summary, to stdout unless a console is given."""
    from rich.console import Console

    console = console or Console()
    days = f", said {summary.first_day} to {summary.last_day}" if summary.first_day else ""
    new = f"; {summary.new} new since the run before" if summary.new else ""
    console.print(plain(f"{summary.statements} statements in {summary.articles} articles{days}{new}."))
    speakers = _table("speaker", "statements", "new", "on", "stances")
    for who in summary.speakers:
        speakers.add_row(*_cells(who.name, who.statements, who.new, who.themes, who.stances))
    themes = _table("theme", "statements", "new", "speakers")
    for theme in summary.themes:
        themes.add_row(*_cells(theme.label, theme.statements, theme.new, theme.speakers))
    console.print(speakers, themes)


def _table(*names: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in {"statements", "new"} else "left", overflow="fold")
    return table


def _cells(name: str, statements: int, new: int, *lists: tuple[str, ...]) -> Iterator[Any]:
    for cell in (name, str(statements), str(new or ""), *("; ".join(parts) for parts in lists)):
        yield plain(cell)
