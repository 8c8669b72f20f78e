"""Effects of two roll-outs beside each other: the band of their difference against known laws."""

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from tradewinds.policy.compared_effects import compared_effects, difference_of_bands

LEVELS = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])


@pytest.mark.parametrize(("x", "y"), [((0, 1), (1, 2)), ((3, 0.1), (-1, 5)), ((2, 1), (2, 1))])
def test_of_two_normals_the_difference_is_the_known_one(x, y):
    """N(m, s) − N(n, t) = N(m − n, √(s² + t²)); the two hundred points are within 1 % of its spread."""
    known = stats.norm(y[0] - x[0], np.hypot(x[1], y[1])).ppf([0.05, 0.5, 0.95])
    found = difference_of_bands(stats.norm(*x).ppf(LEVELS), stats.norm(*y).ppf(LEVELS), LEVELS)
    assert found == pytest.approx(known, abs=0.01 * np.hypot(x[1], y[1]))


def test_of_a_skewed_law_the_ends_are_not_as_far_from_the_middle():
    """Against 400,000 draws of a Gumbel less a normal: within 3 % of the band's width, where as good a normal
    approximation, of the same middle and width, is out by more at either end."""
    rng = np.random.default_rng(0)
    gumbel, normal = stats.gumbel_r(0, 1), stats.norm(0, 0.3)
    draws = gumbel.rvs(400_000, random_state=rng) - normal.rvs(400_000, random_state=rng)
    known = np.quantile(draws, [0.05, 0.5, 0.95])
    found = difference_of_bands(normal.ppf(LEVELS), gumbel.ppf(LEVELS), LEVELS)
    width = known[2] - known[0]
    assert np.abs(found - known).max() < 0.03 * width
    symmetric = known[1] + np.array([-0.5, 0.5]) * width
    assert np.abs(symmetric - known[[0, 2]]).min() > 0.05 * width


def test_it_is_reckoned_period_by_period():
    a, b = stats.norm(0, 1).ppf(LEVELS), stats.norm(4, 1).ppf(LEVELS)
    both = difference_of_bands(np.stack([a, b], 1), np.stack([b, b], 1), LEVELS)
    assert both.shape == (3, 2)
    assert both[:, 0] == pytest.approx(difference_of_bands(a, b, LEVELS)) and both[1, 1] == pytest.approx(0)


def rolled(shift=0.0, periods=4, sectors=1, name="gdp", group="national"):
    effect = stats.norm(shift, 1).ppf(LEVELS)[:, None, None] * np.ones((1, sectors, periods))
    data = {f"{name}_effect_quantile": (("quantile", "sector", "period"), effect)}
    coords = {"quantile": LEVELS, "period": np.arange(periods), "sector": [str(s) for s in range(sectors)]}
    return xr.DataTree.from_dict({f"/{group}": xr.Dataset(data, coords)})


def test_what_both_say_is_compared_as_far_as_both_go():
    found = compared_effects(rolled(0.0, periods=4), rolled(2.0, periods=3))
    assert list(found["horizon"]) == [0, 1, 2] and not found["same"].any()
    last = found.iloc[-1]
    assert (last["a"], last["b"]) == pytest.approx((0, 2), abs=1e-9)
    assert last["difference"] == pytest.approx(2, abs=0.02)
    assert last["high"] - last["low"] == pytest.approx(2 * 1.645 * np.sqrt(2), rel=0.02)


def test_the_same_numbers_differ_by_nothing_and_that_is_certain():
    found = compared_effects(rolled(), rolled())
    assert found["same"].all() and (found[["difference", "low", "high"]] == 0).all(axis=None)


def test_what_one_alone_has_and_sectors_one_by_one_are_left_out():
    assert compared_effects(rolled(name="gdp"), rolled(name="wages")).empty
    assert compared_effects(rolled(group="sectors", sectors=2), rolled(group="sectors", sectors=2)).empty
    assert len(compared_effects(rolled(group="sectors"), rolled(group="sectors"))) == 4
    assert compared_effects(xr.DataTree(), rolled()).empty
