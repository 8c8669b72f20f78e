"""Tier 1 on an import market: the band of a path's effect holds the true one, and not another market's."""

import numpy as np
import pytest

import tradewinds as tw

SMALL = [
    "inference=laplace",
    "inference.laplace.draws=100",
    "tier1.model.width=8",
    "data.synthetic.sectors=12",
    "data.synthetic.periods=72",
    "scenario.futures=50",
    "scenario.draws=100",
    "diagnostics.bootstrap=50",
]


@pytest.mark.slow
def test_the_band_of_a_rise_holds_what_the_market_does():
    """Five points more, after 6, 12 and 24 months, all sectors together: volume and price before duty."""
    experiment = tw.Experiment("market_effect", SMALL)
    rolled = experiment.fit(progress=False).roll_out(tw.Step(0.05, periods=24)).data["weighted"].to_dataset()
    held, missed = 0, 0
    for outcome in ("volume", "price"):
        bands = rolled[f"{outcome}_effect_quantile"].isel(sector=0)
        low, high = (bands.sel(quantile=q).values[[-19, -13, -1]] for q in (0.05, 0.95))
        truth = rolled[f"{outcome}_truth"].values[0][[-19, -13, -1]]
        held += int(((low <= truth) & (truth <= high)).sum())
        missed += int(((low > 2 * truth) | (2 * truth > high)).sum())
        assert np.all(truth < 0)
    assert held >= 5, "of six bands that claim 90 %"
    assert missed >= 5, "a market that answers twice as much is told from this one"
