"""Series of one origin relative to all others, market by market: what a simulator of it is calibrated to."""

import numpy as np
import pandas as pd

from tradewinds.data.periods import parse_period
from tradewinds.errors import DataError
from tradewinds.settings.data import TableSettings
from tradewinds.settings.observed import ObservedSettings

_SEASONS = {"month": 12, "quarter": 4}


def relative_series(table: pd.DataFrame, described: TableSettings, asked: ObservedSettings) -> pd.DataFrame:
    """A row a unit and period: ``unit``, ``period`` (1, 2, …) and the columns of ``asked``.

    ``table``: a validated long table of ``described``. With others o of the member c, weights w_o their means
    up to the base: rates (1 + τ_c)/(1 + Σ w_o τ_o) − 1, prices p_c / Σ w_o p_o, all else x_c / Σ x_o. What is
    no rate is divided by its mean up to the base, of the same month or quarter of the year. Units without a
    value of the member in every period are left out. Raises DataError for a member or a base that is not
    there, and where no unit is left.
    """
    (other,) = [name for name in described.keys if name != asked.key]
    periods = np.sort(table["period"].unique())
    base = _base(periods, described, asked.base)
    if asked.member not in set(table[asked.key]):
        known = ", ".join(sorted(set(table[asked.key])))
        raise DataError(f"no {asked.key} {asked.member} in the table", f"one of {known}")
    variables = list(dict.fromkeys([*asked.columns.values(), asked.weights]))
    whole = table.set_index([other, "period", asked.key])[variables].unstack(asked.key)
    rows, order = [], _sizes(table, other, asked, periods[: base + 1])
    for unit in asked.units or order:
        if unit not in order:
            raise DataError(f"no {other} {unit} of {asked.member} in the table", f"one of {', '.join(order)}")
        found = _unit(whole.loc[unit].reindex(periods), described, asked, base)
        if not found.isna().any(axis=None):
            rows.append(found.assign(unit=unit, period=np.arange(1, len(periods) + 1)))
        if not asked.units and len(rows) == asked.largest:
            break
    if not rows:
        raise DataError(
            f"no {other} has {asked.member} and others in all {len(periods)} periods", "at least one"
        )
    return pd.concat(rows, ignore_index=True)[["unit", "period", *asked.columns]]


def _base(periods: np.ndarray, described: TableSettings, base: str) -> int:
    """Place of the base among the periods."""
    last = parse_period(base, described.frequency, "observed.base", last=True)
    place = int(np.searchsorted(periods, last, side="right")) - 1
    if not 0 <= place < len(periods) - 1:
        raise DataError(f"observed.base = {base!r}", f"a period from {periods[0]} on, before {periods[-1]}")
    return place


def _sizes(table: pd.DataFrame, other: str, asked: ObservedSettings, periods: np.ndarray) -> list[str]:
    """Units of the member, the largest up to the base first."""
    own = table[(table[asked.key] == asked.member) & table["period"].isin(periods)]
    return [str(name) for name in own.groupby(other)[asked.weights].sum().sort_values(ascending=False).index]


def _unit(wide: pd.DataFrame, described: TableSettings, asked: ObservedSettings, base: int) -> pd.DataFrame:
    """One unit's columns [T]; ``wide`` [T, variable × member]."""
    means = wide[asked.weights].iloc[: base + 1].mean().drop(asked.member).dropna()
    share, found = means / means.sum(), {}
    for column, variable in asked.columns.items():
        own, others = wide[variable][asked.member], wide[variable][share.index]
        average = (others * share).sum(axis=1) / (others.notna() * share).sum(axis=1)
        if described.variables[variable].rate:
            found[column] = (1 + own) / (1 + average) - 1
            continue
        relative = own / (average if column == "price" else others.sum(axis=1))
        found[column] = relative / _seasonal(relative.to_numpy(), base, _SEASONS.get(described.frequency, 1))
    return pd.DataFrame(found).reset_index(drop=True)


def _seasonal(values: np.ndarray, base: int, seasons: int) -> np.ndarray:
    """[T] the mean of the values [T] up to the base in the same season of the year."""
    place = np.arange(len(values)) % seasons
    means = [values[: base + 1][place[: base + 1] == one].mean() for one in range(min(seasons, base + 1))]
    return np.asarray(means)[place % len(means)]
