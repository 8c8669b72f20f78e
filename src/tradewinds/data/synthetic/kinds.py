"""Kinds of economies that estimates of a tariff's effect are held to, each with its truth and its verdict.

Equations are those of ``tariff_panel.step`` and ``tariff_panel.policy``; ``equations`` says what is special.
"""

from dataclasses import dataclass
from enum import StrEnum

from tradewinds.data.synthetic.tariff_panel import Reaction, Response, Schedule, Sight, TariffPanel


class Expected(StrEnum):
    """What a report must say of the effect of five points after twelve months."""

    answerable = "answerable"
    leads = "withheld: leads are not zero"
    realised = "withheld: the rate has trade in its denominator"
    comparison = "withheld: every sector has the same tariffs"
    few = "withheld: one treated sector"
    small = "withheld: tariffs hardly moved"
    since = "answerable, of the time since the response broke"
    treated = "answerable, of the sectors that were treated"
    assumed = "answerable, if nothing else moved tariffs and imports"
    """The data cannot tell: the answer names the assumption on which it stands."""


@dataclass(frozen=True)
class Kind:
    """An economy, what sets it apart, its truth and the verdict on it.

    truth: per cent of volume after twelve months under tariffs higher by five points, the mean of sectors,
    after a history of 96 months of 10 sectors; its average over histories.
    """

    panel: TariffPanel
    equations: str
    truth: float
    expected: Expected = Expected.answerable


_FIXED = Schedule(chance=(0.0,))
_ONE = Schedule(chance=(0.0,), rise=0.1)
_WIDE = Schedule(start=(0.12, 0.2), chance=(0.0,))

ECONOMY_KINDS: dict[str, Kind] = {
    "linear": Kind(TariffPanel(), "q[t] = b − 2 log(1 + τ[t]) + y[t] + u[t]", -8.6),
    "no_effect": Kind(
        TariffPanel(Response(elasticity=(0.0,), price=0.0)), "e = π = 0: tariffs do nothing", 0.0
    ),
    "realised_rate": Kind(
        TariffPanel(
            Response(elasticity=(-1.0,)),
            Schedule(chance=(0.01,), change=(-0.02, 0.04)),
            sight=Sight(-0.012, 0.003),
        ),
        "seen[t] = τ[t] − .012 z_q[t] + .003 z_r[t], e = −1: what is seen holds the disturbance of volume",
        -4.5,
        Expected.realised,
    ),
    "anticipation": Kind(
        TariffPanel(Response(elasticity=(-0.9,), stocks=3.0), announced=3),
        "g[t] = 3 log((1 + mean of τ[t+1 … t+3]) / (1 + τ[t])), e = −.9: stocks are built, and run down",
        -4.0,
        Expected.leads,
    ),
    "confounded": Kind(
        TariffPanel(Response(elasticity=(0.0,), price=0.0, confounder=2.7), _WIDE, Reaction("cause", -1.0)),
        "τ[t] = r[t] − c[t], q[t] = b + 2.7 c[t] + y[t] + u[t], e = 0: sectors that lose trade are protected",
        0.0,
        Expected.assumed,
    ),
    "confounded_reversed": Kind(
        TariffPanel(Response(elasticity=(-1.0,), confounder=3.9), _WIDE, Reaction("cause", 1.0)),
        "τ[t] = r[t] + c[t], q[t] = b − log(1 + τ[t]) + 3.9 c[t] + y[t] + u[t]: tariffs go where trade grows",
        -4.2,
        Expected.assumed,
    ),
    "reverse_causality": Kind(
        TariffPanel(Response(elasticity=(0.0,), price=0.0, memory=0.9), _WIDE, Reaction("demand", 0.5)),
        "τ[t] = r[t] + .5 u[t−1], φ = .9, e = 0: tariffs follow imports",
        0.0,
        Expected.leads,
    ),
    "surge": Kind(
        TariffPanel(
            Response(elasticity=(0.0,), price=0.0, memory=0.9, noise=0.04),
            _FIXED,
            Reaction("demand", 0.06, 0.17),
        ),
        "τ rises by 6 points when u[t−1] passes .17, φ = .9, e = 0: surges fall back by themselves",
        0.0,
        Expected.leads,
    ),
    "structural_break": Kind(
        TariffPanel(Response(elasticity=(-1.0,), later=(-4.0,))),
        "e = −1 up to month 40, −4 from then on",
        -16.4,
        Expected.since,
    ),
    "heterogeneous": Kind(
        TariffPanel(Response(elasticity=(-0.5, -4.0)), Schedule(chance=(0.045, 0.003))),
        "e = −.5 in odd sectors, whose tariffs change in one month of 22, and −4 in even ones, in one of 333",
        -9.5,
        Expected.treated,
    ),
    "one_treated": Kind(
        TariffPanel(schedule=_ONE),
        "τ rises by 10 points in the first sector in month 41, and nowhere else",
        -8.8,
        Expected.few,
    ),
    "own_shock": Kind(
        TariffPanel(Response(elasticity=(0.0,), price=0.0, event=-0.16), _ONE),
        "as one_treated with e = 0, and k = −.16: that sector loses trade in that month for another reason",
        0.0,
        Expected.few,
    ),
    "gradual_12": Kind(
        TariffPanel(Response(months=12)),
        "n = 12: a tariff is felt in full after a year, in equal parts",
        -8.6,
    ),
    "gradual_24": Kind(
        TariffPanel(Response(months=24)),
        "n = 24: half of a tariff is felt after a year, all after two",
        -4.4,
    ),
    "heavy_tails": Kind(
        TariffPanel(Response(tails=0.25)), "h = .25: single months far from what was expected", -8.6
    ),
    "collinear": Kind(
        TariffPanel(Response(price=-0.9, price_noise=0.002)),
        "π = −.9, σ_p = .002: the price follows the tariff so closely that inputs cannot be told apart",
        -8.6,
    ),
    "quiet_tariffs": Kind(
        TariffPanel(schedule=Schedule(change=(-0.003, 0.006))),
        "changes of the tariff lie between −.3 and .6 points",
        -8.9,
        Expected.small,
    ),
    "common_tariff": Kind(
        TariffPanel(Response(elasticity=(0.0,), price=0.0), Schedule(shared=True)),
        "every sector has the tariff of the first, e = 0: months cannot be told from tariffs",
        0.0,
        Expected.comparison,
    ),
}
"""Name → kind; the names are among those of ``EconomyName``."""
