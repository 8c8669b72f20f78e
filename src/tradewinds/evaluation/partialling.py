"""Effects of groups taken out of a series (Frisch & Waugh 1933; Lovell 1963)."""

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import lsmr

_CLOSE = 1e-12


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
    fitted = lsmr(dummies, values, atol=_CLOSE, btol=_CLOSE, conlim=0, maxiter=20_000)[0]
    return values - dummies @ fitted
