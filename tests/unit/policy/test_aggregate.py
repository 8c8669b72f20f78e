"""From the sectors to the nation: weights, sums, links over a year."""

from dataclasses import replace

import numpy as np
import pytest
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.errors import DataError
from tradewinds.policy.aggregate import BridgeEquation, aggregate
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.settings.calendar import link_span, sub_periods
from tradewinds.settings.data import AggregateSettings, DataSettings
from tradewinds.settings.data_table import Frequency


@pytest.fixture
def months():
    """Three sectors over thirty months; the third has no volume in the last fifteen."""
    volume = np.random.default_rng(0).uniform(1, 2, (3, 30))
    price = np.random.default_rng(1).uniform(1, 2, (3, 30))
    table = panel({"volume": volume, "price": price}, "2018-01", "month", industry=["a", "b", "c"])
    grid = to_grid(table, described(table, "month"))
    grid.values["volume"][2, 15:] = np.nan
    return grid, described(table, "month")


def test_weights_are_shares_of_the_last_year(months):
    grid, _ = months
    weights = sector_weights(grid, "volume", last=20, span=12)
    total = np.nansum(grid.values["volume"][:, 9:21], axis=1)
    np.testing.assert_allclose(weights, total / total.sum())
    assert weights.sum() == pytest.approx(1.0) and (weights > 0).all()


def test_weights_below_zero_are_refused(months):
    grid = months[0]
    less = np.where(np.arange(len(grid.sectors))[:, None] == 1, -grid.values["volume"], grid.values["volume"])
    other = replace(grid, values={**grid.values, "volume": less})
    with pytest.raises(DataError, match="in sector '.*'; expected a variable of which no sector has less"):
        sector_weights(other, "volume", 20, 12)


def test_a_sector_that_has_gone_weighs_nothing(months):
    grid, _ = months
    weights = sector_weights(grid, "volume", last=29, span=12)
    assert weights[2] == 0.0 and weights.sum() == pytest.approx(1.0)


def test_without_a_variable_all_sectors_weigh_the_same(months):
    np.testing.assert_allclose(sector_weights(months[0], None, 29, 12), [1 / 3, 1 / 3, 1 / 3])


def test_without_a_variable_a_sector_that_has_ended_weighs_nothing(months):
    """It counted in a plain mean, though it is in no sum any more."""
    grid, _ = months
    for values in grid.values.values():
        values[2, 15:] = np.nan
    np.testing.assert_allclose(sector_weights(grid, None, 29, 12), [0.5, 0.5, 0])


@pytest.mark.parametrize("variable", [None, "volume"])
def test_a_year_of_reporting_lag_takes_no_weight_away(months, variable):
    grid, _ = months
    for values in grid.values.values():
        values[2, 15:] = np.nan
    assert sector_weights(grid, variable, 26, 12)[2] > 0 and sector_weights(grid, variable, 27, 12)[2] == 0


def test_history_shorter_than_a_year_is_taken_as_it_is(months):
    grid, _ = months
    np.testing.assert_allclose(sector_weights(grid, "price", 2, 12), sector_weights(grid, "price", 2, 3))


def test_a_mean_is_weighted_over_sectors_and_plain_over_months():
    values = np.array([[1.0, 3.0], [5.0, 7.0]])
    assert aggregate(values, np.array([0.25, 0.75]), "mean") == pytest.approx((2.5 + 6.5) / 2)
    assert aggregate(values, np.ones(2), "sum") == pytest.approx(16.0)


@pytest.mark.parametrize(
    ("sectors", "nation", "ratio", "span"),
    [("month", "quarter", 3, 4), ("month", "year", 12, 1), ("quarter", "year", 4, 1), ("step", "step", 1, 1)],
)
def test_how_many_periods_make_one(sectors, nation, ratio, span):
    assert sub_periods(Frequency(sectors), Frequency(nation)) == ratio
    assert link_span(Frequency(nation)) == span


def test_every_quarter_is_linked_to_the_same_quarter_of_the_year_before(months):
    """Known answer by hand: prices a mean (logs), volumes a sum (as levels), one quarter on."""
    grid, of_sectors = months
    nation = panel(
        {"price": np.arange(1.0, 11)[None], "gap": np.arange(11.0, 21)[None]}, "2018-01", "quarter"
    )
    settings = DataSettings(
        name="",
        description="",
        tables={"sectors": of_sectors, "national": described(nation, "quarter")},
        aggregates={
            "price": AggregateSettings(of="price", how="mean", weights="volume"),
            "gap": AggregateSettings(of="price", how="sum"),
        },
    )
    grids = {"sectors": grid, "national": to_grid(nation, described(nation, "quarter"))}
    bridge = BridgeEquation.between(grids, {"sectors": 20, "national": 6}, settings, ratio=3)
    price = grid.values["price"].T
    weights = sector_weights(grid, "volume", 20, 12)
    apart = bridge.seasons(6)
    np.testing.assert_array_equal(apart["gap"][4:], apart["gap"][:2])
    for quarter in range(3):
        last = 7 + quarter
        found = bridge.national_values(
            {"price": price[: 3 * last + 3]}, {name: values[quarter] for name, values in apart.items()}
        )
        now, then = (price[3 * q : 3 * q + 3] for q in (last, 3 + quarter))
        before = {"price": 4.0 + quarter, "gap": 14.0 + quarter}
        assert found["price"] == pytest.approx(
            before["price"] * (now @ weights).mean() / (then @ weights).mean()
        )
        assert found["gap"] == pytest.approx(before["gap"] + now.sum() - then.sum())


@pytest.fixture
def revenue():
    """Two sectors and a nation over six steps; the nation's revenue, in levels or logs, is twice theirs."""
    sectors = panel({"revenue": np.array([[1.0] * 6, [3.0] * 6])}, 0, "step", industry=["a", "b"])
    nation = panel({"revenue": np.full((1, 6), 8.0)}, 0, "step")
    tables = {"sectors": described(sectors, "step"), "national": described(nation, "step")}
    grids = {"sectors": to_grid(sectors, tables["sectors"]), "national": to_grid(nation, tables["national"])}
    total = AggregateSettings(of="revenue", how="sum")
    return grids, DataSettings(name="", description="", tables=tables, aggregates={"revenue": total})


def test_what_falls_to_nothing_comes_back(revenue):
    """The link is to what was observed: an aggregate simulated a year before may be 0."""
    grids, data = revenue
    bridge = BridgeEquation.between(grids, {"sectors": 5, "national": 5}, data, ratio=1)
    apart = {name: values[0] for name, values in bridge.seasons(3).items()}
    for total in ([1.0, 3.0], [0.0, 0.0], [0.0, 0.0], [2.0, 3.0]):
        found = bridge.national_values({"revenue": np.array([total])}, apart)
        assert found["revenue"] == pytest.approx(2 * sum(total))


def test_a_sector_that_has_ended_is_in_no_sum(revenue):
    grids, data = revenue
    grids["sectors"].values["revenue"][1, 4:] = np.nan
    bridge = BridgeEquation.between(grids, {"sectors": 5, "national": 5}, data, ratio=1)
    apart = {name: values[0] for name, values in bridge.seasons(1).items()}
    assert bridge.national_values({"revenue": np.array([[1.5, 3.0]])}, apart)["revenue"] == pytest.approx(
        8 * 1.5
    )


def test_an_aggregate_of_nothing_in_logs_is_refused(revenue):
    grids, data = revenue
    grids["sectors"].values["revenue"][:] = 0.0
    with pytest.raises(DataError, match="“revenue” is in logs, and the sectors' “revenue” comes to 0"):
        BridgeEquation.between(grids, {"sectors": 5, "national": 5}, data, ratio=1)


def test_weights_of_nothing_are_refused(months):
    grid, _ = months
    grid.values["volume"][:] = 0.0
    with pytest.raises(
        DataError, match="weighted by “volume”, whose total over the last 12 known periods is 0"
    ):
        sector_weights(grid, "volume", last=20, span=12)
