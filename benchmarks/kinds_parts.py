"""What the new kinds are put together from: tariffs by law, trade without them, and what it answers.

Arrays are [S, EARLIER + T] until ``seen`` takes off the months before the first that is seen.
"""

from typing import NamedTuple

import numpy as np

RISE, MONTHS = 0.05, 12
SECTORS, PERIODS, EARLIER = 10, 96, 60
"""``EARLIER``: months simulated before the first that is seen."""
ELASTICITY = -2.0


class World(NamedTuple):
    """What is seen of a history, tariff and log volume [S, T] (NaN where there is no row), and the truth;
    ``relative``: where that is another, the same beside a sector of the same economy whose tariff stays.
    """

    tariff: np.ndarray
    volume: np.ndarray
    truth: float
    periods: int = MONTHS
    frequency: str = "step"
    relative: float | None = None


def walks(rng, sectors=SECTORS, periods=PERIODS, chance=0.025, change=(-0.05, 0.09), start=(0.02, 0.08)):
    """Tariffs by law [S, EARLIER + T]: none moves before the first that is seen."""
    moves = rng.uniform(*change, (sectors, periods)) * (rng.random((sectors, periods)) < chance)
    moves[:, 0] = 0.0
    rates = np.empty((sectors, EARLIER + periods))
    rates[:, :EARLIER] = rng.uniform(*start, sectors)[:, None]
    for t in range(periods):
        rates[:, EARLIER + t] = np.clip(rates[:, EARLIER + t - 1] + moves[:, t], 0.005, 0.6)
    return rates


def lasting(rng, shape, memory=0.6, noise=0.03):
    """Autoregression of order one [.., T]."""
    z = noise * rng.standard_normal(shape)
    for t in range(1, shape[-1]):
        z[..., t] += memory * z[..., t - 1]
    return z


def trade(rng, sectors=SECTORS, periods=PERIODS, memory=0.6, noise=0.03):
    """Log volume without tariffs [S, EARLIER + T]: usual level, what is shared, own disturbance."""
    length = EARLIER + periods
    usual = rng.normal(0, 0.6, (sectors, 1))
    return 5 + usual + lasting(rng, (1, length), 0.8, 0.02) + lasting(rng, (sectors, length), memory, noise)


def felt(x, kernel):
    """Σ_k kernel[k] Δx[t − k], from where x stood at first."""
    moves = np.diff(x, axis=1, prepend=x[:, :1])
    return sum(
        weight * np.pad(moves, ((0, 0), (lag, 0)))[:, : x.shape[1]]
        for lag, weight in enumerate(_long(kernel, x))
    )


def _long(kernel, x):
    kernel = np.asarray(kernel, float)
    return np.concatenate([kernel, np.full(max(0, x.shape[1] - len(kernel)), kernel[-1])])[: x.shape[1]]


def effect(rates, slopes, rise=RISE):
    """Per cent, mean of sectors, of a rise of every last tariff at once; slopes per log point."""
    return float(
        100 * np.expm1(np.asarray(slopes) * (np.log1p(rates[:, -1] + rise) - np.log1p(rates[:, -1]))).mean()
    )


def seen(*arrays):
    return [one[:, EARLIER:] for one in arrays]


def plain(rng, kernel=(ELASTICITY,), rates=None, base=None, **parts):
    """Response with a kernel by months since a rise."""
    rates = walks(rng, **parts) if rates is None else rates
    sectors, periods = rates.shape[0], rates.shape[1] - EARLIER
    base = trade(rng, sectors, periods) if base is None else base
    volume = base + felt(np.log1p(rates), kernel)
    kernel = list(kernel) + [kernel[-1]] * MONTHS
    return World(*seen(rates, volume), effect(rates, kernel[MONTHS - 1]))
