"""Posterior predictive checks (Gelman, Meng & Stern 1996): could the model have produced these data?"""

import numpy as np
import pandas as pd

from tradewinds.data.features import EquationRows
from tradewinds.data.scaling import EquationScaler
from tradewinds.evaluation.convergence import COLUMNS
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.predictive import PredictedRows
from tradewinds.streams import SEED_REPLICAS

STATISTICS = ("standard deviation", "smallest", "largest", "persistence")


def statistics(y: np.ndarray, residual: np.ndarray, rows: EquationRows) -> np.ndarray:
    """Standard deviation, minimum and maximum of y [..., N], and the persistence of residuals: [4, ...].

    Persistence is the mean product of residuals [..., N] that follow each other in a sector, relative to
    their mean square. Not of y itself: lags are held at what was observed, and replicates of a
    variable that remembers its past would seem to remember too much of it.
    """
    consecutive = (np.diff(rows.sector) == 0) & (np.diff(rows.period) == 1)
    product = (residual[..., 1:] * residual[..., :-1])[..., consecutive]
    persistence = product.sum(axis=-1) / np.maximum(consecutive.sum(), 1) / np.square(residual).mean(axis=-1)
    return np.stack([y.std(axis=-1), y.min(axis=-1), y.max(axis=-1), persistence])


def predictive_checks(
    equation: str, fit: PredictedRows, scaler: EquationScaler, replicas: int, seed: int
) -> pd.DataFrame:
    """Share of replicated data sets whose statistic exceeds the observed one, on the training rows.

    Near 0 or 1 the model cannot produce what was seen. Each replica has a posterior draw of its own.
    """
    rng = np.random.default_rng((seed, SEED_REPLICAS))
    draw = rng.integers(0, fit.predictive.draws, replicas)
    mean, spread = fit.predictive.mean[draw], fit.predictive.scale[draw]
    noise = _noise(fit.predictive, draw, rng)
    y = scaler.target(fit.equation_rows.y)
    replicated = statistics(mean + spread * noise, noise, fit.equation_rows)
    observed = statistics(np.broadcast_to(y, mean.shape), (y - mean) / spread, fit.equation_rows)
    rows = [
        (equation, "predictive check", name, float(share), "share of replicas above the observed value")
        for name, share in zip(STATISTICS, (replicated > observed).mean(axis=1), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _noise(predictive: Predictive, draw: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Standardised noise [replicas, N], each replica with the tails of its draw."""
    shape = (len(draw), predictive.rows)
    if predictive.df is None:
        return rng.standard_normal(shape)
    return rng.standard_t(predictive.df[draw, None], shape)
