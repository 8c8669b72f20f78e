"""The economies: repeatable, stable, and with the effects they claim."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.synthetic import futures, omitted, one_step_effect, simulate_economy, two_tier
from tradewinds.errors import DataError
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

SETTINGS = {
    EconomyName.falling_tariff: SyntheticSettings(economy=EconomyName.falling_tariff, sectors=1, periods=60),
    EconomyName.nonlinear: SyntheticSettings(economy=EconomyName.nonlinear, sectors=6, periods=50),
    EconomyName.two_tier: SyntheticSettings(economy=EconomyName.two_tier, sectors=5, periods=50),
    EconomyName.omitted: SyntheticSettings(economy=EconomyName.omitted, sectors=4, periods=50),
}
PANELS = {
    name: SyntheticSettings(economy=name, sectors=4, periods=50)
    for name in EconomyName
    if name not in SETTINGS
}
every_economy = pytest.mark.parametrize(
    "settings", (SETTINGS | PANELS).values(), ids=(SETTINGS | PANELS).keys()
)


def last_tariffs(table: pd.DataFrame) -> np.ndarray:
    return table.groupby("sector")["tariff"].last().to_numpy()


def rising(table: pd.DataFrame, rise: float, periods: int = 20) -> np.ndarray:
    return last_tariffs(table)[:, None] + np.linspace(0, rise, periods + 1)[1:]


@pytest.mark.slow
@every_economy
def test_the_same_seed_gives_the_same_history(settings):
    first, again, other = (
        simulate_economy(settings, 3),
        simulate_economy(settings, 3),
        simulate_economy(settings, 4),
    )
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, again[name])
        assert not np.allclose(table.iloc[:, 3:], other[name].iloc[:, 3:])


@every_economy
def test_tables_are_whole(settings):
    for name, table in simulate_economy(settings, 0).items():
        sectors = 1 if name == "national" else settings.sectors
        assert len(table) == sectors * settings.periods
        assert np.isfinite(table.iloc[:, 3:]).all().all()
        assert not table.duplicated(["sector", "period"]).any()
        assert (table.drop(columns=["sector", "label", "period"]) > 0).all().all()


@pytest.mark.slow
@every_economy
def test_futures_share_history_and_disturbances(settings):
    table = simulate_economy(settings, 0)["sectors"]
    low, high = (futures(settings, 0, settings.periods - 1, rising(table, r), 30) for r in (0.0, 0.1))
    other = futures(settings, 1, settings.periods - 1, rising(table, 0.0), 30)
    again = futures(settings, 0, settings.periods - 1, rising(table, 0.0), 30)
    shape = (30, settings.sectors, 20)
    assert low["sectors"]["price"].shape == high["sectors"]["price"].shape == shape
    np.testing.assert_array_equal(low["sectors"]["price"], again["sectors"]["price"])
    np.testing.assert_array_equal(low["sectors"]["tariff"], np.broadcast_to(rising(table, 0.0), shape))
    assert not np.allclose(low["sectors"]["price"], other["sectors"]["price"])
    # Disturbances are shared: two paths differ far less, draw by draw, than draws differ.
    apart = np.log(high["sectors"]["price"] / low["sectors"]["price"])
    assert apart.std(axis=0).mean() < 0.5 * np.log(low["sectors"]["price"]).std(axis=0).mean()


@pytest.mark.slow
@every_economy
def test_futures_start_where_history_stands(settings):
    """Under the tariffs history had, with next to no noise, the future is the history."""
    calm = replace(settings, periods=50, noise=1e-9)
    table = simulate_economy(calm, 0)["sectors"]
    path = table.pivot(index="sector", columns="period", values="tariff").to_numpy()[:, 30:]
    found = futures(calm, 0, 29, path, 2)["sectors"]["volume"][0]
    expected = table.pivot(index="sector", columns="period", values="volume").to_numpy()[:, 30:]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.slow
@every_economy
@pytest.mark.parametrize("rise", [0.1, 0.2])
def test_nothing_explodes_under_rising_tariffs(settings, rise):
    table = simulate_economy(settings, 0)["sectors"]
    ahead = futures(settings, 0, settings.periods - 1, rising(table, rise), 100)
    for variables in ahead.values():
        for values in variables.values():
            assert np.isfinite(values).all() and (values > 0).all()
    usual = table.groupby("sector")[["price", "volume"]].mean()
    sectors = {name: ahead["sectors"][name] / usual[name].to_numpy()[:, None] for name in usual}
    assert sectors["price"].max() < 2.5 and sectors["volume"].max() < 2.5
    if "national" in ahead:
        assert np.abs(np.log(ahead["national"]["gdp"] / 100)).max() < 0.2
        assert ahead["national"]["unemployment"].max() < 12


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_higher_tariffs_raise_prices_and_lower_volumes(settings):
    table = simulate_economy(settings, 0)["sectors"]
    price = one_step_effect(settings, table, "price", 0.1)
    volume = one_step_effect(settings, table, "volume", 0.1)
    known = np.isfinite(price)
    assert known.sum() == len(table) - settings.sectors
    assert (price[known] > 0).all() and (volume[known] < 0).all()


def test_one_step_effect_is_the_difference_of_two_steps():
    settings = SETTINGS[EconomyName.omitted]
    table = simulate_economy(settings, 0)["sectors"]
    row = 17
    now, before = table.iloc[row], table.iloc[row - 1]
    calm = {"price": 0.0, "volume": 0.0, "cycle": 0.0}
    given = {name: now[name] for name in ("tariff", "capacity")}
    low = omitted.step(dict(before), given, calm)["price"]
    high = omitted.step(dict(before), given | {"tariff": now["tariff"] + 0.05}, calm)["price"]
    found = one_step_effect(settings, table, "price", 0.05)
    assert found[row] == pytest.approx(np.log(high / low))


def test_one_step_effect_keeps_the_order_of_the_rows():
    settings = SETTINGS[EconomyName.nonlinear]
    table = simulate_economy(settings, 0)["sectors"]
    shuffled = table.sample(frac=1, random_state=0)
    found = pd.Series(one_step_effect(settings, shuffled, "price", 0.1), index=shuffled.index)
    np.testing.assert_allclose(found.sort_index(), one_step_effect(settings, table, "price", 0.1))


def test_pass_through_saturates():
    settings = SETTINGS[EconomyName.nonlinear]
    table = simulate_economy(settings, 0)["sectors"]
    low = one_step_effect(settings, table.assign(tariff=0.02), "price", 0.1)
    high = one_step_effect(settings, table.assign(tariff=0.7), "price", 0.1)
    assert np.nanmean(high) < 0.2 * np.nanmean(low)


def test_prosperity_follows_its_stated_equations():
    settings = SETTINGS[EconomyName.two_tier]
    nation = simulate_economy(settings, 0)["national"]
    wages = one_step_effect(settings, nation, "wages", 0.1)
    np.testing.assert_allclose(wages[1:], -0.003)
    income = one_step_effect(settings, nation, "income", 0.01, variable="wages")
    np.testing.assert_allclose(income[1:], 0.002)
    unemployment = one_step_effect(settings, nation, "unemployment", 0.01, variable="employment")
    np.testing.assert_allclose(unemployment[1:], -0.12)
    assert np.isnan(wages[0])


def test_the_nation_adds_up():
    tables = simulate_economy(SETTINGS[EconomyName.two_tier], 0)
    sectors = tables["sectors"].assign(revenue=lambda t: t["tariff"] * t["price"] * t["volume"])
    by_period = sectors.groupby("period")
    nation = tables["national"].set_index("period")
    np.testing.assert_allclose(nation["imports"], by_period["volume"].sum())
    np.testing.assert_allclose(nation["revenue"], by_period["revenue"].sum())
    np.testing.assert_allclose(nation["avg_tariff"], by_period["tariff"].mean())
    assert set(two_tier.national_aggregates({n: np.ones(2) for n in ("tariff", "price", "volume")})) <= set(
        nation
    )


def test_noise_scales_every_disturbance():
    quiet, loud = (
        simulate_economy(SyntheticSettings(economy=EconomyName.nonlinear, sectors=6, periods=50, noise=n), 0)[
            "sectors"
        ]
        for n in (0.1, 1.0)
    )
    np.testing.assert_allclose(quiet["tariff"], loud["tariff"])
    spread = [np.log(t["price"]).groupby(t["sector"]).diff().std() for t in (quiet, loud)]
    assert spread[0] < 0.5 * spread[1]


def test_unknown_effects_are_refused():
    settings = SETTINGS[EconomyName.falling_tariff]
    table = simulate_economy(settings, 0)["sectors"]
    with pytest.raises(DataError, match="no effect of tariff on wages"):
        one_step_effect(settings, table, "wages", 0.1)
    with pytest.raises(DataError, match="lacks volume"):
        one_step_effect(settings, table.drop(columns="volume"), "price", 0.1)
