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

from tradewinds.data.scaling import Scale
from tradewinds.evaluation.baselines.model import Model, Rows
from tradewinds.evaluation.noise import left_out, student_noise
from tradewinds.settings.diagnostics import DiagnosticsSettings

_ROWS_A_NUMBER = 3
"""Training rows for each number learned, below which there is no such model."""


def fit_autoregression(fit: Rows, statistics: Scale, settings: DiagnosticsSettings) -> Model | None:
    """The explained quantity on its own previous value, an intercept a sector, Student-t noise.

    None with too few rows whose previous value is known, or where that never moves.
    """
    own = fit.explained.index(fit.equation.name)
    return _fit(fit, statistics, lambda rows: rows.before[:, [own]])


def fit_vector_autoregression(fit: Rows, statistics: Scale, settings: DiagnosticsSettings) -> Model | None:
    """This quantity's equation of the VAR(1) of all that the table's equations explain; noise as for AR.

    None where nothing else is explained (it would be the AR), with too few rows, or where the previous
    values cannot be told apart.
    """
    return None if len(fit.explained) == 1 else _fit(fit, statistics, lambda rows: rows.before)


def _fit(fit: Rows, statistics: Scale, past: Callable[[Rows], np.ndarray]) -> Model | None:
    known = np.isfinite(past(fit)).all(axis=1)
    sectors, count = np.unique(fit.sector[known], return_counts=True)
    if known.sum() < _ROWS_A_NUMBER * (len(sectors) + past(fit).shape[1]):
        return None
    rows = fit.take(known)
    inputs = _Inputs.of(past(rows), rows.sector, sectors, count)
    x = inputs.at(past(rows), rows.sector)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    line = OLS(statistics.target(rows.y), x).fit()
    leverage = line.get_influence().hat_matrix_diag
    noise = student_noise(left_out(line.resid, leverage), rows.sector)
    return Model(lambda asked: line.predict(inputs.at(past(asked), asked.sector)), noise)


@dataclass(frozen=True, eq=False)
class _Inputs:
    """What intercepts and previous values are read from: sectors [K], their shares [K] of the rows, and
    mean previous values by sector [K, V], standardised with ``centre`` and ``spread`` [V].
    """

    sectors: np.ndarray
    share: np.ndarray
    means: np.ndarray
    centre: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, past: np.ndarray, sector: np.ndarray, sectors: np.ndarray, count: np.ndarray) -> "_Inputs":
        centre, spread = past.mean(axis=0), past.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        means = np.stack([(past[sector == one].mean(axis=0) - centre) / spread for one in sectors])
        return cls(sectors, count / count.sum(), means, centre, spread)

    def at(self, past: np.ndarray, sector: np.ndarray) -> np.ndarray:
        """Inputs [N, K + V]: one for the row's sector, then its standardised previous values.

        A sector never seen has all sectors' mean intercept. A previous value that is not known (a
        series' first row) counts as the sector's mean, which makes the forecast the sector's mean too.
        """
        own = sector[:, None] == self.sectors
        intercepts = np.where(own.any(axis=1, keepdims=True), own, self.share)
        standardised = (past - self.centre) / self.spread
        return np.hstack([intercepts, np.where(np.isfinite(past), standardised, intercepts @ self.means)])
