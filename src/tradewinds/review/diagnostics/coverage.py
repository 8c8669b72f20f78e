"""Whether bands hold as much as they claim."""

from collections.abc import Iterator

import numpy as np

from tradewinds.review.cases import EQUATION, EquationCase
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import ERRORS
from tradewinds.review.status import Status

_DECIMALS = 12
"""Places to which a share is compared with a limit, so that 0.7 is 0.1 away from 0.8."""


def _gap(case: EquationCase) -> Iterator[Finding]:
    """The band farthest from its claim; of those farther than the limit the one that is off most surely."""
    bands = case.bands
    if not len(bands) or not np.isfinite(bands[["coverage", "error"]].to_numpy()).all():
        yield Finding(np.nan)
        return
    level = bands["level"]
    # resampling finds no error in a coverage of 0 or 1; that of the claim itself is the least there is
    error = np.maximum(bands["error"], np.sqrt(level * (1 - level) / bands["rows"]))
    gap = (bands["coverage"] - level).abs().round(_DECIMALS)
    surely = gap - ERRORS * error
    far = gap > case.diagnostics.coverage
    row = surely[far].idxmax() if far.any() else gap.idxmax()
    words = {"claimed": level[row], "seen": bands["coverage"][row], "rows": int(bands["rows"].max())}
    yield Finding(gap[row], surely[row], gap[row] + ERRORS * error[row], f"{level[row]:.0%} band", words)


def _rule(found: Finding, limit: float) -> Status:
    """A gap within the limit passes; a larger one fails where it is no chance, whose error counts rows of a
    period as one (``scoring``).
    """
    if found.value <= limit:
        return Status.passed
    return Status.failed if found.low > 0 else Status.undecided


def _advice(found: Finding, status: Status, threshold: float) -> str:
    if status is Status.undecided:
        return "{rows} rows cannot tell whether that is chance: hold out more periods (split.test_share)."
    if status is not Status.failed:
        return ""
    too_few = found.words["seen"] < found.words["claimed"]
    if too_few:
        return "Too confident: take noise with heavier tails, or a wider prior."
    return "Too cautious: take noise with lighter tails, or a narrower prior."


COVERAGE = EQUATION.register(
    Check(
        id="coverage",
        title="Coverage of the bands",
        question="Do bands hold as many outcomes, one period ahead, as they claim?",
        threshold=lambda case: case.diagnostics.coverage,
        computation=_gap,
        rule=_rule,
        sentence="The {claimed:.0%} band holds {seen:.0%} of the rows one period ahead.",
        advice=_advice,
    )
)
