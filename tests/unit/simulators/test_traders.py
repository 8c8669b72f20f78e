"""Traders with thresholds follow the rules of a period."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.simulators.simulator import simulate
from tradewinds.simulators.traders import split_key, traders

pytestmark = pytest.mark.slow

TRUTH = np.array([1.0, 0.5, 1.0, 0.7])
STEPS = 101


def news(key: jax.Array, parameters: np.ndarray = TRUTH) -> jax.Array:
    """The news [100] that a market with this key sees."""
    return parameters[2] * jax.vmap(lambda t: split_key(jax.random.fold_in(key, t))[0])(jnp.arange(1, STEPS))


def seen(market, parameters):
    return jnp.concatenate([market.price_change[None], market.thresholds])


def test_a_period_follows_its_rules():
    """Orders are 1 or −1 beyond the threshold, the return their mean over the depth, and about one trader in
    ten takes its size as threshold."""
    market = replace(traders(500), observe=seen, observables=("return", *map(str, range(500))))
    key = jax.random.key(4)
    found = np.asarray(simulate(market, key, TRUTH, STEPS, None, 0.2))
    signals = np.asarray(news(key))
    assert found[0, 0] == 0.0
    assert np.log(found[0, 1:]).mean() == pytest.approx(1.0, abs=4 * 0.5 / np.sqrt(500))
    changed = []
    for t, signal in enumerate(signals):
        before, after = found[t, 1:], found[t + 1, 1:]
        orders = (signal > before).astype(float) - (signal < -before)
        assert found[t + 1, 0] == pytest.approx(orders.mean() / 0.7, abs=1e-12)
        moved = after != before
        np.testing.assert_allclose(after[moved], abs(found[t + 1, 0]), rtol=1e-12)
        changed.append(moved.mean())
    assert np.mean(changed) == pytest.approx(0.1, abs=0.01)
