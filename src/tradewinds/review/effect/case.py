"""What the checks of an effect are asked of, and their common rule.

Each says its power: a test that could not have found what matters does not pass.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from tradewinds.effects.evidence import Difference, Evidence
from tradewinds.effects.first_stage import FirstStage
from tradewinds.effects.score_tests import ScoreTest
from tradewinds.review.check import Area
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status
from tradewinds.settings.verdict import VerdictSettings

EFFECT = Area("effect")
FOUND = "one of {power:.2g} % for each per cent would have been found"
BLIND = "but {only} would have been found: this shows little."
MORE = "Bring more sectors, or more periods in which the policy moved."
"""What is to be done where a test could not be made, or could not have found what matters."""


class Pair(NamedTuple):
    """An effect at the end of the path and its standard error."""

    value: float
    error: float


class Treated(NamedTuple):
    """How many of the sectors asked about an effect is of, of how many, and their ``share`` by weight."""

    moved: int
    asked: int
    share: float

    @property
    def words(self) -> str:
        """Empty of all."""
        if self.moved == self.asked:
            return ""
        return f"{self.moved} of {self.asked} sectors ({self.share:.0%} by weight)"


class NetworkAnswer(NamedTuple):
    """The network's effect at the end of the path and its error; what ``policy.in_steps`` and
    ``evaluation.scatter`` say of it, NaN (``steps`` 0) where they say nothing.
    """

    value: float
    error: float
    apart: float = math.nan
    apart_width: float = math.nan
    steps: int = 0
    scatter: float = math.nan


@dataclass(frozen=True, eq=False)
class EffectCase:
    """``evidence`` on one outcome, None where the design refuses, with its ``refusal``; ``moved``: share of
    what is asked about whose own policy moved; ``scale``: 1, or the standard deviation within sectors of an
    outcome that is not in logs; ``effect`` of the path, and the ``network``'s where it gives one.

    Sentences leave {outcome} and {policy} to whoever knows what these are called.
    """

    asked: VerdictSettings
    evidence: Evidence | None
    refusal: str = ""
    moved: float = math.nan
    scale: float = 1.0
    break_at: str = ""
    since: str = ""
    """The period of a break in the response, where what is asked is answered by the rows since then."""
    effect: Pair | None = None
    network: NetworkAnswer | None = None
    periods: tuple[int, int] = (1, 1)
    """After a rise: those the response is estimated for, and those of the path."""
    first: FirstStage | None = None
    """Where another rate identifies the effect than the path is one of."""
    falls: bool = False
    """Whether the policy is lower at the end of the path than without it."""
    spread: float = math.nan
    """Standard deviation of the responses of sectors that the band allows for."""
    treated: Treated | None = None
    """Where what is asked is answered by the mean of the treated, each with an answer of its own."""

    @property
    def enough(self) -> float:
        """The largest smallest effect that may be missed."""
        return self.asked.largest_detectable * self.scale

    def words(self, power: float = math.nan) -> dict[str, object]:
        """The power of a test, in per cent for each per cent, and whether it is ``blind``."""
        one = power / self.scale
        only = (
            f"only one of {one:.2g} % or more for each per cent"
            if math.isfinite(one)
            else "none, of any size,"
        )
        return {"power": one, "only": only, "blind": not power <= self.enough}

    def tested(self, test: ScoreTest, power: float, size: float, **more: object) -> Finding:
        """The p of a test that has to be able to reach its ``size``, too."""
        words = self.words(power if test.smallest <= size else math.inf)
        return Finding(test.p, words=words | more)

    def compared(self, apart: Difference) -> Finding:
        """The p of a difference, with how far ``apart`` two estimates are."""
        return Finding(apart.p, words=self.words(apart.detectable) | {"apart": apart.value / self.scale})


def remedies(failed: str, undecided: str = MORE) -> dict[Status, str]:
    """What is to be done where a check fails, and where it cannot tell or could not be made."""
    return {Status.failed: failed, Status.undecided: undecided, Status.not_computed: undecided}


def test_size(case: EffectCase) -> float:
    """Probability with which a test rejects what is true."""
    return case.asked.size


def significant(found: Finding, size: float) -> Status:
    """Fails where p reaches the size of the test; undecided where it could not have found what matters."""
    if found.value <= size:
        return Status.failed
    return Status.undecided if found.words["blind"] else Status.passed
