"""A response that one month's changes tell wrongly, and forecasts of a year tell rightly."""

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw

pytestmark = pytest.mark.slow
SECTORS, PERIODS, BEFORE, MONTHS = 30, 100, 60, 24
MEMORY, AT_ONCE, RISE = 0.9, -0.2, 0.05


def measured() -> pd.DataFrame:
    """y = z + e, z[t] = .9 z[t−1] − .2 τ[t] + u[t]: what is measured is off by e, five times as large as u.

    Seen from month to month an error of measurement looks like a fast return to the mean.
    """
    rng = np.random.default_rng(4)
    moves = rng.random((SECTORS, BEFORE + PERIODS)) < 0.06
    rate = 0.5 + np.cumsum(np.where(moves, rng.uniform(-0.06, 0.06, moves.shape), 0.0), axis=1)
    z = np.empty_like(rate)
    z[:, 0] = AT_ONCE / (1 - MEMORY) * rate[:, 0]
    for t in range(1, rate.shape[1]):
        z[:, t] = MEMORY * z[:, t - 1] + AT_ONCE * rate[:, t] + 0.02 * rng.standard_normal(SECTORS)
    y = z + 0.1 * rng.standard_normal(z.shape)
    names = [f"sector {number:02}" for number in range(SECTORS)]
    return pd.DataFrame(
        {
            "name": np.repeat(names, PERIODS),
            "period": np.tile(np.arange(PERIODS), SECTORS),
            "tariff": rate[:, BEFORE:].ravel(),
            "y": y[:, BEFORE:].ravel(),
        }
    )


def answered(panel: tw.Panel, horizons: list[int]) -> np.ndarray:
    """The effect of a lasting rise by month [MONTHS], in the outcome's unit."""
    settings = {"tier1.horizons": horizons, "tier1.model.depth": 0, "split.refit": False}
    model = tw.TradeModel("y[t] ~ y[t-1] + tariff[t]", inference="ensemble", settings=settings)
    found = model.fit(panel, seed=1, progress=False).roll_out(tw.Step(RISE, periods=MONTHS))
    return found.effect("y").sel(quantile=0.5).to_numpy()


def test_several_horizons_find_a_slow_response_that_one_month_takes_for_a_fast_one():
    panel = tw.Panel.from_frame(measured(), sector="name", frequency="step", levels=["y"], logs=[])
    truth = RISE * AT_ONCE * (1 - MEMORY ** np.arange(1, MONTHS + 1)) / (1 - MEMORY)
    one, several = (answered(panel, horizons) for horizons in ([1], [1, 3, 6, 12]))
    after = np.array([1, 3, 6, 12, 24]) - 1
    print("truth", truth[after], "one", one[after], "several", several[after])
    assert np.abs(several / truth - 1)[after].max() < 0.2
    # at first it is more than twice as large, at last too small: the return to the mean is too fast
    assert one[0] / truth[0] > 2 and one[-1] / truth[-1] < 0.9
