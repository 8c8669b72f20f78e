"""Whether the steps of a sampler follow the posterior, and how far leave-one-out can be trusted."""

from collections.abc import Iterator

from tradewinds.review.cases import EQUATION, EquationCase
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_least, at_most


def _divergences(case: EquationCase) -> Iterator[Finding]:
    if case.has(quantity="sampler"):
        yield Finding(case.value("sampler", "divergences"))


DIVERGENCES = EQUATION.register(
    Check(
        id="divergences",
        title="Divergent transitions",
        question="Were the sampler's steps short enough everywhere?",
        threshold=lambda case: case.diagnostics.divergences,
        computation=_divergences,
        rule=at_most,
        sentence="Share of divergent transitions: {value:.3f}, allowed {threshold:g}.",
        advice="{remedy}.",
    )
)


def _energy_error(case: EquationCase) -> Iterator[Finding]:
    if case.has(quantity="sampler") and case.has(metric="energy_error"):
        yield Finding(case.value("sampler", "energy_error"))


ENERGY_ERROR = EQUATION.register(
    Check(
        id="energy error",
        title="Energy error of the sampler",
        question="Did steps without an accept step keep their energy?",
        threshold=lambda case: case.diagnostics.energy_error,
        computation=_energy_error,
        rule=at_most,
        sentence="Mean squared energy error of a step: {value:.3f} times the one the steps are set for, "
        "allowed {threshold:g}.",
        advice="The draws may be off: {remedy}.",
    )
)


def _bfmi(case: EquationCase) -> Iterator[Finding]:
    if case.has(quantity="sampler") and case.has(metric="bfmi"):
        yield Finding(case.value("sampler", "bfmi"))


ENERGY = EQUATION.register(
    Check(
        id="energy",
        title="Reach of the sampler",
        question="Did the sampler reach the tails?",
        threshold=lambda case: case.diagnostics.bfmi,
        computation=_bfmi,
        rule=at_least,
        sentence="Smallest fraction of missing information over chains: {value:.2f}, wanted {threshold:g} at "
        "least.",
        advice="The sampler hardly reaches the tails: {remedy}.",
    )
)


def _pareto_k(case: EquationCase) -> Iterator[Finding]:
    if case.has(quantity="sampler"):
        yield Finding(case.value("loo", "pareto_k_high"))


LEAVE_ONE_OUT = EQUATION.register(
    Check(
        id="leave-one-out",
        title="Trust in leave-one-out",
        question="Do draws of all rows serve for the rows without one of them?",
        threshold=lambda case: case.diagnostics.pareto_k_share,
        computation=_pareto_k,
        rule=at_most,
        sentence="Share of rows whose Pareto k̂ is above 0.7: {value:.3f}, allowed {threshold:g}.",
        advice="Leave-one-out scores want 100 draws and rows that no draw hangs on: read the held-out "
        "scores, which stand.",
    )
)
