"""Section ``sbc``: simulation-based calibration, of which equations and with how many simulations."""

import re
from dataclasses import dataclass, field

from tradewinds.settings.checks import at_least, fraction, positive, require


@dataclass
class SbcSettings:
    equations: list[str] = field(default_factory=list)
    """``tier1.price`` …; none: the first equation of each table."""
    simulations: int = 100
    """Data sets simulated and fitted, an equation."""
    per_job: int = 25
    """Simulations in one job, which compiles once."""
    draws: int = 100
    """Draws, spread evenly over all of a fit, among which the truth is ranked."""
    rows: int = 4
    """Training rows, spread evenly, whose predictions are followed."""
    largest: float = 100.0
    """Simulations with a target beyond so many standard deviations of the real one are not fitted."""
    alpha: float = 0.05
    """Probability that an exact posterior fails a check of the tier."""
    failures: float = 0.05
    """Largest share of simulations whose fit failed."""


def validate(sbc: SbcSettings) -> None:
    for text in sbc.equations:
        require(
            re.fullmatch(r"tier[12]\.\w+", text) is not None,
            "sbc.equations",
            text,
            "a tier and what its equation explains, such as tier1.price",
        )
        require(sbc.equations.count(text) == 1, "sbc.equations", list(sbc.equations), f"{text} once")
    for name, least in (("simulations", 2), ("per_job", 1), ("draws", 2), ("rows", 1)):
        at_least(f"sbc.{name}", getattr(sbc, name), least)
    positive("sbc.largest", sbc.largest)
    fraction("sbc.alpha", sbc.alpha)
    fraction("sbc.failures", sbc.failures, closed=True)
