"""Draws figures as SVG or PNG, offline: Altair says what, vl-convert draws."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.plots.figures import Figures, PlotName

if TYPE_CHECKING:
    import altair as alt

FORMATS = ("svg", "png")
MAX_ROWS = 30
SCALE = 2
CUT = 70
ONE_DAY_MS = 86_400_000
TITLES: Mapping[PlotName, str] = {
    "themes": "Statements by month and theme",
    "matrix": "Speakers by theme",
    "stances": "Stances by target",
    "repeats": "Who speaks first, who repeats",
    "confidence": "Confidence of the statements",
}
COLOURS: Mapping[str, str] = {  # Okabe and Ito 2008, told apart by all kinds of colour vision
    "support": "#0072b2",
    "oppose": "#d55e00",
    "neutral": "#999999",
    "unclear": "#cc79a7",
    "first": "#0072b2",
    "repeated": "#e69f00",
}


def draw_plot(figures: Figures, form: str) -> bytes:
    """The plot as a file in that format, `svg` or `png`.

    Raises:
        ModuleNotFoundError: Altair or vl-convert is not installed.
    """
    import vl_convert

    makers: Mapping[PlotName, Callable[[Figures], Any]] = {
        "themes": _themes,
        "matrix": _matrix,
        "stances": _stances,
        "repeats": _repeats,
        "confidence": _confidence,
    }
    chart = _styled(makers[figures.name](figures).properties(title=_title(figures)))
    specification = {**chart.to_dict(), "data": {"values": [dict(value) for value in figures.values]}}
    if form == "svg":
        return vl_convert.vegalite_to_svg(specification).encode()
    return bytes(vl_convert.vegalite_to_png(specification, scale=SCALE))


def _title(figures: Figures) -> dict[str, Any]:
    title = f"Stances toward {figures.target}" if figures.target else TITLES[figures.name]
    left_out = f"{figures.left_out} statements without what is shown are left out" if figures.left_out else ""
    return {"text": title, "subtitle": left_out, "anchor": "start"}


def _styled(chart: Any) -> Any:
    return (
        chart.configure(font="DejaVu Sans, Helvetica, Arial, sans-serif", background="white")
        .configure_view(stroke=None)
        .configure_axis(labelLimit=320, labelFontSize=11, titleFontWeight="normal", gridColor="#e6e6e6")
        .configure_title(fontSize=16, subtitleColor="#555555", offset=12)
    )


def _shaded(x: "alt.X", row: str, figures: Figures) -> Any:
    """A matrix: rows by their sums, cells shaded and numbered."""
    import altair as alt

    rows = _largest(figures, row)
    return (
        alt.Chart()
        .transform_filter(alt.FieldOneOfPredicate(field=row, oneOf=rows))
        .mark_rect()
        .encode(
            x=x,
            y=alt.Y(f"{row}:N", sort=rows, title=None, axis=alt.Axis(grid=False, ticks=False, domain=False)),
            color=alt.Color("statements:Q", scale=alt.Scale(scheme="blues", domainMin=0), title="statements"),
            tooltip=[alt.Tooltip("statements:Q")],
        )
        .properties(width=alt.Step(24), height=alt.Step(20))
    )


def _largest(figures: Figures, key: str, *, counted: str = "statements", top: int | None = MAX_ROWS) -> list[str]:
    """The names that count most, the largest first."""
    sums: Counter[str] = Counter()
    for value in figures.values:
        sums[value[key]] += value[counted]
    return sorted(sums, key=lambda name: (-sums[name], name))[:top]


def _themes(figures: Figures) -> Any:
    import altair as alt

    months = sorted({value["month"] for value in figures.values})
    return _shaded(alt.X("month:O", sort=months, title=None, axis=alt.Axis(labelAngle=-90)), "theme", figures)


def _matrix(figures: Figures) -> Any:
    import altair as alt

    themes = _largest(figures, "theme", top=None)
    axis = alt.Axis(labelAngle=-45, orient="top")
    return _shaded(alt.X("theme:N", sort=themes, title=None, axis=axis), "speaker", figures)


def _stances(figures: Figures) -> Any:
    import altair as alt

    key = "speaker" if figures.target else "target"
    found = [label for label in COLOURS if any(value["stance"] == label for value in figures.values)]
    scale = alt.Scale(domain=found, range=[COLOURS[label] for label in found])
    side = alt.expr.if_(alt.datum.stance == "oppose", -alt.datum.stances, alt.datum.stances)
    names = _largest(figures, key, counted="stances")
    return (
        alt.Chart()
        .transform_filter(alt.FieldOneOfPredicate(field=key, oneOf=names))
        .transform_calculate(signed=side)
        .mark_bar()
        .encode(
            x=alt.X("signed:Q", title="← oppose · stances · support →", axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y(f"{key}:N", sort="-x", title=None),
            color=alt.Color("stance:N", scale=scale, title=None),
        )
        .properties(width=420, height=alt.Step(20))
    )


def _repeats(figures: Figures) -> Any:
    import altair as alt

    order = list(dict.fromkeys(value["statement"] for value in figures.values))[:MAX_ROWS]
    scale = alt.Scale(domain=["first", "repeated"], range=[COLOURS["first"], COLOURS["repeated"]])
    shorten = f"datum.speaker + ': ' + truncate(datum.statement, {CUT})"
    names = alt.Axis(labelLimit=460, grid=True)
    days = alt.Axis(format="%Y-%m-%d", tickMinStep=ONE_DAY_MS, tickCount=6)
    return (
        alt.Chart()
        .transform_filter(alt.FieldOneOfPredicate(field="statement", oneOf=order))
        .transform_calculate(words=shorten)
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=alt.X("published:T", title="published", scale=alt.Scale(type="utc", padding=12), axis=days),
            y=alt.Y("words:N", sort=None, title=None, axis=names),
            color=alt.Color("copy:N", scale=scale, title=None),
            shape=alt.Shape("copy:N", scale=alt.Scale(domain=["first", "repeated"], range=["circle", "diamond"])),
        )
        .properties(width=360, height=alt.Step(20))
    )


def _confidence(_figures: Figures) -> Any:
    import altair as alt

    return (
        alt.Chart()
        .transform_calculate(to="datum.from + 10")
        .mark_bar(color=COLOURS["support"])
        .encode(
            x=alt.X("from:Q", title="confidence", bin="binned", scale=alt.Scale(domain=[0, 100])),
            x2="to:Q",
            y=alt.Y("statements:Q", title="statements", axis=alt.Axis(format="d", tickMinStep=1)),
        )
        .properties(width=420, height=220)
    )
