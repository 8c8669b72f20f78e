"""The end of the path in figures."""

import xarray as xr

from tradewinds.report.figures_policy import effect_factor, variables_of
from tradewinds.report.names import Names, period_text
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import NOT_COMPUTED, finite, number, probability


def path_table(names: Names, table: str, rollout: xr.Dataset) -> Table | None:
    """Differences at the end of the path for every sector and variable."""
    found = variables_of(names, table, rollout)
    if not found:
        return None
    last = rollout.isel(period=-1)
    when = period_text(last["period"].values, names.frequency(table))
    rows = []
    with_truth = any(f"{v.name}_truth" in rollout for v in found)
    for variable in found:
        name, factor = variable.name, effect_factor(variable)
        for sector in last["sector"].values.astype(str):
            one = last.sel(sector=sector)
            low, high = (
                float(one[f"{name}_effect_quantile"].sel(quantile=q, method="nearest").item()) * factor
                for q in (0.05, 0.95)
            )
            row = [Cell(f"{variable.label}, {variable.effect_unit}")]
            row += [Cell(names.sector(sector))] if table == "sectors" and len(names.sectors) > 1 else []
            row.append(cell(number(one[f"{name}_effect_mean"].item() * factor, 2, sign=True)))
            known = finite(low) and finite(high)
            row.append(cell(f"{number(low, 2, sign=True)} to {number(high, 2, sign=True)}" if known else NOT_COMPUTED))
            row.append(cell(probability(one[f"{name}_effect_positive"].item())))
            if with_truth:
                truth = one[f"{name}_truth"].item() * factor if f"{name}_truth" in one else float("nan")
                row.append(Cell(number(truth, 2, sign=True) if finite(truth) else "–"))
            rows.append(row)
    sector = ["Sector"] if table == "sectors" and len(names.sectors) > 1 else []
    head = ["Difference in", *sector, "Mean", "90 % band", "Probability above zero"]
    head += ["Truth"] if with_truth else []
    return Table(f"Scenario minus unchanged tariffs, {when}", head, rows)
