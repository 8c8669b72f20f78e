"""The best path in pictures: its rates, the frontier between two objectives, how flat the optimum is."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.blocks import Key, Picture, Plate
from tradewinds.report.figures import GREY, INK, WARNING, small_picture, time_axis
from tradewinds.report.names import Names, positions
from tradewinds.report.words import count, listed, number

_MOST = 12
"""Sectors whose path has a picture of its own."""
_MARGIN = 0.06
"""Share of the frontier's span left free about it, so that no dot is cut by the edge."""
_ALIKE = 1e-6
"""Points by which sectors may move apart and still be said to move alike."""


def path_plate(names: Names, paths: pd.DataFrame, accent: str) -> Plate:
    """The rates of the optimum and of the baseline, sector by sector, the largest moves first."""
    variable, frequency = names.variable("sectors", names.policy), names.frequency("sectors")
    table = {
        policy: of.pivot(index="period", columns="sector", values="rate") * variable.factor
        for policy, of in paths.groupby("policy")
    }
    best, base = table["optimum"], table["baseline"]
    size = (best - base).abs().mean().sort_values(ascending=False, kind="stable")
    alike = len(best.columns) > 1 and bool(np.ptp((best - base).to_numpy(), axis=1).max() < _ALIKE)
    shown = [] if alike else [sector for sector in best if sector in size.index[:_MOST]]
    top = max(float(best.max().max()), float(base.max().max())) * 1.05
    pictures = []
    for sector in ["", *shown] if len(best.columns) > 1 else shown:
        mine, before = (of.mean(axis=1) if sector == "" else of[sector] for of in (best, base))
        title = "Mean of all sectors" if sector == "" else names.sector(sector)
        alt = (
            f"{title}: {number(mine.iloc[0])} at first, {number(mine.iloc[-1])} at last; baseline "
            f"{number(before.iloc[-1])}."
        )
        draw = partial(draw_path, mine, before, frequency, accent, top)
        pictures.append(small_picture(title, variable.unit, draw, alt))
    caption = (
        f"{variable.label} under the optimum and on the baseline; rates are chosen, so they have no band."
    )
    if alike:
        caption += " Every sector moves as the mean does."
    elif len(shown) < len(best.columns):
        caption += f" The {len(shown)} sectors that move most, of {len(best.columns)}."
    keys = [Key("the optimum", accent), Key("baseline", GREY, "dashed")]
    return Plate("Rates, sector by sector", caption, pictures, keys)


def draw_path(
    best: pd.Series, baseline: pd.Series, frequency: str, accent: str, top: float, ax: Axes
) -> Axes:
    """Rates of the optimum and of the baseline by period, from zero to ``top``."""
    x = positions(best.index, frequency)
    ax.plot(x, baseline, color=GREY, linestyle=(0, (4, 2)), linewidth=0.9)
    ax.plot(x, best, color=accent)
    ax.set_ylim(0, top)
    return time_axis(ax, x, frequency)


def frontier_plate(policies: pd.DataFrame, objectives: list[str], accent: str) -> Plate:
    """Both objectives of every point of the frontier with bands, and simple policies about them."""
    frontier = policies[policies["policy"].str.startswith("frontier")].sort_values("policy")
    simple = policies[policies["policy"].isin(["point of the grid", "uniform tariff"])]
    ordered = frontier.sort_values("first")
    points = listed(
        f"({number(row.first, 2)}, {number(row.second, 2)})" for row in ordered.itertuples(index=False)
    )
    caption = (
        f"Across: {objectives[0]}. Up: {objectives[1]}. Means over fresh draws, with 90 % bands; "
        "the more of both the better. "
        "Points of the coarse grid and uniform tariffs in grey; those far off are not shown."
    )
    better = int(_beyond(frontier, simple).sum())
    if better:
        caption += (
            f" {count(better, 'simple policy does', 'simple policies do')} better at both than a point of "
            "the frontier: its searches stopped short. Raise optimise.steps, starts or draws."
        )
    keys = [
        Key("best for some weight of one against the other, with its bands", accent, "dot"),
        Key("the optimum of welfare", INK, "diamond"),
        Key("baseline", INK, "square"),
        Key("scenario", WARNING, "square"),
        Key("simple policies", GREY, "dot"),
    ]
    alt = f"The frontier, {objectives[0]} against {objectives[1]}: {points}."
    one = small_picture(
        "What one costs of the other",
        f"up: {objectives[1]}",
        partial(draw_frontier, policies, frontier, simple, objectives[0], accent),
        alt,
        taller=0.9,
    )
    return Plate("The frontier between two objectives", caption, [one], keys)


def draw_frontier(
    policies: pd.DataFrame,
    frontier: pd.DataFrame,
    simple: pd.DataFrame,
    below: str,
    accent: str,
    ax: Axes,
) -> Axes:
    """Points of the frontier with bands, named policies beside them, simple ones near them in grey."""
    for row in frontier.itertuples(index=False):
        ax.plot([row.first_low, row.first_high], [row.second] * 2, color=accent, linewidth=0.6, alpha=0.6)
        ax.plot([row.first] * 2, [row.second_low, row.second_high], color=accent, linewidth=0.6, alpha=0.6)
    ordered = frontier.sort_values("first")
    ax.plot(ordered["first"], ordered["second"], "o-", color=accent, markersize=4)
    marks = {"optimum": ("D", INK), "baseline": ("s", INK), "scenario": ("s", WARNING)}
    for kind, (mark, colour) in marks.items():
        row = policies[policies["policy"] == kind].iloc[0]
        ax.plot([row["first"]], [row["second"]], mark, color=colour, markersize=4.5, zorder=4)
    ax.set_xlabel(below, labelpad=1)
    about = pd.concat([frontier, policies[policies["policy"].isin(marks)]])
    near = np.ones(len(simple), bool)
    for axis, name in ((ax.set_xlim, "first"), (ax.set_ylim, "second")):
        low, high = float(about[f"{name}_low"].min()), float(about[f"{name}_high"].max())
        near &= simple[name].between(low, high).to_numpy()
        axis(low - _MARGIN * (high - low), high + _MARGIN * (high - low))
    cloud = simple[near]
    ax.plot(cloud["first"], cloud["second"], "o", color=GREY, markersize=2, alpha=0.5, zorder=1)
    return ax


def flat_plate(moves: pd.DataFrame, tolerance: float, accent: str) -> Plate:
    """What shifting all rates, or going only part of the way, costs."""
    pictures = [
        _moves(moves[moves["kind"] == "shift"], "All rates shifted", "points", 100.0, tolerance, accent),
        _moves(
            moves[moves["kind"] != "shift"],
            "Part of the way",
            "0 baseline, 1 optimum",
            1.0,
            tolerance,
            accent,
        ),
    ]
    caption = (
        "The objective lost by moving the optimum, with twice its Monte Carlo error either side; "
        "below the dashed line the loss is "
        "of no consequence. A flat bottom says that the path need not be met exactly."
    )
    keys = [Key("loss", accent), Key("no consequence", GREY, "dashed")]
    return Plate("What moving the optimum costs", caption, pictures, keys)


def _moves(
    moves: pd.DataFrame, title: str, unit: str, factor: float, tolerance: float, accent: str
) -> Picture:
    moves = moves[np.isfinite(moves["loss"])]
    x, loss = factor * moves["by"].to_numpy(), moves["loss"].to_numpy()
    texts = listed(
        f"{number(loss[i], 2)} at {number(x[i], 2, sign=True)}" for i in (0, len(x) // 2, len(x) - 1)
    )
    draw = partial(draw_moves, x, loss, 2 * moves["error"].to_numpy(), unit, tolerance, accent)
    return small_picture(title, "objective lost", draw, f"{title}, {unit}: objective lost {texts}.")


def draw_moves(
    x: np.ndarray,
    loss: np.ndarray,
    error: np.ndarray,
    unit: str,
    tolerance: float,
    accent: str,
    ax: Axes,
) -> Axes:
    """What is lost by moving the optimum by ``x``, with its error, beside what is of no consequence."""
    ax.fill_between(x, loss - error, loss + error, color=accent, alpha=0.2, linewidth=0)
    ax.plot(x, loss, color=accent)
    ax.axhline(tolerance, color=GREY, linestyle=(0, (4, 2)), linewidth=0.8)
    ax.axhline(0, color=INK, linewidth=0.6)
    ax.set_xlabel(unit, labelpad=1)
    return ax


def _beyond(frontier: pd.DataFrame, simple: pd.DataFrame) -> np.ndarray:
    """Which simple policies do better at both objectives than some point of the frontier."""
    ahead = [
        simple[objective].to_numpy()[:, None] > frontier[objective].to_numpy()
        for objective in ("first", "second")
    ]
    return (ahead[0] & ahead[1]).any(axis=1)
