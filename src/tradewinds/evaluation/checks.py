"""Posterior predictive checks (Gelman, Meng & Stern 1996): could the model have produced these data?"""

import numpy as np
import pandas as pd

from tradewinds.data.scaling import Scale
from tradewinds.evaluation.convergence import COLUMNS
from tradewinds.evaluation.predictive import Asked

STATISTICS = ("standard deviation", "smallest", "largest", "persistence")


def statistics(y: np.ndarray, sector: np.ndarray) -> np.ndarray:
    """Standard deviation, minimum, maximum, and lag-one correlation within sectors of y [..., N] → [4, ...].

    Rows are in order of sector, then period.
    """
    follows = sector[1:] == sector[:-1]
    centred = y - y.mean(axis=-1, keepdims=True)
    product = (centred[..., 1:] * centred[..., :-1])[..., follows].mean(axis=-1)
    return np.stack([y.std(axis=-1), y.min(axis=-1), y.max(axis=-1), product / centred.var(axis=-1)])


def predictive_checks(equation: str, fit: Asked, scale: Scale, replicas: int, seed: int) -> pd.DataFrame:
    """Share of replicated data sets whose statistic exceeds the observed one, on the training rows.

    Near 0 or 1 the model cannot produce what was seen. Lags are held at their observed values.
    """
    rng = np.random.default_rng(seed)
    predictive = fit.predictive
    draw = rng.integers(0, predictive.draws, replicas)
    if predictive.df is None:
        noise = rng.standard_normal((replicas, predictive.rows))
    else:
        noise = rng.standard_t(predictive.df[draw, None], (replicas, predictive.rows))
    replicated = predictive.mean[draw] + predictive.scale[draw] * noise
    observed = statistics(scale.target(fit.design.y), fit.design.sector)
    exceeded = (statistics(replicated, fit.design.sector) > observed[:, None]).mean(axis=1)
    rows = [
        (equation, "predictive check", name, float(p), "share of replicas above the observed value")
        for name, p in zip(STATISTICS, exceeded, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
