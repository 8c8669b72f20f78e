"""Partial correlation of two variables given others, where the rows of a period move together.

The others, their squares and products, and the effects are taken out of both, and what is left is compared,
as in the generalised covariance measure of Shah & Peters (2020), but clustered by period. With u and v what
is left, and r their correlation,

    n_eff = Σ u² Σ v² / Σ_t (Σ_{n in t} u[n] v[n])²,    z = atanh(r) √(n_eff − 3)

and z (Fisher 1921) is compared with Student's t on as many degrees of freedom as there are periods less one.
Where a period's rows move together n_eff is less than their number.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.stats import t as student

from tradewinds.evaluation.partialling import dummies_of, residual

_FEWEST_PERIODS = 10
"""Periods below which nothing is tested."""
_STILL = 1e-6
"""Share of a variance below which what is left of it is rounding."""


class PartialledOut(NamedTuple):
    """What is taken out of every variable that is asked: a basis [N, K] clear of the dummies [N, G].

    left [N] is what is left of y, empty where nothing is; code [N] numbers the periods.
    """

    left: np.ndarray
    basis: np.ndarray
    dummies: sparse.csr_matrix
    code: np.ndarray

    @property
    def degrees(self) -> int:
        return len(self.code) - self.basis.shape[1] - self.dummies.shape[1]


def partialled_out(
    y: np.ndarray, others: np.ndarray, effects: list[np.ndarray], period: np.ndarray
) -> PartialledOut:
    """y [N] with others [N, D] and effects (labels [N] each) taken out, ready to be compared."""
    dummies = dummies_of(effects or [np.zeros(len(y))])
    columns = [residual(one, dummies) for one in _basis(others).T]
    basis = np.column_stack(columns) if columns else np.zeros((len(y), 0))
    left = unexplained(residual(y, dummies), basis)
    return PartialledOut(left, basis, dummies, np.unique(period, return_inverse=True)[1])


def partial_correlation(about: PartialledOut, x: np.ndarray) -> dict[str, float]:
    """correlation r, z, effective n_eff, p and periods, of x [N] and what ``about`` is of.

    Empty where fewer than ``_FEWEST_PERIODS`` periods are there or nothing is left of either.
    """
    periods = len(np.unique(about.code))
    u, v = about.left, unexplained(residual(x, about.dummies), about.basis)
    if periods < _FEWEST_PERIODS or about.degrees <= 3 or v @ v <= _STILL * len(x) * x.var() or not u @ u > 0:
        return {}
    scale = np.sqrt((u @ u) * (v @ v))
    found = np.clip(u @ v / scale, -1 + 1e-12, 1 - 1e-12)
    by_period = np.bincount(about.code, u * v / scale)
    effective = about.degrees / len(x) / (by_period @ by_period)
    z = np.arctanh(found) * np.sqrt(max(float(effective) - 3, 0.0))
    p = 2 * student.sf(abs(z), periods - 1)
    return {"correlation": found, "z": z, "effective": effective, "p": p, "periods": periods}


def _basis(x: np.ndarray) -> np.ndarray:
    """Standardised inputs, and their squares and products where the rows are ten times as many."""
    deviation = x.std(axis=0)
    x = (x[:, deviation > 0] - x[:, deviation > 0].mean(axis=0)) / deviation[deviation > 0]
    first, second = np.triu_indices(x.shape[1])
    if 10 * (len(first) + x.shape[1]) > len(x):
        return x
    return np.column_stack([x, x[:, first] * x[:, second]])


def unexplained(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What least squares on the columns ``others`` [N, K] leaves of ``values`` [N]."""
    return values - others @ np.linalg.lstsq(others, values, rcond=None)[0]
