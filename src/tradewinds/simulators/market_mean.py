"""The import market of infinitely many buyers: its exact mean, its long run and its counterfactual.

What agents of ``import_market`` do on average, for any number of them, without simulating one: NumPy alone.

    relative cost of imports    g = log(1 + τ) + log p − log h
    share who would buy         S(g) = 1 − Φ(u),  u = (log g − m) / v,  for g > 0; all of them else
    mean share of buyers        x[t] = (1 − κ) x[t−1] + κ S(g[t])
    price before duty           log p[t] = ρ log p[t−1] − (1 − ρ) b log(1 + τ[t]) + ε[t]

τ tariff, p price before duty, h price of the home substitute; other letters as in ``MarketSettings``.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from tradewinds.settings.simulator import MarketSettings


class MeanPath(NamedTuple):
    """Paths [..., T] of a market."""

    log_price: np.ndarray
    share: np.ndarray


def relative_cost(tariff: np.ndarray, log_price: np.ndarray, log_home_price: np.ndarray) -> np.ndarray:
    """g, in logs; shapes broadcast."""
    return np.log1p(tariff) + log_price - log_home_price


def share_who_would_buy(cost: np.ndarray, market: MarketSettings) -> np.ndarray:
    """S(g), of any shape."""
    return ndtr(-_standardised(np.asarray(cost), market))


def log_price_after(log_price: np.ndarray, tariff: np.ndarray, market: MarketSettings) -> np.ndarray:
    """Expected log price before duty one period after ``log_price``, under this period's tariff."""
    rho = market.persistence
    return rho * log_price - (1 - rho) * market.borne * np.log1p(tariff)


def share_after(share: np.ndarray, cost: np.ndarray, market: MarketSettings) -> np.ndarray:
    """Expected share of buyers one period after ``share``, at this period's relative cost."""
    return share + market.review * (share_who_would_buy(cost, market) - share)


def mean_path(
    market: MarketSettings,
    tariffs: np.ndarray,
    log_home_prices: np.ndarray,
    disturbances: np.ndarray,
) -> MeanPath:
    """Paths [..., T] under ``tariffs`` [..., T], from the long run under the first of them.

    ``log_home_prices`` and ``disturbances`` of the log price (ε) broadcast to them; the first disturbance
    moves nothing. Two calls with the same disturbances and other tariffs are the effect of these tariffs.
    """
    tariffs, home, epsilon = np.broadcast_arrays(tariffs, log_home_prices, disturbances)
    log_price = long_run_log_price(market, tariffs[..., 0])
    share = share_who_would_buy(relative_cost(tariffs[..., 0], log_price, home[..., 0]), market)
    prices, shares = [log_price], [share]
    for t in range(1, tariffs.shape[-1]):
        log_price = log_price_after(log_price, tariffs[..., t], market) + epsilon[..., t]
        share = share_after(share, relative_cost(tariffs[..., t], log_price, home[..., t]), market)
        prices.append(log_price)
        shares.append(share)
    return MeanPath(np.stack(prices, axis=-1), np.stack(shares, axis=-1))


def variance_bound(share: np.ndarray, buyers: int) -> np.ndarray:
    """x (1 − x) / N: no share of N buyers varies more about its mean x, given prices and tariffs."""
    return share * (1 - share) / buyers


def long_run_log_price(market: MarketSettings, tariff: np.ndarray) -> np.ndarray:
    """−b log(1 + τ): where the price before duty ends under a lasting tariff, without disturbances."""
    return -market.borne * np.log1p(tariff)


def long_run_share(market: MarketSettings, tariff: np.ndarray, log_home_price: np.ndarray) -> np.ndarray:
    """S((1 − b) log(1 + τ) − log h): where the share of buyers ends."""
    cost = relative_cost(tariff, long_run_log_price(market, tariff), log_home_price)
    return share_who_would_buy(cost, market)


def long_run_pass_through(market: MarketSettings) -> float:
    """−b: per cent of the price before duty for each per cent by which a tariff makes imports dearer."""
    return -market.borne


def long_run_elasticity(market: MarketSettings, tariff: np.ndarray, log_home_price: np.ndarray) -> np.ndarray:
    """Per cent of volume for each per cent by which a tariff makes imports dearer, in the long run:

    d log volume / d log(1 + τ) = −(1 − b) φ(u) / (v g S(g)),  and 0 where imports are the cheaper
    """
    cost = relative_cost(tariff, long_run_log_price(market, tariff), log_home_price)
    u = _standardised(cost, market)
    density = np.exp(-np.square(u) / 2) / np.sqrt(2 * np.pi)
    dearer = np.where(cost > 0, cost, np.inf)
    return -(1 - market.borne) * density / (market.premium_scale * dearer * ndtr(-u))


def _standardised(cost: np.ndarray, market: MarketSettings) -> np.ndarray:
    """u, −∞ where imports are not dearer."""
    logs = np.log(np.where(cost > 0, cost, 1.0))
    return np.where(cost > 0, (logs - market.premium_location) / market.premium_scale, -np.inf)
