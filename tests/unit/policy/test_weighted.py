"""Effects on the sectors, averaged by stated weights."""

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, roll, scenario, with_roles

from tradewinds.policy.differences import Described, joint_level, log_effect, per_cent
from tradewinds.policy.summary import summarise
from tradewinds.policy.weighted import weighted_effects, weighted_mean

SECTORS, PERIODS, HORIZON = 3, 20, 4


@pytest.fixture(scope="module")
def rolled():
    """The price answers by the tariff, whose rise is in one sector alone."""
    rng = np.random.default_rng(0)
    values = {
        "tariff": rng.uniform(0.05, 0.3, (SECTORS, PERIODS)),
        "price": rng.uniform(1, 2, (SECTORS, PERIODS)),
        "volume": np.array([[1.0], [2.0], [5.0]]) * rng.uniform(0.9, 1.1, (SECTORS, PERIODS)),
    }
    table = panel(values, "2015-01", "month", industry=["a", "b", "c"])
    world = make_world(
        {"sectors": with_roles(table, 5)},
        {"sectors": described(table, "month")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.4, 0.5], sigma=0.02)}},
    )
    return world, table, roll(world, scenario(HORIZON, 0.1, draws=30, sectors=["c"]))


@pytest.mark.parametrize("weights", ["volume", None])
def test_it_is_the_weighted_mean_draw_by_draw(rolled, weights):
    world, table, found = rolled
    dataset = weighted_effects(found, world.data, weights)
    known = np.ones(3) / 3
    if weights:
        total = table[table["period"] > table["period"].max() - np.timedelta64(360, "D")]
        known = total.groupby("sector")["volume"].sum().to_numpy()
        known = known / known.sum()
    np.testing.assert_allclose(dataset["weight"], known)
    price = [found.paths[name].values["sectors"]["price"] for name in ("scenario", "baseline")]
    expected = per_cent(log_effect(*price) @ known)
    later = dataset.isel(sector=0, period=slice(1, None))
    np.testing.assert_allclose(later["price_effect_mean"], per_cent(np.log1p(expected / 100).mean(axis=0)))
    np.testing.assert_allclose(
        later["price_effect_quantile"].sel(quantile=0.9), np.quantile(expected, 0.9, axis=0)
    )
    assert dataset.attrs["weights"] == (weights or "equal")
    assert dataset["horizon"].values.tolist() == [0, 1, 2, 3, 4]


def test_both_paths_stand_beside_as_an_index_of_the_same_average(rolled):
    world, table, found = rolled
    dataset = weighted_effects(found, world.data, "volume").isel(sector=0)
    share, now = dataset["weight"].values, table.groupby("sector")["price"].last().to_numpy()
    for path in ("scenario", "baseline"):
        price = found.paths[path].values["sectors"]["price"]
        expected = 100 * np.exp(np.log(price / now) @ share)
        levels = dataset["price_quantile"].sel(path=path, quantile=0.9)
        assert levels[0] == 100
        np.testing.assert_allclose(levels[1:], np.quantile(expected, 0.9, axis=0))
    assert dataset["price_mean"].attrs["unit"] == "index, last observed = 100"


def test_of_what_adds_up_all_sectors_together_are_their_sum():
    path = np.array([[[1.0, 2.0, 4.0]]])
    amount = Described("Revenue", "USD", log=True, total=True)
    np.testing.assert_allclose(joint_level(path, path[0, 0], amount, np.array([0.5, 0.5, 0.0])), [[[3.0]]])
    rate = Described("Rate", "", log=False)
    np.testing.assert_allclose(joint_level(path, path[0, 0], rate, np.array([0.25, 0.75, 0.0])), [[[1.75]]])


def test_where_one_sector_alone_moves_the_others_count_as_nothing(rolled):
    world, _, found = rolled
    sectors = summarise(found, world.data, "tariff")["sectors"]["price_effect_mean"].isel(period=-1)
    assert (sectors.values[:2] == 0).all() and sectors.values[2] > 0
    everyone = weighted_effects(found, world.data, None)["price_effect_mean"].isel(period=-1, sector=0)
    np.testing.assert_allclose(everyone, per_cent(np.log1p(sectors.values[2] / 100) / 3))


def test_the_truth_is_weighted_as_the_estimate_is(rolled):
    world, _, found = rolled
    rng = np.random.default_rng(1)
    truth = {
        path: {"sectors": {"price": rng.uniform(1, 2, (6, HORIZON, SECTORS))}}
        for path in ("baseline", "scenario")
    }
    dataset = weighted_effects(found, world.data, "volume", truth)
    one, other = (truth[path]["sectors"]["price"] for path in ("scenario", "baseline"))
    expected = per_cent(np.log(one / other).mean(axis=0) @ dataset["weight"].values)
    np.testing.assert_allclose(dataset["price_truth"].values[0], [0, *expected])


def test_the_effect_on_revenue_is_that_on_the_total():
    """Per cent of the revenue of a sector that pays no tariff is no number; in the total it is nothing."""
    rng = np.random.default_rng(0)
    tariff = rng.uniform(0.05, 0.3, (SECTORS, PERIODS))
    tariff[1] = 0.0
    values = {"tariff": tariff, "price": rng.uniform(1, 2, (SECTORS, PERIODS))}
    values["revenue"] = values["tariff"] * values["price"]
    table = panel(values, "2015-01", "month", industry=["a", "b", "c"])
    world = make_world(
        {"sectors": with_roles(table, 5)},
        {"sectors": described(table, "month", identities={"revenue": "tariff * price"})},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.4, 0.5], sigma=0.02)}},
    )
    found = roll(world, scenario(HORIZON, 0.1, draws=30, sectors=["c"]))
    sectors = summarise(found, world.data, "tariff")["sectors"]["revenue_effect_mean"].isel(period=-1)
    assert np.isnan(sectors.values[1])
    dataset = weighted_effects(found, world.data, None)
    last = {name: one.values["sectors"]["revenue"][:, -1] for name, one in found.paths.items()}
    assert (last["baseline"][:, 1] == 0).all() and (last["baseline"][:, [0, 2]] > 0).all()
    total = {name: np.exp(np.log(of[:, [0, 2]]).mean(axis=0)).sum() for name, of in last.items()}
    expected = 100 * (total["scenario"] / total["baseline"] - 1)  # all futures are of one draw
    everyone = dataset["revenue_effect_mean"]
    np.testing.assert_allclose(everyone.isel(period=-1, sector=0), expected)
    assert everyone.attrs["average"] == "total" and dataset["price_effect_mean"].attrs["average"] == "log"


def test_sectors_of_no_weight_have_no_mean():
    """It was 0, and certain."""
    change = np.array([[1.0, 2.0, 3.0]])
    there = np.array([True, True, False])
    assert np.isnan(weighted_mean(change, np.array([0.0, 0.0, 1.0]), there)).all()
    np.testing.assert_allclose(weighted_mean(change, np.array([1.0, 3.0, 4.0]), there), [[1.75]])


def test_refused_sectors_are_left_out_and_the_others_weigh_the_more(rolled):
    world, _, found = rolled
    refused = np.array([False, False, True])
    together = weighted_effects(found._replace(refused=refused), world.data, "volume")
    assert together["weight"].values[2] == 0
    np.testing.assert_allclose(together["weight"].sum(), 1)
    assert (together["price_effect_mean"] == 0).all()  # the tariff rises in the third alone
    summary = summarise(found._replace(refused=refused), world.data, "tariff")["sectors"]
    effects = summary["price_effect_quantile"].isel(period=-1, quantile=3)
    assert np.isnan(effects.values).tolist() == refused.tolist()
