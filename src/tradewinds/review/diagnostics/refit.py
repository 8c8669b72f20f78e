"""Whether the draws of the fit to all rows, which answers, can be trusted: as is asked of the scored fit."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tradewinds.evaluation.scatter import EFFECT_OVER_SEEDS, scatter_found
from tradewinds.review.cases import REFIT, EquationCase, pick
from tradewinds.review.check import Check
from tradewinds.review.diagnostics.approximation import APPROXIMATION, MODE
from tradewinds.review.diagnostics.chains import CHAINS_LEFT_OUT, CONVERGENCE, EFFECTIVE_DRAWS
from tradewinds.review.diagnostics.sampler import DIVERGENCES, ENERGY, ENERGY_ERROR
from tradewinds.review.diagnostics.training import TRAINING
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_most
from tradewinds.review.status import Status

ALL_ROWS = ", all rows"
"""Ends the ids and titles of these checks."""


def of_refit(check: Check) -> Check:
    """The check as it is asked of the fit to all rows."""
    return replace(
        check,
        id=f"{check.id}{ALL_ROWS}",
        title=f"{check.title}{ALL_ROWS}",
        sentence=lambda found, status, threshold: (
            f"Of the fit to all rows: {check.said(found, status, threshold)}"
        ),
    )


for _asked in (
    CONVERGENCE,
    EFFECTIVE_DRAWS,
    CHAINS_LEFT_OUT,
    DIVERGENCES,
    ENERGY_ERROR,
    ENERGY,
    APPROXIMATION,
    MODE,
    TRAINING,
):
    REFIT.register(of_refit(_asked))


def _scatter(case: EquationCase) -> Iterator[Finding]:
    """Of the variable whose effect would scatter most."""
    found = pick(case.convergence, quantity=EFFECT_OVER_SEEDS)
    if len(found):
        worst = found.loc[found["value"].idxmax()] if found["value"].notna().all() else found.iloc[0]
        value = worst["value"] if found["value"].notna().all() else np.nan
        words = {"variable": worst["metric"], "after": worst["note"]}
        words |= {"starts": case.value("prediction", "chains"), "band": case.tier.algorithm.posterior}
        yield Finding(float(value), words=words)


def _repeated(found: Finding, limit: float) -> Status:
    """Void without a posterior, whose width is what starts are held against."""
    return at_most(found, limit) if found.words["band"] else Status.void


def _scatter_sentence(found: Finding, status: Status, limit: float) -> str:
    if status is Status.void:
        return "Best fits have no width of their own for their scatter to be held against."
    power = scatter_found(limit, int(found.words["starts"]))
    return (
        "Over other seeds the middle of the effect of {variable}, {after}, scatters by {value:.2f} times the "
        "width of the 90 % band within each of {starts:.0f} chains or guides, most of all inputs; allowed "
        f"{{threshold:g}}. Starts that scatter by {power:.2g} widths would have been found."
    )


OTHER_SEEDS = REFIT.register(
    Check(
        id="other seeds",
        title="Other seeds",
        question="Would the effect be another one if it were computed under another seed?",
        threshold=lambda case: case.diagnostics.scatter,
        computation=_scatter,
        rule=_repeated,
        sentence=_scatter_sentence,
        advice="The answer owes as much to where it was started as to the data: {remedy}.",
    )
)
