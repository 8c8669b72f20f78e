"""Whether the graph of the equations identifies the effect, and whether the data bear the graph out."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from tradewinds.review.check import CaseRow, Check
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status

IDENTIFIED, NOT_IDENTIFIED, NO_EFFECT = "identified", "not by adjustment", "no path"
"""What the graph says of an effect."""


class Assumption(NamedTuple):
    """What identification rests on, what would break it, and what of the run's would show that."""

    assumed: str
    broken_by: str
    seen_by: str


ASSUMPTIONS = (
    Assumption(
        "Nothing that is no input moves both the policy and the outcome.",
        "Protection of sectors that were losing trade, or growing, for another reason.",
        "Nothing, where the policy moves in steps; how strong such a cause would have to be is said under "
        "confounding.",
    ),
    Assumption(
        "The policy does not answer to the outcome, and is not known before it comes.",
        "Tariffs that follow imports; buyers who stock up when a tariff is announced.",
        "The leads of the distributed lag on the report's page, and the placebo among the economic checks.",
    ),
    Assumption(
        "The policy is measured without the outcome in it.",
        "Realised rates, duties over value: an unusual month moves both.",
        "The check “The rate was set”; a statutory rate under verdict.policy takes it away.",
    ),
    Assumption(
        "One sector's policy does not move another's outcome.",
        "Buyers who turn from one origin to the next: the effect is then relative to rivals who gained.",
        "Nothing: a comparison of sectors cannot tell.",
    ),
    Assumption(
        "The equations have every lag that matters, and sectors answer alike where slopes are one.",
        "Effects that grow over years; sectors that differ, most of them never treated; a break.",
        "The independences below; the checks “The response is one throughout” and “Sectors show no spread”.",
    ),
)
"""What no adjustment for inputs can do without, whatever the graph."""


def _identified(row: CaseRow) -> Iterator[Finding]:
    yield Finding(float(row["effect"] == IDENTIFIED), words={"effect": row["effect"]})


_GRAPH = "Under the equations' graph"
GRAPH = SENSITIVITY.register(
    Check(
        id="identification",
        title="The effect is identified, if what is assumed holds",
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
            Status.passed: f"{_GRAPH} adjusting for inputs gives the effect of the policy on {{of}}, if "
            "nothing unnamed moves both, the policy does not answer to it, and is measured without it.",
        },
        advice={
            Status.failed: "Do not read the effect as one of the policy; find an input that tells the two "
            "apart, or a table with several sectors a period.",
            Status.void: "Let an equation on the way to the outcome have the policy among its inputs.",
            Status.passed: "Keep what is adjusted for among the inputs, and ask of each assumption below "
            "what would break it.",
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
        sentence="{p}, adjusted for the number of tests.",
        advice={
            Status.failed: "Add the lag or variable to the equation, or say why the two go together anyhow.",
            Status.void: "The inputs leave nothing of it to vary: drop one of them, or name another.",
            Status.passed: "Nothing to do: what is not contradicted is not thereby true.",
        },
    )
)
