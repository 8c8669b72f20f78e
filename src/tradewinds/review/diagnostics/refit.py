"""Whether the draws of the fit to all rows, which answers, can be trusted: as is asked of the scored fit."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tradewinds.evaluation.scatter import EFFECT_OVER_SEEDS
from tradewinds.review.cases import REFIT, EquationCase, pick
from tradewinds.review.check import Check
from tradewinds.review.diagnostics.approximation import APPROXIMATION, MODE
from tradewinds.review.diagnostics.chains import CHAINS_LEFT_OUT, CONVERGENCE, EFFECTIVE_DRAWS
from tradewinds.review.diagnostics.sampler import DIVERGENCES, ENERGY, ENERGY_ERROR
from tradewinds.review.diagnostics.training import TRAINING
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_most

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
        yield Finding(float(value), words={"variable": worst["metric"], "after": worst["note"]})


OTHER_SEEDS = REFIT.register(
    Check(
        id="other seeds",
        title="Other seeds",
        question="Would the effect be another one if it were computed under another seed?",
        threshold=lambda case: case.diagnostics.scatter,
        computation=_scatter,
        rule=at_most,
        sentence="Over other seeds the middle of the effect of {variable}, {after}, scatters by {value:.2f} "
        "times the width of its 90 % band, the most of all inputs; allowed {threshold:g}.",
        advice="The band does not hold the scatter of its own computation: {remedy}.",
    )
)
