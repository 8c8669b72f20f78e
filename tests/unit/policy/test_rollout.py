"""Roll-outs of a linear chain with given draws: the plain recursion, the closed form, what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from linear_world import (
    Coefficients,
    described,
    linear_model,
    make_world,
    panel,
    planned_path,
    roll,
    scenario,
    with_roles,
)

from tradewinds.errors import DataError, SupportError
from tradewinds.policy.scenario import planned_rates
from tradewinds.settings.inference import Precision

pytestmark = pytest.mark.slow

SECTORS, PERIODS, HORIZON = 3, 24, 12
PERSISTENCE, CONSTANT, PASSED = 0.6, 0.05, 1.5


@pytest.fixture(scope="module")
def table():
    """Tariffs, prices and volumes that wander, with customs revenue as an identity."""
    rng = np.random.default_rng(0)
    values = {
        "tariff": rng.uniform(0.05, 0.3, (SECTORS, PERIODS)),
        "price": np.exp(rng.normal(0.8, 0.4, (SECTORS, PERIODS))),
        "volume": np.exp(rng.normal(-1.9, 0.6, (SECTORS, PERIODS))),
    }
    values["revenue"] = values["tariff"] * values["price"] * values["volume"]
    return panel(values, 1, "step", industry=["a", "b", "c"])


def chain(table, model=None, price=None, **law):
    """log p = φ log p[−1] + c + β τ, and log q = 0.5 log q[−1] − 0.5 log p[t] + 0.2 log revenue[t−1]."""
    change = (model or linear_model()).explain == "change"
    price = price or Coefficients([PERSISTENCE - change, PASSED], CONSTANT, **law)
    volume = Coefficients([0.5 - change, -0.5, 0.2])
    return make_world(
        {"sectors": with_roles(table, 5)},
        {"sectors": described(table, "step", identities={"revenue": "tariff * price * volume"})},
        {
            "tier1": {
                "volume[t] ~ volume[t-1] + price[t] + revenue[t-1]": volume,
                "price[t] ~ price[t-1] + tariff[t]": price,
            }
        },
        model=model,
    )


@pytest.fixture(scope="module")
def rolled(table):
    return roll(chain(table), scenario(HORIZON, 0.1, draws=2))


def last(table, name):
    return table.groupby("sector")[name].last().to_numpy()


def test_without_noise_it_is_the_plain_recursion(table, rolled):
    for name, path in rolled.tariffs.items():
        p, q, revenue = (np.log(last(table, v)) for v in ("price", "volume", "revenue"))
        found = rolled.paths[name].values["sectors"]
        for step in range(HORIZON):
            p = PERSISTENCE * p + CONSTANT + PASSED * path[step]
            q = 0.5 * q - 0.5 * p + 0.2 * revenue
            revenue = p + q + np.log(path[step])
            for variable, expected in (("price", p), ("volume", q), ("revenue", revenue)):
                np.testing.assert_allclose(np.log(found[variable][:, step]), [expected] * 2, rtol=1e-9)


def test_single_precision_changes_the_seventh_digit(table, rolled):
    single = roll(chain(table), scenario(HORIZON, 0.1, draws=2, precision=Precision.float32))
    for name, path in rolled.paths.items():
        for variable, exact in path.values["sectors"].items():
            found = single.paths[name].values["sectors"][variable]
            assert found.dtype == exact.dtype == float
            apart = np.abs(found / exact - 1).max()
            assert 1e-9 < apart < 1e-5, (name, variable)  # one rounding is 6e-8, and twelve periods add up
        np.testing.assert_allclose(single.paths[name].outside["sectors"], path.outside["sectors"], atol=1e-5)


def test_with_a_constant_input_it_is_the_closed_form(table, rolled):
    """log p[h] = μ + φ^h (log p[0] − μ), μ = (c + β τ) / (1 − φ)."""
    level = (CONSTANT + PASSED * last(table, "tariff")) / (1 - PERSISTENCE)
    h = np.arange(1, HORIZON + 1)[:, None]
    expected = level + PERSISTENCE**h * (np.log(last(table, "price")) - level)
    found = np.log(rolled.paths["baseline"].values["sectors"]["price"])
    np.testing.assert_allclose(found, np.stack([expected, expected]), rtol=1e-9)


def test_explaining_the_level_is_the_same_chain(table, rolled):
    other = roll(chain(table, linear_model(explain="level")), scenario(HORIZON, 0.1))
    for name, path in other.paths.items():
        known = rolled.paths[name].values["sectors"]
        for variable in ("price", "volume"):
            np.testing.assert_allclose(path.values["sectors"][variable][0], known[variable][0], rtol=1e-9)


def test_the_same_path_twice_differs_by_nothing(table):
    same = roll(chain(table, sigma=0.1), scenario(HORIZON, 0.0, draws=4))
    one, other = (same.paths[name] for name in ("baseline", "scenario"))
    for variable, values in one.values["sectors"].items():
        np.testing.assert_array_equal(values, other.values["sectors"][variable])
    np.testing.assert_array_equal(one.outside["sectors"], other.outside["sectors"])


def test_both_paths_meet_the_same_disturbances(table):
    """In a linear chain with noise the difference of two paths is the one without noise, in every draw."""
    calm, noisy = (
        roll(chain(table, sigma=sigma), scenario(HORIZON, 0.1, draws=4)).paths for sigma in (0.0, 0.3)
    )

    def difference(paths):
        one, other = (np.log(paths[name].values["sectors"]["price"]) for name in ("baseline", "scenario"))
        return other - one

    np.testing.assert_allclose(difference(noisy), difference(calm), atol=1e-10)
    assert np.log(noisy["baseline"].values["sectors"]["price"]).std(axis=0).min() > 0.05


def test_two_scenarios_of_the_same_path_differ_by_nothing(table):
    """Each is a run of its own, yet meets the same draws and disturbances."""
    asked = scenario(HORIZON, 0.1, draws=4)
    one, other = (
        roll(chain(table, sigma=0.3), replace(asked, name=name)).paths["scenario"]
        for name in ("one", "other")
    )
    for variable, values in one.values["sectors"].items():
        np.testing.assert_array_equal(values, other.values["sectors"][variable])


def test_unlike_scenarios_meet_the_same_disturbances(table):
    """The unchanged path is the same whatever it is compared with, draw by draw."""
    ramp, step = (
        roll(chain(table, sigma=0.3), scenario(HORIZON, 0.1, draws=4, shape=shape))
        for shape in ("ramp", "step")
    )
    found = [one.paths["baseline"].values["sectors"]["price"] for one in (ramp, step)]
    np.testing.assert_array_equal(*found)
    one, other = (np.log(rolled.paths["scenario"].values["sectors"]["price"]) for rolled in (ramp, step))
    gap = np.zeros(SECTORS)
    for step_of, (low, high) in enumerate(
        zip(ramp.tariffs["scenario"], step.tariffs["scenario"], strict=True)
    ):
        gap = PERSISTENCE * gap + PASSED * (high - low)
        np.testing.assert_allclose((other - one)[:, step_of], [gap] * 4, atol=1e-10)


def test_an_impulse_dies_out_by_persistence(table):
    """Impulse response of a linear chain: β φ^h · size after h periods, in logs."""
    found = roll(chain(table, sigma=0.3), scenario(HORIZON, 0.1, draws=4, shape="impulse", start=3)).paths
    one, other = (np.log(found[name].values["sectors"]["price"]) for name in ("scenario", "baseline"))
    expected = np.concatenate([np.zeros(2), PASSED * 0.1 * PERSISTENCE ** np.arange(HORIZON - 2)])
    np.testing.assert_allclose(one - other, np.tile(expected[None, :, None], (4, 1, SECTORS)), atol=1e-10)


def test_the_seed_decides_the_disturbances(table):
    world = chain(table, sigma=0.3)
    first, again, other = (
        roll(world, scenario(3, draws=2), seed).paths["baseline"].values["sectors"]["price"]
        for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.isclose(first, other).any()
    assert not np.isclose(first[0], first[1]).any()


def test_few_draws_are_repeated_and_each_keeps_its_own_numbers(table):
    """Three draws of the constant, carried by seven paths: each constant appears two or three times."""
    constants = np.array([0.0, 0.1, 0.3])
    world = chain(table)
    posterior = world.posteriors["tier1"]["price/posterior"]
    three = posterior.to_dataset().isel(draw=[0, 0, 0])
    posterior.dataset = three.assign(
        intercept=three["intercept"] + constants / world.scaler_of("price").target_scale
    )
    values = roll(world, scenario(1, draws=7)).paths["baseline"].values["sectors"]["price"]
    found = np.log(values[:, 0, 0]) - np.log(values[:, 0, 0]).min()
    counts = [int(np.isclose(found, constant).sum()) for constant in constants]
    assert sum(counts) == 7 and min(counts) >= 2


def test_a_sector_that_ended_early_goes_on_from_its_last_values(table):
    short = table[~((table["sector"] == "b") & (table["period"] > PERIODS - 3))]
    found = roll(chain(short), scenario(2, 0.1))
    path = found.tariffs["baseline"][:, 1]
    ended = short[short["sector"] == "b"].iloc[-1]
    np.testing.assert_allclose(path, ended["tariff"])
    expected = PERSISTENCE * np.log(ended["price"]) + CONSTANT + PASSED * ended["tariff"]
    price = found.paths["baseline"].values["sectors"]["price"]
    np.testing.assert_allclose(np.log(price[0, 0, 1]), expected)


def test_distances_grow_with_the_tariff_and_are_nothing_inside(table, rolled):
    trained = table[(table["period"] <= PERIODS - 5) & (table["period"] > 1)]["tariff"]
    low, high = trained.min(), trained.max()
    beyond = np.maximum(rolled.tariffs["scenario"] - high, 0) / (high - low)
    found = rolled.paths["scenario"].outside["sectors"][0]
    assert (found >= beyond - 1e-12).all() and (beyond > 0).any()
    assert found[-1].max() > found[0].max()


def test_a_path_too_far_from_the_data_is_refused_in_words(table):
    world = chain(table)
    far = scenario(HORIZON, 0.9, refuse_distance=2.5)
    with pytest.raises(
        SupportError, match=r"scenario: the median path reaches \d+\.\d training ranges"
    ) as error:
        roll(world, far)
    assert "scenario.refuse_distance = 2.5" in str(error.value)
    roll(world, replace(far, refuse_distance=50.0))


def test_an_explosive_chain_is_refused(table):
    with pytest.raises(SupportError, match="scenario: |baseline: "):
        roll(chain(table, price=Coefficients([4.0, 1.0])), scenario(60))


def test_sectors_the_model_never_saw_are_refused(table):
    world = chain(table)
    world.train["sectors"] = world.train["sectors"][world.train["sectors"]["sector"] != "b"]
    with pytest.raises(DataError, match="sectors without training rows: b"):
        roll(world, scenario(2))


def test_the_paths_are_the_planned_ones(table, rolled):
    expected = planned_rates(planned_path(chain(table), scenario(HORIZON, 0.1)))
    for name, path in expected.items():
        np.testing.assert_array_equal(rolled.tariffs[name], path)
    assert rolled.explained == {"sectors": ["price", "volume"]}
