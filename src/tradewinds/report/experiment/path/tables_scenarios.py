"""The scenarios beside each other in figures."""

from collections import Counter
from functools import partial

import numpy as np
import xarray as xr

from tradewinds.report.experiment.path.difference import PathDifference
from tradewinds.report.experiment.path.figures import at_quantile
from tradewinds.report.experiment.path.figures_scenarios import compared
from tradewinds.report.experiment.path.tables import Withheld, averages_note
from tradewinds.report.experiment.scenarios import Rollouts
from tradewinds.report.names import Names, Variable
from tradewinds.report.page.blocks import Statement, Table, cell
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.words import NOT_COMPUTED, count, finite, number, probability


def scenarios_table(names: Names, rollouts: Rollouts, withheld: Withheld = lambda _: False) -> Table:
    """Rows are variables, columns scenarios: the difference at the end of the path, and the largest; of what
    is ``withheld`` without a probability."""
    asked = list(compared(names, rollouts))
    labels = Counter(variable.label for _, variable in asked)

    def what(row: tuple[str, Variable]) -> str:
        group, variable = row
        whose = ", all sectors" if group == "weighted" else ""
        if not whose and labels[variable.label] > 1:
            whose = ", the nation"
        return f"{variable.label}{whose}, {variable.effect_unit}"

    def difference(scenario: str, row: tuple[str, Variable]) -> Statement:
        claimed = names.posterior and not withheld(row[1].name)
        return _difference(names, row[1], rollouts[scenario][row[0]], claimed)

    columns: list[TableColumn] = [
        ("Difference in", what),
        *((name, partial(difference, name)) for name in rollouts),
    ]
    meaning = _meaning(names, any(withheld(variable.name) for _, variable in asked))
    note = (
        f"At the end of the path: {meaning}; where it was larger before, the largest middle with its period."
    )
    weights = [tables["weighted"].attrs["weights"] for tables in rollouts.values() if "weighted" in tables]
    if weights:
        note += f" All sectors: {names.weights(weights[0])}."
        together = next(tables["weighted"] for tables in rollouts.values() if "weighted" in tables)
        note += f" {averages_note([one for group, one in asked if group == 'weighted'], together)}".rstrip()
    return tabulated("Difference from the baseline", asked, columns, note)


def _meaning(names: Names, some: bool) -> str:
    """What stands in a cell."""
    if not names.posterior:
        return "middle (spread of best fits, which is no posterior)"
    where = " where one is claimed" if some else ""
    return f"middle (90 % band); probability that the difference is above zero{where}"


def _difference(names: Names, variable: Variable, data: xr.Dataset, claimed: bool) -> Statement:
    one = data.isel(sector=0)
    found = PathDifference.of(variable, one)
    if found is None or not finite(found.middle):
        return cell(NOT_COMPUTED)
    end = found.band()
    text = f"{end}; {probability(found.positive)}" if claimed else str(end)
    middle = at_quantile(one[f"{variable.name}_effect_quantile"] * variable.effect_factor, 0.5)
    largest = int(np.nanargmax(np.abs(middle)))
    if abs(middle[largest]) > 1.05 * abs(middle[-1]):
        peak = number(middle[largest], 2, sign=True)
        text += f"; largest {peak} after {count(largest, names.one(variable.table))}"
    return end.in_words(text)
