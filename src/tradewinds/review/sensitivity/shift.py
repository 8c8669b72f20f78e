"""Whether the effect stays where it is when a variable is put in, or another prior taken."""

import math
from collections.abc import Iterator

from tradewinds.review.check import CaseRow, Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import Band
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status


def _shift(row: CaseRow) -> Iterator[Finding]:
    """How far the effect shifts, with the band at the shared level and the farthest end of its own."""
    detail = str(row.get("candidate", ""))
    yield Finding(
        row["shift"], row["low"], row["high"], detail, {"own_reach": row.get("own_reach", math.nan)}
    )


def stays(found: Finding, margin: float) -> Status:
    """Passes where the shift's own band lies within the margin; fails where the shared one leaves out zero
    and reaches beyond the margin.
    """
    if not math.isfinite(found.words["own_reach"]):
        return Status.not_computed
    if found.words["own_reach"] <= margin:
        return Status.passed
    beyond = max(abs(found.low), abs(found.high)) > margin
    return Status.failed if Band(found.low, found.high).side() and beyond else Status.undecided


OMITTED = SENSITIVITY.register(
    Check(
        id="omitted variable",
        title="Nothing of consequence is left out",
        question="Does the effect stay as it is with {detail} in the equation?",
        threshold=lambda row: row["margin"],
        computation=_shift,
        rule=stays,
        sentence={
            Status.failed: "Without {label} the effect comes out differently in {of}: put it in, or say why "
            "the effect without it is the one that is meant.",
            Status.undecided: "Whether {label} is missing cannot be told in {of}: refits scatter too much "
            "for a shift of consequence to be ruled out. Raise sensitivity.refits, or train longer.",
            Status.not_computed: "Whether {label} is missing was not computed in {of}.",
            Status.passed: "Adding {label} shifts no effect by as much as was said to be of consequence.",
        },
        advice={
            Status.failed: "Put the variable into the equation, or say why the effect without it is meant.",
            Status.not_computed: "Effects of refits are no numbers: look at the refits.",
            Status.undecided: "Raise sensitivity.refits or train longer; until then report the effect as one "
            "that the variable may shift by as much as its band says.",
            Status.passed: "Leave the equation as it is.",
        },
    )
)
SAME_UNDER_OTHER_PRIOR = SENSITIVITY.register(
    Check(
        id="other prior",
        title="Another prior gives the same effect",
        question="Is the effect the same under the prior of sensitivity.prior?",
        threshold=lambda row: row["margin"],
        computation=_shift,
        rule=stays,
        sentence={
            Status.failed: "Under another prior (sensitivity.prior) the effect comes out differently "
            "on {of}.",
            Status.undecided: "Refits scatter too much to tell whether another prior shifts the effect on "
            "{of}.",
            Status.not_computed: "Whether another prior shifts it was not computed for the effect on {of}.",
            Status.passed: "Another prior (sensitivity.prior) shifts by nothing of consequence the effect on "
            "{of}.",
        },
        advice={
            Status.failed: "Report both effects, and say why the experiment's own prior is the one that is "
            "meant.",
            Status.not_computed: "Effects of refits are no numbers: look at the refits.",
            Status.undecided: "Raise sensitivity.refits or train longer; until then report both effects.",
            Status.passed: "Nothing to do: the data outweigh the difference between the two priors.",
        },
    )
)
