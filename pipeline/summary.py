"""What the tables hold in short: who spoke most, on what, with which stance, and what is new since the run before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
SIDES: Mapping[str, str] = {"support": "supports", "oppose": "opposes"}
GAP = 2


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """A speaker: how many statements, how many of them new, the commonest themes, the commonest stances.

    `stances` support or oppose; `neutral` is how many do neither.
    """

    name: str
    statements: int
    new: int
    themes: tuple[str, ...]
    stances: tuple[str, ...]
    neutral: int = 0


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
    neutral: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is printed: a name, its counts, and what belongs to it in groups of parts."""

    name: str
    statements: int
    new: int
    more: tuple[tuple[str, ...], ...]


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
            _add_stances(speakers[name], row["stances"])
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


def _add_stances(count: _Count, stances: Iterable[Mapping[str, Any]]) -> None:
    for each in stances:
        if each["label"] in SIDES:
            count.stances[f"{SIDES[each['label']]} {each['target']}"] += 1
        count.neutral += each["label"] == "neutral"


def _days(row: Row) -> tuple[str | None, ...]:
    said_on = row["said_on"] or {}
    return said_on.get("earliest"), said_on.get("latest")


def _largest(counts: Mapping[str, _Count], top: int) -> list[tuple[str, _Count]]:
    return sorted(counts.items(), key=lambda item: (-item[1].statements, item[0]))[:top]


def _speaker(name: str, count: _Count) -> SpeakerSummary:
    themes, stances = _common(count.others, TOP_THEMES), _common(count.stances, TOP_STANCES)
    return SpeakerSummary(name, count.statements, count.new, themes, stances, count.neutral)


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
    speakers = [_Row(who.name, who.statements, who.new, (who.themes, _stances(who))) for who in summary.speakers]
    themes = [_Row(theme.label, theme.statements, theme.new, (theme.speakers,)) for theme in summary.themes]
    console.print("\nStatements by speaker, with themes and stances", style="bold")
    console.print(_table(speakers, console.width))
    console.print("\nStatements by theme, with speakers", style="bold")
    console.print(_table(themes, console.width))


def _stances(who: SpeakerSummary) -> tuple[str, ...]:
    return (*who.stances, f"neutral ({who.neutral})") if who.neutral else who.stances


def _table(rows: Sequence[_Row], width: int) -> "Table":
    """How many, who or what, and more of it in lines that break between its parts, where they can."""
    from rich.table import Table
    from rich.text import Text

    labels = [f"{row.name} ({row.new} new)" if row.new else row.name for row in rows]
    names = min(max(map(len, labels), default=0), width // 2)
    rest = width - names - max((len(str(row.statements)) for row in rows), default=0) - 2 * GAP
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, GAP, 0, 0))
    table.add_column(justify="right")
    table.add_column(width=names, overflow="fold")
    table.add_column(overflow="fold")
    for label, row in zip(labels, rows, strict=True):
        lines = [line for parts in row.more for line in _lines(parts, rest)]
        table.add_row(str(row.statements), plain(label), Text("\n").join(plain(line) for line in lines))
    return table


def _lines(parts: Sequence[str], width: int) -> Sequence[str]:
    """The parts on one line if they fit, else each on its own."""
    together = "; ".join(parts)
    return [together] if together and len(together) <= width else parts
