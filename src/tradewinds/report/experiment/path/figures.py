"""The roll-out in pictures: tariff paths, levels under both paths, differences with their bands."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.report.drawing import (
    COLOURS,
    DASHES,
    GREY,
    INK,
    TRUTH,
    WARNING,
    band_keys,
    bands,
    panel,
    picture,
    small_picture,
    time_axis,
)
from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.experiment.path.figures_rival import QuotedPath, draw_quoted, draw_rival
from tradewinds.report.names import Names, Variable, period_text, positions
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import lower_first, number, probability

_LEVELS = {0.9: (0.05, 0.95), 0.8: (0.1, 0.9), 0.5: (0.25, 0.75)}


def tariff_plate(names: Names, sectors: xr.Dataset) -> Plate | None:
    """The path that was asked about, and the one it is compared with."""
    policy = names.policy
    if policy not in sectors:
        return None
    variable = names.variable("sectors", policy)
    frequency = names.frequency("sectors")
    shown = [s for s in names.shown if s in sectors["sector"].values][: len(COLOURS)]
    ends = sectors[policy].mean("sector").isel(period=-1) * variable.factor
    alt = (
        f"{variable.label} at the end of the path, mean over sectors: "
        f"{number(ends.sel(path='scenario').item())} {variable.unit} in the scenario, "
        f"{number(ends.sel(path='baseline').item())} {variable.unit} with {names.compared_with()}."
    )
    kinds = ("line", "dashed", "dotted", "dashed")
    keys = [Key(names.sector(s), COLOURS[i], kinds[i]) for i, s in enumerate(shown)] if len(shown) > 1 else []
    caption = f"The scenario (strong lines) against {names.compared_with()} (thin lines)."
    draw = partial(draw_rates, sectors[policy].sel(sector=shown) * variable.factor, frequency)
    return Plate("The policy", caption, [small_picture(variable.label, variable.unit, draw, alt)], keys)


def draw_rates(rates: xr.DataArray, frequency: str, ax: Axes) -> Axes:
    """The policy of some sectors on both paths; dimensions path, sector, period."""
    x = positions(rates["period"].values, frequency)
    for i, sector in enumerate(rates["sector"].values):
        path = rates.sel(sector=sector)
        ax.plot(x, path.sel(path="scenario"), color=COLOURS[i], linestyle=DASHES[i])
        ax.plot(x, path.sel(path="baseline"), color=COLOURS[i], linewidth=0.6, alpha=0.8)
    return time_axis(ax, x, frequency)


def rollout_plate(
    names: Names,
    table: str,
    rollout: xr.Dataset,
    accent: str,
    called: str = "scenario",
    withheld: Callable[[str], bool] = lambda _: False,
) -> Plate:
    """Levels under both paths above, the difference from the baseline below.

    ``called``: what the page calls the path that is not the baseline; ``withheld``: whether the data do not
    answer what the policy does to a variable, so that its band claims nothing, and is grey.
    """
    pictures = []
    sectors = [str(s) for s in rollout["sector"].values]
    shown = [s for s in names.shown if s in sectors][:4] or sectors[:4]
    variables = variables_of(names, table, rollout)
    for variable in variables:
        for sector in shown:
            one = rollout.sel(sector=sector)
            past = _past(names, variable, sector, one.sizes["period"], one["period"].values[0])
            silent, whose = withheld(variable.name), names.whose(sector)
            claimed, colour = names.posterior and not silent, GREY if silent else accent
            pictures.append(rolled_picture(names, variable, one, past, whose, colour, claimed=claimed))
    keys = [
        Key("observed", INK),
        Key(f"{names.compared_with()}{', with its 90 % band' if names.posterior else ''}", GREY, "dashed"),
        Key(called, accent),
        *band_keys(accent, names.posterior),
    ]
    caption = (
        f"Above: what was observed, and what is to be expected on both paths. Below: {called} minus "
        f"{names.compared_with()}, both under the same disturbances. "
    )
    some = any(withheld(variable.name) for variable in variables)
    if some:
        caption += "Grey: paths of the network of which nothing is claimed. "
    elif names.posterior:
        caption += _signs(variables, rollout.sel(sector=shown))
    if any(f"{variable.name}_truth" in rollout for variable in variables):
        caption += _truths(variables, rollout.sel(sector=shown), DrawsTold.of(names).inside)
        keys.append(Key("the truth, known for simulated data", TRUTH, "dashed"))
    limit = names.flag
    if "outside" in rollout and not bool((rollout["outside"] <= limit).all()):
        keys.append(Key(f"inputs more than {limit:g} training ranges outside what was seen", WARNING))
        caption += " An orange bar along the bottom: the answer is assumption there."
    return Plate("The nation" if table == "national" else "The sectors", caption, pictures, keys)


def variables_of(names: Names, table: str, rollout: xr.Dataset) -> list[Variable]:
    """Variables that answer to the policy: tier 2's, tier 1's, then identities and aggregates."""
    explained = [
        name
        for tier in reversed(names.tiers)
        for name, (where, _) in names.equations[tier].items()
        if where == table
    ]
    data = names.experiment["data"]
    computed = [*data["tables"][table]["identities"]]
    if table == "national":
        aggregates = data.get("aggregates") or {}
        computed += [name for name, aggregate in aggregates.items() if aggregate["of"] != names.policy]
    found = [name for name in dict.fromkeys([*explained, *computed]) if f"{name}_effect_mean" in rollout]
    return [names.variable(table, name) for name in found]


def rolled_picture(
    names: Names,
    variable: Variable,
    one: xr.Dataset,
    past: pd.Series,
    of: str,
    accent: str,
    quoted: QuotedPath | None = None,
    claimed: bool = True,
) -> Picture:
    """Levels of a variable on both paths, and the difference below.

    ``one``: a roll-out's summary of one sector, of which ``of`` is the name; ``past``: what was observed, by
    period; ``quoted``: the difference by a regression, where the page says that: the network's stands dashed
    beside it; ``claimed``: whether anything is claimed of the network's.
    """
    frequency = names.frequency(variable.table)
    figure, (above, below) = panel(variable.label, variable.unit, of, rows=2)
    x = positions(one["period"].values, frequency)
    start = positions(past.index, frequency)
    draw_levels(variable, one, past, start, x, accent, above)
    if quoted is None:
        draw_effect(below, variable, one, x, accent)
        by, words = "network", _difference_in_words(names, variable, one, of, claimed)
    else:
        draw_quoted(below, quoted, x, variable.effect_factor)
        if claimed and not quoted.of:
            draw_rival(below, _network_rows(variable, one), x)
        if quoted.of:
            below.axhline(0, color=GREY, linewidth=0.6)
        else:
            draw_zero_and_truth(below, variable, one, x)
        by, words = "regression", _quoted_in_words(names, variable, one, of, quoted)
    unit = f"{lower_first(variable.effect_unit)}, by {by}"
    if quoted is not None and quoted.of:
        unit += ", of those treated"
    below.set_title(f"difference, {unit}", loc="left", size=7, color=GREY, pad=3)
    both = np.concatenate([start, x])
    time_axis(above, both, frequency, name=False)
    time_axis(below, both, frequency)
    below.set_xlim(above.get_xlim())
    if "outside" in one:
        limit = names.flag
        flag_outside((above, below), x, ~(one["outside"] <= limit).all("path").values)
    return picture(figure, words)


def _network_rows(variable: Variable, one: xr.Dataset) -> pd.DataFrame:
    """The network's difference by period, without the origin: estimate, low and high."""
    effect = one[f"{variable.name}_effect_quantile"] * variable.effect_factor
    ends = {"estimate": 0.5, "low": 0.05, "high": 0.95}
    return pd.DataFrame({name: at_quantile(effect, q)[1:] for name, q in ends.items()})


def _difference_in_words(names: Names, variable: Variable, one: xr.Dataset, of: str, claimed: bool) -> str:
    """The network's at the end of the path, with its sign's probability where that is ``claimed``."""
    effect = one[f"{variable.name}_effect_quantile"].isel(period=-1) * variable.effect_factor
    text = _end_in_words(names, variable, one, of, [at_quantile(effect, q) for q in (0.5, 0.05, 0.95)])
    positive = one[f"{variable.name}_effect_positive"].values[-1]
    return f"{text}, probability that it is above zero {probability(positive)}." if claimed else f"{text}."


def _quoted_in_words(names: Names, variable: Variable, one: xr.Dataset, of: str, quoted: QuotedPath) -> str:
    last = quoted.rows[["estimate", "low", "high"]].iloc[-1] * variable.effect_factor
    return f"{_end_in_words(names, variable, one, quoted.of or of, list(last))}, by a regression."


def _end_in_words(names: Names, variable: Variable, one: xr.Dataset, of: str, end: list[Any]) -> str:
    """``end``: middle, low and high in the last period."""
    last = period_text(one["period"].values[-1], names.frequency(variable.table))
    middle, low, high = (number(value, 2, sign=True) for value in end)
    return (
        f"{variable.label}{', ' + of if of else ''} in {last}: difference {middle} "
        f"{variable.effect_unit}, 90 % band {low} to {high}"
    )


def draw_levels(
    variable: Variable,
    one: xr.Dataset,
    past: pd.Series,
    start: np.ndarray,
    x: np.ndarray,
    accent: str,
    ax: Axes,
) -> Axes:
    """What was observed, at ``start``, and what is to be expected on both paths, at ``x``, with bands."""
    ax.plot(start, past.to_numpy() * variable.factor, color=INK, linewidth=0.9)
    quantiles = one[f"{variable.name}_quantile"] * variable.factor
    scenario, baseline = (quantiles.sel(path=path) for path in ("scenario", "baseline"))
    bands(ax, x, *_edges(scenario), accent)
    ax.plot(x, at_quantile(baseline, 0.5), color=GREY, linestyle=(0, (4, 2)), linewidth=0.9)
    for edge in (0.05, 0.95):
        ax.plot(x, at_quantile(baseline, edge), color=GREY, linestyle=(0, (1, 1.5)), linewidth=0.8)
    ax.plot(x, at_quantile(scenario, 0.5), color=accent)
    return ax


def draw_effect(ax: Axes, variable: Variable, one: xr.Dataset, x: np.ndarray, accent: str) -> Axes:
    """A difference between two paths over time, with its bands, zero, and the truth where it is known.

    ``one``: a roll-out's summary of one sector; x [T]: positions of its periods.
    """
    factor = variable.effect_factor
    effect = one[f"{variable.name}_effect_quantile"] * factor
    bands(ax, x, *_edges(effect), accent)
    ax.plot(x, at_quantile(effect, 0.5), color=accent)
    return draw_zero_and_truth(ax, variable, one, x)


def draw_zero_and_truth(ax: Axes, variable: Variable, one: xr.Dataset, x: np.ndarray) -> Axes:
    """What a difference is read against, as in ``draw_effect``."""
    ax.axhline(0, color=INK, linewidth=0.6)
    truth = f"{variable.name}_truth"
    if truth in one and bool(np.isfinite(one[truth]).any()):
        ax.plot(x, one[truth].values * variable.effect_factor, color=TRUTH, linestyle=(0, (5, 1.5)))
    return ax


def _signs(variables: list[Variable], rollout: xr.Dataset) -> str:
    """In how many of the pictures the sign of the difference is known at the end of the path."""
    known = total = 0
    for variable in variables:
        low, high = _band_at_the_end(rollout, variable)
        known, total = known + int(((low > 0) | (high < 0)).sum()), total + low.size
    return f"At the end of the path the 90 % band excludes zero in {known} of {total} pictures."


def _truths(variables: list[Variable], rollout: xr.Dataset, band: str) -> str:
    """In how many of the pictures the truth lies in the band at the end of the path."""
    held = total = 0
    for variable in variables:
        if f"{variable.name}_truth" in rollout:
            low, high = _band_at_the_end(rollout, variable)
            truth = rollout[f"{variable.name}_truth"].isel(period=-1).values
            held, total = held + int(((low <= truth) & (truth <= high)).sum()), total + truth.size
    return f" The truth lies in the {band} in {held} of the {total} pictures where it is known."


def _band_at_the_end(rollout: xr.Dataset, variable: Variable) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 90 % band of the effect in the last period."""
    edges = rollout[f"{variable.name}_effect_quantile"].isel(period=-1)
    return at_quantile(edges, 0.05), at_quantile(edges, 0.95)


def flag_outside(axes: tuple[Axes, ...], x: np.ndarray, outside: np.ndarray) -> None:
    """A bar along the bottom where inputs lie too far outside the training range; outside [T] bool."""
    where = np.flatnonzero(outside)
    half = (x[1] - x[0]) / 2 if len(x) > 1 else 0.5
    for run in np.split(where, np.flatnonzero(np.diff(where) > 1) + 1) if len(where) else []:
        for ax in axes:
            ax.axvspan(x[run[0]] - half, x[run[-1]] + half, 0, 0.03, color=WARNING, linewidth=0)


def _past(names: Names, variable: Variable, sector: str, horizon: int, origin: object) -> pd.Series:
    """Observed values up to the origin, as many periods as the path is long, at least twelve."""
    frame = names.panels.get(variable.table)
    if frame is None or variable.name not in frame:
        return pd.Series(dtype=float)
    mine = frame.loc[frame["sector"].astype(str) == sector].set_index("period")[variable.name].sort_index()
    return mine.loc[:origin].iloc[-max(12, horizon) :]


def _edges(quantiles: xr.DataArray) -> tuple[dict, dict]:
    lower = {level: at_quantile(quantiles, low) for level, (low, _) in _LEVELS.items()}
    upper = {level: at_quantile(quantiles, high) for level, (_, high) in _LEVELS.items()}
    return lower, upper


def at_quantile(quantiles: xr.DataArray, probability: float) -> np.ndarray:
    """The quantile nearest to a probability; ``quantile`` is the first dimension."""
    return quantiles.values[int(np.abs(quantiles["quantile"].values - probability).argmin())]
