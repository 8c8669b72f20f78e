"""The causal graph of the equations of a table: variables below each other, their lags side by side."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from tradewinds.report.drawing import GREY, INK, picture
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import lower_first, shorten

_ROW, _EDGE, _WIDTH = 0.34, 0.75, 5.8
"""Inches a variable takes, those above and below all of them, and those from left to right."""
_ARROWS = "#9a9a9a"


def graph_plate(names: Names, arrows: pd.DataFrame, policies: dict[str, str], accent: str) -> Plate:
    """One picture a table of ``graph.arrows``; ``policies``: table → its name of the policy."""
    pictures = [
        _graph(names, str(table), of, policies.get(str(table)), accent)
        for table, of in arrows.groupby("table", sort=False)
    ]
    caption = (
        "Arrows into period t; the same arrows lead into every other period. Variables without an arrow into "
        "them come from outside, and may go with each other and with their own past in any way."
    )
    keys = [
        Key("the policy and its arrows", accent, "dot"),
        Key("a variable, and what it moves", INK, "dot"),
        Key("in no table: the economy-wide effect of the period on all sectors", GREY, "diamond"),
    ]
    return Plate("The causal graph that the equations imply", caption, pictures, keys, wide=True)


def lag_text(lag: int) -> str:
    """t, t−1, t+1."""
    return "t" if lag == 0 else f"t{-lag:+d}".replace("-", "−")


def _graph(names: Names, table: str, arrows: pd.DataFrame, policy: str | None, accent: str) -> Picture:
    rows = _rows(arrows, policy)
    height = _ROW * len(rows) + _EDGE
    figure = Figure(figsize=(_WIDTH, height))
    labels = [shorten(_label(names, table, name), 30) for name in rows]
    ax = figure.add_axes((0.26, 0.35 / height, 0.71, _ROW * len(rows) / height))
    draw_graph(arrows, rows, labels, policy, accent, ax)
    what = "sectors" if table == "sectors" else "the nation"
    figure.text(0.005, 1 - 0.05 / height, f"Equations of {what}", weight="bold", size=8, va="top")
    texts = [
        f"{_label(names, table, str(target))} is moved by "
        + ", ".join(f"{one.cause} at {lag_text(one.lag)}" for one in of.itertuples())
        for target, of in arrows.groupby("equation", sort=False)
    ]
    return picture(figure, "; ".join(texts) + ".")


def draw_graph(
    arrows: pd.DataFrame, rows: dict[str, int], labels: list[str], policy: str | None, accent: str, ax: Axes
) -> Axes:
    """Arrows of ``graph.arrows`` into period t, every variable in its row."""
    deepest = int(arrows["lag"].max())
    for arrow in arrows.itertuples():
        colour = accent if arrow.cause == policy else _ARROWS
        _arrow(ax, (-arrow.lag, rows[arrow.cause]), (0, rows[arrow.equation]), colour, arrow.cause == policy)
    for arrow in arrows.itertuples():
        _dot(ax, -arrow.lag, rows[arrow.cause], arrow.cause == policy, arrow.latent, accent)
        _dot(ax, 0, rows[arrow.equation], arrow.equation == policy, False, accent)
    ax.set_xlim(-max(deepest, 1) - 0.15, 0.25)
    ax.set_ylim(len(rows) - 0.45, -0.55)
    ax.set_xticks(range(-deepest, 1), [lag_text(-lag) for lag in range(-deepest, 1)])
    ax.set_yticks(list(rows.values()), labels)
    for label, name in zip(ax.get_yticklabels(), rows, strict=True):
        label.set(color=accent if name == policy else INK, weight="bold" if name == policy else "normal")
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def _rows(arrows: pd.DataFrame, policy: str | None) -> dict[str, int]:
    """Variable → its row: the policy, what else comes from outside, what is explained, what is latent."""
    targets = list(dict.fromkeys(arrows["equation"]))
    latent = list(dict.fromkeys(arrows.loc[arrows["latent"], "cause"]))
    outside = [name for name in dict.fromkeys(arrows["cause"]) if name not in {*targets, *latent, policy}]
    first = [policy] if policy in {*arrows["cause"], *targets} else []
    order = dict.fromkeys([*first, *outside, *targets, *latent])
    return {str(name): place for place, name in enumerate(order)}


def _label(names: Names, table: str, name: str) -> str:
    if name.startswith("mean of "):
        return f"Mean of {lower_first(_label(names, table, name.removeprefix('mean of ')))} over sectors"
    if name.startswith("δ "):
        return f"δ of {lower_first(_label(names, table, name.removeprefix('δ ')))}"
    return names.variable(table, name).label.partition(" (")[0]


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str, policy: bool) -> None:
    # straight lines of more than one lag would run through the dots between, as would those within a period
    same_row, same_column = start[1] == end[1], start[0] == end[0]
    curve = 0.25 if same_column else -0.18 if same_row and end[0] - start[0] > 1 else 0.06
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            connectionstyle=f"arc3,rad={curve}",
            arrowstyle="-|>",
            mutation_scale=6,
            shrinkA=4,
            shrinkB=4.5,
            linewidth=1.2 if policy else 0.7,
            color=colour,
            zorder=2 if policy else 1,
        )
    )


def _dot(ax: Axes, x: float, y: float, policy: bool, latent: bool, accent: str) -> None:
    colour = accent if policy else GREY if latent else INK
    shape, face = ("D", "white") if latent else ("o", colour)
    ax.plot([x], [y], shape, color=colour, markerfacecolor=face, markersize=5 if policy else 4, zorder=3)
