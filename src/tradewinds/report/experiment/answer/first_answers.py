"""What a page answers first: a few variables of all sectors together and of the nation, on both paths."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.policy.differences import INDEX, LOG, TOTAL
from tradewinds.report.experiment.path.figures import variables_of
from tradewinds.report.names import Names, Variable, average_of
from tradewinds.report.trust.first_screen import MOST

_NEARLY_ALL = 0.9
"""Share of the weight whose past is that of all sectors."""
_BACK = 12
"""Periods of the past that are drawn at least."""


class Answered(NamedTuple):
    """A variable, both paths of it (a roll-out's summary without the dimension sector), its past by period,
    and whose it is."""

    variable: Variable
    paths: xr.Dataset
    past: pd.Series
    of: str


def first_answers(names: Names, groups: Mapping[str, xr.Dataset], first: list[str]) -> list[Answered]:
    """At most three: of the sectors those named ``first``, else in the order of the equations, and what the
    nation's prosperity is measured by. ``groups``: sectors, weighted, national → summary of a roll-out."""
    found: list[Answered] = []
    national = groups.get("national")
    nation = variables_of(names, "national", national)[:MOST] if national is not None else []
    room = MOST - min(len(nation), 1)
    together = groups.get("weighted", groups.get("sectors"))
    if together is not None and together.sizes["sector"] == 1:
        known = {variable.name: variable for variable in variables_of(names, "sectors", together)}
        order = [name for name in first if name in known] or [*known]
        found += [_sectors(names, known[name], together) for name in order[:room]]
    if national is not None:
        found += [_nation(names, one, national) for one in nation[: MOST - len(found)]]
    return found


def _nation(names: Names, variable: Variable, data: xr.Dataset) -> Answered:
    frame = names.panels.get("national")
    past = pd.Series(dtype=float)
    if frame is not None and variable.name in frame:
        past = frame.set_index("period")[variable.name].sort_index()
    return Answered(variable, data.isel(sector=0), _until(past, data), "the nation")


def _sectors(names: Names, variable: Variable, data: xr.Dataset) -> Answered:
    """All sectors together, averaged as their effect is; of a single sector its own."""
    one = data.isel(sector=0)
    wide = _wide(names, variable.name)
    if "weight" not in data or "member" not in data.dims:
        past = wide.iloc[:, 0] if wide.shape[1] else pd.Series(dtype=float)
        return Answered(variable, one, _until(past, data), names.whose(str(data["sector"].values[0])))
    how = average_of(data, variable.name)
    weight = data["weight"].to_series().reindex(wide.columns).fillna(0.0)
    past = _until(_together(wide, weight, how, data["period"].values[0]), data)
    of = f"all sectors, {names.weights(data.attrs['weights'], how, brief=True)}"
    return Answered(replace(variable, unit=INDEX, factor=1.0) if how == LOG else variable, one, past, of)


def _together(wide: pd.DataFrame, weight: pd.Series, how: str, origin: Any) -> pd.Series:
    """The past of all sectors, as ``differences.joint_level`` has their paths; of logs and levels also where
    sectors of a tenth of the weight have no value."""
    wide = wide.loc[:, weight > 0]
    if how == TOTAL:
        return wide.sum(axis=1, skipna=False)
    if how == LOG:
        now = wide.ffill().loc[:origin].iloc[-1]
        wide = np.log((wide / now).where(lambda ratio: ratio > 0))
    there = wide.notna() * weight[weight > 0]
    mean = (wide.fillna(0.0) * there).sum(axis=1) / there.sum(axis=1).where(lambda w: w >= _NEARLY_ALL)
    return 100.0 * np.exp(mean) if how == LOG else mean


def _wide(names: Names, variable: str) -> pd.DataFrame:
    """Periods × sectors of a variable; empty where the panel has none."""
    frame = names.panels.get("sectors")
    if frame is None or variable not in frame:
        return pd.DataFrame()
    return frame.assign(sector=frame["sector"].astype(str)).pivot(
        index="period", columns="sector", values=variable
    )


def _until(past: pd.Series, data: xr.Dataset) -> pd.Series:
    """Up to the origin, as many periods as the path is long, at least ``_BACK``."""
    return past.loc[: data["period"].values[0]].iloc[-max(_BACK, data.sizes["period"]) :]
