"""Simulators whose mean, limit or slope is known: what is simulated is near it, and a wrong answer is not."""

from dataclasses import asdict, replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.settings.simulator import MarketSettings
from tradewinds.simulators import market_mean
from tradewinds.simulators.import_market import import_market
from tradewinds.simulators.simulator import simulate
from tradewinds.simulators.traders import limit_returns, split_key, traders

TRUTH = np.array([1.0, 0.5, 1.0, 0.7])
STEPS = 101
CALM = replace(MarketSettings(), price_noise=1e-12)
TARIFF = np.where(np.arange(30) < 10, 0.05, 0.25)
INPUTS = {"tariff": TARIFF, "home_price": np.ones(30)}


def news(key: jax.Array) -> jax.Array:
    """The news [100] that a market with this key sees."""
    return TRUTH[2] * jax.vmap(lambda t: split_key(jax.random.fold_in(key, t))[0])(jnp.arange(1, STEPS))


def returns(number: int, key: jax.Array, switching: float = 0.1) -> np.ndarray:
    return np.asarray(simulate(traders(number, switching), key, TRUTH, STEPS, None, 0.2))[:, 0]


def apart(number: int, seeds: int, switching: float = 0.1) -> float:
    """Root mean square difference to the limit over histories of 100 periods."""
    found = []
    for seed in range(seeds):
        key = jax.random.key(seed)
        found.append(returns(number, key)[1:] - np.asarray(limit_returns(TRUTH, news(key), switching)))
    return float(np.sqrt(np.square(found).mean()))


@pytest.mark.slow
def test_many_traders_are_near_infinitely_many():
    """The difference falls with their number, more slowly than 1/√N as thresholds and returns change ranks;
    a limit in which others take new thresholds is far from all of them."""
    found = {number: apart(number, seeds) for number, seeds in ((100, 20), (1000, 20), (10_000, 8))}
    assert found[100] == pytest.approx(0.067, abs=0.008)
    assert found[1000] == pytest.approx(0.038, abs=0.008)
    assert found[10_000] == pytest.approx(0.024, abs=0.008)
    assert apart(10_000, 2, switching=0.2) > 4 * found[10_000]


@pytest.mark.slow
def test_slopes_of_traders_are_near_those_of_the_mean():
    """Of the mean squared return, with common random numbers, in log10 of news and depth: through the
    thresholds and by differences, each with its error."""
    market, step = traders(100), 0.05

    def squared(free, key):
        series = simulate(market, key, market.natural(free), STEPS, None, 0.05)
        return jnp.square(series).mean()

    free = np.log10(TRUTH)
    keys = jax.random.split(jax.random.key(9), 200)
    slopes = np.asarray(jax.jit(jax.vmap(jax.jacfwd(squared), (None, 0)))(free, keys))
    value = jax.jit(jax.vmap(squared, (None, 0)))
    for place in (2, 3):
        shift = step * np.eye(4)[place]
        differences = np.asarray(value(free + shift, keys) - value(free - shift, keys)) / (2 * step)
        error = np.hypot(slopes[:, place].std(), differences.std()) / np.sqrt(len(keys))
        assert slopes[:, place].mean() == pytest.approx(differences.mean(), abs=3 * error + 0.02)


@pytest.mark.slow
def test_slopes_of_the_market_are_those_of_its_exact_mean():
    """Of the mean share in the last period, in every parameter that moves it."""
    calm = import_market(200).vector(asdict(CALM) | {"demand_noise": 1e-12})

    def last_share(at, key):
        return simulate(import_market(200), key, at, 30, INPUTS, 0.1)[-1, 1]

    keys = jax.random.split(jax.random.key(5), 400)
    found = np.asarray(jax.jit(jax.vmap(jax.jacfwd(last_share), (None, 0)))(calm, keys))

    def exact(name: str, change: float) -> float:
        moved = replace(CALM, **{name: getattr(CALM, name) + change})
        return market_mean.mean_path(moved, TARIFF, 0.0, np.zeros(30)).share[-1]

    for place, name in enumerate(("premium_location", "premium_scale", "review", "persistence", "borne")):
        slope = (exact(name, 1e-5) - exact(name, -1e-5)) / 2e-5
        error = found[:, place].std() / np.sqrt(len(keys))
        assert abs(found[:, place].mean() - slope) < 3 * error + 0.02 * abs(slope), name
