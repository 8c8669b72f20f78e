"""Sectors, the nation they add up to, and the prosperity of its people."""

from functools import partial

import numpy as np

from tradewinds.data.synthetic import nonlinear
from tradewinds.data.synthetic.engine import Conditions, State, SyntheticEconomy
from tradewinds.data.synthetic.nonlinear import Parameters

MILD = Parameters(
    threshold=0.5,
    softness=0.08,
    turmoil=1.5,
    thin=0.8,
    tariff_base=(0.02, 0.15),
    tariff_jump=(-0.06, 0.12),
    tariff_drift=0.015,
    tariff_common=0.02,
)
USUAL_TARIFF = 0.1
"""Average tariff at which the national equations rest."""
NOISE = {
    "productivity": 0.001,
    "investment": 0.004,
    "employment": 0.00075,
    "wages": 0.001,
    "gdp": 0.00125,
    "income": 0.00125,
    "unemployment": 0.04,
}
_INDICES = ("productivity", "investment", "employment", "wages", "gdp", "income")


def national_aggregates(sectors: State) -> State:
    """What sectors [..., S] give the nation [..., 1].

    avg_tariff and import_price: plain means over sectors; imports: sum of volumes; revenue: sum of
    tariff × price × volume.
    """
    revenue = sectors["tariff"] * sectors["price"] * sectors["volume"]
    return {
        "avg_tariff": sectors["tariff"].mean(axis=-1, keepdims=True),
        "import_price": sectors["price"].mean(axis=-1, keepdims=True),
        "imports": sectors["volume"].sum(axis=-1, keepdims=True),
        "revenue": revenue.sum(axis=-1, keepdims=True),
    }


def national_step(before: State, now: Conditions, shock: Conditions) -> State:
    """One period of the nation, given the sums of its sectors.

    τ = avg_tariff − 0.1; π = log import_price − 0.1; every other letter the logarithm of an index
    relative to its usual value 100: a productivity, i investment, n employment, w wages, y real GDP
    per adult, r real disposable income per adult; u the unemployment rate in percent. Policy to
    indicators:

        a[t] = 0.90 a[t-1] + 0.02 i[t-1] − 0.006 τ[t]                       + 0.0010 z
        i[t] = 0.80 i[t-1] + 0.15 a[t-1] − 0.05 τ[t] − 0.04 π[t-1]          + 0.0040 z
        n[t] = 0.88 n[t-1] + 0.03 i[t-1] + 0.01 τ[t] − 0.08 τ[t]²           + 0.00075 z
        w[t] = 0.85 w[t-1] + 0.12 a[t-1] + 0.06 n[t-1] − 0.03 τ[t]          + 0.0010 z

    Indicators to prosperity:

        y[t] = 0.75 y[t-1] + 0.25 (a[t] + n[t]) + 0.03 i[t]                 + 0.00125 z
        r[t] = 0.80 r[t-1] + 0.20 (w[t] + n[t]) − 0.06 π[t]                 + 0.00125 z
        u[t] = 5 + 0.85 (u[t-1] − 5) − 12 n[t]                              + 0.04 z

    A variable of the period that is given is not computed: its equation is left out.
    """
    tariff = now["avg_tariff"] - USUAL_TARIFF
    dear, dear_before = np.log(now["import_price"]) - 0.1, np.log(before["import_price"]) - 0.1
    old = {name: np.log(before[name] / 100) for name in _INDICES}
    logs = {name: np.log(now[name] / 100) for name in _INDICES if name in now}

    def settle(name: str, expected: np.ndarray) -> np.ndarray:
        return logs.setdefault(name, expected + NOISE[name] * shock[name])

    a, i, n, w = (old[name] for name in ("productivity", "investment", "employment", "wages"))
    a_now = settle("productivity", 0.90 * a + 0.02 * i - 0.006 * tariff)
    i_now = settle("investment", 0.80 * i + 0.15 * a - 0.05 * tariff - 0.04 * dear_before)
    n_now = settle("employment", 0.88 * n + 0.03 * i + 0.01 * tariff - 0.08 * tariff**2)
    w_now = settle("wages", 0.85 * w + 0.12 * a + 0.06 * n - 0.03 * tariff)
    settle("gdp", 0.75 * old["gdp"] + 0.25 * (a_now + n_now) + 0.03 * i_now)
    settle("income", 0.80 * old["income"] + 0.20 * (w_now + n_now) - 0.06 * dear)
    unemployment = now.get("unemployment")
    if unemployment is None:
        unemployment = 5 + 0.85 * (before["unemployment"] - 5) - 12 * n_now
        unemployment = unemployment + NOISE["unemployment"] * shock["unemployment"]
    given = {name: now[name] for name in ("avg_tariff", "import_price", "imports", "revenue")}
    return given | {name: 100 * np.exp(logs[name]) for name in _INDICES} | {"unemployment": unemployment}


def start(rng: np.random.Generator, sectors: int) -> dict[str, State]:
    """Sectors and nation at rest."""
    state = nonlinear.start(rng, sectors, MILD)
    nation = {name: np.full(1, 100.0) for name in _INDICES} | {"unemployment": np.full(1, 5.0)}
    return state | {"national": national_aggregates(state["sectors"]) | nation}


ECONOMY = SyntheticEconomy(
    start=start,
    tariffs=partial(nonlinear.tariffs, economy=MILD),
    steps={"sectors": partial(nonlinear.step, economy=MILD), "national": national_step},
    shocks={"sectors": nonlinear.SHOCKS, "national": dict.fromkeys(NOISE, False)},
    published={
        "sectors": nonlinear.PUBLISHED_COLUMNS,
        "national": ("avg_tariff", "import_price", "imports", "revenue", *_INDICES, "unemployment"),
    },
    aggregate=national_aggregates,
    burn_in=nonlinear.BURN_IN,
)
