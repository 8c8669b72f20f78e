"""Pictures of a calibration: posterior and prior, simulations and data, the loss, answers by temperature."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from tradewinds.report.drawing import GREY, INK, PALE, TRUTH, across, small_picture
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.page.columns import TableRow
from tradewinds.report.words import capital, number, percent, tick

IN_LOGS = {"log": "natural logarithm", "log10": "logarithm to base 10"}
"""Coordinates that parameters are drawn in, since in their own unit all would stand at one end."""
_BINS = 45
_POINTS = 300


def density_plate(answers: xr.Dataset, parameters: pd.DataFrame, accent: str) -> Plate:
    """Posterior and prior of every parameter at the first temperature, with the truth where it is known."""
    pictures = [_density(answers, row, accent) for row in parameters.itertuples()]
    caption = (
        "Share of draws by value. Where the two lie on each other the data say nothing of the parameter: its "
        "posterior is its prior, and no number of simulations changes that."
    )
    keys = [Key("posterior", accent, "band"), Key("prior", GREY), *_truth_key(parameters)]
    return Plate("Posterior and prior", caption, pictures, keys)


def _density(answers: xr.Dataset, row: TableRow, accent: str) -> Picture:
    first = answers.isel(temperature=0)
    drawn, prior, truth = _values(first, row), _values(first, row, "prior_"), _truth(row)
    alt = (
        f"{capital(label_of(row))}: posterior {number(drawn.mean())} with a standard deviation of "
        f"{number(drawn.std())}, prior {number(prior.mean())} with {number(prior.std())}."
    )
    draw = partial(draw_density, drawn, prior, truth, accent)
    return small_picture(capital(label_of(row)), unit_of_parameter(row), draw, alt)


def draw_density(drawn: np.ndarray, prior: np.ndarray, truth: float, accent: str, ax: Axes) -> Axes:
    """Histograms of posterior and prior draws on one scale, and a line at the truth."""
    low, high = np.quantile(np.r_[drawn, np.quantile(prior, [0.005, 0.995])], [0.001, 0.999])
    edges = np.linspace(low, high, _BINS + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    heights = [np.histogram(values, edges)[0] / len(values) for values in (drawn, prior)]
    ax.fill_between(middle, 0, 100 * heights[0], color=accent, alpha=0.35, linewidth=0, step="mid")
    ax.plot(middle, 100 * heights[1], color=GREY, drawstyle="steps-mid")
    if np.isfinite(truth):
        ax.axvline(truth, color=TRUTH, linestyle=(0, (4, 2)))
    ax.set_ylim(bottom=0)
    ax.set_xlabel("value; share of draws, %", labelpad=1)
    return across(ax)


def replica_plate(replicas: pd.DataFrame, accent: str) -> Plate:
    """Quantiles of every observable: simulations at the answer's parameters against the data."""
    pictures = [
        _replica(str(name), rows, accent) for name, rows in replicas.groupby("observable", sort=False)
    ]
    caption = (
        "Quantiles of the values over all periods: of the data across, of simulations at parameters drawn "
        "from the answer upwards. On the dashed line they are alike. Where the band misses it, few "
        "simulations at the answer are like the data there, as one quantile in ten is by chance; at a high "
        "temperature the loss weighs little, and simulations need not be like the data."
    )
    keys = [Key("90 % of the simulations", accent, "band"), Key("median simulation", accent)]
    return Plate("Simulated against observed", caption, pictures, [*keys, Key("alike", INK, "dashed")])


def _replica(name: str, rows: pd.DataFrame, accent: str) -> Picture:
    held = ((rows["low"] <= rows["observed"]) & (rows["observed"] <= rows["high"])).mean()
    alt = f"{capital(name)}: {percent(held)} of the data's quantiles lie within the band of the simulations'."
    title = f"quantiles of {int(rows['replicas'].iloc[0])} simulations, by those of the data"
    return small_picture(capital(name), title, partial(draw_quantiles, rows, accent), alt)


def draw_quantiles(rows: pd.DataFrame, accent: str, ax: Axes) -> Axes:
    """Simulated quantiles, band and median, by the data's."""
    x = rows["observed"].to_numpy()
    ends = [x.min(), x.max()]
    ax.fill_between(x, rows["low"], rows["high"], color=accent, alpha=0.25, linewidth=0)
    ax.plot(x, rows["middle"], color=accent)
    ax.plot(ends, ends, color=INK, linestyle=(0, (3, 2)), linewidth=0.8)
    ax.set_xlabel("quantile of the data", labelpad=1)
    return across(ax)


def descent_plate(answers: xr.Dataset, accent: str) -> Plate:
    """E_q[L] + w KL by epoch, and its mean over each window, a picture a temperature."""
    pictures = [
        _descent(answers.isel(temperature=place), accent) for place in range(answers.sizes["temperature"])
    ]
    caption = (
        "Each epoch's loss is that of a few draws, and noise; the line is its mean over a window of epochs, "
        "by which the search lowers its rate and stops, and by which the answer is chosen: the mean of the "
        "approximation over the last window within its error of the lowest."
    )
    return Plate(
        "Loss by epoch", caption, pictures, [Key("one epoch", GREY), Key("mean of its window", accent)]
    )


def _descent(curve: xr.Dataset, accent: str) -> Picture:
    w = float(curve["temperature"])
    total = (curve["loss"] + w * curve["divergence"]).values
    smoothed = curve["smoothed"].values
    known = np.isfinite(smoothed)
    ends = [number(float(smoothed[known][place])) for place in (0, -1)]
    alt = f"w = {tick(w)}: smoothed loss from {' to '.join(ends)} over {int(known.sum())} epochs."
    draw = partial(draw_descent, total[known], smoothed[known], accent)
    return small_picture(f"w = {tick(w)}", "E[L] + w KL", draw, alt)


def draw_descent(total: np.ndarray, smoothed: np.ndarray, accent: str, ax: Axes) -> Axes:
    """Loss of every epoch, thinned to what can be seen, and the mean of its window."""
    every = max(1, len(total) // _POINTS)
    epoch = np.arange(1, len(total) + 1)
    ax.plot(epoch[::every], total[::every], color=GREY, linewidth=0.4, alpha=0.6)
    ax.plot(epoch, smoothed, color=accent)
    low, high = np.nanquantile(total, [0.005, 0.98])
    ax.set_ylim(low - 0.05 * (high - low) - 1e-9, high + 0.05 * (high - low) + 1e-9)
    ax.set_xlabel("epoch", labelpad=1)
    return ax


def temperature_plate(parameters: pd.DataFrame, accent: str) -> Plate:
    """Mean and 90 % band of every parameter by temperature, in the coordinate it is learned in."""
    pictures = [_by_temperature(rows, accent) for _, rows in parameters.groupby("parameter", sort=False)]
    caption = (
        "The answer at each temperature w: at a high one it is the prior, at a low one the parameters with "
        "the lowest loss. Only with a negative log-likelihood and w = 1 are they Bayes'; else w says how "
        "much a unit of the loss is worth against the prior, and is a choice that has to be stated."
    )
    keys = [Key("mean and 90 % band", accent), Key("90 % band of the prior", PALE, "band")]
    return Plate("Answers by temperature", caption, pictures, [*keys, *_truth_key(parameters)])


def _by_temperature(rows: pd.DataFrame, accent: str) -> Picture:
    rows = rows.sort_values("temperature")
    first = next(rows.itertuples())
    parts = [f"{number(row.mean)} at w = {tick(row.temperature)}" for row in rows.itertuples(name="Row")]
    alt = f"{capital(label_of(first))}: {', '.join(parts)}."
    coordinate = "" if first.coordinate == "identity" else f"{first.coordinate} of the parameter"
    draw = partial(draw_temperatures, rows, accent)
    return small_picture(capital(label_of(first)), coordinate, draw, alt)


def draw_temperatures(rows: pd.DataFrame, accent: str, ax: Axes) -> Axes:
    """Bands by temperature, on a logarithmic axis; the prior's behind them."""
    w = rows["temperature"].to_numpy()
    prior, width = rows["prior_mean"].iloc[0], 1.645 * rows["prior_deviation"].iloc[0]
    ax.axhspan(prior - width, prior + width, color=PALE, linewidth=0)
    ax.vlines(w, rows["low"], rows["high"], color=accent, linewidth=1.6)
    ax.plot(w, rows["mean"], color=accent, marker="o", markersize=3, linewidth=0)
    if np.isfinite(rows["truth"].iloc[0]):
        ax.axhline(rows["truth"].iloc[0], color=TRUTH, linestyle=(0, (4, 2)))
    ax.set_xscale("log")
    ax.set_xlim(w.min() / 2, w.max() * 2)
    ax.xaxis.set_major_locator(FixedLocator(sorted(w)))
    ax.xaxis.set_major_formatter(FixedFormatter([tick(float(one)) for one in sorted(w)]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("temperature w", labelpad=1)
    return ax


def label_of(row: TableRow) -> str:
    """A parameter's name as words."""
    return str(row.parameter).replace("_", " ")


def unit_of_parameter(row: TableRow) -> str:
    """What a parameter is drawn in."""
    unit, coordinate = row.unit, row.coordinate
    return ", ".join(part for part in (IN_LOGS.get(coordinate, ""), unit) if part)


def _values(first: xr.Dataset, row: TableRow, of: str = "") -> np.ndarray:
    kind = "coordinate" if row.coordinate in IN_LOGS else "parameter"
    return np.asarray(first[f"{of}{kind}"].sel(name=row.parameter).values, dtype=float)


def _truth(row: TableRow) -> float:
    """In what the parameter is drawn in."""
    return float(row.truth if row.coordinate in IN_LOGS else row.true_parameter)


def _truth_key(parameters: pd.DataFrame) -> Iterator[Key]:
    if parameters["truth"].notna().any():
        yield Key("what the data were simulated with", TRUTH, "dashed")
