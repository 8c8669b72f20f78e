"""Responses that differ: pooled by a formula that is written out, and averaged as was asked."""

from dataclasses import replace

import numpy as np
import pytest
from event_world import as_grid
from scipy import linalg, stats

from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import level_fit
from tradewinds.effects.random_slopes import RandomSlopes, pooled_deviations, random_slopes
from tradewinds.effects.scenario_effect import scenario_effect
from tradewinds.effects.score_tests import Restricted

DESIGN = EventDesign("volume", "tariff", logs=False)
SECTORS, PERIODS, HORIZONS = 8, 80, 3
STEEP = np.array([-1.0] * 4 + [-3.0] * 4)
"""Half of the sectors answer by −1, and half, whose tariff moves a third as much, by −3."""


def moved(seed: int = 0, standing: int = 0) -> np.ndarray:
    """Tariffs that step now and then, of the last sectors by less, of the first ``standing`` not at all."""
    rng = np.random.default_rng(seed)
    steps = rng.uniform(-0.1, 0.1, (SECTORS, PERIODS)) * (rng.uniform(size=(SECTORS, PERIODS)) < 0.15)
    steps *= np.where(np.arange(SECTORS) < 4, 1.0, 0.33)[:, None]
    steps[:standing] = 0.0
    return 0.3 + steps.cumsum(axis=1)


def answered(policy: np.ndarray, slopes: np.ndarray, noise: float, seed: int = 1):
    rng = np.random.default_rng(seed)
    volume = slopes[:, None] * policy + 0.05 * rng.standard_normal(PERIODS)
    return as_grid({"tariff": policy, "volume": volume + noise * rng.standard_normal(policy.shape)})


def effect_of(grid, scale: float):
    """Of 0.1 more everywhere, all sectors alike: with slopes of their own, and with one."""
    path, fitted = level_fit(grid, DESIGN, HORIZONS, 0)
    rise, weights = np.full((SECTORS, HORIZONS + 1), 0.1), np.full(SECTORS, 1 / SECTORS)
    slopes = random_slopes(grid, DESIGN, fitted, HORIZONS, 0, scale)
    found = scenario_effect(path, rise, weights, logs=False, slopes=slopes)
    return slopes, found, scenario_effect(path, rise, weights, logs=False)


def test_the_average_is_that_of_those_asked_about_and_not_of_those_who_moved_most():
    """Without noise to speak of −2 on average; one slope for all is that of the sectors that moved most."""
    _, own, one = effect_of(answered(moved(), STEEP, 1e-4), scale=3.0)
    assert own.estimate[-1] == pytest.approx(-0.2, abs=1e-3)
    assert own.low[-1] < -0.2 < own.high[-1]
    assert one.estimate[-1] > -0.15


def test_where_all_answer_alike_next_to_nothing_is_corrected():
    slopes, own, one = effect_of(answered(moved(), np.full(SECTORS, -2.0), 0.01), scale=1.0)
    assert own.estimate[-1] == pytest.approx(one.estimate[-1], abs=0.3 * one.error[-1])
    assert slopes.spread < 0.3


def test_a_sector_that_never_moved_widens_the_band_by_what_it_may_be():
    """Its deviation is known from its prior alone: with others that differ by one or so, of a weight of an
    eighth, the error of 0.1 more is 0.1/8 times the spread, and no band is narrower."""
    slopes, own, _ = effect_of(answered(moved(standing=1), STEEP, 1e-3), scale=1.0)
    untold = float(np.sqrt(slopes.covariance[0, 0]))
    assert 0.7 < slopes.spread < 1.6 and untold == pytest.approx(slopes.spread, rel=0.2)
    wanted = np.full(SECTORS, 0.1 / SECTORS)
    unknown = slopes.beside(np.array([0.0] * HORIZONS + [0.1]), wanted)[1]
    assert unknown == pytest.approx(0.1 / SECTORS * untold, rel=0.1)
    assert (own.high[-1] - own.low[-1]) / 2 >= 1.645 * unknown


def test_it_is_the_same_per_unit_of_another_rate():
    slopes, *_ = effect_of(answered(moved(), STEEP, 0.01), scale=1.0)
    half = slopes.per(0.5)
    loads, wanted = np.linspace(0.1, 1, HORIZONS + 1), np.full(SECTORS, 0.3)
    np.testing.assert_allclose(half.beside(loads, wanted), 2 * np.array(slopes.beside(loads, wanted)))


@pytest.mark.slow
def test_the_posterior_is_that_of_the_formula():
    """Against the densities written out, integrated over τ on a grid of its own."""
    found = level_fit(answered(moved(), STEEP, 0.05), DESIGN, HORIZONS, 0).found
    policy = moved()[found.rows.sector, found.rows.period]
    z = found.columns(np.where(found.rows.sector[:, None] == np.arange(SECTORS), policy[:, None], 0.0))
    mean, covariance, spread = pooled_deviations(found, z, 1.5)
    expected = by_hand(found, z, 1.5)
    np.testing.assert_allclose(mean, expected[0], atol=0.01)
    np.testing.assert_allclose(covariance, expected[1], atol=0.02)
    assert spread == pytest.approx(expected[2], rel=0.02)


def by_hand(found: Restricted, z: np.ndarray, scale: float):
    products, score, own = z.T @ z, z.T @ found.left, found.covariance(z)
    axes = linalg.orth(own)  # deviations of all alike are no deviations
    taus = np.linspace(0.002, 8 * scale, 4000)
    weights, means, squares = [], [], []
    for tau in taus:
        whole = own + tau**2 * products @ products
        law = stats.multivariate_normal(cov=axes.T @ whole @ axes)
        weights.append(law.pdf(axes.T @ score) * stats.norm.pdf(tau / scale))
        gain = tau**2 * products @ axes @ np.linalg.inv(axes.T @ whole @ axes) @ axes.T
        means.append(gain @ score)
        squares.append(tau**2 * np.eye(len(own)) - gain @ products * tau**2)
    weight = np.array(weights) / np.sum(weights)
    mean = weight @ np.array(means)
    apart = np.array(means) - mean
    covariance = np.einsum("t,tij->ij", weight, squares) + np.einsum("t,ti,tj->ij", weight, apart, apart)
    return mean, covariance, float(weight @ taus)


def test_clusters_that_are_no_whole_sectors_leave_sectors_their_own_slopes():
    by_month = replace(DESIGN, clusters=("period", "sector"))
    grid = answered(moved(), STEEP, 0.01)
    fitted = level_fit(grid, by_month, HORIZONS, 0).found
    found: RandomSlopes = random_slopes(grid, by_month, fitted, HORIZONS, 0)
    np.testing.assert_array_equal(found.group, np.arange(SECTORS))


@pytest.mark.parametrize("scale", [0.3, 30.0, 1e4])
def test_the_prior_decides_little_where_sectors_say_how_much_they_differ(scale):
    """Spreads of 1 or so are found under priors of a third of it and of ten thousand times as much."""
    slopes, *_ = effect_of(answered(moved(), STEEP, 1e-3), scale)
    expected = effect_of(answered(moved(), STEEP, 1e-3), 3.0)[0]
    assert slopes.spread == pytest.approx(expected.spread, rel=0.1 if scale > 1 else 0.4)
    np.testing.assert_allclose(slopes.mean - slopes.mean.mean(), [1.0] * 4 + [-1.0] * 4, atol=0.02)


def test_a_small_sector_is_known_as_well_as_a_large_one():
    """Whose tariff moves a hundred-thousandth as much, in an outcome that is as much calmer."""
    small = np.where(np.arange(SECTORS) == 0, 1e-5, 1.0)[:, None]
    policy, rng = 0.3 + (moved() - 0.3) * small, np.random.default_rng(3)
    volume = STEEP[:, None] * policy + 1e-3 * small * rng.standard_normal(policy.shape)
    grid = as_grid({"tariff": policy, "volume": volume})
    design = replace(DESIGN, effects=("sector",))
    slopes = random_slopes(grid, design, level_fit(grid, design, HORIZONS, 0).found, HORIZONS, 0)
    apart = np.eye(SECTORS)[0] - np.eye(SECTORS)[1]
    assert apart @ slopes.covariance @ apart < 0.01 * slopes.spread**2


def test_of_many_sectors_the_order_of_those_that_stand_is_nothing():
    """Sixty, of which forty stand and one weighs as much as all others: joined at random it would weigh with
    whom it is joined, and each of those that stand is as unknown as its own weight says."""
    rng = np.random.default_rng(4)
    policy = 0.3 + (rng.uniform(-0.1, 0.1, (60, PERIODS)) * (rng.uniform(size=(60, PERIODS)) < 0.1)).cumsum(1)
    policy[20:] = 0.3
    volume = -2.0 * policy + 0.01 * rng.standard_normal(policy.shape)
    weights = np.full(60, 0.01)
    weights[25] = 0.4

    def unknown(order: np.ndarray) -> float:
        grid = as_grid({"tariff": policy[order], "volume": volume[order]})
        slopes = random_slopes(grid, DESIGN, level_fit(grid, DESIGN, HORIZONS, 0).found, HORIZONS, 0)
        assert len(slopes.mean) == 60 and (slopes.mean[slopes.group[policy[order, -1] == 0.3]] == 0).all()
        return slopes.beside(np.array([0.0] * HORIZONS + [1.0]), weights[order])[1]

    found = unknown(np.arange(60))
    assert unknown(rng.permutation(60)) == pytest.approx(found, rel=1e-6)
