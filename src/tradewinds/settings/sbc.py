"""Section ``sbc``: simulation-based calibration, of which equations and with how many simulations."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.fields import Count, EquationName, Fraction, Items, Range, Said, Section, Share


@dataclass
class SbcSettings(Section):
    equations: Annotated[list[EquationName], Items(), Said("list of tier.target")] = field(
        default_factory=list
    )
    """Equations that are tested, ``[tier1.price, tier1.wages]``; without any, the first of each table."""
    simulations: Annotated[int, Range(ge=2, unit="under 50 nothing passes")] = 100
    """Data sets simulated and fitted, an equation; more add to those there are."""
    per_job: Count = 25
    """Simulations in one job, which compiles once."""
    draws: Annotated[int, Range(ge=2)] = 100
    """Draws, spread evenly over all of a fit, among which the truth is ranked."""
    rows: Count = 4
    """Training rows, spread evenly, whose predictions are followed."""
    largest: Annotated[float, Range(gt=0, unit="standard deviations of the real target")] = 100.0
    """A simulation with a target beyond it is counted and not fitted."""
    alpha: Fraction = 0.05
    """Probability that a tier fails where all draws are exact."""
    failures: Share = 0.05
    """Largest share of simulations whose fit failed."""
