"""The paths that are asked about, and those they are compared with."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from linear_world import Coefficients, described, make_world, panel, scenario, with_roles

from tradewinds.errors import ScenarioError
from tradewinds.policy.scenario import Ahead, follow, plan, planned_rates
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.path import PathSettings

LAST = np.array([0.02, 0.3])
MONTHS = pd.date_range("2020-01", periods=5, freq="MS").to_numpy()
AHEAD = Ahead(["a", "b"], LAST, MONTHS, Frequency.month, "tariff")


def path(shape: str = "ramp", **changes: object) -> PathSettings:
    return PathSettings(name="mine", **{"shape": shape, "size": 0.1} | changes)


SHAPES = {
    "a ramp to the end": (path(), [0.02, 0.04, 0.06, 0.08, 0.1]),
    "a ramp of two periods": (path(length=2), [0.05, 0.1, 0.1, 0.1, 0.1]),
    "a late ramp": (path(start=4), [0, 0, 0, 0.05, 0.1]),
    "a step": (path("step"), [0.1] * 5),
    "a late step": (path("step", start=3), [0, 0, 0.1, 0.1, 0.1]),
    "a temporary change": (path("temporary", start=2, length=2), [0, 0.1, 0.1, 0, 0]),
    "an impulse": (path("impulse", start=2), [0, 0.1, 0, 0, 0]),
    "a profile": (path("profile", profile=[0, 0.5, 0.2, 1, 1]), [0, 0.05, 0.02, 0.1, 0.1]),
    "a late profile": (path("profile", start=3, profile=[0.5, 0.2, 1, 1]), [0, 0, 0.05, 0.02, 0.1]),
}


@pytest.mark.parametrize(("asked", "change"), SHAPES.values(), ids=SHAPES)
def test_a_shape_is_the_share_of_the_size_in_force(asked, change):
    np.testing.assert_allclose(follow(asked, AHEAD), LAST + np.array(change)[:, None])
    doubled = follow(replace(asked, relative=True, size=1.0), AHEAD)
    np.testing.assert_allclose(doubled, LAST * (1 + 10 * np.array(change)[:, None]))


def test_a_cut_ends_at_zero():
    """There is no tariff below nothing: a sector with 2 % cannot be cut by ten points."""
    found = follow(path(size=-0.1), AHEAD)
    np.testing.assert_allclose(found[:, 0], [0, 0, 0, 0, 0], atol=1e-15)
    np.testing.assert_allclose(found[:, 1], [0.28, 0.26, 0.24, 0.22, 0.2])


REFUNDED = AHEAD._replace(last=np.array([-0.03, 0.3]))
"""A last rate below zero, as realised rates have it after refunds."""


def test_a_rise_counts_from_a_last_rate_below_zero():
    """It was lifted to zero first: 0, 0, 1.2 … instead of −2, −1, 0 …"""
    found = follow(path(size=0.05), REFUNDED)
    np.testing.assert_allclose(found[:, 0], [-0.02, -0.01, 0.0, 0.01, 0.02], atol=1e-12)


def test_a_cut_leaves_a_last_rate_below_zero_where_it_is():
    np.testing.assert_allclose(follow(path("step", size=-0.05), REFUNDED)[:, 0], -0.03)
    np.testing.assert_allclose(follow(path("step", size=-1.0, relative=True), REFUNDED)[:, 0], 0.0)
    np.testing.assert_allclose(follow(path("step", size=1.0, relative=True), REFUNDED)[:, 0], -0.06)


def test_a_removed_tariff_is_nothing():
    np.testing.assert_array_equal(follow(path("step", size=-1.0, relative=True), AHEAD), np.zeros((5, 2)))


def test_only_the_sectors_that_are_named_move():
    found = follow(path("step", sectors=["b"]), AHEAD)
    np.testing.assert_array_equal(found[:, 0], LAST[0])
    np.testing.assert_allclose(found[:, 1], 0.4)


def rows(*sectors: str, periods: int = 6, **rates: float) -> pd.DataFrame:
    """A path that starts a month before it is asked for."""
    months = pd.date_range("2019-12", periods=periods, freq="MS")
    if not sectors:
        return pd.DataFrame({"period": months, "tariff": np.arange(periods) / 10})
    return pd.concat(
        [pd.DataFrame({"sector": s, "period": months, "tariff": np.arange(periods) / 10}) for s in sectors]
    )


def test_a_path_from_a_file_is_for_all_sectors_or_for_those_it_has():
    asked = path("file", file="mine.csv")
    expected = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    np.testing.assert_allclose(follow(asked, AHEAD, rows()), np.stack([expected, expected], axis=1))
    found = follow(asked, AHEAD, rows("b"))
    np.testing.assert_allclose(found, np.stack([np.full(5, 0.02), expected], axis=1))
    found = follow(replace(asked, sectors=["a"]), AHEAD, rows())
    np.testing.assert_allclose(found, np.stack([expected, np.full(5, 0.3)], axis=1))


@pytest.mark.parametrize(
    ("asked", "table", "words"),
    [
        (
            path(sectors=["c"]),
            None,
            "scenario mine, sectors: no sector 'c' in the data; expected some of a, b",
        ),
        (path("file", file="mine.csv"), rows("c"), "mine.csv: no sector 'c' in the data"),
        (
            path("file", file="mine.csv"),
            rows(periods=4),
            "no rate for 2 of 5 periods, first 2020-04; expected every period from 2020-01 to 2020-05",
        ),
        (path("file", file="mine.csv"), rows("a", periods=4), "2 of 5 periods of sector 'a', first 2020-04"),
    ],
)
def test_a_path_that_cannot_be_followed_is_refused_in_words(asked, table, words):
    with pytest.raises(ScenarioError) as error:
        follow(asked, AHEAD, table)
    assert words in str(error.value)


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(0)
    values = {"tariff": rng.uniform(0.05, 0.3, (3, 12)), "price": rng.uniform(1, 2, (3, 12))}
    table = panel(values, 1, "step", industry=["c", "a", "b"])
    return make_world(
        {"sectors": with_roles(table, 3)},
        {"sectors": described(table, "step")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([0.0, 1.0])}},
    )


def test_a_plan_goes_on_after_the_last_period_of_the_data(world):
    asked = scenario(4, 0.1)
    table = plan(world.panel, asked, asked)
    last = world.test["sectors"].groupby("sector")["tariff"].last()
    assert table["period"].unique().tolist() == [13, 14, 15, 16]
    assert table["sector"].unique().tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(table["baseline"], np.repeat(last, 4))
    np.testing.assert_allclose(table["scenario"], np.repeat(last, 4) + np.tile([0.025, 0.05, 0.075, 0.1], 3))


def test_a_plan_is_read_as_periods_by_sectors(world):
    asked = scenario(4, 0.1)
    table = plan(world.panel, asked, asked)
    found = planned_rates(table.sample(frac=1, random_state=0))
    last = world.test["sectors"].groupby("sector")["tariff"].last().to_numpy()
    np.testing.assert_allclose(found["baseline"], np.tile(last, (4, 1)))
    np.testing.assert_allclose(found["scenario"][1], last + 0.05)


def test_the_baseline_may_be_another_scenario(world):
    asked = scenario(4, 0.1)
    found = planned_rates(plan(world.panel, asked, asked, path("step", size=0.04)))
    np.testing.assert_allclose(found["scenario"][0] - found["baseline"][0], 0.025 - 0.04)


def test_two_paths_from_one_file_are_read_each_in_its_own_way(world):
    """The same CSV, once as percent and once as fractions: the second reading took the first one's place."""
    asked = scenario(4, 0.1)
    mine = replace(path("file", file="rates.csv"), name="mine")
    files = {
        role: pd.DataFrame({"period": [13, 14, 15, 16], "tariff": rate})
        for role, rate in {"scenario": 0.25, "baseline": 0.1}.items()
    }
    found = planned_rates(plan(world.panel, asked, mine, replace(mine, name="other"), files))
    np.testing.assert_allclose(found["scenario"], 0.25)
    np.testing.assert_allclose(found["baseline"], 0.1)
