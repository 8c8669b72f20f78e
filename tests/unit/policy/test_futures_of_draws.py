"""The band of an effect is that of the parameters: each draw's effect is a mean over futures."""

from types import SimpleNamespace

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, roll, scenario, with_roles

from tradewinds.policy.differences import effect
from tradewinds.policy.drawn_equations import equations_with_draws
from tradewinds.policy.forecast_origin import find_origin
from tradewinds.policy.rollout import draws_of_futures
from tradewinds.policy.summary import summarise
from tradewinds.policy.weighted import weighted_effects

SECTORS, PERIODS, HORIZON, DRAWS = 3, 20, 4, 40


@pytest.mark.parametrize(
    ("posterior", "draws", "wanted", "size", "expected"),
    [
        ([8], 4, 3, 10, np.tile(np.arange(4), 3)),
        ([2], 6, 3, 10, np.arange(6) % 2),
        ([2, 3], 6, 2, 10, np.tile(np.arange(6), 2)),
        ([8], 4, 1, 10, np.arange(4)),
        ([8], 4, 50, 250_000, np.tile(np.arange(4), 5)),
        ([8], 4, 50, 10**9, np.arange(4)),
    ],
    ids=["tiled", "repeated as it is", "pairs of draws", "one", "as many as fit", "at least one"],
)
def test_which_draw_each_future_is_of(posterior, draws, wanted, size, expected):
    fitted = [SimpleNamespace(draws=count) for count in posterior]
    asked = scenario(HORIZON, draws=draws, futures_per_draw=wanted)
    assert draws_of_futures(fitted, asked, size).tolist() == expected.tolist()


@pytest.fixture(scope="module")
def world():
    """A gap that follows the change of revenue in its own unit, so that the effect of a tariff on it is as
    large as the price happens to be in a future. All draws are alike."""
    rng = np.random.default_rng(0)
    values = {
        "tariff": rng.uniform(0.1, 0.3, (SECTORS, PERIODS)),
        "price": rng.uniform(1, 2, (SECTORS, PERIODS)),
        "gap": rng.normal(size=(SECTORS, PERIODS)),
    }
    values["revenue"] = values["tariff"] * values["price"]
    table = panel(values, 1, "step", industry=["a", "b", "c"])
    return make_world(
        {"sectors": with_roles(table, 5)},
        {"sectors": described(table, "step", identities={"revenue": "tariff * price"})},
        {
            "tier1": {
                "price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.4, 0.5], sigma=0.3),
                "gap[t] ~ gap[t-1] + d(revenue[t-1])": Coefficients([-0.2, 1.0]),
            }
        },
        draws=DRAWS,
    )


def rolled(world, futures: int):
    asked = scenario(HORIZON, 0.1, draws=DRAWS, sectors=["c"], futures_per_draw=futures)
    return roll(world, asked)


def width(world, futures: int) -> float:
    dataset = weighted_effects(rolled(world, futures), world.data, None)
    low, high = (dataset["gap_effect_quantile"].sel(quantile=q).values[0, -1] for q in (0.05, 0.95))
    return high - low


@pytest.mark.slow
def test_disturbances_leave_the_band_of_an_effect_as_futures_grow(world):
    """Draws that are all alike: the band is disturbance alone, and narrows as 1/√F; 40 draws tell the ratio
    of two widths to a fifth."""
    few, many = width(world, 4), width(world, 100)
    assert few > 0.01
    np.testing.assert_allclose(many, few / 5, rtol=0.4)


def test_the_band_of_a_level_keeps_them(world):
    """sd of log price after four periods: 0.3 √(1 + 0.6² + 0.6⁴ + 0.6⁶); 1,000 futures tell it to 3 %."""
    found = rolled(world, 25)
    assert found.paths["baseline"].values["sectors"]["price"].shape == (25 * DRAWS, HORIZON, SECTORS)
    price = summarise(found, world.data, "tariff")["sectors"]["price_quantile"].isel(
        path=0, sector=0, period=-1
    )
    wide = np.log(price.sel(quantile=0.95) / price.sel(quantile=0.05)) / (2 * 1.645)
    np.testing.assert_allclose(wide, 0.3 * np.sqrt(sum(0.6 ** (2 * h) for h in range(4))), rtol=0.12)


def test_effects_are_those_of_the_futures_of_each_draw(world):
    found = rolled(world, 3)
    assert found.draw.tolist() == np.tile(np.arange(DRAWS), 3).tolist()
    price = [found.paths[path].values["sectors"]["price"] for path in ("scenario", "baseline")]
    mean = np.log(effect(*price, log=True) / 100 + 1).reshape(3, DRAWS, HORIZON, SECTORS).mean(axis=0)
    stored = summarise(found, world.data, "tariff")["sectors"]["price_effect_quantile"].sel(quantile=0.9)
    expected = np.quantile(100 * np.expm1(mean), 0.9, axis=0).T
    np.testing.assert_allclose(stored.isel(period=slice(1, None)), expected, atol=1e-9)


def test_the_futures_of_a_draw_share_its_parameters_and_nothing_else(world):
    fit = world.fit()
    origin = find_origin(fit.panel.grids, fit.data, HORIZON)
    for one in equations_with_draws(fit.equations(), fit.data, origin, DRAWS, 0, futures=2)["sectors"]:
        for site in one.sites.values():
            np.testing.assert_array_equal(site[:DRAWS], site[DRAWS:])
        assert not np.isclose(one.shocks.noise[:DRAWS], one.shocks.noise[DRAWS:], atol=1e-6).all(axis=1).any()
