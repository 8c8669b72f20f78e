"""How far a simulation lies from the data: distances of two samples, smooth in what was simulated."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import DataError
from tradewinds.model.arrays import Array


def energy_distance(simulated: jax.Array, observed: Array) -> jax.Array:
    """2 E|y − x| − E|x − x'| of simulated rows [n, k] and observed rows [m, k], unbiased in each term.

    The data's own term, a constant, is left out (Székely & Rizzo 2013). Values [n] are rows of one column.
    Where values can only be two, use ``energy_distance_of_signs``: a simulated value that stands exactly on
    an observed one has a distance with a kink, and any slope a library takes there is wrong.
    """
    x, y = _rows(simulated), _rows(observed)
    own = _distances(x, x).sum() / (len(x) * (len(x) - 1))
    return 2.0 * _distances(y, x).mean() - own


def energy_distance_of_signs(simulated: jax.Array, observed: Array) -> jax.Array:
    """``energy_distance`` of values in {−1, 1}, [n] and [m], by |a − b| = 1 − ab.

    The same number, and polynomial in the simulated values, hence with the right slope under a relaxation
    whose values stand on ±1.
    """
    n = len(simulated)
    apart = 1.0 - simulated[:, None] * simulated[None]
    # of i = j left out, not 1 − x_i²: that is zero, and its slope is not
    own = (apart.sum() - jnp.trace(apart)) / (n * (n - 1))
    return 2.0 * (1.0 - observed.mean() * simulated.mean()) - own


def squared_mmd(simulated: jax.Array, observed: Array, bandwidth: Array) -> jax.Array:
    """Unbiased squared maximum mean discrepancy of rows [n, k] and [m, k], or values [n] and [m].

        Σ_{i≠j} k(x_i, x_j)/(n(n−1)) + Σ_{i≠j} k(y_i, y_j)/(m(m−1)) − 2 mean k(x, y)

    with k(a, b) = exp(−|a − b|²/h) and h = ``bandwidth`` (``median_bandwidth`` of the data). It can be
    negative (Gretton et al. 2012).
    """
    x, y = _rows(simulated), _rows(observed)
    within = sum(
        ((kernel := jnp.exp(-_squares(one, one) / bandwidth)).sum() - jnp.trace(kernel))
        / (len(one) * (len(one) - 1))
        for one in (x, y)
    )
    return within - 2.0 * jnp.exp(-_squares(x, y) / bandwidth).mean()


def median_bandwidth(observed: Array) -> float:
    """The lower median of all squared differences of the data's rows, those of a row with itself included.

    Raises DataError where more than half of the pairs are equal: such a kernel sees nothing else.
    """
    y = np.asarray(_rows(observed))
    squares = np.sort(((y[:, None] - y[None]) ** 2).sum(axis=-1), axis=None)
    found = float(squares[(len(squares) - 1) // 2])
    if not found > 0:
        raise DataError(
            f"the median squared difference of the data is {found:g}",
            "a positive bandwidth",
            "Use an energy distance, or rows with lags.",
        )
    return found


def rows_with_lags(series: jax.Array, lags: int) -> jax.Array:
    """Joint rows [T − lags, k·(lags + 1)] of series [T, k]: a period beside those before it.

    Of the distances here only those of such rows see how a series moves.
    """
    table = _rows(series)
    periods = len(table) - lags
    return jnp.concatenate([table[lag : lag + periods] for lag in range(lags, -1, -1)], axis=1)


def scales(observed: Array) -> np.ndarray:
    """Standard deviation [k] of every column of the data [T, k], which distances of rows are measured in.

    Raises DataError for a column that never moves.
    """
    rows = np.asarray(_rows(observed))
    still = ~(np.ptp(rows, axis=0) > 0)  # the deviation of equal values may be above 0, by rounding
    if still.any():
        raise DataError(
            f"column {int(still.argmax()) + 1} of the data never moves",
            "columns that vary",
            "Leave it out of the observed columns.",
        )
    return np.asarray(rows.std(axis=0))


def of_two_values(observed: Array) -> bool:
    """Whether the data hold −1 and 1 alone."""
    return bool(np.isin(np.asarray(observed), (-1.0, 1.0)).all())


def _rows(values: Any) -> Any:
    return values[:, None] if values.ndim == 1 else values


def _squares(a: jax.Array, b: jax.Array) -> jax.Array:
    return ((a[:, None] - b[None]) ** 2).sum(axis=-1)


def _distances(a: jax.Array, b: jax.Array) -> jax.Array:
    """[n, m]; with slope zero where two rows are the same, as of a row and itself."""
    squares = _squares(a, b)
    apart = squares > 0
    return jnp.where(apart, jnp.sqrt(jnp.where(apart, squares, 1.0)), 0.0)
