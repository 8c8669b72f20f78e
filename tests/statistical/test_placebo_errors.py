"""The error of the placebo's slope: a band that claims 90 % holds the truth about as often."""

import numpy as np
import pytest

from tradewinds.policy.lead import slope_error

PANELS = 400


def covered(periods: int, sectors: int, persistence: float, others: int = 3) -> float:
    """Share of simulated panels whose 90 % band holds the slope, which is zero.

    Residual and coming policy have a part that all sectors share and that persists.
    """
    rng = np.random.default_rng(0)
    period = np.repeat(np.arange(periods), sectors)
    held = 0
    for _ in range(PANELS):
        shared = np.zeros((2, periods))
        for t in range(1, periods):
            shared[:, t] = persistence * shared[:, t - 1] + rng.standard_normal(2)
        own = rng.standard_normal((2, periods, sectors))
        x, y = ((common[:, None] + noise).ravel() for common, noise in zip(shared, own, strict=True))
        inputs = np.column_stack([np.ones(len(x)), rng.standard_normal((len(x), others))])
        x, y = (v - inputs @ np.linalg.lstsq(inputs, v, rcond=None)[0] for v in (x, y))
        error, degrees = slope_error(y, x, period, others + 1)
        band = error * rng.standard_t(degrees, 4000)
        low, high = np.quantile(x @ y / (x @ x) + band, [0.05, 0.95])
        held += low <= 0 <= high
    return held / PANELS


@pytest.mark.parametrize(
    ("periods", "sectors", "persistence", "least"),
    [(100, 20, 0.0, 0.86), (24, 5, 0.0, 0.80), (60, 20, 0.5, 0.80)],
)
def test_the_band_holds_nearly_as_often_as_it_claims(periods, sectors, persistence, least):
    """400 panels: a standard error of 0.015; persistent periods hold a little less than they claim."""
    assert least <= covered(periods, sectors, persistence) <= 0.95
