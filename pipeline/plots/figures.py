"""The figures that the plots show, counted from frames of the tables; the review page counts the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pipeline.tables.cells import NEWLINE_MARK
from pipeline.tables.frame import Frame

Values = tuple[Mapping[str, Any], ...]
PlotName = Literal["themes", "matrix", "stances", "repeats", "confidence"]
PLOTS: tuple[PlotName, ...] = get_args(PlotName)
NO_THEME, NO_SPEAKER = "no theme", "nobody named"
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
    values: Values
    left_out: int = 0
    target: str | None = None

    @property
    def remark(self) -> str:
        """What is left out and why, in words; empty where everything is shown."""
        if not self.left_out:
            return ""
        noun, why = LEFT_OUT[self.name]
        return f"{self.left_out} {noun}{'s' if self.left_out > 1 else ''} {why} left out"


def make_figures(name: PlotName, read: Callable[[str], Frame], *, target: str | None, unique: bool) -> Figures:
    """The figures of a plot; `read` gives the frame of a table by its name, `unique` counts the same words once."""
    statements = read("statements")
    if unique:
        statements = statements[statements["copy_number"] == 1]
    makers: Mapping[PlotName, Callable[[], Figures]] = {
        "themes": lambda: themes_by_month(statements),
        "matrix": lambda: speakers_by_theme(statements, read("statement_themes")),
        "stances": lambda: stances_toward(target, statements, read("stances")),
        "repeats": lambda: repeated_words(statements),
        "confidence": lambda: confidence_steps(statements),
    }
    return makers[name]()


def themes_by_month(statements: Frame) -> Figures:
    """Each dated statement once, in the month of its first day, under its best theme."""
    dated = statements.dropna(subset="said_earliest")
    months, themes = dated["said_earliest"].dt.strftime("%Y-%m"), dated["theme"].fillna(NO_THEME)
    values = _counts(dated.assign(month=months, theme=themes), ["month", "theme"], "statements")
    return Figures("themes", values, len(statements) - len(dated))


def speakers_by_theme(statements: Frame, themes: Frame) -> Figures:
    """Each statement with a speaker once for each of its themes."""
    pairs = themes.merge(statements[["statement_id", "speaker"]].dropna(), on="statement_id")
    values = _counts(pairs, ["speaker", "theme"], "statements")
    return Figures("matrix", values, len(statements) - pairs["statement_id"].nunique())


def stances_toward(target: str | None, statements: Frame, stances: Frame) -> Figures:
    """Each stance of a speaker toward the target once; toward all targets, by target, where none is given.

    What supports, opposes or is neutral is shown; what is unclear says nothing of the target.
    """
    found = stances.merge(statements[["statement_id", "speaker"]], on="statement_id")
    if target is not None:
        found = found[found["target"].str.casefold() == target.casefold()]
    shown = found[found["speaker"].notna() & found["stance"].isin(SHOWN_STANCES)]
    values = _counts(shown, ["speaker" if target else "target", "stance"], "stances")
    name = next(iter(found["target"]), target) if target else None
    return Figures("stances", values, len(found) - len(shown), target=name)


def repeated_words(statements: Frame) -> Figures:
    """Each statement whose words stand in several dated places: when it was published, and whether it was the first.

    The words of most copies come first; words and speaker are those of the first copy in the table.
    """
    named = statements.fillna({"speaker": NO_SPEAKER})
    groups = named.groupby("quote_cluster_id", sort=False)
    found = named.assign(group=groups.ngroup(), copies=groups["copy_number"].transform("size"))
    found[["statement", "speaker"]] = groups[["statement", "speaker"]].transform("first")
    found = found[found["copies"] > 1]
    dated = found.dropna(subset="published").sort_values(
        ["copies", "group", "copy_number"], ascending=[False, True, True], kind="stable"
    )
    shown = dated.assign(
        statement=dated["statement"].str.replace(NEWLINE_MARK, "\n", regex=False),
        published=dated["published"].dt.strftime("%Y-%m-%d"),
        copy=(dated["copy_number"] == 1).map({True: "first", False: "repeated"}),
    )
    return Figures(
        "repeats", _values(shown[["statement", "speaker", "published", "file", "copy"]]), len(found) - len(dated)
    )


def confidence_steps(statements: Frame) -> Figures:
    """How many statements each step of ten of confidence has; the last step holds 100 too."""
    steps = (statements["confidence"] // STEP * STEP).clip(upper=LAST_STEP)
    counts = steps.value_counts().reindex(range(0, LAST_STEP + STEP, STEP), fill_value=0)
    return Figures("confidence", _values(counts.rename_axis("from").reset_index(name="statements")))


def _counts(frame: Frame, keys: Sequence[str], name: str) -> Values:
    """How many rows have each combination of the keys, in the order of the keys."""
    return _values(frame.groupby(list(keys)).size().reset_index(name=name))


def _values(frame: Frame) -> Values:
    return tuple({str(name): value for name, value in row.items()} for row in frame.to_dict("records"))
