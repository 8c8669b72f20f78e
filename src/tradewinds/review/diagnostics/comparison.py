"""Whether the network forecasts better than the best simple model."""

from collections.abc import Iterator

import numpy as np

from tradewinds.review.cases import EQUATION, EquationCase
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import above
from tradewinds.review.status import Status

_AGAINST = (
    "Against the best simple model one period ahead ({detail}) the network's mean log predictive density"
)
_BAND = "(95% band {low:+.2f} to {high:+.2f})"


def _lead(case: EquationCase) -> Iterator[Finding]:
    """The lead over the simple model over which it is least, with the 95 % band of its resamples."""
    leads = case.leads
    if not len(leads) or not np.isfinite(leads[["value", "lower", "upper"]].to_numpy()).all():
        yield Finding(np.nan)
        return
    least = leads.loc[leads["value"].idxmin()]
    value, low, high = (float(least[name]) for name in ("value", "lower", "upper"))
    words = {"way": "lower" if value < 0 else "higher", "size": abs(value)}
    yield Finding(value, low, high, str(least["model"]), words)


def _sentence(found: Finding, status: Status, margin: float) -> str:
    asked = ", where {threshold:g} more is asked for" if margin else ""
    if status is Status.undecided:
        told = "not decided" if margin else "no better, no worse"
        return f"{_AGAINST} differs by {{value:+.2f}} {_BAND}{asked}: {told}."
    return f"{_AGAINST} is {{way}} by {{size:.2f}} {_BAND}{asked}."


def _advice(found: Finding, status: Status, threshold: float) -> str:
    if status is Status.not_computed:
        return "No comparison with simple models was computed: see the logs of their scores."
    return "Use {detail}." if status is Status.failed and found.value < 0 else ""


COMPARISON = EQUATION.register(
    Check(
        id="beats simple models",
        title="Beats the simple models",
        question="Does the network forecast better than every simple model, one period ahead?",
        threshold=lambda case: case.diagnostics.skill_margin,
        computation=_lead,
        rule=above,
        sentence=_sentence,
        advice=_advice,
    )
)
