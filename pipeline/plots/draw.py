"""Draws figures as SVG or PNG, offline: Altair says what, vl-convert draws."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.plots.figures import SHOWN_STANCES, Figures, PlotName

if TYPE_CHECKING:
    import altair as alt

FORMATS = ("svg", "png")
MAX_ROWS = 30
SCALE = 2
CUT = 70
DARK = 0.6  # of the largest number; darker cells have white numbers
MAX_TICKS = 6
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
    specification = chart.to_dict()
    if form == "svg":
        return vl_convert.vegalite_to_svg(specification).encode()
    return bytes(vl_convert.vegalite_to_png(specification, scale=SCALE))


def _title(figures: Figures) -> dict[str, Any]:
    title = f"Stances toward {figures.target}" if figures.target else TITLES[figures.name]
    return {"text": title, "subtitle": "; ".join(_remarks(figures)), "anchor": "start"}


def _remarks(figures: Figures) -> Iterator[str]:
    """What the plot does not show."""
    key = _row_key(figures)
    count = len({value[key] for value in figures.values}) if key else 0
    if count > MAX_ROWS:
        yield f"the {MAX_ROWS} largest of {count} shown"
    if figures.name == "themes":
        yield "months without statements left out"
    if figures.remark:
        yield figures.remark


def _row_key(figures: Figures) -> str | None:
    """By what the plot has rows; the confidence has none."""
    stances = "speaker" if figures.target else "target"
    keys = {"themes": "theme", "matrix": "speaker", "stances": stances, "repeats": "statement"}
    return keys.get(figures.name)


def _styled(chart: Any) -> Any:
    return (
        chart.configure(font="DejaVu Sans, Helvetica, Arial, sans-serif", background="white")
        .configure_view(stroke=None)
        .configure_axis(labelLimit=320, labelFontSize=11, titleFontWeight="normal", gridColor="#e6e6e6")
        .configure_title(fontSize=16, subtitleColor="#555555", offset=12)
    )


def _chart(figures: Figures) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(value) for value in figures.values]))


def _shaded(x: "alt.X", figures: Figures) -> Any:
    """A matrix: rows by their sums, cells shaded and numbered."""
    import altair as alt

    row = str(_row_key(figures))
    rows = _largest(figures.values, row)
    most = max(value["statements"] for value in figures.values)
    base = (
        _chart(figures)
        .transform_filter(alt.FieldOneOfPredicate(field=row, oneOf=rows))
        .encode(x=x, y=alt.Y(f"{row}:N", sort=rows, title=None, axis=alt.Axis(grid=False, ticks=False, domain=False)))
    )
    shade = alt.Color("statements:Q", scale=alt.Scale(scheme="blues", domain=[0, most]), legend=None)
    ink = alt.condition(alt.datum.statements > DARK * most, alt.value("white"), alt.value("black"))
    cells = base.mark_rect().encode(color=shade)
    numbers = base.mark_text(aria=False, fontSize=10).encode(text="statements:Q", color=ink)
    return alt.layer(cells, numbers).properties(width=alt.Step(24), height=alt.Step(20))


def _largest(
    values: Iterable[Mapping[str, Any]], key: str, *, counted: str = "statements", top: int | None = MAX_ROWS
) -> list[str]:
    """The names that count most, the largest first."""
    sums: Counter[str] = Counter()
    for value in values:
        sums[value[key]] += value[counted]
    return sorted(sums, key=lambda name: (-sums[name], name))[:top]


def _themes(figures: Figures) -> Any:
    import altair as alt

    months = sorted({value["month"] for value in figures.values})
    return _shaded(alt.X("month:O", sort=months, title=None, axis=alt.Axis(labelAngle=-90)), figures)


def _matrix(figures: Figures) -> Any:
    import altair as alt

    themes = _largest(figures.values, "theme", top=None)
    axis = alt.Axis(labelAngle=-45, orient="top")
    return _shaded(alt.X("theme:N", sort=themes, title=None, axis=axis), figures)


def _stances(figures: Figures) -> Any:
    """Opposition to the left, support to the right, and what is neutral, which is neither, beside them."""
    import altair as alt

    is_neutral = alt.datum.stance == "neutral"
    side = alt.expr.if_(alt.datum.stance == "oppose", -alt.datum.stances, alt.datum.stances)
    bars = _stance_bars(figures, "signed:Q", "← oppose · stances · support →", width=420)
    signed = bars.transform_calculate(signed=side).transform_filter(~is_neutral)
    if all(value["stance"] != "neutral" for value in figures.values):
        return signed
    neutral = _stance_bars(figures, "stances:Q", "neutral", width=80).transform_filter(is_neutral)
    return alt.hconcat(signed, neutral.encode(y=neutral.encoding.y.axis(None)), spacing=12)


def _stance_bars(figures: Figures, x: str, title: str, *, width: int) -> Any:
    import altair as alt

    key = str(_row_key(figures))
    signed = [value for value in figures.values if value["stance"] != "neutral"]
    names = list(
        dict.fromkeys(name for each in (signed, figures.values) for name in _largest(each, key, counted="stances"))
    )
    names = names[:MAX_ROWS]
    found = [label for label in SHOWN_STANCES if any(value["stance"] == label for value in figures.values)]
    scale = alt.Scale(domain=found, range=[COLOURS[label] for label in found])
    return (
        _chart(figures)
        .transform_filter(alt.FieldOneOfPredicate(field=key, oneOf=names))
        .mark_bar()
        .encode(
            x=alt.X(x, title=title, axis=alt.Axis(labelExpr="abs(datum.value)", format="d", tickMinStep=1)),
            y=alt.Y(f"{key}:N", scale=alt.Scale(domain=names), title=None),
            color=alt.Color("stance:N", scale=scale, title=None),
        )
        .properties(width=width, height=alt.Step(20))
    )


def _repeats(figures: Figures) -> Any:
    import altair as alt

    order = list(dict.fromkeys(value["statement"] for value in figures.values))[:MAX_ROWS]
    scale = alt.Scale(domain=["first", "repeated"], range=[COLOURS["first"], COLOURS["repeated"]])
    shorten = f"datum.speaker + ': ' + truncate(datum.statement, {CUT})"
    names = alt.Axis(labelLimit=460, grid=True)
    days = alt.Axis(format="%Y-%m-%d", tickCount=MAX_TICKS, values=_few_days(figures) or alt.Undefined)
    return (
        _chart(figures)
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


def _few_days(figures: Figures) -> "list[alt.DateTime]":
    """The days on the axis, where they are so few that it would have ticks between them; else none."""
    import altair as alt

    days = sorted({date.fromisoformat(value["published"]) for value in figures.values})
    if len(days) > MAX_TICKS:
        return []
    return [alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in days]


def _confidence(figures: Figures) -> Any:
    import altair as alt

    return (
        _chart(figures)
        .transform_calculate(to="datum.from + 10")
        .mark_bar(color=COLOURS["support"])
        .encode(
            x=alt.X("from:Q", title="confidence", bin="binned", scale=alt.Scale(domain=[0, 100])),
            x2="to:Q",
            y=alt.Y("statements:Q", title="statements", axis=alt.Axis(format="d", tickMinStep=1)),
        )
        .properties(width=420, height=220)
    )
