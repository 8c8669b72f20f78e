"""Where a nation is nothing but the sum of its sectors, linked aggregates are plain ones."""

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, roll, scenario, with_roles

from tradewinds.data.mapping import with_identities
from tradewinds.data.synthetic import simulate_economy
from tradewinds.settings.data import AggregateSettings
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

pytestmark = pytest.mark.slow

REVENUE = {"revenue": "tariff * price * volume"}


@pytest.fixture(scope="module")
def rolled():
    tables = simulate_economy(SyntheticSettings(economy=EconomyName.two_tier, sectors=4, periods=30), 0)
    settings = {
        "sectors": described(tables["sectors"], "step", identities=REVENUE),
        "national": described(tables["national"], "step"),
    }
    tables["sectors"] = with_identities(tables["sectors"], settings["sectors"])
    return roll(
        make_world(
            {name: with_roles(table, 6) for name, table in tables.items()},
            settings,
            {
                "tier1": {
                    "price[t] ~ tariff[t]": Coefficients([0.4]),
                    "volume[t] ~ price[t] + volume[t-1]": Coefficients([-0.3, -0.2]),
                }
            },
            aggregates={
                "avg_tariff": AggregateSettings(of="tariff", how="mean"),
                "import_price": AggregateSettings(of="price", how="mean"),
                "imports": AggregateSettings(of="volume", how="sum"),
                "revenue": AggregateSettings(of="revenue", how="sum"),
            },
        ),
        scenario(5, 0.1),
    )


@pytest.mark.parametrize("path", ["baseline", "scenario"])
def test_linked_aggregates_are_plain_ones(rolled, path):
    sectors, nation = (rolled.paths[path].values[table] for table in ("sectors", "national"))
    tariff = rolled.tariffs[path]
    plain = {
        "avg_tariff": np.broadcast_to(tariff.mean(axis=-1), nation["avg_tariff"].shape[:2]),
        "import_price": sectors["price"].mean(axis=-1),
        "imports": sectors["volume"].sum(axis=-1),
        "revenue": (tariff * sectors["price"] * sectors["volume"]).sum(axis=-1),
    }
    for name, expected in plain.items():
        np.testing.assert_allclose(nation[name][..., 0], expected, rtol=1e-9)
