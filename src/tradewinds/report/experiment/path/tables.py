"""The end of the path in figures."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import xarray as xr

from tradewinds.policy.differences import LEVEL, LOG, TOTAL
from tradewinds.policy.series_support import NO_RANGE, OTHERS_RANGE, OWN_RANGE, policy_support
from tradewinds.report.experiment.path.difference import PathDifference
from tradewinds.report.experiment.path.figures import variables_of
from tradewinds.report.names import Names, Variable, average_of, period_text
from tradewinds.report.page.blocks import Statement, Table, cell
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.quantities import amount, chance
from tradewinds.report.words import NOT_COMPUTED, finite, listed, lower_first

_RESTS = {OWN_RANGE: "its own", OTHERS_RANGE: "that of other sectors", NO_RANGE: "none: assumption"}
Withheld = Callable[[str], bool]
"""Whether the data do not answer what the policy does to a variable."""
_MOST = 60
"""Sectors in one table."""


def path_table(
    names: Names,
    table: str,
    rollout: xr.Dataset,
    weighted: xr.Dataset | None = None,
    withheld: Withheld = lambda _: False,
) -> Table | None:
    """Differences at the end of the path: of every variable, in every sector where there are several.

    ``weighted`` are those of all sectors together, which come first; of what is ``withheld`` no probability
    is named.
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
        found = _by_sector(names, caption, variables, last, largest, withheld)
        if "own_policy" in rollout:
            found = _with_support(names, found, rollout, largest)
        return found if weighted is None else _with_all(names, found, variables, weighted, withheld)
    one = last.isel(sector=0)
    ends = [known for variable in variables if (known := PathDifference.of(variable, one))]
    columns: list[TableColumn] = [
        ("Difference in", lambda of: f"{of.variable.label}, {of.variable.effect_unit}"),
        ("Middle", lambda of: _size(of.variable, of.middle)),
        ("90 % band" if names.posterior else "Best fits", _band),
    ]
    if names.posterior:
        columns.append(
            ("Probability above zero",
             lambda of: "withheld" if withheld(of.variable.name) else chance(of.positive))
        )  # fmt: skip
    if any(finite(of.truth) for of in ends):
        columns.append(("Truth", lambda of: _size(of.variable, of.truth) if finite(of.truth) else "–"))
    return tabulated(caption, ends, columns)


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
    names: Names,
    caption: str,
    variables: list[Variable],
    last: xr.Dataset,
    sectors: list[str],
    withheld: Withheld,
) -> Table:
    def difference(variable: Variable, sector: str) -> Statement:
        claimed = names.posterior and not withheld(variable.name)
        return _in_one(variable, last.sel(sector=sector), claimed)

    columns: list[TableColumn] = [("Sector", names.sector)]
    for v in variables:
        columns.append((f"{v.label}, {v.effect_unit}", partial(difference, v)))
    known = any(f"{variable.name}_truth" in last for variable in variables)
    some = " where one is claimed" if any(withheld(variable.name) for variable in variables) else ""
    note = f"Middle (90 % band); probability that the difference is above zero{some}"
    if not names.posterior:
        note = "Middle (spread of best fits, which is no posterior)"
    return tabulated(caption, sectors, columns, note + ("; the true difference." if known else "."))


def _with_support(names: Names, table: Table, rollout: xr.Dataset, sectors: list[str]) -> Table:
    """The table with a last column that says on what range of the policy each sector's answer rests."""
    flag = names.flag
    known = dict(zip(rollout["sector"].values.astype(str), policy_support(rollout, flag), strict=True))
    rows = [[*row, cell(_RESTS[known[of]])] for row, of in zip(table.rows, sectors, strict=True)]
    head = [*table.head, f"Range of {lower_first(names.variable('sectors', names.policy).label)}"]
    return replace(table, head=head, rows=rows)


def _with_all(
    names: Names, table: Table, variables: list[Variable], weighted: xr.Dataset, withheld: Withheld
) -> Table:
    """The table with a first row of all sectors together."""
    one, how = weighted.isel(sector=0, period=-1), names.weights(weighted.attrs["weights"])
    note = f"{table.note} {averages_note(variables, weighted)}".strip()
    row = [
        Statement(f"All sectors, {how}"),
        *(_in_one(v, one, names.posterior and not withheld(v.name)) for v in variables),
    ]
    row += [cell("–")] * (len(table.rows[0]) - len(row))
    return replace(table, rows=[row, *table.rows], note=note)


def averages_note(variables: list[Variable], weighted: xr.Dataset) -> str:
    """How the effects on all sectors together are made of those of each."""
    by: dict[str, list[str]] = {LOG: [], TOTAL: [], LEVEL: []}
    for variable in variables:
        label, average = lower_first(variable.label), average_of(weighted, variable.name)
        if average and label not in by[average]:
            by[average].append(label)
    parts = [f"of {listed(by[LOG])} the mean of log effects"] if by[LOG] else []
    parts += [f"of {listed(by[LEVEL])} the mean difference"] if by[LEVEL] else []
    parts += (
        [f"of {listed(by[TOTAL])} the effect on the total, in which each counts by its usual amount"]
        if by[TOTAL]
        else []
    )
    return f"All sectors together: {'; '.join(parts)}." if parts else ""


def _in_one(variable: Variable, one: xr.Dataset, claimed: bool) -> Statement:
    """Everything about a difference in one cell; a probability where one is ``claimed``."""
    found = PathDifference.of(variable, one)
    if found is None or not finite(found.middle):
        return cell(NOT_COMPUTED)
    text = (
        f"{_size(variable, found.middle)} ({_band(found)}){f'; {chance(found.positive)}' if claimed else ''}"
    )
    text += f"; truth {_size(variable, found.truth)}" if finite(found.truth) else ""
    return replace(_band(found), text=text, value=found.middle)


def _size(variable: Variable, value: float) -> Statement:
    return amount(value, 2, True, unit=variable.effect_unit)


def _band(found: PathDifference) -> Statement:
    return found.ends if finite(found.low) and finite(found.high) else cell(NOT_COMPUTED)
