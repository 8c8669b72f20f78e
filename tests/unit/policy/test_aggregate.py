"""From the sectors to the nation: weights, sums, links over a year."""

import numpy as np
import pytest
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.policy.aggregate import Passage, aggregate, link, shares
from tradewinds.settings.calendar import link_span, sub_periods
from tradewinds.settings.data import AggregateSettings, DataSettings, Frequency


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
    weights = shares(grid, "volume", last=20, span=12)
    total = np.nansum(grid.values["volume"][:, 9:21], axis=1)
    np.testing.assert_allclose(weights, total / total.sum())
    assert weights.sum() == pytest.approx(1.0) and (weights > 0).all()


def test_a_sector_that_has_gone_weighs_nothing(months):
    grid, _ = months
    weights = shares(grid, "volume", last=29, span=12)
    assert weights[2] == 0.0 and weights.sum() == pytest.approx(1.0)


def test_without_a_variable_all_sectors_weigh_the_same(months):
    np.testing.assert_allclose(shares(months[0], None, 29, 12), [1 / 3, 1 / 3, 1 / 3])


def test_history_shorter_than_a_year_is_taken_as_it_is(months):
    grid, _ = months
    np.testing.assert_allclose(shares(grid, "price", 2, 12), shares(grid, "price", 2, 3))


def test_a_mean_is_weighted_over_sectors_and_plain_over_months():
    values = np.array([[1.0, 3.0], [5.0, 7.0]])
    assert aggregate(values, np.array([0.25, 0.75]), "mean") == pytest.approx((2.5 + 6.5) / 2)
    assert aggregate(values, np.array([0.25, 0.75]), "sum") == pytest.approx(16.0)


def test_a_link_moves_as_the_aggregate_moves():
    assert link(10.0, 3.0, 2.0, log=True) == pytest.approx(15.0)
    assert link(10.0, 3.0, 2.0, log=False) == pytest.approx(11.0)


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
    nation = panel({"price": np.ones((1, 10)), "gap": np.ones((1, 10))}, "2018-01", "quarter")
    settings = DataSettings(
        name="",
        description="",
        tables={"sectors": of_sectors, "national": described(nation, "quarter")},
        aggregates={
            "price": AggregateSettings(of="price", how="mean", weights="volume"),
            "gap": AggregateSettings(of="price", how="sum"),
        },
    )
    passage = Passage.between(grid, 20, settings, ratio=3)
    assert (passage.ratio, passage.span) == (3, 4)
    price = grid.values["price"].T
    national = {"price": np.arange(1.0, 11)[:, None], "gap": np.arange(11.0, 21)[:, None]}
    found = passage.cross(national, {"price": price[:21]}, {"price": price[3:24]})
    weights = shares(grid, "volume", 20, 12)
    now, then = (price[start : start + 3] for start in (21, 9))
    assert found["price"] == pytest.approx(7.0 * (now @ weights).mean() / (then @ weights).mean())
    assert found["gap"] == pytest.approx(17.0 + now.sum() - then.sum())
