"""Sectors under statutory tariffs, by month: the parts that economies with a known difficulty are made of.

An economy is a ``TariffPanel``: how price and volume respond, how tariffs are set, what of them reacts to
trade, and what is seen of them. As they stand they are the economy ``linear``; ``kinds`` declares the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from tradewinds.data.synthetic.engine import Conditions, State, SyntheticEconomy

RATES = (0.005, 0.5)
"""No tariff is lower, or higher."""
SETTLING = 36
"""Months simulated before the first published one, longer than any response to a tariff."""


@dataclass(frozen=True)
class Response:
    """How trade responds to tariffs, and to what else moves it.

    Groups of sectors take turns: two groups are the odd and the even ones.
    """

    elasticity: tuple[float, ...] = (-2.0,)
    """e: per cent of volume for each per cent by which a tariff makes imports dearer; by groups."""
    later: tuple[float, ...] | None = None
    """The same from ``date`` on, where it changes."""
    months: int = 1
    """n: months over which a tariff is felt more and more, in equal parts."""
    stocks: float = 0.0
    """s: stocks held, in logs of a month's volume, for each log point of tariff that is announced."""
    price: float = -0.2
    """π: per cent of the price before duty for each per cent by which a tariff makes imports dearer."""
    price_noise: float = 0.01
    """σ_p"""
    noise: float = 0.03
    """σ_q"""
    memory: float = 0.6
    """φ: share of a disturbance that is left after a month."""
    tails: float = 0.0
    """h: how heavy the tails of disturbances of volume are; 0 is Normal."""
    confounder: float = 0.0
    """λ: what the hidden cause does to volumes."""
    event: float = 0.0
    """k: what happens to the log volume of the first sector at ``date`` for a reason of its own."""
    date: int = 41
    """Number of the period from which ``later`` and ``event`` hold."""


@dataclass(frozen=True)
class Schedule:
    """How tariffs are set: by law, whatever trade does."""

    start: tuple[float, float] = (0.02, 0.08)
    """Bounds between which each sector's first tariff lies."""
    chance: tuple[float, ...] = (0.025,)
    """Probability of another rate in a month, by groups."""
    change: tuple[float, float] = (-0.05, 0.09)
    """Bounds of such a change."""
    shared: bool = False
    """Whether all sectors have the tariff of the first."""
    rise: float = 0.0
    """Rise of the first sector's tariff at ``rise_date``, beside the changes by chance."""
    rise_date: int = 41


@dataclass(frozen=True)
class Reaction:
    """How policy reacts to a hidden quantity x: the ``cause`` of this month or ``demand`` a month ago."""

    to: str
    slope: float
    """The tariff is higher by this times x; with ``threshold`` by this, for good, whenever x passes it."""
    threshold: float | None = None


@dataclass(frozen=True)
class Sight:
    """What is seen of the tariff: a realised rate, which has trade in its denominator."""

    trade: float
    """Error of the rate for each standard deviation by which volume is above what was expected."""
    noise: float
    """Standard deviation of the rest of the error."""


@dataclass(frozen=True)
class TariffPanel:
    """The parts of an economy."""

    response: Response = field(default_factory=Response)
    schedule: Schedule = field(default_factory=Schedule)
    reaction: Reaction | None = None
    sight: Sight | None = None
    announced: int = 0
    """Months ahead that tariffs are announced."""


def step(before: State, now: Conditions, shock: Conditions, response: Response) -> State:
    """One month of every sector.

    τ statutory tariff; p, q logarithms of price before duty and of volume; a, b what is usual in the sector;
    T(x) = x exp(h x² / 2) / (1 − 2 h)^(−3/4), Tukey's h distribution (1977), of variance 1 for a Normal x;
    e, n, s, π, σ, φ, h, λ, k: the numbers of ``response``.

        f[t] = (1/n) Σ_j<n log(1 + τ[t−j])                              the tariff as it is felt
        g[t] = s log((1 + mean of τ announced) / (1 + τ[t]))            stocks
        c[t] = 0.97 c[t−1] + 0.01 z_c                                   a hidden cause
        y[t] = 0.8 y[t−1] + 0.02 z_y                                    what sectors share
        v[t] = φ v[t−1] + σ_p z_p
        u[t] = φ u[t−1] + σ_q T(z_q)
        p[t] = a + π f[t] + 0.5 y[t] + v[t]
        q[t] = b + e f[t] + g[t] − g[t−1] + λ c[t] + y[t] + u[t], and k in the first sector from ``date`` on
    """
    tariff, period = now["tariff"], now["period"]
    felt = _felt(tariff, before, response)
    elasticity = _of_group(response.elasticity, now["sector"])
    if response.later is not None:
        elasticity = np.where(period >= response.date, _of_group(response.later, now["sector"]), elasticity)
    stocks = response.stocks * (np.log1p(now.get("announced", tariff)) - np.log1p(tariff))
    cause, shared = _cause(before, shock), 0.8 * before.get("shared", 0.0) + 0.02 * shock["shared"]
    cost = response.memory * before.get("cost", 0.0) + response.price_noise * shock["price"]
    demand = response.memory * before.get("demand", 0.0) + response.noise * heavy(
        shock["volume"], response.tails
    )
    event = np.where((period >= response.date) & (now["sector"] == 0), response.event, 0.0)

    usual_price, usual_volume = before.get("usual_price", 0.0), before.get("usual_volume", 0.0)
    price = usual_price + response.price * felt + 0.5 * shared + cost
    volume = (
        usual_volume + elasticity * felt + stocks - before.get("stocks", 0.0) + response.confounder * cause
    )
    return {
        "tariff": now.get("observed", tariff),
        "price": 100 * np.exp(price),
        "volume": 100 * np.exp(volume + shared + demand + event),
        "statutory": tariff,
        "enacted": now.get("enacted", tariff),
        **{f"tariff_{lag}": _tariff_before(before, lag) for lag in range(1, response.months)},
        "stocks": stocks,
        "cause": cause,
        "shared": shared,
        "cost": cost,
        "demand": demand,
        "demand_before": before.get("demand", 0.0),
        "usual_price": usual_price,
        "usual_volume": usual_volume,
    }


def start(rng: np.random.Generator, sectors: int, panel: TariffPanel) -> dict[str, State]:
    """Sectors at rest under their first tariffs: each with its usual price and volume."""
    tariff = rng.uniform(*panel.schedule.start, sectors)
    if panel.schedule.shared:
        tariff = np.full(sectors, tariff[0])
    hidden = ("stocks", "cause", "cost", "demand", "demand_before")
    usual = {"usual_price": rng.normal(0, 0.3, sectors), "usual_volume": rng.normal(0, 0.6, sectors)}
    names = ("tariff", "statutory", "enacted", *(f"tariff_{lag}" for lag in range(1, panel.response.months)))
    rest = {name: np.zeros(sectors) for name in hidden} | {"shared": np.zeros(1)}
    trade = {"price": 100 * np.exp(usual["usual_price"]), "volume": 100 * np.exp(usual["usual_volume"])}
    return {"sectors": dict.fromkeys(names, tariff) | trade | rest | usual}


def tariffs(rng: np.random.Generator, start: State, periods: int, panel: TariffPanel) -> np.ndarray:
    """Tariffs [T, S] by law: a first rate, and changes that stay. None before the first published month."""
    schedule, sectors = panel.schedule, len(start["tariff"])
    chance = _of_group(schedule.chance, np.arange(sectors))
    changes = rng.uniform(*schedule.change, (periods, sectors)) * (rng.random((periods, sectors)) < chance)
    changes[: SETTLING + 1] = 0.0
    if schedule.shared:
        changes = np.broadcast_to(changes[:, :1], changes.shape).copy()
    if schedule.rise and (date := SETTLING - 1 + schedule.rise_date) < periods:
        changes[date, 0] += schedule.rise
    rates = np.empty((periods, sectors))
    rate = start["tariff"]
    for t in range(periods):
        rate = rates[t] = np.clip(rate + changes[t], *RATES)
    return rates


def policy(before: State, now: Conditions, shock: Conditions, panel: TariffPanel) -> State:
    """The month's tariff after policy has reacted, and the rate that is seen.

    x the quantity that policy reacts to (``Reaction``), r the rate that was drawn:

        τ[t] = r[t] + slope x                               without a threshold
        τ[t] = τ[t−1] + r[t] − r[t−1] + slope               in a month in which x passes the threshold
        seen[t] = τ[t] + trade · T(z_q[t]) + noise · z_r[t]
    """
    tariff = enacted = now["tariff"]
    reaction, sight = panel.reaction, panel.sight
    if reaction is not None:
        x = _cause(before, shock) if reaction.to == "cause" else before["demand"]
        if reaction.threshold is None:
            tariff = tariff + reaction.slope * x
        else:
            passed = (x > reaction.threshold) & (before["demand_before"] <= reaction.threshold)
            tariff = before["statutory"] + tariff - before["enacted"] + reaction.slope * passed
        tariff = np.clip(tariff, *RATES)
    given = {"tariff": tariff, "enacted": enacted}
    if sight is None:
        return given
    error = sight.trade * heavy(shock["volume"], panel.response.tails) + sight.noise * shock["rate"]
    return given | {"observed": np.clip(tariff + error, *RATES)}


def economy_of(panel: TariffPanel) -> SyntheticEconomy:
    """The parts as the engine takes them."""
    own = {"price": True, "volume": True, "cause": True, "rate": True}
    return SyntheticEconomy(
        start=partial(start, panel=panel),
        tariffs=partial(tariffs, panel=panel),
        steps={"sectors": partial(step, response=panel.response)},
        shocks={"sectors": {"shared": False} | own},
        published={"sectors": ("tariff", "price", "volume")},
        burn_in=SETTLING,
        policy=None if panel.reaction is None and panel.sight is None else partial(policy, panel=panel),
        announced=panel.announced,
    )


def heavy(z: np.ndarray, tails: float) -> np.ndarray:
    """Tukey's h distribution of variance 1, from standard Normal numbers."""
    return z * np.exp(tails * np.square(z) / 2) * (1 - 2 * tails) ** 0.75


def _felt(tariff: np.ndarray, before: State, response: Response) -> np.ndarray:
    """Mean of log(1 + τ) over this month and those before."""
    lags = [np.log1p(_tariff_before(before, lag)) for lag in range(1, response.months)]
    return np.mean(np.broadcast_arrays(np.log1p(tariff), *lags), axis=0)


def _tariff_before(before: State, lag: int) -> np.ndarray:
    """The tariff ``lag`` months ago, as the state of the month before has it."""
    return before.get("statutory" if lag == 1 else f"tariff_{lag - 1}", before["tariff"])


def _cause(before: State, shock: Conditions) -> np.ndarray:
    return 0.97 * before.get("cause", 0.0) + 0.01 * shock["cause"]


def _of_group(values: Sequence[float], sector: np.ndarray) -> np.ndarray:
    """The value of each sector's group: groups take turns."""
    return np.asarray(values)[np.asarray(sector) % len(values)]
