"""The economy whose rows come from an import market: its truth is the market's closed form."""

from dataclasses import asdict, replace

import jax
import numpy as np
import pytest

from tradewinds.data.synthetic import engine, futures, import_market, one_step_effect, simulate_economy
from tradewinds.errors import SettingsError
from tradewinds.settings.simulator import MarketSettings
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings
from tradewinds.simulators import market_mean
from tradewinds.simulators.import_market import import_market as market_of_agents
from tradewinds.simulators.simulator import simulate_draws

MARKET = MarketSettings()
SETTINGS = SyntheticSettings(economy=EconomyName.import_market, sectors=6, periods=60)
CALM = replace(SETTINGS, noise=1e-9)


def last(table, column: str) -> np.ndarray:
    return table.groupby("sector")[column].last().to_numpy()


def test_the_long_run_effect_is_the_closed_form():
    """Ten points more for 300 periods, without disturbances: price and volume of every sector."""
    table = simulate_economy(CALM, 0)["sectors"]
    tariff, home = last(table, "tariff"), np.log(last(table, "home_price"))
    paths = [np.repeat((tariff + rise)[:, None], 300, axis=1) for rise in (0.0, 0.1)]
    low, high = (futures(CALM, 0, 59, path, 1)["sectors"] for path in paths)
    found = {name: np.log(high[name] / low[name])[0, :, -1] for name in ("price", "volume")}
    dearer = np.log((1.1 + tariff) / (1 + tariff))
    np.testing.assert_allclose(found["price"], market_mean.long_run_pass_through(MARKET) * dearer, atol=1e-7)
    shares = [market_mean.long_run_share(MARKET, tariff + rise, home) for rise in (0.0, 0.1)]
    np.testing.assert_allclose(found["volume"], np.log(shares[1] / shares[0]), atol=1e-7)
    assert (found["volume"] < -0.1).all() and np.ptp(found["volume"]) > 0.02


def test_the_effect_on_a_path_is_that_of_the_mean():
    """Every period of a rise that comes and goes, from where history stands, without disturbances."""
    table = simulate_economy(CALM, 1)["sectors"]
    tariff, home = last(table, "tariff")[:, None], np.log(last(table, "home_price"))
    path = tariff + np.where((np.arange(20) >= 3) & (np.arange(20) < 12), 0.1, 0.0)
    found = futures(CALM, 1, 59, path, 1)["sectors"]["volume"][0]
    log_price, share = np.log(last(table, "price") / 100), last(table, "volume") / 100
    for t in range(20):
        log_price = market_mean.log_price_after(log_price, path[:, t], MARKET)
        share = market_mean.share_after(share, market_mean.relative_cost(path[:, t], log_price, home), MARKET)
        np.testing.assert_allclose(found[:, t], 100 * share, rtol=1e-6)


def test_the_effect_of_a_step_is_stated():
    table = simulate_economy(SETTINGS, 0)["sectors"]
    price = one_step_effect(SETTINGS, table, "price", 0.1)
    dearer = np.log((1.1 + table["tariff"]) / (1 + table["tariff"])).to_numpy()
    known = np.isfinite(price)
    np.testing.assert_allclose(price[known], -0.4 * 0.2 * dearer[known], rtol=1e-9)
    volume = one_step_effect(SETTINGS, table, "volume", 0.1)
    row = 40
    before, now = table.iloc[row - 1], table.iloc[row]
    cost = np.log1p(now["tariff"] + np.array([0, 0.1])) + np.log(now["price"] / 100 / now["home_price"])
    shares = market_mean.share_after(before["volume"] / 100, cost, MARKET)
    assert volume[row] == pytest.approx(np.log(shares[1] / shares[0]))


@pytest.mark.slow
def test_a_sector_has_the_mean_and_the_spread_of_its_buyers(monkeypatch):
    """Beside agents under the same tariffs, without disturbances of prices. Agents keep what they would pay,
    while here it is drawn anew: the spread of the share is x (1 − x) / N in both."""
    monkeypatch.setattr(import_market, "WORLD", 0.0)
    calm = replace(MARKET, price_noise=0.0)
    tariff = np.where(np.arange(40) < 10, 0.05, 0.3)
    economy = import_market.economy_of_market(calm)
    sectors = {
        "tariff": np.full(4000, 0.05),
        "price": np.full(4000, 100 * np.exp(market_mean.long_run_log_price(calm, 0.05))),
        "volume": np.full(4000, 100 * market_mean.long_run_share(calm, np.array(0.05), np.log(0.9))),
        "home_price": np.full(4000, 0.9),
    }
    past = {"sectors": {name: value[None] for name, value in sectors.items()}}
    path = np.broadcast_to(tariff[1:], (4000, 39))
    here = engine.simulated_futures(economy, past, 0, path, 1, 1.0, 0)["sectors"]["volume"][0] / 100
    agents = market_of_agents(import_market.SECTOR_BUYERS)
    values = agents.vector(asdict(calm) | {"price_noise": 1e-12, "demand_noise": 1e-12})
    inputs = {"tariff": tariff, "home_price": np.full(40, 0.9)}
    there = simulate_draws(agents, jax.random.key(0), np.tile(values, (1000, 1)), 40, inputs, 0.2)[:, 1:, 1]
    exact = market_mean.mean_path(calm, tariff, np.log(0.9), np.zeros(40)).share[1:]
    bound = market_mean.variance_bound(exact, import_market.SECTOR_BUYERS)
    for found in (here, np.asarray(there)):
        np.testing.assert_allclose(found.mean(axis=0), exact, atol=5 * np.sqrt(bound.max() / len(found)))
    late = slice(20, None)  # both have forgotten how they began
    for found in (here, np.asarray(there)):
        ratio = found.var(axis=0)[late] / bound[late]
        assert ratio.mean() == pytest.approx(1.0, abs=0.12)


def test_tariffs_come_in_waves_that_name_most_sectors():
    many = replace(SETTINGS, sectors=200, periods=96)
    table = simulate_economy(many, 0)["sectors"]
    rates = table.pivot(index="sector", columns="period", values="tariff").to_numpy()
    moved = np.abs(np.diff(rates, axis=1)) > 1e-9
    share = moved.mean(axis=0)
    waves = np.sort(np.argsort(share)[-4:]) + 1  # period index of the change
    assert waves.tolist() == [int(when * 96) for when, _ in import_market.WAVES]
    assert share[waves - 1].min() > 0.6 and np.median(share) < 0.03
    assert 0.05 < np.median(rates[:, -1] - rates[:, 0]) < 0.2
    assert rates.min() >= 0.005 and rates.max() <= 0.6


def test_the_market_is_that_of_the_settings():
    other = replace(CALM, market=MarketSettings(borne=0.5))
    table = simulate_economy(other, 0)["sectors"]
    found = one_step_effect(other, table, "price", 0.1)
    dearer = np.log((1.1 + table["tariff"]) / (1 + table["tariff"])).to_numpy()
    known = np.isfinite(found)
    np.testing.assert_allclose(found[known], -0.4 * 0.5 * dearer[known], rtol=1e-9)


def test_other_economies_have_no_market():
    with pytest.raises(SettingsError, match="market = 'set'; expected nothing: linear is no import_market"):
        SyntheticSettings(EconomyName.linear, market=MarketSettings()).validate()
