"""What each series has seen itself of the policy and of what it meets, and who leaves it."""

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, roll, scenario, with_roles

from tradewinds.policy.own_support import PolicyRange
from tradewinds.policy.series_support import (
    NO_RANGE,
    OTHERS_RANGE,
    OWN_RANGE,
    meets_new,
    never_moved,
    policy_support,
)
from tradewinds.policy.summary import summarise
from tradewinds.settings.data import AggregateSettings

PERIODS, AHEAD, RISE = 36, 6, 0.05
SECTORS = ["a wide", "b narrow", "c still", "d slow"]


def tariffs() -> np.ndarray:
    """One that moved all over 0 to 0.2, one within a point, one that never did, one by half a point a month.

    All are at 0.1 in the end, after the training rows.
    """
    rng, months = np.random.default_rng(1), np.arange(PERIODS)
    wide, narrow = rng.uniform(0.0, 0.2, PERIODS), rng.uniform(0.09, 0.1, PERIODS)
    wide[[3, 4, 16]], narrow[[3, 4]] = (0.0, 0.2, 0.2), (0.09, 0.1)
    slow = 0.02 + 0.005 * np.abs(months % 36 - 18)
    rates = np.array([wide, narrow, np.full(PERIODS, 0.1), slow])
    rates[:, -AHEAD:] = 0.1
    return rates


def world(nation: bool = False):
    rng = np.random.default_rng(0)
    rates = tariffs()
    values = {"tariff": rates, "price": rng.uniform(1, 2, rates.shape)}
    values["volume"] = np.array([[60.0], [25.0], [10.0], [5.0]]) * np.ones(rates.shape)
    table = panel(values, "2015-01", "month", industry=SECTORS)
    tables = {"sectors": with_roles(table, AHEAD)}
    known = {"sectors": described(table, "month")}
    laws = {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.4, 0.5], sigma=0.001)}
    aggregates = {}
    if nation:
        mean = rates.mean(axis=0).reshape(-1, 3).mean(axis=1)
        national = panel(
            {"avg_tariff": mean[None], "wages": rng.uniform(1, 2, (1, PERIODS // 3))}, "2015-01", "quarter"
        )
        tables["national"], known["national"] = with_roles(national, 2), described(national, "quarter")
        laws["wages[t] ~ wages[t-1] + avg_tariff[t]"] = Coefficients([-0.4, -0.1], sigma=0.001)
        aggregates["avg_tariff"] = AggregateSettings(of="tariff", how="mean")
    return make_world(tables, known, {"tier1": laws}, aggregates=aggregates)


def asked(**changes: object):
    of = {"shape": "step", "weights": "volume", "refuse_distance": 1e6, "runaway_distance": 1e6}
    return scenario(6, **(of | {"size": RISE} | changes))


def summary(nation: bool = False, **changes: object):
    made = world(nation)
    return summarise(roll(made, asked(**changes)), made.data, "tariff", weights="volume")


@pytest.fixture(scope="module")
def sectors():
    return summary()["sectors"].to_dataset()


def test_the_range_of_a_series_is_its_level_and_how_much_it_changed():
    values = np.array([[0.0, 0.1, np.nan, 0.3, 0.2], [0.5] * 5, [np.nan] * 5])
    own = PolicyRange.of(values, [1, 3])
    np.testing.assert_allclose(own.low, [0.0, 0.5, np.nan])
    np.testing.assert_allclose(own.high, [0.3, 0.5, np.nan])
    np.testing.assert_allclose(own.changes[1], [0.1, 0.0, 0.0])
    np.testing.assert_allclose(own.changes[3], [0.3, 0.0, 0.0])
    both = own.together()
    assert (both.low, both.high) == (0.0, 0.5) and both.changes[3] == 0.3


def test_distances_count_in_widths_of_the_own_range(sectors):
    """A rise of five points at once: inside of a range of twenty, five widths out of one of a point, without
    end where nothing moved."""
    far = sectors["own_policy"].sel(path="scenario")
    at_first = far.isel(period=1).values
    np.testing.assert_allclose(at_first[:2], [0.0, 5.0], atol=1e-9)
    assert at_first[2] == np.inf
    assert (far.isel(period=0) == 0).all()


def test_a_change_faster_than_it_ever_was_leaves_the_range_though_the_level_is_inside():
    """From 0.1 to 0.105, and over a year from what it was then, in a range of 0.02 to 0.11 half a point a
    month."""
    found = summary(size=0.009, sectors=["d slow"])["sectors"].to_dataset()
    slow = tariffs()[3]
    seen = slow[:-AHEAD]
    year = np.abs(seen[12:] - seen[:-12]).max()
    over = [0.009 - 0.005, abs(0.109 - slow[PERIODS - 12]) - year]
    assert seen.max() > 0.109
    expected = max(over) / (seen.max() - seen.min())
    np.testing.assert_allclose(found["own_policy"].sel(path="scenario").values[3, 1], expected)


def test_it_rests_on_its_own_past_on_that_of_others_or_on_nothing(sectors):
    assert policy_support(sectors, 0.1).tolist() == [OWN_RANGE, OTHERS_RANGE, NO_RANGE, OTHERS_RANGE]
    assert never_moved(sectors).tolist() == [False, False, True, False]


def test_where_all_series_are_left_nothing_holds():
    """Thirty points more are beyond what any series has seen."""
    found = summary(size=0.3)["sectors"].to_dataset()
    assert policy_support(found, 0.1).tolist() == [NO_RANGE] * 4


def test_shares_of_series_and_of_weight_stand_in_the_artifact(sectors):
    np.testing.assert_allclose(sectors["weight"], [0.6, 0.25, 0.1, 0.05])
    assert sectors.attrs["own_left"] == 0.75 and sectors.attrs["share_of"] == "volume"
    np.testing.assert_allclose(sectors.attrs["own_left_weight"], 0.4)


def test_a_policy_that_hardly_moves_or_not_at_all_stays_in_its_range():
    found = summary(size=0.0001, sectors=["a wide"])["sectors"].to_dataset()
    assert policy_support(found, 0.1)[[0, 2]].tolist() == [OWN_RANGE, OWN_RANGE]
    assert not never_moved(found).any()


def test_what_the_equations_meet_has_a_range_of_its_own_too(sectors):
    """The tariff among the inputs: inside for the wide one alone."""
    far = sectors["own_inputs"].sel(path="scenario").isel(period=1).values
    np.testing.assert_allclose(far[:2], [0.0, 5.0], atol=1e-9)
    assert far[2] == np.inf and meets_new(sectors, 0.1)[1:3].all() and not meets_new(sectors, 0.1)[0]


@pytest.mark.slow
def test_the_nation_has_its_own_and_no_others():
    """Five points on average within a quarter, of a mean that hardly moved."""
    tree = summary(nation=True)
    national = tree["national"].to_dataset()
    assert policy_support(national, 0.1).tolist() == [NO_RANGE]
    moved = tree["sectors"].to_dataset()
    assert policy_support(moved, 0.1).tolist() == [OWN_RANGE, OTHERS_RANGE, NO_RANGE, OTHERS_RANGE]
