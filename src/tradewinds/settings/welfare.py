"""Section ``welfare``: what is worth how much, and with which attitude to risk."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Finite, Fraction, Items, Range, Said, Section, Share

REST = "rest"
"""In a frontier: everything in the welfare but the other objective."""
Worth = Annotated[float, Range(ge=0, unit="welfare")]
ByOutcome = Annotated[dict[str, Finite], Said("outcome → finite number")]


class Risk(StrEnum):
    """What of the distribution of welfare over draws is made as large as can be."""

    expected = "expected"
    """Its mean."""
    cvar = "cvar"
    """The mean of its worst draws, a share ``level`` of them."""
    loss = "loss"
    """Minus the probability that it gains no more than ``target``."""


@dataclass
class Weights(Section):
    """What a unit of an outcome's effect is worth in welfare."""

    national: ByOutcome = field(default_factory=dict)
    """What a unit of an outcome's effect is worth, ``{income: 1, imports: -0.05}``: a per cent for variables
    in logs, a point for rates; 0 leaves one out."""
    sectors: ByOutcome = field(default_factory=dict)
    """The same of sector variables, averaged with ``scenario.weights``, or of the effect on their total."""


@dataclass
class Floors(Section):
    """The least expected effect on an outcome."""

    national: ByOutcome = field(default_factory=dict)
    """Least expected effect, in its unit, ``{revenue: 0}``; whether the outcome is weighed or not."""
    sectors: ByOutcome = field(default_factory=dict)
    """The same of sector variables."""


@dataclass
class WelfareSettings(Section):
    weights: Weights = field(default_factory=Weights)
    totals: Annotated[list[str], Said("list of sector variables")] = field(default_factory=list)
    """Sector variables whose effect is that on their total, not the mean of the sectors' effects: amounts of
    money."""
    discount: Share = 0.02
    """By how much a later effect counts less, a year (a period, where there is no calendar)."""
    risk: Risk = Risk.expected
    """What of the distribution over draws is made large: ``expected`` its mean; ``cvar`` the mean of its
    worst draws; ``loss`` minus the probability of gaining no more than ``target``."""
    level: Fraction = 0.1
    """Share of the draws that ``cvar`` is the mean of."""
    target: Annotated[float, Range(unit="welfare")] = 0.0
    """Gain in welfare that ``loss`` asks for."""
    floors: Floors = field(default_factory=Floors)
    shortfall: Worth = 10.0
    """What a unit below a floor costs."""
    support: Worth = 1.0
    """What a training range beyond ``optimise.inside`` costs, mean over draws, periods and sectors, both
    tables added."""
    smoothness: Worth = 0.002
    """What a squared point of change from one period to the next costs, mean over periods and sectors; the
    first step is from the last observed rate."""
    frontier: Annotated[list[str], Items(), Said("two texts, or none")] = field(default_factory=list)
    """Two objectives between which a frontier is drawn: ``table.outcome``, or ``rest`` for everything in the
    welfare but the other. An outcome that the welfare weighs below 0 is better the less there is of it."""

    def validate(self) -> None:
        require(
            len(self.frontier) in (0, 2),
            "frontier",
            list(self.frontier),
            "two objectives, such as [rest, sectors.revenue], or none",
        )
