"""The figures that the plots show, counted from the lines of statements.jsonl; the review page counts the same."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

Row = Mapping[str, Any]  # a line of statements.jsonl
PlotName = Literal["themes", "matrix", "stances", "repeats", "confidence"]
PLOTS: tuple[PlotName, ...] = get_args(PlotName)
NO_THEME = "no theme"
SHOWN_STANCES = ("support", "oppose", "neutral")
STEP, LAST_STEP = 10, 90
LEFT_OUT: Mapping[PlotName, tuple[str, str]] = {
    "themes": ("statement", "without a day"),
    "matrix": ("statement", "without a speaker or a theme"),
    "stances": ("stance", "unclear or of nobody named"),
    "repeats": ("statement", "of articles without a date"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plot shows: one mapping a mark, all with the same keys, and how many statements (or stances) it lacks."""

    name: PlotName
    values: tuple[Mapping[str, Any], ...]
    left_out: int = 0
    target: str | None = None

    @property
    def remark(self) -> str:
        """What is left out and why, in words; empty where everything is shown."""
        if not self.left_out:
            return ""
        noun, why = LEFT_OUT[self.name]
        return f"{self.left_out} {noun}{'s' if self.left_out > 1 else ''} {why} left out"


def make_figures(
    name: PlotName, rows: Sequence[Row], *, labels: Mapping[str, str], published: Mapping[str, str], target: str | None
) -> Figures:
    """The figures of a plot; `labels` name the themes by id, `published` gives the day of an article by doc_id."""
    makers: Mapping[PlotName, Callable[[], Figures]] = {
        "themes": lambda: themes_by_month(rows, labels),
        "matrix": lambda: speakers_by_theme(rows, labels),
        "stances": lambda: stances_toward(rows, target),
        "repeats": lambda: repeated_words(rows, published),
        "confidence": lambda: confidence_steps(rows),
    }
    return makers[name]()


def themes_by_month(rows: Sequence[Row], labels: Mapping[str, str]) -> Figures:
    """Each dated statement once, in the month of its first day, under its best theme."""
    dated = [row for row in rows if row["said_on"] and row["said_on"]["earliest"]]
    counts = Counter((row["said_on"]["earliest"][:7], _best_theme(row, labels)) for row in dated)
    values = tuple({"month": month, "theme": theme, "statements": n} for (month, theme), n in sorted(counts.items()))
    return Figures("themes", values, len(rows) - len(dated))


def speakers_by_theme(rows: Sequence[Row], labels: Mapping[str, str]) -> Figures:
    """Each statement with a speaker once for each of its themes."""
    spoken = [row for row in rows if row["speaker"] and row["themes"]]
    counts = Counter(
        (row["speaker"]["name"], labels.get(theme["theme_id"], theme["theme_id"]))
        for row in spoken
        for theme in row["themes"]
    )
    values = tuple({"speaker": who, "theme": theme, "statements": n} for (who, theme), n in sorted(counts.items()))
    return Figures("matrix", values, len(rows) - len(spoken))


def stances_toward(rows: Sequence[Row], target: str | None) -> Figures:
    """Each stance of a speaker toward the target once; toward all targets, by target, where none is given.

    What supports, opposes or is neutral is shown; what is unclear says nothing of the target.
    """
    stances = [
        (row["speaker"]["name"] if row["speaker"] else None, stance["target"], stance["label"])
        for row in rows
        for stance in row["stances"]
        if target is None or stance["target"].casefold() == target.casefold()
    ]
    shown = [each for each in stances if each[0] and each[2] in SHOWN_STANCES]
    counts = Counter((who if target else aim, label) for who, aim, label in shown)
    key = "speaker" if target else "target"
    values = tuple({key: name, "stance": label, "stances": n} for (name, label), n in sorted(counts.items()))
    name = next((aim for _, aim, _ in stances), target) if target else None
    return Figures("stances", values, len(stances) - len(shown), target=name)


def repeated_words(rows: Sequence[Row], published: Mapping[str, str]) -> Figures:
    """Each statement whose words stand in several dated places: when it was published, and whether it was the first."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["quote_cluster_id"]].append(row)
    found = sorted((group for group in groups.values() if len(group) > 1), key=lambda group: -len(group))
    values = tuple(value for group in found for value in _copies(group, published))
    return Figures("repeats", values, sum(map(len, found)) - len(values))


def confidence_steps(rows: Iterable[Row]) -> Figures:
    """How many statements each step of ten of confidence has; the last step holds 100 too."""
    counts = Counter(min(LAST_STEP, row["confidence"] // STEP * STEP) for row in rows)
    return Figures(
        "confidence",
        tuple({"from": step, "statements": counts[step]} for step in range(0, LAST_STEP + STEP, STEP)),
    )


def _best_theme(row: Row, labels: Mapping[str, str]) -> str:
    if not row["themes"]:
        return NO_THEME
    best = row["themes"][0]["theme_id"]
    return labels.get(best, best)


def _copies(group: Sequence[Row], published: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    words = " … ".join(part["text"] for part in group[0]["content"])
    speaker = group[0]["speaker"]["name"] if group[0]["speaker"] else "nobody named"
    for row in sorted(group, key=lambda row: row["copy_number"]):
        if day := published.get(row["doc_id"]):
            part = "first" if row["copy_number"] == 1 else "repeated"
            yield {"statement": words, "speaker": speaker, "published": day, "file": row["file"], "copy": part}
