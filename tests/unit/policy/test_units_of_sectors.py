"""Levels that count from their sector's own mean: the roll-out by hand, and what other units change."""

import jax
import numpy as np
import pytest
from linear_world import Coefficients, World, described, make_world, panel, roll, scenario, with_roles

from tradewinds.evaluation.feedback import fed_back
from tradewinds.policy.summary import summarise

PERIODS, AHEAD, HORIZON = 30, 6, 5
UNITS = np.array([[1.0], [1000.0], [0.002]])
SLOPES = [-0.3, -0.5, 0.2]
LAW = "price[t] ~ price[t-1] + tariff[t] + mean(tariff[t-1], 3)"


def world(units: np.ndarray) -> World:
    rng = np.random.default_rng(3)
    tariff = rng.uniform(0.0, 0.3, (3, PERIODS)) + np.array([[0.0], [0.2], [0.4]])
    price = units * np.exp(0.1 * rng.standard_normal((3, PERIODS)))
    table = panel({"tariff": tariff, "price": price}, "2015-01", "month", industry=["a", "b", "c"])
    laws = {"tier1": {LAW: Coefficients(SLOPES, intercept=0.01, sigma=0.02)}}
    known = {"sectors": described(table, "month")}
    return make_world({"sectors": with_roles(table, AHEAD)}, known, laws, within=True)


def asked(**changes: object):
    free = {"shape": "step", "refuse_distance": 1e6, "runaway_distance": 1e6}
    return scenario(HORIZON, **(free | {"size": 0.05} | changes))


def test_a_roll_out_counts_from_what_is_usual_in_each_sector():
    """Two paths under one future differ by d[h] = d[h−1] + SLOPES · (d[h−1], rise, mean of rises)."""
    found = roll(world(UNITS), asked())
    log = {path: np.log(found.paths[path].values["sectors"]["price"][0]) for path in ("baseline", "scenario")}
    before, expected = 0.0, []
    for at in range(HORIZON):
        known = 0.05 * min(at, 3) / 3
        before += SLOPES[0] * before + SLOPES[1] * 0.05 + SLOPES[2] * known
        expected.append(before)
    difference = (log["scenario"] - log["baseline"])[-HORIZON:]
    np.testing.assert_allclose(difference, np.tile(np.array(expected)[:, None], 3), atol=1e-10)


def test_levels_return_to_what_is_usual_whatever_the_units():
    """Each sector's baseline, in its own units, is that of the world in which all have the same."""
    one, other = (roll(world(units), asked()) for units in (np.ones((3, 1)), UNITS))
    paths = [found.paths["baseline"].values["sectors"]["price"][0] for found in (one, other)]
    np.testing.assert_allclose(paths[1] / UNITS[:, 0], paths[0], rtol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("of", ["own_inputs", "outside"])
def test_how_far_a_path_leaves_the_data_owes_nothing_to_units(of):
    found = [
        summarise(roll(made, asked()), made.data, "tariff")["sectors"].to_dataset()[of].values
        for made in (world(np.ones((3, 1))), world(UNITS))
    ]
    np.testing.assert_allclose(found[0], found[1], atol=1e-8)
    assert np.isfinite(found[0]).all()


def test_the_long_forecast_owes_nothing_to_units():
    locations = []
    for units in (np.ones((3, 1)), UNITS):
        (fitted,) = world(units).fit().equations()
        locations.append(fed_back(fitted, jax.random.key(0), seed=0).predictive.mean)
    np.testing.assert_allclose(locations[0], locations[1], atol=1e-8)
