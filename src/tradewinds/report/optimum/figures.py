"""The best path in pictures: its rates, the frontier between two objectives, how flat the optimum is."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.policy.policy_names import ALL_SECTORS, REACTION, RULE
from tradewinds.report.drawing import GREY, INK, WARNING, named_rows, small_picture, time_axis
from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import positions
from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.page.columns import TableRow
from tradewinds.report.words import count, listed, lower_first, number

_MOST = 12
"""Sectors whose path has a picture of its own."""
_MARGIN = 0.06
"""Share of the frontier's span left free about it, so that no dot is cut by the edge."""
_ALIKE = 1e-6
"""Points by which sectors may move apart and still be said to move alike."""


def path_plate(given: OptimumInputs) -> Plate:
    """The rates of the answer and of the baseline, sector by sector, the largest moves first; of a rule their
    mean over draws, and the ends of nine tenths of these."""
    names, variable, accent = given.names, given.names.policy_variable, given.settings.accent
    best, base = given.sector_rates[given.answer], given.sector_rates["baseline"]
    size = (best - base).abs().mean().sort_values(ascending=False, kind="stable")
    alike = len(best.columns) > 1 and bool(np.ptp((best - base).to_numpy(), axis=1).max() < _ALIKE)
    shown = [] if alike else [sector for sector in best if sector in size.index[:_MOST]]
    top = max(float(best.max().max()), float(base.max().max())) * 1.05
    pictures = []
    for sector in [ALL_SECTORS, *shown] if len(best.columns) > 1 else shown:
        mine, before = (of.mean(axis=1) if sector == ALL_SECTORS else of[sector] for of in (best, base))
        title = "Mean of all sectors" if sector == ALL_SECTORS else names.sector(sector)
        alt = (
            f"{title}: {number(mine.iloc[0])} at first, {number(mine.iloc[-1])} at last; baseline "
            f"{number(before.iloc[-1])}."
        )
        frequency = names.frequency("sectors")
        draw = partial(draw_path, mine, before, frequency, accent, top, ends=_ends(given, sector))
        pictures.append(small_picture(title, variable.unit, draw, alt))
    caption = (
        f"{variable.label} under the optimum and on the baseline; rates are chosen, so they have no band."
    )
    if given.rule:
        caption = f"{variable.label} under the rule, mean over draws, and on the baseline. {given.draws.note}"
    if alike:
        caption += " Every sector moves as the mean does."
    elif len(shown) < len(best.columns):
        caption += f" The {len(shown)} sectors that move most, of {len(best.columns)}."
    return Plate("", caption, pictures, [Key(f"the {given.answer}", accent), _BASELINE])


_BASELINE = Key("baseline", GREY, "dashed")


def _ends(given: OptimumInputs, sector: str) -> pd.DataFrame | None:
    """Where nine tenths of the draws of a rule's rates lie, by period; None of a path."""
    if given.rule is None:
        return None
    mine = given.paths[(given.paths["policy"] == RULE) & (given.paths["sector"] == sector)]
    return mine.set_index("period")[["rate_low", "rate_high"]] * given.names.policy_variable.factor


def draw_path(
    best: pd.Series,
    baseline: pd.Series,
    frequency: str,
    accent: str,
    top: float | None,
    ax: Axes,
    ends: pd.DataFrame | None = None,
    path: pd.Series | None = None,
) -> Axes:
    """Rates of the answer and of the baseline by period, from zero to ``top``; of a rule's the ``ends`` over
    draws, and the best ``path`` beside it."""
    x = positions(best.index, frequency)
    if ends is not None:
        ax.fill_between(x, ends["rate_low"], ends["rate_high"], color=accent, alpha=0.25, linewidth=0)
    if path is not None:
        ax.plot(x, path, color=WARNING)
    ax.plot(x, baseline, color=GREY, linestyle=(0, (4, 2)), linewidth=0.9)
    ax.plot(x, best, color=accent)
    ax.set_ylim(0, top)
    return time_axis(ax, x, frequency)


def frontier_plate(told: DrawsTold, policies: pd.DataFrame, objectives: list[str], accent: str) -> Plate:
    """Both objectives of every point of the frontier with bands, and simple policies about them."""
    frontier = policies[policies["policy"].str.startswith("frontier")].sort_values("policy")
    simple = policies[policies["policy"].isin(["point of the grid", "uniform tariff"])]
    ordered = frontier.sort_values("first")
    points = listed(
        f"({number(row.first, 2)}, {number(row.second, 2)})" for row in ordered.itertuples(index=False)
    )
    caption = (
        f"Across: {objectives[0]}. Up: {objectives[1]}. Means over fresh draws; lines: "
        f"{lower_first(told.note)} "
        "The more of both the better. "
        "Points of the coarse grid and uniform tariffs in grey; those far off are not shown."
    )
    better = int(_beyond(frontier, simple).sum())
    if better:
        caption += (
            f" {count(better, 'simple policy does', 'simple policies do')} better at both than a point of "
            "the frontier: its searches stopped short. Raise optimise.steps, starts or draws."
        )
    keys = [
        Key("best for some weight of one against the other", accent, "dot"),
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
    """What shifting all rates, or going only part of the way, or reacting only in part, costs."""
    rule = bool((moves["kind"] == REACTION).any())
    pictures = [
        _moves(moves[moves["kind"] == "shift"], "All rates shifted", "points", 100.0, tolerance, accent),
        _moves(
            moves[moves["kind"] != "shift"],
            "Part of the reaction" if rule else "Part of the way",
            "0 none, 1 the rule's" if rule else "0 baseline, 1 optimum",
            1.0,
            tolerance,
            accent,
        ),
    ]
    caption = (
        f"The objective lost by moving the {'rule' if rule else 'optimum'}, with twice its Monte Carlo error "
        "either side; below the dashed line the loss is of no consequence. A flat bottom says that "
        "the path need not be met exactly."
    )
    keys = [Key("loss", accent), Key("no consequence", GREY, "dashed")]
    return Plate("", caption, pictures, keys)


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


def answer_plate(given: OptimumInputs) -> Plate:
    """The mean rate of the answer beside the baseline, and the welfare of all named policies on the same
    draws."""
    rule, told, mean, accent = given.rule, given.draws, given.mean_rates, given.settings.accent
    variable, frequency = given.names.policy_variable, given.names.frequency("sectors")
    own = mean[given.answer]
    alt = (
        f"{variable.label}, mean over sectors: {number(own.iloc[0])} at first, {number(own.iloc[-1])} at "
        f"last; baseline {number(mean['baseline'].iloc[-1])}."
    )
    top, path = None, mean["optimum"] if rule else None
    draw = partial(
        draw_path, own, mean["baseline"], frequency, accent, top, ends=_ends(given, ALL_SECTORS), path=path
    )
    several = len(given.sector_rates["baseline"].columns) > 1
    first = small_picture(variable.label, variable.unit, draw, alt, "mean over sectors" if several else "")
    policies = given.policies
    rows = given.named(policies[policies["policy"].isin(_SHORT) & np.isfinite(policies["welfare"])])
    texts = listed(f"{_SHORT[row.policy]} {number(row.welfare, 2, sign=True)}" for row in rows)
    welfare = partial(draw_welfare, rows, given.answer, accent)
    second = small_picture("Welfare", "against the baseline", welfare, f"Welfare: {texts}.", left=0.36)
    keys = [Key(f"the {given.answer}", accent)]
    if rule:
        band = told.note.removesuffix(".")
        keys.append(Key(f"over draws, {band}" if told.posterior else band, accent, "band"))
        keys.append(Key("the best path", WARNING))
    return Plate("", "", [first, second], [*keys, _BASELINE])


_SHORT = {
    "rule": "the rule",
    "optimum": "best path",
    "scenario": "scenario",
    "free trade": "free trade",
    "best uniform tariff": "uniform tariff",
    "best of the coarse grid": "coarse grid",
    "best proportional rule": "proportional",
}
"""Policies as the picture of their welfare calls them."""


def draw_welfare(rows: list[TableRow], answer: str, accent: str, ax: Axes) -> Axes:
    """Welfare of some policies, a row each: its mean, and the ends of nine tenths of the draws."""
    for place, row in enumerate(rows):
        colour = accent if row.policy == answer else GREY
        ax.plot([row.welfare_low, row.welfare_high], [place, place], color=colour, linewidth=1.2)
        ax.plot([row.welfare], [place], "o", color=colour, markersize=3.5)
    ax.axvline(0, color=INK, linewidth=0.6)
    return named_rows(ax, [_SHORT[row.policy] for row in rows])
