"""The uncertainty that a number of a result has of its own: what it summarises spreads by so much.

A difference of Monte Carlo is a share of it (``monte_carlo``). Of a quantity with a band it is that of the
band. A score moves with the middle of the forecast. With δ the move in predictive deviations s, to first
order

    |Δ lppd| ≤ |z| δ ≈ δ,    |Δ CRPS| ≤ s δ,    |Δ RMSE| ≤ s δ,    |Δ MSE| / MSE ≤ 2 δ,

since the CRPS (Gneiting and Raftery 2007, equation 20) and the root mean square change by no more than the
forecast is shifted by, and s ≈ √π CRPS where it is calibrated. The share of outcomes inside a band is that
between two quantiles, and the share below each has the variance p (1 − p) / n whatever the distribution.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from tradewinds.normal import WIDTH_90
from tradewinds.proof.monte_carlo import quantile_factor

if TYPE_CHECKING:
    import xarray as xr

RELATIVE = "relative"
_BAND, _DEVIATION, _ERROR = "band widths", "posterior deviations", "standard errors"
_NINE_TENTHS = 0.9
_PAIRS = {"low": "high", "lower": "upper", "prior_low": "prior_high"}
_INSIDE = {
    "low": ("value", "mean", "median", "estimate"),
    "lower": ("value", "median"),
    "prior_low": ("prior_median",),
}
"""Lower end of a band → what stands inside, where it is there."""
_ROLLED = r"policy/|economics/checks"
"""Sources of numbers of a page whose bands are a posterior's."""


class OwnUncertainty(NamedTuple):
    """Standard deviation of what each value summarises, NaN where unknown; ``factor``: standard error of the
    summary in those of a mean; ``rows``: how many a share is counted over; ``error``: the standard error that
    stands beside the values, in which their differences are told.
    """

    deviation: np.ndarray
    factor: np.ndarray | float = 1.0
    unit: str = _DEVIATION
    rows: np.ndarray | None = None
    error: np.ndarray | None = None

    @property
    def one_unit(self) -> np.ndarray:
        """How much one ``unit`` is, of each value."""
        if self.error is not None:
            return self.error
        return self.deviation * (WIDTH_90 if self.unit == _BAND else 1.0)


def of_columns(table: pd.DataFrame, draws: float) -> dict[str, OwnUncertainty]:
    """Column → its uncertainty. ``draws``: effective ones, which probabilities are shares of."""
    has = set(map(str, table.columns))
    if {"check", "threshold", "status"} <= has and "prior_low" not in has:
        return {}  # every check has a unit of its own
    if {"metric", "scale", "value"} <= has:
        return _of_scores(table)
    if {"holdout", "level", "coverage", "rows"} <= has:
        tail = (1 - table["level"].to_numpy(float)) / 2
        spread = 2 * np.sqrt(tail * (1 - tail))
        rows = table["rows"].to_numpy(float)
        return {"coverage": OwnUncertainty(spread, 1.0, _ERROR, rows, np.sqrt(spread**2 / 4 / rows))}
    if {"text", "level", "source"} <= has:
        return _of_bands(table, table["level"].where(table["source"].astype(str).str.contains(_ROLLED)))
    found = _of_bands(table, pd.Series(_NINE_TENTHS, table.index))
    if "probability" in has:
        found["probability"] = OwnUncertainty(_of_share(table["probability"].to_numpy(float), draws))
    return found


def _of_scores(table: pd.DataFrame) -> dict[str, OwnUncertainty]:
    value = table["value"].to_numpy(float)
    known = {
        "lppd": np.ones_like(value),
        "lppd lead": np.ones_like(value),
        "crps": np.sqrt(np.pi) * np.abs(value),
        "rmse": np.abs(value),
        "skill": 2 * np.abs(1 - value),
        "constant": 2 * np.abs(value),
    }
    metrics = table["metric"].astype(str).to_numpy()
    deviation = np.full(len(table), np.nan)
    for metric, spread in known.items():
        deviation = np.where(metrics == metric, spread, deviation)
    error = table["error"].to_numpy(float) if "error" in table else np.full(len(table), np.nan)
    own = OwnUncertainty(deviation, 1.0, _ERROR, error=error)
    return {name: own for name in ("value", "lower", "upper") if name in table}


def _of_bands(table: pd.DataFrame, level: pd.Series) -> dict[str, OwnUncertainty]:
    tail = (1 - level.to_numpy(float)) / 2
    found: dict[str, OwnUncertainty] = {}
    for low, high in _PAIRS.items():
        if low not in table or high not in table:
            continue
        width = table[high].to_numpy(float) - table[low].to_numpy(float)
        deviation = width / (2 * stats.norm.ppf(1 - tail))
        middle = OwnUncertainty(deviation, quantile_factor(0.5), _BAND)
        found |= {name: middle for name in _INSIDE[low] if name in table}
        found[low] = found[high] = OwnUncertainty(deviation, quantile_factor(tail), _BAND)
    return found


def of_array(name: str, one: "xr.Dataset", draws: float) -> OwnUncertainty | None:
    """The uncertainty of an array, from the arrays beside it; None where nothing tells it."""
    stem, _, kind = name.rpartition("_")
    quantiles = f"{stem}_quantile"
    if kind in ("quantile", "mean") and quantiles in one.variables and "quantile" in one[quantiles].dims:
        array = one[quantiles]
        levels = array["quantile"].values
        low, high = array.isel(quantile=0, drop=True), array.isel(quantile=-1, drop=True)
        deviation = (high - low) / (stats.norm.ppf(levels[-1]) - stats.norm.ppf(levels[0]))
        if kind == "mean":
            return OwnUncertainty(deviation.transpose(*one[name].dims).values, 1.0, _BAND)
        factor = array["quantile"].copy(data=quantile_factor(levels))
        return _spread(deviation, factor, array)
    if name in ("lower", "upper", "median") and {"lower", "upper", "level"} <= set(one.variables):
        ends = (1 + one["level"].astype(float)) / 2
        each = (one["upper"] - one["lower"]) / (2 * ends.copy(data=stats.norm.ppf(ends)))
        if name == "median":
            return OwnUncertainty(each.isel(level=-1).values, quantile_factor(0.5), _BAND)
        return _spread(each, ends.copy(data=quantile_factor(ends.values)), one[name])
    if kind == "positive" or name == "pit":
        return OwnUncertainty(_of_share(one[name].values.astype(float), draws))
    return None


def _spread(deviation: "xr.DataArray", factor: "xr.DataArray", like: "xr.DataArray") -> OwnUncertainty:
    wide, times = (part.broadcast_like(like).transpose(*like.dims).values for part in (deviation, factor))
    return OwnUncertainty(wide, times, _BAND)


def _of_share(p: np.ndarray, draws: float) -> np.ndarray:
    """Of a probability that is a share of the draws; one of none or all is known to one draw."""
    return np.sqrt(p * (1 - p) + 1 / draws) if draws > 0 else np.full(p.shape, np.nan)
