"""One sector, tariffs and prices falling, volumes rising, nearly linear."""

import numpy as np

from tradewinds.data.synthetic.engine import Conditions, State, SyntheticEconomy

FIRST, LAST = 0.5, 0.05
"""Tariff in the first and in the last published period."""


def step(before: State, now: Conditions, shock: Conditions) -> State:
    """One period; τ tariff, p and q logarithms of price and volume relative to 100.

    p[t] = 0.4 p[t-1] + 0.6 log(1 + 0.8 τ[t]) + 0.010 z_p
    q[t] = 0.4 q[t-1] − 0.6 (1.5 p[t-1] + 0.5 τ[t]) + 0.020 z_q
    """
    tariff = now["tariff"]
    p, q = np.log(before["price"] / 100), np.log(before["volume"] / 100)
    price = 0.4 * p + 0.6 * np.log1p(0.8 * tariff) + 0.010 * shock["price"]
    volume = 0.4 * q - 0.6 * (1.5 * p + 0.5 * tariff) + 0.020 * shock["volume"]
    return {"tariff": tariff, "price": 100 * np.exp(price), "volume": 100 * np.exp(volume)}


def start(rng: np.random.Generator, sectors: int) -> dict[str, State]:
    """At rest under the first tariff."""
    price = np.log1p(0.8 * FIRST)
    volume = -(1.5 * price + 0.5 * FIRST)
    logs = {"price": price, "volume": volume}
    state = {name: np.full(sectors, 100 * np.exp(value)) for name, value in logs.items()}
    return {"sectors": state | {"tariff": np.full(sectors, FIRST)}}


def tariffs(rng: np.random.Generator, start: State, periods: int) -> np.ndarray:
    """Tariffs [T, S]: a straight line down, with small changes of policy about it."""
    line = np.linspace(FIRST, LAST, periods)[:, None]
    return np.maximum(0.005, line + 0.01 * rng.standard_normal((periods, len(start["tariff"]))))


ECONOMY = SyntheticEconomy(
    start=start,
    tariffs=tariffs,
    steps={"sectors": step},
    shocks={"sectors": {"price": True, "volume": True}},
    published={"sectors": ("tariff", "price", "volume")},
)
