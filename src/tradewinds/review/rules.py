"""Rules by which a finding is held against its threshold. NaN never passes (``Check.result_of`` sees to it).

One rule says when two things differ, wherever they are compared: their difference counts where the 95 % band
of its resamples over whole periods leaves out the threshold. Where resamples are Normal that band is two
standard errors to either side, which stands in for it where there are no resamples; where a few rows are
missed by far, the error is as large as the difference itself, and the band alone tells whose side the rest is
on.
"""

import math
from typing import NamedTuple

from tradewinds.review.finding import Finding
from tradewinds.review.status import Status

ERRORS = 2.0
"""Standard errors to either side that stand for the 95 % band of Normal resamples."""


class Band(NamedTuple):
    """Ends of the 95 % band of a difference."""

    low: float
    high: float

    def side(self, of: float = 0.0) -> int:
        """1 above ``of``, −1 below it, 0 where it lies within the band or the band is not known."""
        return int(self.low > of) - int(self.high < of)

    @property
    def known(self) -> bool:
        return math.isfinite(self.low) and math.isfinite(self.high)


def normal_band(value: float, error: float) -> Band:
    """The band of a difference of which only the standard error is known."""
    return Band(value - ERRORS * error, value + ERRORS * error)


def at_most(found: Finding, threshold: float) -> Status:
    """Reaching the threshold is allowed."""
    return Status.passed if found.value <= threshold else Status.failed


def at_least(found: Finding, threshold: float) -> Status:
    """Reaching the threshold is enough."""
    return Status.passed if found.value >= threshold else Status.failed


def above(found: Finding, threshold: float) -> Status:
    """The whole band has to lie above the threshold; all below it fails, about it nothing is decided."""
    band = Band(found.low, found.high)
    if not band.known:
        return Status.not_computed
    return (Status.undecided, Status.passed, Status.failed)[band.side(threshold)]


def always_undecided(found: Finding, threshold: float) -> Status:
    """Of what is reported only where it casts doubt on all else."""
    return Status.undecided
