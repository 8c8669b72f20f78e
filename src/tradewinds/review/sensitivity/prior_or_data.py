"""Whether the prior or the data determine the effect, by two sensitivities of power-scaling."""

import math
from collections.abc import Iterator

from tradewinds.inference.registry import algorithm_names
from tradewinds.review.check import CaseRow, Check
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status

SENSITIVE = 0.05
"""Sensitivity from which on a quantity is said to depend on prior or likelihood (Kallioinen et al. 2024)."""
FEWEST_DRAWS = 100
"""Draws below which importance weights say little."""
CONFLICT, PRIOR, DATA, NEITHER = "prior and data pull apart", "the prior", "the data", "neither"
UNTOLD, SOURCE_NOT_COMPUTED = "cannot be told", str(Status.not_computed)


def determining_source(prior: float, likelihood: float, prior_noise: float, likelihood_noise: float) -> str:
    """What determines a quantity: the prior, the data, neither, or both against each other.

    The four numbers are sensitivities to power-scaling (Kallioinen et al. 2024), without a unit, and what
    noise alone would show of each. Where one is not finite the source is not computed.

    A sensitivity within its noise, what a quantity shows that has nothing to do with prior or likelihood,
    tells only where that noise itself is below ``SENSITIVE``.
    """
    pairs = ((prior, prior_noise), (likelihood, likelihood_noise))
    if not all(math.isfinite(value) for pair in pairs for value in pair):
        return SOURCE_NOT_COMPUTED
    if any(value <= noise and noise >= SENSITIVE for value, noise in pairs):
        return UNTOLD
    by_prior, by_data = (value >= SENSITIVE for value, _ in pairs)
    if by_data:
        return CONFLICT if by_prior else DATA
    return PRIOR if by_prior else NEITHER


def _power(row: CaseRow) -> Iterator[Finding]:
    yield Finding(row["prior"], words={"determined_by": row["determined_by"]})


_DECIDED = {
    PRIOR: (
        Status.failed,
        "The prior, not the data, decides the effect on {of}.",
        "Report the effect as assumed, not found, or get rows in which the policy moves more.",
    ),
    CONFLICT: (
        Status.undecided,
        "The prior and the data pull apart in the effect on {of}.",
        "Run the experiment with another scale of model.prior too and report both effects.",
    ),
    NEITHER: (
        Status.undecided,
        "Neither a stronger prior nor stronger data would move the effect on {of}.",
        "Take the effect for what the form of the equation makes it, and set the slope of the linear "
        "regression beside it.",
    ),
    UNTOLD: (
        Status.undecided,
        "There are too few draws to tell whether the prior decides the effect on {of}.",
        "Keep more draws of the posterior, then ask again.",
    ),
    SOURCE_NOT_COMPUTED: (
        Status.not_computed,
        "Whether the prior decides was not computed for the effect on {of}.",
        f"Only exact draws can be reweighed: fit with inference={' or '.join(algorithm_names(exact=True))}.",
    ),
    DATA: (
        Status.passed,
        "The data, not the prior, decide the effect on {of}.",
        "Nothing to do: somewhat wider or narrower priors would say the same.",
    ),
}
"""What determines the effect → how the check ends, what is said and what is to be done."""
PRIOR_OR_DATA = SENSITIVITY.register(
    Check(
        id="prior or data",
        title="The data decide the effect",
        question="Would the effect move with the data, and not with the prior?",
        threshold=lambda row: SENSITIVE,
        computation=_power,
        rule=lambda found, _: _DECIDED[found.words["determined_by"]][0],
        sentence=lambda found, *_: _DECIDED[found.words["determined_by"]][1],
        advice=lambda found, *_: _DECIDED[found.words["determined_by"]][2],
    )
)
