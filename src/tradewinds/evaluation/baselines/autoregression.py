"""Autoregressions of order one, by ordinary least squares row by row.

    y[s, t] = a[s] + B y[s, t−1] + e[s, t]        (Lütkepohl 2005, §3.2 and §3.4)

with y the explained quantity alone (AR), or every quantity that the table's equations explain (VAR).
Least squares equation by equation is the VAR's maximum likelihood. A row counts where its own previous
values are known, so that nothing is stitched together across rows that were held out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from statsmodels.regression.linear_model import OLS

from tradewinds.data.scaling import EquationScaler
from tradewinds.evaluation.baselines.model import Model, RowsWithPast
from tradewinds.evaluation.noise import leave_one_out_residuals, student_noise
from tradewinds.settings.diagnostics import DiagnosticsSettings

_ROWS_A_NUMBER = 3
"""Training rows for each number learned, below which there is no such model."""
_STILL = 1e-9
"""Standard deviations below which previous values that differ within sectors do so by rounding alone."""


def fit_autoregression(
    fit: RowsWithPast, statistics: EquationScaler, settings: DiagnosticsSettings
) -> Model | None:
    """The explained quantity on its own previous value, an intercept a sector, Student-t noise.

    None with too few rows whose previous value is known, or where that never moves.
    """
    own = fit.explained.index(fit.equation.name)
    return _fit(fit, statistics, lambda rows: rows.before[:, [own]])


def fit_vector_autoregression(
    fit: RowsWithPast, statistics: EquationScaler, settings: DiagnosticsSettings
) -> Model | None:
    """This quantity's equation of the VAR(1) of all that the table's equations explain; noise as for AR.

    None where nothing else is explained (it would be the AR), with too few rows, or where the previous
    values cannot be told apart.
    """
    return None if len(fit.explained) == 1 else _fit(fit, statistics, lambda rows: rows.before)


def _fit(
    fit: RowsWithPast, statistics: EquationScaler, past: Callable[[RowsWithPast], np.ndarray]
) -> Model | None:
    known = np.isfinite(past(fit)).all(axis=1)
    sectors, count = np.unique(fit.sector[known], return_counts=True)
    if known.sum() < _ROWS_A_NUMBER * (len(sectors) + past(fit).shape[1]):
        return None
    rows = fit.take(known)
    y, x, within = statistics.target(rows.y), past(rows), _Means(rows.sector, sectors, count)
    spread = x.std(axis=0)
    scaled = x / np.where(spread > 0, spread, 1.0)
    moves = scaled - within.of_rows(scaled)
    if np.linalg.matrix_rank(moves) < x.shape[1] or (np.abs(moves).max(axis=0) < _STILL).any():
        return None
    # intercepts taken out of both sides, which leaves slopes and residuals as they are (Frisch & Waugh 1933)
    line = OLS(y - within.of_rows(y), moves).fit()
    leverage = (1 / count)[within.place(rows.sector)] + line.get_influence().hat_matrix_diag
    noise = student_noise(leave_one_out_residuals(line.resid, leverage), rows.sector)
    slopes = line.params / np.where(spread > 0, spread, 1.0)
    means, origin = within.by_sector(x), within.by_sector(y)

    def location(asked: RowsWithPast) -> np.ndarray:
        before, usual = past(asked), within.at(means, asked.sector)
        return within.at(origin, asked.sector) + np.where(np.isfinite(before), before - usual, 0.0) @ slopes

    return Model(location, noise)


@dataclass(frozen=True, eq=False)
class _Means:
    """Means by sector: sectors [K] and how many rows [K] each has, ``sector`` [N] those of the rows."""

    sector: np.ndarray
    sectors: np.ndarray
    count: np.ndarray

    def place(self, sector: np.ndarray) -> np.ndarray:
        """Index [N] of each row's sector among the known ones; the last one's for a new sector."""
        return np.minimum(np.searchsorted(self.sectors, sector), len(self.sectors) - 1)

    def by_sector(self, values: np.ndarray) -> np.ndarray:
        """Mean of values [N, …] in each sector [K, …]."""
        total = np.zeros((len(self.sectors), *values.shape[1:]))
        np.add.at(total, self.place(self.sector), values)
        return (total.T / self.count).T

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """Mean of values [N, …] in the sector of each row."""
        return self.by_sector(values)[self.place(self.sector)]

    def at(self, means: np.ndarray, sector: np.ndarray) -> np.ndarray:
        """The means [K, …] of other rows' sectors; that of all rows for a sector never seen."""
        place = self.place(sector)
        seen = (self.sectors[place] == sector).reshape(-1, *[1] * (means.ndim - 1))
        return np.where(seen, means[place], self.count @ means / self.count.sum())
