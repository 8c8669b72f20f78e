"""The scenarios beside each other: their paths, and what each does, in one picture a variable."""

from functools import partial
from typing import TypedDict

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.report.drawing import COLOURS, INK, WARNING, small_picture, time_axis
from tradewinds.report.experiment.path.figures import at_quantile, variables_of
from tradewinds.report.experiment.scenarios import Rollouts
from tradewinds.report.names import Names, Variable, positions
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import listed, number

KINDS = {"-": "line", "--": "dashed", ":": "dotted"}
"""Line of a picture → that of the legend."""
_MOST = 4
"""Variables of a table in pictures; the others stand in the table."""


def scenarios_plate(names: Names, rollouts: Rollouts) -> Plate:
    """The policy of every scenario, then differences of the first variables of nation and sectors."""
    styles = _styles(rollouts)
    pictures = [_policy(names, rollouts, styles)]
    flagged = False
    for table, variable in compared(names, rollouts, _MOST):
        found = _differences(names, table, variable, rollouts, styles)
        pictures.append(found[0])
        flagged = flagged or found[1]
    caption = (
        "The policy, mean over sectors, then each scenario's difference from what it is compared with: "
        "middle and 90 % band. All scenarios meet the same draws and disturbances."
    )
    keys = [Key(name, style["color"], KINDS[style["linestyle"]]) for name, style in styles.items()]
    if flagged:
        limit = names.flag
        keys.append(Key(f"more than {limit:g} training ranges outside what was seen", WARNING, "dot"))
        caption += " Orange points: the answer is assumption there."
    return Plate("The scenarios beside each other", caption, pictures, keys)


class Stroke(TypedDict):
    """How a scenario's lines are drawn."""

    color: str
    linestyle: str


def _styles(rollouts: Rollouts) -> dict[str, Stroke]:
    """Scenario → colour and line; with more than there are colours the next are dashed, then dotted."""
    dashes = list(KINDS)
    return {
        name: {"color": COLOURS[i % len(COLOURS)], "linestyle": dashes[i // len(COLOURS) % len(dashes)]}
        for i, name in enumerate(rollouts)
    }


def compared(names: Names, rollouts: Rollouts, most: int | None = None) -> list[tuple[str, Variable]]:
    """(group, variable) that scenarios are compared by: the nation's, then the sectors' as a whole.

    The first ``most`` of each, or all of them.
    """
    found = []
    for group in ("national", "weighted", "sectors"):
        data = next((tables[group] for tables in rollouts.values() if group in tables), None)
        if data is None or (group == "sectors" and data.sizes["sector"] > 1):
            continue  # several sectors stand here as a whole
        table = "national" if group == "national" else "sectors"
        found += [(group, variable) for variable in variables_of(names, table, data)[:most]]
    return found


def _policy(names: Names, rollouts: Rollouts, styles: dict[str, Stroke]) -> Picture:
    variable, frequency = names.policy_variable, names.frequency("sectors")
    paths = {
        name: tables["sectors"][names.policy].sel(path="scenario").mean("sector") * variable.factor
        for name, tables in rollouts.items()
    }
    ends = listed(f"{number(path.values[-1])} in {name}" for name, path in paths.items())
    alt = f"{variable.label} at the end of the path, {variable.unit}: {ends}."
    return small_picture(variable.label, variable.unit, partial(draw_paths, paths, styles, frequency), alt)


def draw_paths(paths: dict[str, xr.DataArray], styles: dict[str, Stroke], frequency: str, ax: Axes) -> Axes:
    """One line a scenario over its periods."""
    for name, path in paths.items():
        x = positions(path["period"].values, frequency)
        ax.plot(x, path.values, **styles[name])
    return time_axis(ax, x, frequency)


def _differences(
    names: Names, group: str, variable: Variable, rollouts: Rollouts, styles: dict[str, Stroke]
) -> tuple[Picture, bool]:
    """One variable under every scenario, and whether any point is flagged."""
    whose = "All sectors, weighted" if group == "weighted" else ""
    effects, beyond = {}, {}
    for name, tables in rollouts.items():
        one = tables[group].isel(sector=0)
        effects[name] = one[f"{variable.name}_effect_quantile"] * variable.effect_factor
        beyond[name] = _beyond(names, tables[variable.table])
    ends = listed(
        f"{number(at_quantile(effect, 0.5)[-1], 2, sign=True)} in {name}" for name, effect in effects.items()
    )
    text = f"{variable.label}{', ' + whose if whose else ''}, difference at the end, {variable.effect_unit}"
    draw = partial(draw_differences, effects, beyond, styles, names.frequency(variable.table))
    one_picture = small_picture(
        variable.label, f"difference, {variable.effect_unit}", draw, f"{text}: {ends}.", whose
    )
    return one_picture, any(bool(of.any()) for of in beyond.values())


def draw_differences(
    effects: dict[str, xr.DataArray],
    beyond: dict[str, np.ndarray],
    styles: dict[str, Stroke],
    frequency: str,
    ax: Axes,
) -> Axes:
    """Quantiles of a difference over the periods of every scenario, marked where they are assumption."""
    for name, effect in effects.items():
        x = positions(effect["period"].values, frequency)
        low, middle, high = (at_quantile(effect, q) for q in (0.05, 0.5, 0.95))
        ax.fill_between(x, low, high, color=styles[name]["color"], alpha=0.15, linewidth=0)
        ax.plot(x, middle, **styles[name])
        ax.plot(x[beyond[name]], middle[beyond[name]], "o", color=WARNING, markersize=2.2, zorder=3)
    ax.axhline(0, color=INK, linewidth=0.6)
    return time_axis(ax, x, frequency)


def _beyond(names: Names, data: xr.Dataset) -> np.ndarray:
    """Periods [T] in which an input of some sector lies further outside than is flagged."""
    limit = names.flag
    return ~(data["outside"].sel(path="scenario") <= limit).all("sector").values
