"""The end of the path in figures."""

from dataclasses import replace

import numpy as np
import xarray as xr

from tradewinds.report.figures_policy import effect_factor, variables_of
from tradewinds.report.names import Names, Variable, period_text
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import NOT_COMPUTED, finite, lower_first, number, probability

_MOST = 60
"""Sectors in one table."""


def path_table(
    names: Names, table: str, rollout: xr.Dataset, weighted: xr.Dataset | None = None
) -> Table | None:
    """Differences at the end of the path: of every variable, in every sector where there are several.

    ``weighted`` are those of all sectors together, which come first.
    """
    variables = variables_of(names, table, rollout)
    if not variables:
        return None
    last = rollout.isel(period=-1)
    when = period_text(last["period"].values, names.frequency(table))
    caption = f"Scenario minus {names.compared_with()}, {when}"
    sectors = [str(sector) for sector in last["sector"].values]
    if len(sectors) > 1:
        largest = _largest(variables, rollout)
        if len(largest) < len(sectors):
            size = next(variable for variable in variables if variable.log)
            caption += f", the {len(largest)} largest of {len(sectors)} sectors by {lower_first(size.label)}"
        found = _by_sector(names, caption, variables, last, largest)
        return found if weighted is None else _with_all(names, found, variables, weighted)
    one = last.isel(sector=0)
    rows = [[Cell(f"{v.label}, {v.effect_unit}"), *_effect(v, one)] for v in variables]
    head = ["Difference in", "Middle", "90 % band", "Probability above zero"]
    if any(len(row) > len(head) for row in rows):
        head.append("Truth")
        rows = [[*row, *[Cell("–")] * (len(head) - len(row))] for row in rows]
    return Table(caption, head, rows)


def _largest(variables: list[Variable], rollout: xr.Dataset) -> list[str]:
    """The sectors in their order; of more than ``_MOST`` the largest by the first variable in logs, at the
    origin, the largest first."""
    sectors = rollout["sector"].values.astype(str)
    sizes = [variable for variable in variables if variable.log]
    if len(sectors) <= _MOST or not sizes:
        return sectors.tolist()
    size = rollout[f"{sizes[0].name}_mean"].sel(path="baseline").isel(period=0).values
    return sectors[np.argsort(-size, kind="stable")[:_MOST]].tolist()


def _by_sector(
    names: Names, caption: str, variables: list[Variable], last: xr.Dataset, sectors: list[str]
) -> Table:
    rows = [
        [Cell(names.sector(sector)), *(_in_one(variable, last.sel(sector=sector)) for variable in variables)]
        for sector in sectors
    ]
    known = any(f"{variable.name}_truth" in last for variable in variables)
    note = "Middle (90 % band); probability that the difference is above zero"
    note += "; the true difference." if known else "."
    return Table(caption, ["Sector", *(f"{v.label}, {v.effect_unit}" for v in variables)], rows, note)


def _with_all(names: Names, table: Table, variables: list[Variable], weighted: xr.Dataset) -> Table:
    """The table with a first row of all sectors together."""
    one, how = weighted.isel(sector=0, period=-1), names.weights(weighted.attrs["weights"])
    row = [Cell(f"All sectors, {how}"), *(_in_one(variable, one) for variable in variables)]
    return replace(table, rows=[row, *table.rows])


def _in_one(variable: Variable, one: xr.Dataset) -> Cell:
    """Everything about a difference in one cell."""
    middle, band, positive, *truth = _effect(variable, one)
    text = f"{middle.text} ({band.text}); {positive.text}"
    text += f"; truth {truth[0].text}" if truth else ""
    return Cell(text) if middle.kind != "missing" else middle


def _effect(variable: Variable, one: xr.Dataset) -> list[Cell]:
    """Median, band, probability of being positive, and the truth where it is known."""
    name, factor = variable.name, effect_factor(variable)
    edges = one[f"{name}_effect_quantile"]
    low, middle, high = (
        float(edges.sel(quantile=q, method="nearest").item()) * factor for q in (0.05, 0.5, 0.95)
    )
    band = f"{number(low, 2, sign=True)} to {number(high, 2, sign=True)}"
    cells = [
        cell(number(middle, 2, sign=True)),
        cell(band if finite(low) and finite(high) else NOT_COMPUTED),
        cell(probability(one[f"{name}_effect_positive"].item())),
    ]
    if f"{name}_truth" in one and finite(truth := one[f"{name}_truth"].item() * factor):
        cells.append(Cell(number(truth, 2, sign=True)))
    return cells
