"""Months and quarters together: what crosses from the sectors to the nation, and when."""

import numpy as np
import pandas as pd
import pytest
from linear_world import Coefficients, described, make_world, panel, roll, scenario, with_roles

from tradewinds.settings.data import AggregateSettings

MONTHS, QUARTERS = 41, 13
"""From 2016: sectors until May 2019, the nation until 2019 Q1, which is therefore the origin."""
LAST = 38
"""Index of March 2019."""
HORIZON = 15
"""Five quarters, so that the last one links to a future quarter."""
PRICE = "price[t] ~ price[t-1] + tariff[t]"
VOLUME = "dlog(volume[t]) ~ dlog(volume[t-1]) + month"
WAGES = "wages[t] ~ avg_tariff[t] + import_price[t]"
INCOME = "income[t] ~ wages[t] + imports[t] + income[t-1]"
GAP = "d(gap[t]) ~ dlog(income[t]) + weather[t]"


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(0)
    months = {
        "tariff": rng.uniform(0.05, 0.2, (3, MONTHS)),
        "price": np.exp(rng.normal(0.4, 0.2, (3, MONTHS))),
        "volume": np.exp(rng.normal(1, 0.2, (3, MONTHS)) + 0.3 * np.sin(np.arange(MONTHS))),
    }
    quarters = {
        "avg_tariff": rng.uniform(0.05, 0.2, (1, QUARTERS)),
        "import_price": np.exp(rng.normal(0.1, 0.1, (1, QUARTERS))),
        "imports": np.exp(rng.normal(5, 0.1, (1, QUARTERS))),
        "wages": np.exp(rng.normal(0, 0.1, (1, QUARTERS))),
        "income": np.exp(rng.normal(0, 0.1, (1, QUARTERS))),
        "gap": rng.normal(0, 1, (1, QUARTERS)),
        "weather": np.exp(rng.normal(0, 1, (1, QUARTERS))),
    }
    quarters["bill"] = quarters["import_price"] * quarters["imports"]
    sectors = panel(months, "2016-01", "month", industry=["a", "b", "c"])
    nation = panel(quarters, "2016-01", "quarter")
    return make_world(
        {"sectors": with_roles(sectors, 9), "national": with_roles(nation, 3)},
        {
            "sectors": described(sectors, "month"),
            "national": described(nation, "quarter", identities={"bill": "import_price * imports"}),
        },
        {
            # in another order than that in which they are solved
            "tier2": {GAP: Coefficients([2.0, 0.2]), INCOME: Coefficients([-0.2, 0.1, -0.3])},
            "tier1": {
                PRICE: Coefficients([-0.5, 1.5]),
                VOLUME: Coefficients([0.3, 1.0]),
                WAGES: Coefficients([-0.4, 0.3]),
            },
        },
        aggregates={
            "avg_tariff": AggregateSettings(of="tariff", how="mean", weights="volume"),
            "import_price": AggregateSettings(of="price", how="mean"),
            "imports": AggregateSettings(of="volume", how="sum"),
        },
    )


@pytest.fixture(scope="module")
def rolled(world):
    return roll(world, scenario(HORIZON - 1, 0.1))


@pytest.fixture(scope="module", params=["baseline", "scenario"])
def path(request, rolled):
    """Sector and national variables [periods, S] of one path, known periods and future ones in a row."""
    found = {}
    for table, grid in rolled.grids.items():
        last = rolled.origin.last[table] + 1
        future = {name: one[0] for name, one in rolled.paths[request.param].values[table].items()}
        if table == "sectors":
            future["tariff"] = rolled.tariffs[request.param]
        found[table] = {
            name: np.concatenate([grid.values[name][:, :last].T, values]) for name, values in future.items()
        }
    return found


@pytest.mark.slow
def test_the_origin_is_the_last_common_quarter(rolled):
    assert rolled.origin.last == {"sectors": LAST, "national": QUARTERS - 1}
    assert rolled.origin.periods["sectors"][0] == pd.Timestamp("2019-03")
    assert rolled.origin.horizon("sectors") == HORIZON and rolled.origin.horizon("national") == 5


@pytest.mark.slow
def test_months_follow_their_equations(path):
    sectors = {name: values[LAST:] for name, values in path["sectors"].items()}
    before, now = np.log(sectors["price"][:-1]), np.log(sectors["price"][1:])
    np.testing.assert_allclose(now, 0.5 * before + 1.5 * sectors["tariff"][1:], atol=1e-9)


def test_future_months_have_the_effect_of_all_training_years(world, path):
    """Mean change of the month over the training years, shrunken to the mean month of all sectors."""
    train = world.train["sectors"].sort_values(["sector", "period"])
    change = np.log(train["volume"]).groupby(train["sector"]).diff()
    # the first two changes of a sector have no row: the equation looks two months back
    change = change.where(train.groupby("sector").cumcount() >= 2)
    by_month = change.groupby([train["sector"], train["period"].dt.month])
    common = change.groupby(train["period"].dt.month).mean()
    total, count = by_month.sum().unstack(), by_month.count().unstack()
    effect = (total + 2.0 * common) / (count + 2.0)
    volume = np.log(path["sectors"]["volume"][LAST - 1 :])
    months = pd.period_range("2019-04", periods=HORIZON, freq="M").month
    expected = 0.3 * np.diff(volume, axis=0)[:-1] + effect[months].to_numpy().T
    np.testing.assert_allclose(np.diff(volume, axis=0)[1:], expected, atol=1e-9)


def by_quarter(values):
    """Months from January 2016 on [T, S] to [Q, 3, S]."""
    return values[: len(values) // 3 * 3].reshape(-1, 3, values.shape[1])


def test_aggregates_move_over_a_year_exactly_as_the_sectors_do(path):
    """N[q] / N[q−4] = A[q] / A[q−4], the weights those of the last observed year."""
    sectors, nation = path["sectors"], path["national"]
    share = sectors["volume"][LAST - 11 : LAST + 1].sum(axis=0)
    of_sectors = {
        "avg_tariff": by_quarter(sectors["tariff"]).mean(axis=1) @ (share / share.sum()),
        "import_price": by_quarter(sectors["price"]).mean(axis=(1, 2)),
        "imports": by_quarter(sectors["volume"]).sum(axis=(1, 2)),
    }
    for quarter in range(QUARTERS, QUARTERS + 5):
        for name, values in of_sectors.items():
            now, then = values[quarter], values[quarter - 4]
            was, found = nation[name][quarter - 4, 0], nation[name][quarter, 0]
            expected = was + now - then if name == "avg_tariff" else was * now / then
            assert found == pytest.approx(expected, rel=1e-9), (name, quarter)


def test_national_equations_use_the_aggregates_of_the_same_quarter(path):
    nation = {name: values[QUARTERS - 1 :, 0] for name, values in path["national"].items()}
    change = -0.4 * nation["avg_tariff"][1:] + 0.3 * np.log(nation["import_price"][1:])
    np.testing.assert_allclose(np.diff(np.log(nation["wages"])), change, atol=1e-9)


def test_tier_two_uses_what_tier_one_found_in_the_same_quarter(path, rolled):
    nation = {name: values[QUARTERS - 1 :, 0] for name, values in path["national"].items()}
    wages, imports, income = (np.log(nation[name]) for name in ("wages", "imports", "income"))
    expected = 0.7 * income[:-1] - 0.2 * wages[1:] + 0.1 * imports[1:]
    np.testing.assert_allclose(income[1:], expected, atol=1e-9)
    # the weather, which nothing explains, stays as it was
    weather = np.log(rolled.grids["national"].values["weather"][0, QUARTERS - 1])
    np.testing.assert_allclose(np.diff(nation["gap"]), 2.0 * np.diff(income) + 0.2 * weather, atol=1e-9)


def test_national_identities_are_computed_along_the_path(path):
    nation = {name: values[QUARTERS:, 0] for name, values in path["national"].items()}
    np.testing.assert_allclose(nation["bill"], nation["import_price"] * nation["imports"])


def test_what_no_path_can_change_is_not_handed_out(rolled):
    values = rolled.paths["scenario"].values
    assert values["sectors"].keys() == {"price", "volume"}
    assert values["national"].keys() == rolled.grids["national"].values.keys() - {"weather"}


def test_higher_tariffs_reach_the_last_link(rolled):
    gap = {name: path.values["national"]["gap"][0, :, 0] for name, path in rolled.paths.items()}
    assert (np.abs(gap["scenario"] - gap["baseline"]) > 1e-4).all()
    assert rolled.explained == {"sectors": ["price", "volume"], "national": ["wages", "income", "gap"]}
