"""Linear regression with many fixed effects and clustered standard errors.

    y[n] = Σ_k β[k] x[k, n] + Σ_e α_e[g_e(n)] + ε[n]

The effects α are taken out of both sides (Frisch & Waugh 1933; Lovell 1963) and β is left to ordinary least
squares; SciPy and statsmodels do the work. pyfixest gives the same slopes and errors, in four times the time
on 200 rows and a third to two thirds of it on 60,000 to 600,000 (``benchmarks/libraries.py``). That is
seconds of a stage that runs on request, and pyfixest brings thirty packages along, 121 MB.
"""

from typing import NamedTuple

import numpy as np
from statsmodels.regression.linear_model import OLS

from tradewinds.errors import DataError
from tradewinds.evaluation.partialling import dummies_of, residual

_STILL = 1e-9
"""Share of an input's spread below which what effects leave of it is rounding."""


class Regression(NamedTuple):
    """Slopes and their standard errors [K], rows, and the clusters of each dimension."""

    slopes: np.ndarray
    errors: np.ndarray
    rows: int
    clusters: tuple[int, ...]


def fixed_effects(
    y: np.ndarray, x: np.ndarray, effects: list[np.ndarray], clusters: list[np.ndarray]
) -> Regression:
    """Slopes of x [N, K] with fixed effects; ``effects`` and ``clusters`` hold labels [N] each.

    Errors are clustered by one or two dimensions (Cameron, Gelbach & Miller 2011), with the correction for
    few clusters, in which effects do not count as parameters: right where they are nested in clusters.
    Raises DataError where the effects leave an input nothing, and for a single cluster.
    """
    groups = [np.unique(labels.astype(str), return_inverse=True)[1] for labels in clusters]
    counts = tuple(int(codes.max()) + 1 for codes in groups)
    if min(counts) < 2:
        raise DataError(f"{min(counts)} cluster in the regression", "at least 2", "Look at effect.clusters.")
    dummies = dummies_of(effects)
    within, moves = residual(y, dummies), np.column_stack([residual(one, dummies) for one in x.T])
    if (moves.std(axis=0) <= _STILL * x.std(axis=0)).any() or np.linalg.matrix_rank(moves) < x.shape[1]:
        raise DataError(
            "the fixed effects leave nothing of the policy's changes to learn from",
            "a policy that differs between the sectors of a group",
            "Look at effect.effects and the window.",
        )
    about = np.column_stack(groups) if len(groups) > 1 else groups[0]
    line = OLS(within, moves).fit(cov_type="cluster", cov_kwds={"groups": about})
    return Regression(line.params, line.bse, len(y), counts)
