"""Checks of a policy that was found: is it better than what is, and than what is simple?

Their cases are rows of ``policies`` (``policy.evaluate``) with the ``confidence`` that was asked for;
probabilities and labels in their sentences are the page's.
"""

from collections.abc import Iterator

from tradewinds.review.check import Area, CaseRow, Check
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status

POLICY = Area("policy")


def _gains(row: CaseRow) -> Iterator[Finding]:
    """Probability that welfare is higher than on the baseline; and whether the objective is, ``ahead``."""
    yield Finding(row["gains"], words={"ahead": row["objective"] > row["baseline"]})


BETTER_THAN_BASELINE = POLICY.register(
    Check(
        id="better than the baseline",
        title="Better than the baseline",
        question="Is the path better than the baseline, as surely as was asked?",
        threshold=lambda row: row["confidence"],
        computation=_gains,
        rule=lambda found, confidence: (
            Status.passed if found.value >= confidence and found.words["ahead"] else Status.failed
        ),
        sentence={
            Status.failed: "The data cannot tell it from the baseline: the probability that it is better at "
            "all is {probability}, below the {asked} that was asked for.",
            Status.not_computed: "The optimum could not be evaluated: too many draws run away on it.",
        },
    )
)


def _behind(row: CaseRow) -> Iterator[Finding]:
    """Probability that a simple policy is behind the optimum."""
    yield Finding(row["behind"])


BETTER_THAN_SIMPLE = POLICY.register(
    Check(
        id="better than simple policies",
        title="Better than simple policies",
        question="Is every simple policy behind the path, as surely as was asked?",
        threshold=lambda row: row["confidence"],
        computation=_behind,
        rule=lambda found, confidence: Status.passed if found.value >= confidence else Status.undecided,
        sentence={
            Status.undecided: "A simple policy may serve as well: {policy} is behind with a probability of "
            "only {probability}.",
            Status.not_computed: "Whether {policy} serves as well was not computed.",
        },
    )
)
