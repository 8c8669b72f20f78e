"""Effects of groups taken out of a series (Frisch & Waugh 1933; Lovell 1963)."""

import numpy as np
from scipy import sparse

from tradewinds.errors import DataError

_CLOSE = 1e-12
_MOST = 5_000
"""Steps after which columns that have not settled never will."""


def dummies_of(effects: list[np.ndarray]) -> sparse.csr_matrix:
    """One column per group of every effect [N, G]."""
    blocks = []
    for labels in effects:
        code = np.unique(labels.astype(str), return_inverse=True)[1]
        rows = np.arange(len(code))
        blocks.append(sparse.csr_matrix((np.ones(len(code)), (rows, code))))
    return sparse.hstack(blocks).tocsr()


def residual(values: np.ndarray, dummies: sparse.csr_matrix) -> np.ndarray:
    """What the effects leave of values [N]."""
    from scipy.sparse.linalg import lsmr  # a quarter of a second, which few processes need to take

    fitted = lsmr(dummies, values, atol=_CLOSE, btol=_CLOSE, conlim=0, maxiter=20_000)[0]
    return values - dummies @ fitted


def residuals(columns: np.ndarray, dummies: sparse.csr_matrix) -> np.ndarray:
    """What the effects leave of many columns [N, K], all at once.

    Conjugate gradients on the normal equations, each group's column scaled to length one, a step length and
    direction for every column: 40 columns of 57,000 rows with 3,000 groups take 0.1 s, ``residual`` one by
    one 2 s. Raises DataError where they do not settle.
    """
    length = np.sqrt(np.asarray(dummies.multiply(dummies).sum(axis=0)).ravel())
    unit = (dummies @ sparse.diags(1 / np.where(length > 0, length, 1.0))).tocsr()
    normal, right = (unit.T @ unit).tocsr(), unit.T @ columns
    found, direction, left = np.zeros_like(right), right.copy(), right
    size = (left * left).sum(axis=0)
    enough = _CLOSE**2 * size
    for _ in range(_MOST):
        if (size <= enough).all():
            return columns - unit @ found
        ahead = normal @ direction
        bend = (direction * ahead).sum(axis=0)
        going = (size > enough) & (bend > 0)
        length_of_step = np.where(going, size / np.where(going, bend, 1.0), 0.0)
        found, left = found + length_of_step * direction, left - length_of_step * ahead
        smaller = (left * left).sum(axis=0)
        direction = left + np.where(size > 0, smaller / np.where(size > 0, size, 1.0), 0.0) * direction
        size = smaller
    raise DataError(
        f"fixed effects that are not taken out after {_MOST} steps",
        "groups that overlap",
        "Leave out effects, or sectors that share next to no group with others.",
    )
