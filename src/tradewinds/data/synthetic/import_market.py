"""Sectors whose buyers import as long as imports are not too dear, under tariffs that come in waves.

The market is that of ``tradewinds.simulators.market_mean``, whose effect of a tariff is known in the long run
and on every path; a sector has two hundred buyers, so that its volume is its mean and what chance adds to it.
"""

from functools import partial

import numpy as np

from tradewinds.data.synthetic.engine import Conditions, State, SyntheticEconomy
from tradewinds.settings.simulator import MarketSettings
from tradewinds.simulators.market_mean import (
    log_price_after,
    long_run_log_price,
    long_run_share,
    relative_cost,
    share_after,
    share_who_would_buy,
)

SECTOR_BUYERS = 200
"""In every sector."""
WORLD = 0.005
"""Standard deviation of a disturbance of log prices that sectors share."""
HOME_PRICES = (0.86, 0.97)
"""Bounds between which each sector's price of the home substitute lies."""
FIRST_TARIFF = (0.02, 0.08)
UNNAMED = 0.3
"""Share of sectors that no wave names."""
WAVES = ((0.40, 0.10), (0.50, 0.15), (0.55, 0.05), (0.62, -0.03))
"""When a wave of tariffs comes, as a share of the published periods' number, and by how much rates then rise
on the goods it names; a sector's rate moves by the share of its goods that are named."""
NAMED_SHARE = (0.2, 1.0)
"""Bounds of that share."""
OWN_CHANCE = 0.01
OWN_CHANGE = (-0.03, 0.03)
"""Probability that a rate changes by itself in a period, and bounds of such a change."""
RATE_BOUNDS = (0.005, 0.6)
"""No tariff is lower, or higher."""


def step(before: State, now: Conditions, shock: Conditions, market: MarketSettings) -> State:
    """One period of every sector, with the market's letters (``market_mean``); N buyers, volume = 100 x.

        log p[t] = ρ log p[t−1] − (1 − ρ) b log(1 + τ[t]) + σ z_p + 0.005 z_w         z_w is shared
        g[t] = log(1 + τ[t]) + log p[t] − log h
        x[t] = (1 − κ) x[t−1] + κ S(g[t]) + √v[t] z_x
        v[t] = (x[t−1] r (1 − r) + (1 − x[t−1]) n (1 − n)) / N,  r = 1 − κ + κ S,  n = κ S

    r and n are the probabilities that one who bought, and one who did not, buys now: v is the exact variance
    of the share of N buyers whose premium is drawn anew when they decide anew. The share lies between one
    buyer and all.
    """
    tariff = now["tariff"]
    home = now.get("home_price", before["home_price"])
    if "price" in now:  # given, where the effect on volume alone is asked
        log_price = np.log(now["price"] / 100)
    else:
        noise = market.price_noise * shock["price"] + WORLD * shock["world"]
        log_price = log_price_after(np.log(before["price"] / 100), tariff, market) + noise
    cost = relative_cost(tariff, log_price, np.log(home))
    share = before["volume"] / 100
    would = share_who_would_buy(cost, market)
    stays, comes = 1 - market.review * (1 - would), market.review * would
    variance = (share * stays * (1 - stays) + (1 - share) * comes * (1 - comes)) / SECTOR_BUYERS
    after = share_after(share, cost, market) + np.sqrt(variance) * shock["volume"]
    return {
        "tariff": tariff,
        "price": 100 * np.exp(log_price),
        "volume": 100 * np.clip(after, 1 / SECTOR_BUYERS, 1),
        "home_price": home,
    }


def start(rng: np.random.Generator, sectors: int, market: MarketSettings) -> dict[str, State]:
    """Every sector in the long run under its first tariff."""
    tariff = rng.uniform(*FIRST_TARIFF, sectors)
    home = rng.uniform(*HOME_PRICES, sectors)
    price = 100 * np.exp(long_run_log_price(market, tariff))
    volume = 100 * long_run_share(market, tariff, np.log(home))
    return {"sectors": {"tariff": tariff, "price": price, "volume": volume, "home_price": home}}


def tariffs(rng: np.random.Generator, start: State, periods: int) -> np.ndarray:
    """Tariffs [T, S]: waves that name some sectors' goods, and now and then a change of one rate."""
    sectors = len(start["tariff"])
    named = rng.uniform(*NAMED_SHARE, (len(WAVES), sectors)) * (rng.random(sectors) >= UNNAMED)
    changes = rng.uniform(*OWN_CHANGE, (periods, sectors)) * (rng.random((periods, sectors)) < OWN_CHANCE)
    for (when, rise), share in zip(WAVES, named, strict=True):
        changes[int(when * periods)] += rise * share
    rates = np.empty((periods, sectors))
    rate = start["tariff"]
    for t in range(periods):
        rate = rates[t] = np.clip(rate + changes[t], *RATE_BOUNDS)
    return rates


def economy_of_market(market: MarketSettings) -> SyntheticEconomy:
    """The economy with these parameters of the market."""
    return SyntheticEconomy(
        start=partial(start, market=market),
        tariffs=tariffs,
        steps={"sectors": partial(step, market=market)},
        shocks={"sectors": {"price": True, "world": False, "volume": True}},
        published={"sectors": ("tariff", "price", "volume", "home_price")},
    )
