"""Rows weighed for errors that fade: of every row what is new in it (Prais & Winsten 1954).

With errors e[s, t] = ρ e[s, t − 1] + u[s, t] least squares is most exact on

    y*[s, t] = (y[s, t] − ρᵏ y[s, t − k]) √((1 − ρ²) / (1 − ρ²ᵏ)),   y*[s, first] = √(1 − ρ²) y[s, first]

with k the periods since the sector's row before, and everything else, effects too, taken likewise. ρ = 0 are
levels, ρ near 1 changes: of shocks that fade levels are the better known design, of shocks that last
changes, and of those in between neither. ρ is one for all sectors, of the residuals in levels; what these
lack, since each sector's mean is taken out, is put back: (1 + 3 ρ) / T (Kendall 1954). Errors of clusters
hold whatever ρ is.
"""

import numpy as np
from scipy import sparse

from tradewinds.effects.design import EventRows
from tradewinds.evaluation.partialling import AbsorbedEffects

_LARGEST = 0.995
"""Of ρ: as good as changes, and the first row of a sector still weighs something."""
_LEAST_PAIRS = 10
"""Rows that follow one another below which nothing is told of ρ."""


def memory_of(rows: EventRows) -> float:
    """ρ of the errors of a regression on these rows, between 0 and almost 1."""
    plain = rows._replace(memory=0.0)
    within = absorbed(plain).residuals(scaled(plain, np.column_stack([rows.y, rows.x])))
    y, x = within[:, 0], within[:, 1:]
    left = (y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) / np.sqrt(rows.weights)
    gap = _since(rows)
    at = np.flatnonzero(gap == 1)
    if len(at) < _LEAST_PAIRS:
        return 0.0
    before = left[at - 1]
    whole = float(before @ before)
    rho = float(left[at] @ before) / whole if whole > 0 else 0.0
    periods = len(rows.y) / len(np.unique(rows.sector))
    return float(np.clip(rho + (1 + 3 * rho) / periods, 0.0, _LARGEST))


def scaled(rows: EventRows, columns: np.ndarray) -> np.ndarray:
    """Columns [N, M] as least squares takes them: times the root of the weights, what is new of each."""
    if not rows.memory:
        return columns * np.sqrt(rows.weights)[:, None]
    return np.asarray(scaling(rows) @ columns)


def scaled_effects(rows: EventRows) -> sparse.csr_matrix:
    """The same of the effects that are taken out."""
    if not rows.memory:
        return (sparse.diags(np.sqrt(rows.weights)) @ rows.taken_out).tocsr()
    return (scaling(rows) @ rows.taken_out).tocsr()


def absorbed(rows: EventRows) -> AbsorbedEffects:
    """What takes the effects out of ``scaled`` columns."""
    return AbsorbedEffects(scaled_effects(rows), [len(np.unique(one)) for one in rows.groups])


def scaling(rows: EventRows) -> sparse.csr_matrix:
    """What takes columns [N, M] to ``scaled`` ones [N, N], two numbers a row."""
    gap, count, rho = _since(rows), len(rows.y), rows.memory
    again = gap > 0
    kept = np.where(again, rho ** np.maximum(gap, 1), 0.0)
    apart = 1 - kept**2
    new = (1 - rho**2) / apart
    root = np.sqrt(new * rows.weights)
    place = np.arange(count)
    return sparse.csr_matrix(
        (
            np.concatenate([root, -(root * kept)[again]]),
            (np.concatenate([place, place[again]]), np.concatenate([place, place[again] - 1])),
        ),
        shape=(count, count),
    )


def _since(rows: EventRows) -> np.ndarray:
    """Periods since the sector's row before [N], 0 of its first; rows are in order of sectors and periods."""
    gap = np.diff(rows.period, prepend=0)
    gap[np.diff(rows.sector, prepend=-1) != 0] = 0
    return gap
