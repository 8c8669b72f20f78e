"""The scenarios beside each other in figures."""

from collections import Counter

import numpy as np
import xarray as xr

from tradewinds.report.figures_policy import effect_factor
from tradewinds.report.figures_scenarios import compared
from tradewinds.report.names import Names, Variable
from tradewinds.report.scenarios import Rollouts
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import NOT_COMPUTED, count, finite, number, probability


def scenarios_table(names: Names, rollouts: Rollouts) -> Table:
    """Rows are variables, columns scenarios: the difference at the end of the path, and the largest."""
    rows, asked = [], list(compared(names, rollouts))
    labels = Counter(variable.label for _, variable in asked)
    for group, variable in asked:
        whose = ", all sectors" if group == "weighted" else ""
        if not whose and labels[variable.label] > 1:
            whose = ", the nation"
        cells = [_difference(names, variable, tables[group]) for tables in rollouts.values()]
        rows.append([Cell(f"{variable.label}{whose}, {variable.effect_unit}"), *cells])
    note = (
        "At the end of the path: middle (90 % band); probability that the difference is above zero; where it "
        "was larger before, the largest middle with its period."
    )
    weights = [tables["weighted"].attrs["weights"] for tables in rollouts.values() if "weighted" in tables]
    if weights:
        note += f" All sectors: {names.weights(weights[0])}."
    return Table("Difference from the baseline", ["Difference in", *rollouts], rows, note)


def _difference(names: Names, variable: Variable, data: xr.Dataset) -> Cell:
    one = data.isel(sector=0)
    quantile = one[f"{variable.name}_effect_quantile"] * effect_factor(variable)
    low, middle, high = (quantile.sel(quantile=q, method="nearest").values for q in (0.05, 0.5, 0.95))
    if not finite(middle[-1].item()):
        return cell(NOT_COMPUTED)
    edges = f"{number(low[-1], 2, sign=True)} to {number(high[-1], 2, sign=True)}"
    positive = probability(one[f"{variable.name}_effect_positive"].values[-1])
    text = f"{number(middle[-1], 2, sign=True)} ({edges}); {positive}"
    largest = int(np.nanargmax(np.abs(middle)))
    if abs(middle[largest]) > 1.05 * abs(middle[-1]):
        peak = number(middle[largest], 2, sign=True)
        text += f"; largest {peak} after {count(largest, names.one(variable.table))}"
    return Cell(text)
