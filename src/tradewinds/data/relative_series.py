"""Series of one origin relative to all others, market by market: what a simulator of it is calibrated to."""

import logging

import numpy as np
import pandas as pd

from tradewinds.data.panel import period_label
from tradewinds.data.periods import parse_period
from tradewinds.errors import DataError, few_of
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.observed import ObservedSettings

_SEASONS = {"month": 12, "quarter": 4}
_log = logging.getLogger(__name__)


def relative_series(table: pd.DataFrame, described: TableSettings, asked: ObservedSettings) -> pd.DataFrame:
    """A row a unit and period: ``unit``, ``period`` (1, 2, …) and the columns of ``asked``.

    ``table``: a validated long table of ``described``. With others o of the member c, weights w_o their means
    up to the base: rates (1 + τ_c)/(1 + Σ w_o τ_o) − 1, prices p_c / Σ w_o p_o over the others that have a
    weight, all else x_c / Σ x_o over all others of the period, whenever they entered. What is no rate is
    divided by its mean up to the base, of the same month or quarter of the year. Units in which the member or
    another with a weight is missing in some period are left out with a warning. Raises DataError for a member
    or a base that is not there, for such a unit that ``asked`` names, and where no unit is left.
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
    passed: dict[str, str] = {}
    for unit in asked.units or order:
        if unit not in order:
            raise DataError(f"no {other} {unit} of {asked.member} in the table", f"one of {', '.join(order)}")
        wide = whole.loc[unit].reindex(periods)
        weights = _weights(wide, asked, base)
        if gap := _first_gap(wide[[(v, one) for v in variables for one in [asked.member, *weights.index]]]):
            passed[unit] = f"{gap[0]} in {period_label(periods[gap[1]], described.frequency)}"
        elif weights.empty:
            passed[unit] = f"others up to {asked.base}"
        else:
            found = _unit(wide, weights, described, asked, base)
            rows.append(found.assign(unit=unit, period=np.arange(1, len(periods) + 1)))
        if not asked.units and len(rows) == asked.largest:
            break
    missing = few_of(list(passed), lambda unit: f"{unit} lacks {passed[unit]}") if passed else ""
    if not rows or (asked.units and passed):
        raise DataError(
            f"no {other} has {asked.member} and others in all {len(periods)} periods: {missing}"
            if not rows
            else f"{len(passed)} of {len(asked.units)} {other} of observed.units: {missing}",
            f"{asked.member} and every other with {asked.weights} up to {asked.base} in every period",
            "Name others under observed.units, or leave out what comes and goes: "
            f"data.tables.sectors.shortest: {len(periods)}.",
        )
    if passed:
        _log.warning(
            "%d %s larger than the smallest of the %d taken are left out: %s",
            len(passed), other, len(rows), missing,
        )  # fmt: skip
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


def _weights(wide: pd.DataFrame, asked: ObservedSettings, base: int) -> pd.Series:
    """Other → share of the others' means up to the base, of those that have one."""
    means = wide[asked.weights].iloc[: base + 1].mean().drop(asked.member)
    means = means[means > 0]
    return means / means.sum()


def _first_gap(wide: pd.DataFrame) -> tuple[str, int] | None:
    """Member and place of the first period in which one has no value; ``wide`` [T, variable × member]."""
    period, column = np.nonzero(wide.isna().to_numpy())
    return (str(wide.columns[column[0]][1]), int(period[0])) if len(period) else None


def _unit(
    wide: pd.DataFrame, weights: pd.Series, described: TableSettings, asked: ObservedSettings, base: int
) -> pd.DataFrame:
    """One unit's columns [T]; ``wide`` [T, variable × member], ``weights`` as of ``_weights``."""
    found = {}
    for column, variable in asked.columns.items():
        own, others = wide[variable][asked.member], wide[variable].drop(columns=asked.member)
        average = (others[weights.index] * weights).sum(axis=1)
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
