"""How strong a variable that is in no table would have to be to explain the effect away."""

import math
from collections.abc import Iterator

from tradewinds.review.check import CaseRow, Check
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status


def _robustness(row: CaseRow) -> Iterator[Finding]:
    """The robustness value, and that of an estimate that is told from zero (``told``)."""
    yield Finding(row["robustness"], words={"told": row["robustness_alpha"]})


def as_strong(outcome: float, policy: float) -> float:
    """The share r of policy *and* outcome that a confounder would have to explain to do as much as one that
    explains the shares ``policy`` of the one and ``outcome`` of the other: r²/(1 − r) = outcome · policy/(1 −
    policy) (Cinelli & Hazlett 2020). NaN where there is no such variable.
    """
    if policy == 1:
        return 1.0
    strength = outcome * policy / (1 - policy)
    return (math.sqrt(strength**2 + 4 * strength) - strength) / 2


def _strongest(row: CaseRow) -> float:
    """What the strongest observed input would do; of an effect that is not told from zero, without any, 0."""
    strongest = as_strong(row["strongest_outcome"], row["strongest_policy"])
    return 0.0 if row["robustness_alpha"] == 0 and math.isnan(strongest) else strongest


def _withstands(found: Finding, strongest: float) -> Status:
    told = found.words["told"]
    if math.isnan(told):
        return Status.not_computed
    if told == 0:
        return Status.undecided
    if math.isnan(strongest):
        return Status.void
    return Status.passed if found.value > strongest else Status.failed


_LINEAR = "By a linear regression"
_STRENGTH = (
    f"{_LINEAR}, an unobserved variable that explains {{share}} of what is left of the policy and of {{of}} "
    "would bring the effect on {of} to zero{measure}"
)
CONFOUNDER = SENSITIVITY.register(
    Check(
        id="confounder",
        title="A confounder would have to be strong",
        question="Would it take a variable stronger than every observed input to explain the effect away?",
        threshold=_strongest,
        computation=_robustness,
        rule=_withstands,
        sentence={
            Status.failed: f"{_STRENGTH}: one as strong would do.",
            Status.void: f"{_STRENGTH}.",
            Status.not_computed: "How strong a confounder of the effect on {of} would have to be was not "
            "computed.",
            Status.undecided: f"{_LINEAR} the effect on {{of}} is not told from zero, confounded or not.",
            Status.passed: f"{_STRENGTH}.",
        },
        advice={
            Status.failed: "Name what a variable as strong as the strongest observed input might be, and get "
            "it into a table.",
            Status.void: "There is no other input to measure it by: name what it might be.",
            Status.undecided: "The regression has nothing that could be explained away: rest nothing on its "
            "slope.",
        },
    )
)
