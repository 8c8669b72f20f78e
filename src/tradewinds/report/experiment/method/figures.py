"""The data in pictures: every variable of a table over time, the test periods shaded."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import (
    COLOURS,
    DASHES,
    INK,
    PALE,
    log_axis,
    panel,
    picture,
    subtitle,
    time_axis,
)
from tradewinds.report.names import Names, Variable, period_text, positions
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import count, number

_MANY = 40
"""Above this number of sectors a range is drawn in place of one line each."""


def data_plate(names: Names, table: str, boundary: object | None) -> Plate:
    """Small multiples of one table; ``boundary`` is the first test period, if known."""
    frame = names.panels[table]
    frequency = names.frequency(table)
    nation = table == "national"
    wide = {
        v.name: frame.pivot(index="period", columns="sector", values=v.name) * v.factor
        for v in names.variables(table)
        if v.name in frame
    }
    shown = [s for s in names.shown if not nation] or list(frame["sector"].unique())
    pictures = [
        _variable(names.variable(table, name), values, shown, frequency, boundary)
        for name, values in wide.items()
    ]
    keys = [] if nation or len(shown) < 2 else sector_keys(names, shown)
    others = frame["sector"].nunique() - len(shown)
    if keys and others > 0:
        few = frame["sector"].nunique() <= _MANY
        keys.append(Key("the other sectors" if few else "range of 80 % of the sectors", "#bbbbbb"))
        keys.append(Key("median of all sectors", INK, "dotted"))
    title = "The nation" if nation else "The sectors"
    return Plate(title, _caption(names, table, frame, boundary), pictures, keys)


def sector_keys(names: Names, shown: list[str]) -> list[Key]:
    """Legend of the sectors drawn one by one."""
    kinds = ("line", "dashed", "dotted", "dashed")
    return [Key(names.sector(s), COLOURS[i % 4], kinds[i % 4]) for i, s in enumerate(shown[: len(COLOURS)])]


def _variable(
    variable: Variable,
    values: pd.DataFrame,
    shown: list[str],
    frequency: str,
    boundary: object | None,
) -> Picture:
    first, last = (period_text(p, frequency) for p in (values.index[0], values.index[-1]))
    whose = "" if values.shape[1] == 1 else f", {count(values.shape[1], 'sector')}"
    numbers = values.to_numpy()
    alt = (
        f"{variable.label}, {variable.unit}, {first} to {last}{whose}: "
        f"from {number(np.nanmin(numbers))} to {number(np.nanmax(numbers))}, "
        f"median {number(np.nanmedian(numbers[0]))} at first and {number(np.nanmedian(numbers[-1]))} at last."
    )
    figure, (ax,) = panel(variable.label)
    draw_series(values, shown, frequency, boundary, variable.log, ax)
    subtitle(figure, f"log axis, {variable.unit}" if ax.get_yscale() == "log" else variable.unit)
    return picture(figure, alt)


def draw_series(
    values: pd.DataFrame,
    shown: list[str],
    frequency: str,
    boundary: object | None,
    log: bool,
    ax: Axes,
) -> Axes:
    """A variable over time, ``values`` [period, sector]: the sectors ``shown`` in colours, the others behind
    them (of very many the range of 80 %), their median; what comes from ``boundary`` on is shaded.
    """
    x = positions(values.index, frequency)
    half = (x[1] - x[0]) / 2 if len(x) > 1 else 0.5
    if boundary is not None:
        start = positions([boundary], frequency)[0]
        ax.axvspan(start - half, x[-1] + half, color=PALE, linewidth=0, zorder=0)
    numbers, shown = values.to_numpy(), shown[: len(COLOURS)]
    if values.shape[1] > _MANY:
        low, high = np.nanquantile(numbers, [0.1, 0.9], axis=1)
        ax.fill_between(x, low, high, color="#dddddd", linewidth=0)
    else:
        for sector in values.columns.difference(shown, sort=False):
            ax.plot(x, values[sector], color="#c4c4c4", linewidth=0.6)
    if values.shape[1] > len(shown):
        ax.plot(x, values.median(axis=1), color=INK, linewidth=0.9, linestyle=(0, (1, 1)))
    for i, sector in enumerate(shown):
        if sector in values:
            ax.plot(x, values[sector], color=COLOURS[i], linestyle=DASHES[i])
    if log:
        log_axis(ax, numbers)
    return time_axis(ax, x, frequency)


def _caption(names: Names, table: str, frame: pd.DataFrame, boundary: object | None) -> str:
    frequency = names.frequency(table)
    periods = np.sort(frame["period"].unique())
    sectors = frame["sector"].nunique()
    who = "the nation" if table == "national" else count(sectors, "sector")
    text = (
        f"{who[0].upper()}{who[1:]}, {count(len(periods), names.one(table))}, "
        f"from {period_text(periods[0], frequency)} to {period_text(periods[-1], frequency)}. "
    )
    if boundary is None:
        return text + "Which periods were kept back for testing is not known here."
    held = int((periods >= boundary).sum())
    return text + (
        f"The shaded part on the right, the last {count(held, names.one(table))} "
        f"from {period_text(boundary, frequency)}, was kept back: the model never saw it while learning."
    )
