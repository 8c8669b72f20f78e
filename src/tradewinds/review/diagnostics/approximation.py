"""Whether an approximation is near the posterior: a guide, Normal distributions at modes, any beside NUTS."""

from collections.abc import Iterator

from tradewinds.review.cases import EQUATION, EquationCase
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_most
from tradewinds.review.status import Status


def _weights(case: EquationCase) -> Iterator[Finding]:
    """Of any fit that has an evidence bound."""
    if case.has(quantity="elbo"):
        parameters = case.value("approximation", "parameters")
        yield Finding(case.value("approximation", "pareto_k"), words={"parameters": parameters})


APPROXIMATION = EQUATION.register(
    Check(
        id="approximation",
        title="Approximation of the posterior",
        question="Does the guide cover the posterior?",
        threshold=lambda case: case.diagnostics.pareto_k,
        computation=_weights,
        rule=at_most,
        sentence="Pareto k̂ of the guide's importance weights: {value:.2f}, allowed {threshold:g}.",
        advice="The approximation misses parts of the posterior, and its bands may be too narrow: {remedy}.",
    )
)


def _modes(case: EquationCase) -> Iterator[Finding]:
    if case.has(metric="unsettled"):
        lost, flat = case.values("training", ("unsettled", "flat"))
        yield Finding(lost + flat, words={"lost": lost, "flat": flat})


def _modes_sentence(found: Finding, status: Status, threshold: float) -> str:
    if status is Status.passed:
        return "All networks are at the mode of their posterior."
    text = "{lost:.0f} networks are not at the mode of their posterior"
    return (
        f"{text}, which is flat in {{flat:.0f}} of their directions in all."
        if found.words["flat"]
        else f"{text}."
    )


MODE = EQUATION.register(
    Check(
        id="mode",
        title="Modes of the posterior",
        question="Do the Normal distributions stand at modes, and does the posterior bend down there?",
        threshold=lambda case: 0.0,
        computation=_modes,
        rule=at_most,
        sentence=_modes_sentence,
        advice="Their width is a guess: {remedy}.",
    )
)


def _distance(case: EquationCase) -> Iterator[Finding]:
    """From a run of MCMC on the same model, where one was asked for."""
    if case.has(quantity="reference"):
        distance, floor, width, rhat = case.values(
            "reference", ("distance", "distance_floor", "width", "rhat")
        )
        settled = rhat <= case.diagnostics.rhat
        yield Finding(distance, words={"floor": floor, "width": width, "rhat": rhat, "settled": settled})


def _near(found: Finding, limit: float) -> Status:
    status = at_most(found, limit)
    return Status.undecided if status is Status.failed and not found.words["settled"] else status


REFERENCE = EQUATION.register(
    Check(
        id="distance to the reference",
        title="Distance to the reference",
        question="Are predictions those of MCMC on the same model?",
        threshold=lambda case: case.diagnostics.distance,
        computation=_distance,
        rule=_near,
        sentence="Distance to the reference: {value:.3f} standard deviations of a prediction ({floor:.3f} "
        "between its own halves), allowed {threshold:g}; posterior {width:.2f} times as wide.",
        advice={
            Status.failed: "Its bands may be wrong: see their width.",
            Status.not_computed: "Its bands may be wrong: see their width.",
            Status.undecided: "The reference has not converged itself (R̂ {rhat:.3f}): draw it longer.",
        },
    )
)
