"""Likelihoods of simulators, held to what they simulate."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import binom

from tradewinds.calibration.comparison_rows import observed_of
from tradewinds.calibration.likelihoods import (
    loss_of_likelihood,
    market_log_likelihood,
    share_moments,
    walk_log_likelihood,
)
from tradewinds.errors import SettingsError
from tradewinds.settings.calibration import CalibrationSettings
from tradewinds.simulators.import_market import import_market
from tradewinds.simulators.simulator import simulate_draws
from tradewinds.simulators.traders import traders

MARKET = {
    "premium_location": -1.4, "premium_scale": 0.8, "review": 0.15, "persistence": 0.6,
    "borne": 0.2, "price_noise": 0.006, "demand_noise": 0.03,
}  # fmt: skip
TARIFF = np.repeat([0.03, 0.15, 0.3, 0.05], 8)
INPUTS = {"tariff": TARIFF, "home_price": np.full(32, 0.92)}


@pytest.mark.slow
def test_the_walks_is_binomial():
    walk = np.r_[0.0, np.cumsum([1, -1, -1, 1, -1])][:, None]
    observed = observed_of(walk, {}, CalibrationSettings(changes=True))
    assert np.isclose(walk_log_likelihood({"probability": 0.3}, observed, 0), binom.logpmf(2, 5, 0.3))


def test_a_share_has_the_moments_of_its_buyers():
    """40,000 buyers one by one: an error of a mean is at most .0025, of a covariance .0013."""
    rng, review = np.random.default_rng(0), 0.3
    would = np.array([0.8, 0.8, 0.5, 0.3, 0.3, 0.6])
    rank = rng.random(40_000)  # buys where it is below S: one order of all buyers, as of premiums
    buys = [rank < would[0]]
    for share in would[1:]:
        decides = rng.random(len(rank)) < review
        buys.append(np.where(decides, rank < share, buys[-1]))
    mean, covariance = share_moments(jnp.asarray(would), review)
    assert np.allclose(mean, np.mean(buys, axis=1), atol=0.01)
    assert np.allclose(covariance, np.cov(buys), atol=0.006)
    assert np.allclose(np.diag(covariance), mean * (1 - mean)) and np.allclose(covariance, covariance.T)


@pytest.mark.slow
def test_the_markets_has_its_mean_slope_of_zero_at_the_truth():
    """The score has mean zero where data are simulated with these parameters: 150 markets."""
    simulator = import_market(400)
    truth = jnp.array([MARKET[name] for name in simulator.parameter_names])
    inputs = {name: jnp.asarray(path) for name, path in INPUTS.items()}
    runs = simulate_draws(simulator, jax.random.key(0), jnp.tile(truth, (150, 1)), 32, inputs)
    like = observed_of(runs[0], INPUTS, CalibrationSettings())

    def score(at):
        def one(series):
            values = dict(zip(simulator.parameter_names, at, strict=True))
            return market_log_likelihood(values, like._replace(series=series[None]), 400)

        return jax.vmap(one)(runs)

    slopes = np.asarray(jax.jacfwd(score)(truth))
    assert np.isfinite(slopes).all()
    error = slopes.std(axis=0) / np.sqrt(150)
    assert (np.abs(slopes.mean(axis=0)) < 3.5 * error).all(), slopes.mean(axis=0) / error


def test_a_simulator_without_one_is_named():
    with pytest.raises(SettingsError, match="likelihood' of volatility; expected .* random_walk"):
        loss_of_likelihood(traders(), 10)
