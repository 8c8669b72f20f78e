"""Quantiles of the mixture predictive: a safeguarded root search, all rows at once.

Our own, because it knows derivatives and reads tails from a table: SciPy's ``elementwise.find_root`` finds
the same quantiles in three times the time for Normal draws and twelve times for Student-t ones
(``benchmarks/libraries.py``).
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import ndtr, stdtr

from tradewinds.errors import FitError
from tradewinds.evaluation.mixture import Predictive, log_normaliser, pieces

_START = 400
"""Least number of values a row's first guess is read from."""
_NODES, _REACH = 201, 10.0
_TRIES = 8
"""Steps by Halley's rule before halving the bracket takes over."""
_LIMIT = 120
_CLOSE = 1e-4
"""A Halley step this small (in the smallest scale of the row) leaves an error of the order of its cube."""
_TIGHT = 1e-9

Distribution = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]
"""z [R, n] → distribution function, density and its derivative, of each draw's standardised distribution."""


def quantiles(predictive: Predictive, probabilities: np.ndarray | Sequence[float]) -> np.ndarray:
    """Quantiles [P, N] of the predictive at ``probabilities`` [P], each between 0 and 1.

    Solves (1/R) Σ_r F((x − mean[r]) / scale[r]) = p, to better than 1e-6 of the row's smallest scale
    (in an empty gap between draws: to 1e-10 of p); a simple model's are exact. Raises FitError for a
    probability outside (0, 1).
    """
    probabilities = np.atleast_1d(np.asarray(probabilities, dtype=np.float64))
    if probabilities.size == 0 or not ((probabilities > 0) & (probabilities < 1)).all():
        raise FitError(f"quantiles at {probabilities}", "probabilities between 0 and 1")
    standard = predictive.standard_quantiles(probabilities[:, None])
    if predictive.draws == 1:
        return predictive.mean + predictive.scale * standard
    distribution = _distribution(predictive.df)
    result = np.empty((len(probabilities), predictive.rows))
    for rows, piece in pieces(predictive):
        first = _first_guess(piece, probabilities)
        for i, probability in enumerate(probabilities):
            ends = piece.mean + piece.scale * standard[i][:, None]
            result[i, rows] = _solve(
                piece, distribution, probability, first[i], ends.min(axis=0), ends.max(axis=0)
            )
    return result


def _solve(
    piece: Predictive,
    distribution: Distribution,
    probability: float,
    x: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    """One probability for the rows of a piece; the root lies between the draws' own quantiles."""
    smallest = piece.scale.min(axis=0)
    x = np.clip(x, low, high)
    todo = np.flatnonzero(high - low > _TIGHT * smallest)
    for attempt in range(_LIMIT):
        if not len(todo):
            break
        mean, scale, at = piece.mean[:, todo], piece.scale[:, todo], x[todo]
        cdf, density, slope = distribution((at - mean) / scale)
        miss = cdf.mean(axis=0) - probability
        low[todo] = np.where(miss <= 0, at, low[todo])
        high[todo] = np.where(miss >= 0, at, high[todo])
        with np.errstate(all="ignore"):
            density, slope = (density / scale).mean(axis=0), (slope / scale**2).mean(axis=0)
            newton = miss / density
            new = at - newton / (1 - np.clip(newton * slope / (2 * density), -0.5, 0.5))
        halve = ~((new >= low[todo]) & (new <= high[todo])) | (attempt >= _TRIES)
        x[todo] = np.where(halve, (low[todo] + high[todo]) / 2, new)
        tight = high[todo] - low[todo] <= _TIGHT * smallest[todo]
        todo = todo[~(tight | ~halve & (np.abs(new - at) < _CLOSE * smallest[todo]))]
    return x


def _first_guess(piece: Predictive, probabilities: np.ndarray) -> np.ndarray:
    """Quantiles [P, n] of a scrambled grid of each draw's own quantiles."""
    each = -(-_START // piece.draws)
    count = each * piece.draws
    levels = (np.random.default_rng(0).permutation(count).reshape(each, -1) + 0.5) / count
    values = piece.mean + piece.scale * piece.standard_quantiles(levels)[:, :, None]
    return np.quantile(values.reshape(count, -1), probabilities, axis=0)


def _distribution(df: np.ndarray | None) -> Distribution:
    if df is None:
        return _normal
    column = df[:, None]
    constant = log_normaliser(column)
    upper_tail = _upper_tail(df)

    def student(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        tail = upper_tail(np.abs(z))
        density = np.exp(constant - (column + 1) / 2 * np.log1p(z**2 / column))
        return np.where(z < 0, tail, 1 - tail), density, -(column + 1) * z / (column + z**2) * density

    return student


def _normal(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return ndtr(z), density, -z * density


def _upper_tail(df: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """P(Student-t > z) for z ≥ 0 [R, n], draw r with df[r] degrees of freedom.

    The library's function costs twenty times the density, so it is read from a table per draw: of
    fifth order in u = arcsinh z with exact first and second derivatives at the nodes, where the tail is
    smooth (it falls like e^{−df u}); past the last node as that power law.
    """
    column = df[:, None]
    u, width = np.linspace(0, _REACH, _NODES, retstep=True)
    z, stretch = np.sinh(u), np.cosh(u)
    density = np.exp(log_normaliser(column) - (column + 1) / 2 * np.log1p(z**2 / column))
    bend = (column + 1) * z / (column + z**2) * density * stretch**2 - density * z
    f, g, h = stdtr(column, -z), -density * stretch * width, bend * width**2
    rise, turn, bow = f[:, 1:] - f[:, :-1], g[:, 1:], h[:, 1:]
    f, g, h = f[:, :-1], g[:, :-1], h[:, :-1]
    table = np.stack(
        [
            f,
            g,
            h / 2,
            10 * rise - 6 * g - 4 * turn - 1.5 * h + 0.5 * bow,
            -15 * rise + 8 * g + 7 * turn + 1.5 * h - bow,
            6 * rise - 3 * (g + turn) - 0.5 * (h - bow),
        ]
    ).reshape(6, -1)
    start = np.arange(len(df))[:, None] * (_NODES - 1)

    def upper_tail(z: np.ndarray) -> np.ndarray:
        reached = np.arcsinh(z)
        position = np.minimum(reached, _REACH) / width
        left = np.minimum(position.astype(np.int64), _NODES - 2)
        cell, s = start + left, position - left
        value = table[5].take(cell)
        for coefficients in table[4::-1]:
            value = value * s + coefficients.take(cell)
        if reached.max() > _REACH:
            value *= np.exp(-column * np.maximum(reached - _REACH, 0.0))
        return value

    return upper_tail
