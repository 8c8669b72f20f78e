"""The error of what is linear in the outcome, by a law of its disturbances instead of clusters.

    a′y = Σ_{s, t} a[s, t] y[s, t],   var(a′y) = Σ_s a_s′ Ω_s a_s,   Ω_s = L⁻¹ Γ_s L⁻ᵀ

with L the rows' own weighing (``serial``) and Γ_s the covariance over time of what is left of a sector's
weighed rows (``score_tests``). Clusters say the error of an estimate whatever the law is, but of ten clusters
not well enough to test with: at 1 % a difference has to be four and a half of its errors, by a law two and a
half. Where sectors share more than effects the error is too small, and a test rejects what it should pass.
"""

import numpy as np
from scipy import linalg
from scipy.sparse.linalg import spsolve_triangular

from tradewinds.effects.design import EventRows
from tradewinds.effects.score_tests import Restricted
from tradewinds.effects.serial import scaling


def errors_by_law(found: Restricted) -> np.ndarray:
    """Standard errors [K] of the slopes of a regression.

    Clusters' own may be too small by chance where these are few: of ten, bands of 90 % hold the truth in 80 %
    of random walks, and in 90 % where no error is smaller than this.
    """
    bread = np.linalg.pinv(found.x.T @ found.x, hermitian=True)
    return np.sqrt(found.variances(found.x @ bread).sum(axis=0))


def loads_of(found: Restricted, weights: np.ndarray) -> np.ndarray:
    """a [N] of Σ_k weights[k] β[k] of a regression, by which it is the sum of the rows' y."""
    bread = np.linalg.pinv(found.x.T @ found.x, hermitian=True)
    return np.asarray(scaling(found.rows).T @ (found.x @ (bread @ weights)))


def on_grid(rows: EventRows, loads: np.ndarray, shape: tuple[int, int], changes: bool = False) -> np.ndarray:
    """a [S, T] of loads of levels, or of ``changes`` from a period before."""
    found = np.zeros(shape)
    found[rows.sector, rows.period] += loads
    if changes:
        found[rows.sector, rows.period - 1] -= loads
    return found


def error_of(loads: np.ndarray, found: Restricted) -> float:
    """Standard error of what has these loads [S, T], by the law of the errors of the regression ``found``."""
    sector, period = np.nonzero(loads)
    weights = _weights_on_grid(found.rows, loads.shape)[sector, period]
    like = found.rows._replace(sector=sector, period=period, weights=weights, y=np.zeros(len(sector)))
    new: np.ndarray = np.zeros_like(loads)
    turned = scaling(like).T.tocsr()
    new[sector, period] = spsolve_triangular(turned, loads[sector, period], lower=False)
    length = len(found.correlation)
    gamma = linalg.toeplitz(found.correlation)
    whole = np.pad(new, ((0, 0), (0, max(0, length - new.shape[1]))))[:, :length]
    each = np.einsum("st,tu,su->s", whole, gamma, whole)
    return float(np.sqrt(each[: len(found.variance)] @ found.variance))


def _weights_on_grid(rows: EventRows, shape: tuple[int, int]) -> np.ndarray:
    """[S, T] of rows, by whose root errors are multiplied before their law is told; elsewhere the mean of
    their sector's.
    """
    count = np.bincount(rows.sector, minlength=shape[0])
    mean = np.bincount(rows.sector, rows.weights, minlength=shape[0]) / np.maximum(count, 1)
    found = np.repeat(np.where(count > 0, mean, 1.0)[:, None], shape[1], axis=1)
    found[rows.sector, rows.period] = rows.weights
    return found
