"""The import market: its buyers do on average what the closed forms say."""

from dataclasses import asdict, replace

import jax
import numpy as np
import pytest
from scipy.stats import norm

from tradewinds.settings.simulator import MarketSettings
from tradewinds.simulators import market_mean
from tradewinds.simulators.import_market import import_market
from tradewinds.simulators.simulator import simulate, simulate_draws

STEPS = 60
TARIFF = np.where(np.arange(STEPS) < 20, 0.05, 0.25)
MARKET = MarketSettings()
CALM = replace(MARKET, price_noise=1e-12)


def inputs(tariff: np.ndarray = TARIFF, home: float = 1.0) -> dict[str, np.ndarray]:
    return {"tariff": tariff, "home_price": np.full(len(tariff), home)}


def parameters(market: MarketSettings, demand_noise: float = 1e-12) -> np.ndarray:
    return import_market(10).vector(asdict(market) | {"demand_noise": demand_noise})


def runs(
    buyers: int, draws: int, market: MarketSettings = CALM, home: float = 1.0, demand_noise: float = 1e-12
):
    """[draws, T, 3]"""
    many = np.tile(parameters(market, demand_noise), (draws, 1))
    return np.asarray(
        simulate_draws(import_market(buyers), jax.random.key(0), many, STEPS, inputs(home=home), 0.2)
    )


@pytest.mark.slow
@pytest.mark.parametrize("home", [1.0, 0.9, 1.1])
def test_the_mean_of_few_buyers_and_its_spread_are_exact(home):
    """Of twenty buyers in 4,000 markets, within four standard errors in every period; another κ is not."""
    found = runs(20, 4000, home=home)[..., 1]
    exact = market_mean.mean_path(CALM, TARIFF, np.log(home), np.zeros(STEPS)).share
    bound = market_mean.variance_bound(exact, 20)
    error = np.sqrt(bound / 4000) + 1e-9
    assert (np.abs(found.mean(axis=0) - exact) < 4 * error).all()
    assert (found.var(axis=0) < bound * (1 + 4 * np.sqrt(2 / 4000)) + 1e-12).all()
    other = market_mean.mean_path(replace(CALM, review=0.25), TARIFF, np.log(home), np.zeros(STEPS)).share
    assert (np.abs(other - exact) > 10 * error).any()


def test_prices_before_duty_follow_their_law_and_revenue_and_value_are_products():
    found = simulate(import_market(100), jax.random.key(0), parameters(CALM), STEPS, inputs(), 0.2)
    price, volume, revenue, value = np.asarray(found).T
    exact = market_mean.mean_path(CALM, TARIFF, 0.0, np.zeros(STEPS)).log_price
    np.testing.assert_allclose(np.log(price), exact, atol=1e-9)
    np.testing.assert_allclose(revenue, TARIFF * price * volume, rtol=1e-12)
    np.testing.assert_allclose(value, price * volume, rtol=1e-12)


@pytest.mark.slow
def test_disturbances_have_the_size_that_is_stated():
    found = runs(1, 3000, MARKET, demand_noise=0.03)
    last = np.log(found[:, -1, 0])
    expected = MARKET.price_noise / np.sqrt(1 - MARKET.persistence**2)
    assert last.std() == pytest.approx(expected, rel=4 / np.sqrt(2 * 3000))
    size = np.log(found[:, -1, 1][found[:, -1, 1] > 0])
    assert size.std() == pytest.approx(0.03, rel=4 / np.sqrt(2 * len(size)))


def test_the_long_run_is_where_paths_end():
    """Price and share after 200 periods, and the elasticity as the difference of two of them."""
    step, tariff = 1e-5, 0.15
    ends = []
    for change in (-step, step):
        rate = (1 + tariff) * np.exp(change) - 1
        path = market_mean.mean_path(MARKET, np.append(0.05, np.full(200, rate)), np.log(1.02), np.zeros(201))
        ends.append((path.log_price[-1], np.log(path.share[-1])))
        assert path.share[-1] == pytest.approx(
            market_mean.long_run_share(MARKET, rate, np.log(1.02)), abs=1e-12
        )
    price, volume = np.diff(ends, axis=0)[0] / (2 * step)
    assert price == pytest.approx(market_mean.long_run_pass_through(MARKET), abs=1e-6)
    exact = market_mean.long_run_elasticity(MARKET, np.array(tariff), np.log(1.02))
    assert volume == pytest.approx(exact, rel=1e-5)
    u = (np.log(0.8 * np.log1p(tariff) - np.log(1.02)) + 1.4) / 0.8
    by_hand = -0.8 * norm.pdf(u) / (0.8 * (0.8 * np.log1p(tariff) - np.log(1.02)) * norm.sf(u))
    assert exact == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.slow
def test_where_imports_are_not_dearer_everyone_buys_and_a_tariff_changes_nothing():
    assert market_mean.long_run_share(MARKET, np.array([0.02, 0.1]), np.log(1.2)).tolist() == [1.0, 1.0]
    assert market_mean.long_run_elasticity(MARKET, np.array([0.02, 0.1]), np.log(1.2)).tolist() == [0.0, 0.0]
    slope = jax.jacfwd(
        lambda at: simulate(import_market(50), jax.random.key(0), at, STEPS, inputs(home=1.5), 0.2)[-1, 1]
    )(parameters(CALM))
    assert np.isfinite(slope).all()
    np.testing.assert_allclose(slope[:2], 0.0)


@pytest.mark.slow
def test_a_counterfactual_is_the_difference_of_two_paths_with_the_same_disturbances():
    """Of 200,000 buyers under the same random numbers, in every period."""
    market, key = import_market(200_000), jax.random.key(3)
    other = np.where(np.arange(STEPS) < 30, 0.05, 0.12)
    pair = [
        np.asarray(simulate(market, key, parameters(MARKET), STEPS, inputs(one), 0.2))
        for one in (TARIFF, other)
    ]
    simulated = np.log(pair[0][:, 1] / pair[1][:, 1])
    epsilon = np.log(pair[1][:, 0])
    expected = market_mean.mean_path(MARKET, other, 0.0, np.zeros(STEPS)).log_price
    drift = epsilon - expected
    epsilon = np.append(0.0, drift[1:] - MARKET.persistence * drift[:-1])
    shares = [market_mean.mean_path(MARKET, one, 0.0, epsilon).share for one in (TARIFF, other)]
    exact = np.log(shares[0] / shares[1])
    np.testing.assert_allclose(simulated, exact, atol=4 * 2 / np.sqrt(200_000))
    assert exact.min() < -0.3


def test_the_documents_example_says_what_it_finds():
    """Of ``docs/simulators.md``: 7 % at once, 42 % after three years; elasticities of −2.7 and −3.2."""
    tariffs = np.where(np.arange(48) < 12, 0.05, 0.25)
    market = MarketSettings(borne=0.2, review=0.15)
    raised, kept = (
        market_mean.mean_path(market, path, np.log(0.92), 0.0).share for path in (tariffs, np.full(48, 0.05))
    )
    effect = 100 * (raised / kept - 1)
    assert (round(effect[12]), round(effect[47])) == (-7, -42) and effect[11] == 0
    lasting = market_mean.long_run_elasticity(market, np.array([0.05, 0.25]), np.log(0.92))
    assert lasting.round(1).tolist() == [-2.7, -3.2]
