"""What can be said of an artifact beside the same made again, and what they may differ by."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class Likeness(StrEnum):
    """What a result made again says of the one under review, the best first."""

    identical = "identical"
    within = "within tolerance"
    different = "different"
    missing = "missing"
    not_made = "not made again"


@dataclass(frozen=True)
class Yardstick:
    """What two artifacts may differ by.

    ``rounding``: share of the largest value of a part, where the same operations are done in another order.
    ``draws``: effective draws behind it, NaN where nothing was drawn; ``inputs_same``: whether all that it is
    made from is identical, so that nothing but rounding can tell them apart; ``sampled``: whether it holds
    the draws themselves, which are others on another machine although their inputs are the same.
    """

    rounding: float
    draws: float = np.nan
    inputs_same: bool = True
    sampled: bool = False
    software_same: bool = True
    """Whether the packages are those that it was first made with: others draw other pictures."""
    machine_same: bool = False
    """Whether they, the kind of processor and what the environment changes are: nothing may be other then."""
    follows: bool = False
    """Whether its stage, run again on what the results have above it, made the same: what has no uncertainty
    of its own, and words, are judged by that.
    """

    @property
    def drawn(self) -> bool:
        """Whether Monte Carlo error may tell them apart."""
        return not self.inputs_same or (self.sampled and not self.machine_same)


@dataclass(frozen=True)
class ArtifactLikeness:
    """The verdict on one artifact, and its largest difference in the unit that ``allowed`` is in too."""

    verdict: Likeness
    size: float = 0.0
    allowed: float = 0.0
    unit: str = ""
    values: int = 0
    beyond: int = 0
    """Values that differ by more than is allowed."""
    words: int = 0
    """Texts that say something else."""
    unjudged: int = 0
    """Values that differ and have no uncertainty of their own to be held against."""
    reason: str = ""
    pictures: int = 0
    """Pictures of a page that are others, and were not compared."""
