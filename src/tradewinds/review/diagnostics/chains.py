"""Whether chains agree, and how many independent draws they are worth."""

from collections.abc import Callable, Iterator

import numpy as np

from tradewinds.review.cases import EQUATION, EquationCase
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import always_undecided, at_least, at_most
from tradewinds.review.status import Status


def _compared(case: EquationCase) -> bool:
    """Whether there are several chains with several draws each; guides are no chains, and need not agree."""
    guides = case.has(quantity="approximation", metric="guides")
    return not guides and 1 not in case.values("prediction", ("chains", "draws_per_chain"))


def _rhat(case: EquationCase) -> Iterator[Finding]:
    if not _compared(case):
        yield Finding(np.nan, words={"alone": True})
        return
    found = _worst(case, np.argmax, "rhat")
    yield Finding(found.value, words={**found.words, "chains": case.value("prediction", "chains")})


def _agree(found: Finding, limit: float) -> Status:
    return Status.void if "alone" in found.words else at_most(found, limit)


def _rhat_sentence(found: Finding, status: Status, threshold: float) -> str:
    if status is Status.void:
        return "One draw or one chain per fit, or guides: R̂ compares chains and does not apply."
    return "Largest R̂ over {chains:.0f} chains, of {where}: {value:.3f}, allowed {threshold:g}."


CONVERGENCE = EQUATION.register(
    Check(
        id="convergence",
        title="Convergence",
        question="Do the chains agree in what they predict, and on the noise scale?",
        threshold=lambda case: case.diagnostics.rhat,
        computation=_rhat,
        rule=_agree,
        sentence=_rhat_sentence,
        advice="The chains disagree about {where}: {remedy}.",
    )
)


def _draws(case: EquationCase) -> Iterator[Finding]:
    if _compared(case):
        yield _worst(case, np.argmin, "ess_bulk", "ess_tail")


EFFECTIVE_DRAWS = EQUATION.register(
    Check(
        id="effective draws",
        title="Effective draws",
        question="How many independent draws are the chains worth?",
        threshold=lambda case: case.diagnostics.ess,
        computation=_draws,
        rule=at_least,
        sentence="Smallest effective number of draws, of {where}: {value:.0f}, wanted {threshold:.0f}.",
        advice="Too few independent draws: {remedy}.",
    )
)


def _left_out(case: EquationCase) -> Iterator[Finding]:
    if case.has(metric="chains_left_out"):
        yield Finding(case.value("sampler", "chains_left_out"))


CHAINS_LEFT_OUT = EQUATION.register(
    Check(
        id="chains left out",
        title="Chains left out",
        question="Did chains go where the others did not?",
        threshold=lambda case: 0.0,
        computation=_left_out,
        rule=always_undecided,
        sentence="{value:.0f} chains strayed to far lower densities, or stalled, and are left out.",
        advice={Status.undecided: "What they found is in no number here: {remedy}."},
    )
)


def _worst(case: EquationCase, find: Callable, *metrics: str) -> Finding:
    """What ``find`` (argmax or argmin, for which NaN comes first) picks of some metrics of predictions and of
    the noise scale, where that moves; and ``where``, of which of the two it is.
    """
    found = [
        (case.value(quantity, metric), text)
        for quantity, text in (("prediction", "predictions"), ("noise scale", "the noise scale"))
        if quantity == "prediction" or case.has(quantity=quantity)
        for metric in metrics
    ]
    value, where = found[find([value for value, _ in found])]
    return Finding(value, words={"where": where})
