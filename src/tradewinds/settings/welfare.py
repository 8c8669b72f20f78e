"""Section ``welfare``: what is worth how much, and with which attitude to risk."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from tradewinds.settings.checks import at_least_zero, fraction, require

REST = "rest"
"""In a frontier: everything in the welfare but the other objective."""


class Risk(StrEnum):
    """What of the distribution of welfare over draws is made as large as can be."""

    expected = "expected"
    """Its mean."""
    cvar = "cvar"
    """The mean of its worst draws, a share ``level`` of them."""
    loss = "loss"
    """Minus the probability that it gains no more than ``target``."""


@dataclass
class Weights:
    """What a unit of an outcome's effect is worth in welfare."""

    national: dict[str, float] = field(default_factory=dict)
    """Outcome → worth of a unit: a per cent for variables in logs, a point for rates."""
    sectors: dict[str, float] = field(default_factory=dict)
    """The same of sector variables: of the mean of the sectors' effects, or of the effect on their total."""


@dataclass
class Floors:
    """The least expected effect on an outcome."""

    national: dict[str, float] = field(default_factory=dict)
    """Outcome → least expected effect, in its unit."""
    sectors: dict[str, float] = field(default_factory=dict)
    """The same of sector variables: a floor under revenue."""


@dataclass
class WelfareSettings:
    weights: Weights = field(default_factory=Weights)
    totals: list[str] = field(default_factory=list)
    """Sector variables whose effect is that on their total, not the mean of the sectors' effects."""
    discount: float = 0.02
    """By how much a later effect counts less, a year (a period, where there is no calendar)."""
    risk: Risk = Risk.expected
    level: float = 0.1
    """Share of the draws that ``cvar`` is the mean of."""
    target: float = 0.0
    """Gain in welfare that ``loss`` asks for."""
    floors: Floors = field(default_factory=Floors)
    shortfall: float = 10.0
    """What a unit below a floor costs in welfare."""
    support: float = 1.0
    """What a training range beyond ``optimise.inside`` costs in welfare, mean over draws, periods and
    sectors."""
    smoothness: float = 0.002
    """What a squared point of change from one period to the next costs in welfare, mean over periods and
    sectors."""
    frontier: list[str] = field(default_factory=list)
    """Two objectives, ``table.outcome`` or ``rest``, between which a frontier is drawn; none when empty."""


def validate(welfare: WelfareSettings) -> None:
    """The section alone; whether the outcomes are there is for ``settings.outcomes``. Raises
    SettingsError."""
    for key in ("weights", "floors"):
        for table, named in vars(getattr(welfare, key)).items():
            for outcome, value in named.items():
                place = f"welfare.{key}.{table}.{outcome}"
                require(math.isfinite(value), place, value, "a finite number")
    require(0 <= welfare.discount < 1, "welfare.discount", welfare.discount, "a fraction from 0 to below 1")
    fraction("welfare.level", welfare.level)
    require(math.isfinite(welfare.target), "welfare.target", welfare.target, "a finite number")
    for key in ("shortfall", "support", "smoothness"):
        at_least_zero(f"welfare.{key}", getattr(welfare, key))
    require(
        len(welfare.frontier) in (0, 2) and len(set(welfare.frontier)) == len(welfare.frontier),
        "welfare.frontier",
        list(welfare.frontier),
        "two objectives, such as [rest, sectors.revenue], or none",
    )
