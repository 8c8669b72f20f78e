"""Whether the draws of the fit to all rows, which answers, can be trusted: as is asked of the scored fit."""

from dataclasses import replace

from tradewinds.review.cases import REFIT
from tradewinds.review.check import Check
from tradewinds.review.diagnostics.approximation import APPROXIMATION, MODE
from tradewinds.review.diagnostics.chains import CHAINS_LEFT_OUT, CONVERGENCE, EFFECTIVE_DRAWS
from tradewinds.review.diagnostics.sampler import DIVERGENCES, ENERGY, ENERGY_ERROR
from tradewinds.review.diagnostics.training import TRAINING

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
