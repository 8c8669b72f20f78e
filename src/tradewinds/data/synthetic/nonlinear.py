"""Saturating pass-through, a price threshold, noise that depends on the inputs, a shared cycle."""

from dataclasses import dataclass

import numpy as np

from tradewinds.data.synthetic.engine import Conditions, State, SyntheticEconomy


@dataclass(frozen=True)
class Parameters:
    """What differs between the economies whose sectors follow ``step``."""

    pass_through: float = 2.0
    """Price response to a small tariff where everything is imported and nothing made at home."""
    home: float = 0.6
    """Share of the pass-through that full home capacity takes away."""
    threshold: float = 0.38
    """Relative cost of imports (logs) at which half of the buyers have left."""
    softness: float = 0.04
    """Width of that threshold; smaller is sharper."""
    turmoil: float = 2.5
    """How much tariffs beyond 0.35 add to the noise, relative to calm."""
    thin: float = 1.5
    """How much a volume near zero adds to the noise."""
    tariff_base: tuple[float, float] = (0.02, 0.25)
    tariff_jump: tuple[float, float] = (-0.1, 0.25)
    tariff_drift: float = 0.015
    """Standard deviation of a sector's own changes of policy; of those common to all, the next."""
    tariff_common: float = 0.015


SHARP = Parameters()
FLOOR = 0.02
"""Volume that stays however dear imports are (1 is the volume without tariffs)."""
SCARCE = 0.2
"""Volume at which half of the scarcity effects are felt."""
SHOCKS = {"price": True, "volume": True, "cycle": False}
STATIC = ("elasticity", "import_share", "capacity")
PUBLISHED_COLUMNS = ("tariff", "price", "volume", *STATIC)
BURN_IN = 40


def step(before: State, now: Conditions, shock: Conditions, economy: Parameters = SHARP) -> State:
    """One period of every sector.

    τ tariff; p, q logarithms of price and volume (1 without tariffs), v = exp q; e elasticity,
    m import share, k home capacity; c the cycle of the economy; L the logistic function;
    a, b, d, w, r, n: ``pass_through``, ``home``, ``threshold``, ``softness``, ``turmoil``, ``thin``.

        φ(τ)  = 0.3 (1 − exp(−τ / 0.3))                               saturating pass-through
        g     = 0.2 / (0.2 + v[t-1])                                  scarcity of imports
        κ     = a m (1 − b k)
        p*    = κ (0.7 φ(τ[t]) + 0.3 φ(τ[t-1])) + 0.10 (1 − k) g
        p[t]  = p[t-1] + 0.4 (p* − p[t-1]) + c[t] + σ_p z_p
        cost  = p[t-1] + 0.5 φ(τ[t])                                  relative cost of imports
        q*    = log(0.02 + exp(−e cost) L((d − cost) / w))            buyers leave at the threshold
        q[t]  = q[t-1] + 0.5 (q* − q[t-1]) + 2 c[t] + σ_q z_q
        σ_p   = 0.008 (1 + r L((τ[t] − 0.35) / 0.05) + n g)
        σ_q   = 0.030 (1 + 0.4 r L((τ[t] − 0.35) / 0.05) + n g)
        c[t]  = 1.66 c[t-1] − 0.81 c[t-2] + 0.0046 z_c                a cycle of 16 periods
    """
    tariff, tariff_before = now["tariff"], before["tariff"]
    p, q = np.log(before["price"]), np.log(before["volume"])
    elasticity, share, capacity = (now.get(name, before[name]) for name in STATIC)
    cycle_1, cycle_2 = before.get("cycle", 0.0), before.get("cycle_before", 0.0)
    cycle = 1.66 * cycle_1 - 0.81 * cycle_2 + 0.0046 * shock["cycle"]

    scarcity = SCARCE / (SCARCE + np.exp(q))
    passed = economy.pass_through * share * (1 - economy.home * capacity)
    aim = passed * (0.7 * _saturating(tariff) + 0.3 * _saturating(tariff_before))
    aim = aim + 0.10 * (1 - capacity) * scarcity
    cost = p + 0.5 * _saturating(tariff)
    staying = logistic((economy.threshold - cost) / economy.softness)
    demand = np.log(FLOOR + np.exp(-elasticity * cost) * staying)

    stormy = economy.turmoil * logistic((tariff - 0.35) / 0.05)
    price_noise = 0.008 * (1 + stormy + economy.thin * scarcity)
    volume_noise = 0.030 * (1 + 0.4 * stormy + economy.thin * scarcity)
    price = p + 0.4 * (aim - p) + cycle + price_noise * shock["price"]
    volume = q + 0.5 * (demand - q) + 2 * cycle + volume_noise * shock["volume"]
    return {
        "tariff": tariff,
        "price": np.exp(price),
        "volume": np.exp(volume),
        "elasticity": elasticity,
        "import_share": share,
        "capacity": capacity,
        "cycle": cycle,
        "cycle_before": cycle_1,
    }


def start(rng: np.random.Generator, sectors: int, economy: Parameters = SHARP) -> dict[str, State]:
    """Sectors at rest: each with its elasticity, import share, home capacity and usual tariff."""
    return {
        "sectors": {
            "elasticity": rng.uniform(0.6, 2.5, sectors),
            "import_share": rng.uniform(0.2, 0.9, sectors),
            "capacity": rng.uniform(0.0, 1.0, sectors),
            "tariff": rng.uniform(*economy.tariff_base, sectors),
            "price": np.ones(sectors),
            "volume": np.ones(sectors),
            "cycle": np.zeros(1),
            "cycle_before": np.zeros(1),
        }
    }


def tariffs(rng: np.random.Generator, start: State, periods: int, economy: Parameters = SHARP) -> np.ndarray:
    """Tariffs [T, S] between 0.005 and 0.9: common and own drift, and now and then a new regime.

    base[s,t] = base[s,t-1] + jump with probability 0.02
    x[t] = 0.95 x[t-1] + ε,  y[s,t] = 0.95 y[s,t-1] + ε
    τ[s,t] = base[s,t] + x[t] + y[s,t]
    """
    sectors = len(start["tariff"])
    jumps = rng.uniform(*economy.tariff_jump, (periods, sectors)) * (rng.random((periods, sectors)) < 0.02)
    drift = rng.standard_normal((periods, sectors + 1)) * economy.tariff_drift
    drift[:, 0] *= economy.tariff_common / economy.tariff_drift
    for t in range(1, periods):
        drift[t] += 0.95 * drift[t - 1]
    base = start["tariff"] + np.cumsum(jumps, axis=0)
    return np.clip(base + drift[:, :1] + drift[:, 1:], 0.005, 0.9)


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _saturating(tariff: np.ndarray) -> np.ndarray:
    return 0.3 * (1 - np.exp(-tariff / 0.3))


ECONOMY = SyntheticEconomy(
    start=start,
    tariffs=tariffs,
    steps={"sectors": step},
    shocks={"sectors": SHOCKS},
    published={"sectors": PUBLISHED_COLUMNS},
    burn_in=BURN_IN,
)
