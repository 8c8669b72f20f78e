"""Whether the graph of the equations identifies the effect, and whether the data bear the graph out."""

import math
from collections.abc import Iterator

from tradewinds.review.check import CaseRow, Check
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status

IDENTIFIED, NOT_IDENTIFIED, NO_EFFECT = "identified", "not by adjustment", "no path"
"""What the graph says of an effect."""


def _identified(row: CaseRow) -> Iterator[Finding]:
    yield Finding(float(row["effect"] == IDENTIFIED), words={"effect": row["effect"]})


_GRAPH = "Under the equations' graph"
GRAPH = SENSITIVITY.register(
    Check(
        id="identification",
        title="The effect is identified",
        question="Does adjusting for inputs identify the effect of the policy under the equations' graph?",
        threshold=lambda row: 1.0,
        computation=_identified,
        rule=lambda found, _: {
            IDENTIFIED: Status.passed,
            NO_EFFECT: Status.void,
            NOT_IDENTIFIED: Status.failed,
        }[found.words["effect"]],
        sentence={
            Status.failed: f"{_GRAPH} no adjustment identifies the effect of the policy on {{of}}.",
            Status.void: f"{_GRAPH} the policy does not move {{of}}.",
            Status.passed: f"{_GRAPH} adjusting for inputs identifies the effect of the policy on {{of}}.",
        },
        advice={
            Status.failed: "Do not read the effect as one of the policy; find an input that tells the two "
            "apart, or a table with several sectors a period.",
            Status.void: "Let an equation on the way to the outcome have the policy among its inputs.",
            Status.passed: "Keep what is adjusted for among the inputs; that nothing unnamed moves both "
            "policy and outcome is still assumed.",
        },
    )
)


def _p_value(row: CaseRow) -> Iterator[Finding]:
    yield Finding(row["adjusted"], detail=str(row["other"]))


def _borne_out(found: Finding, alpha: float) -> Status:
    """Void where inputs and effects leave nothing of it to vary."""
    if math.isnan(found.value):
        return Status.void
    return Status.failed if found.value < alpha else Status.passed


INDEPENDENCE = SENSITIVITY.register(
    Check(
        id="independence",
        title="The data bear out the graph",
        question="Is the outcome independent, given its inputs, of {detail}?",
        threshold=lambda row: row["alpha"],
        computation=_p_value,
        rule=_borne_out,
        sentence="p, adjusted for the number of tests: {value:.3g}.",
        advice={
            Status.failed: "Add the lag or variable to the equation, or say why the two go together anyhow.",
            Status.void: "Nothing can be said: the inputs leave nothing of it to vary.",
            Status.passed: "Nothing to do: what is not contradicted is not thereby true.",
        },
    )
)
