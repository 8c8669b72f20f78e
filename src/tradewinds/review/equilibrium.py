"""Checks of an equilibrium economy's solution: is it optimal, feasible, and the same from another start."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.review.check import Area, Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_most
from tradewinds.review.status import Status
from tradewinds.review.table import results_table
from tradewinds.settings.equilibrium import AccuracySettings

EQUILIBRIUM = Area("equilibrium")
"""Checks of ``SolutionCase``."""
CLOSED_FORM_LIMIT = 0.1
"""Largest error of savings beside the closed form, in % of themselves."""
_LONGER = "Take more solver.steps."


@dataclass(frozen=True)
class SolutionCase:
    """One economy's tables (``equilibrium.evaluate``), and how far off they may be."""

    errors: pd.DataFrame
    lives: pd.DataFrame
    limits: AccuracySettings

    @property
    def overall(self) -> pd.Series:
        """The row of all ages."""
        return self.errors[self.errors["age"] == EVERY_AGE].iloc[0]


def review_solution(errors: pd.DataFrame, lives: pd.DataFrame, limits: AccuracySettings) -> pd.DataFrame:
    """One row a check."""
    return results_table(EQUILIBRIUM.review(SolutionCase(errors, lives, limits)))


def _mean(case: SolutionCase) -> Iterator[Finding]:
    yield Finding(float(case.overall["mean"]), words={"states": int(case.overall["states"])})


MEAN = EQUILIBRIUM.register(
    Check(
        id="mean error",
        title="Mean error",
        question="Do households choose as well as they can, on states the network was not trained on?",
        threshold=lambda case: case.limits.mean,
        computation=_mean,
        rule=at_most,
        sentence="On {states:,} fresh states consumption is {value:.2g}% off what is optimal, on average "
        "over states and ages.",
        advice=_LONGER,
    )
)


def _tail(case: SolutionCase) -> Iterator[Finding]:
    yield Finding(float(case.overall["p99_9"]), words={"largest": float(case.overall["max"])})


RARE = EQUILIBRIUM.register(
    Check(
        id="rare errors",
        title="Rare errors",
        question="And in rare states?",
        threshold=lambda case: case.limits.tail,
        computation=_tail,
        rule=at_most,
        sentence="All but a thousandth of the errors are below {value:.2g}%; the largest is {largest:.2g}%.",
        advice="Take more solver.steps, or raise solver.rare, so that rare times are trained on more often.",
    )
)


def _infeasible(case: SolutionCase) -> Iterator[Finding]:
    yield Finding(float(case.overall["infeasible"]))


FEASIBLE = EQUILIBRIUM.register(
    Check(
        id="feasible",
        title="Feasible",
        question="Can all that is chosen be paid for in every shock of the next period?",
        threshold=lambda case: 0.0,
        computation=_infeasible,
        rule=at_most,
        sentence={
            Status.passed: "In no state would an age have nothing to eat.",
            Status.failed: "In a share of {value:.2g} of the states an age may have nothing to eat.",
        },
        advice="Take more solver.steps, or less equilibrium.borrowing.",
    )
)


def _agreement(case: SolutionCase) -> Iterator[Finding]:
    apart = case.lives["apart"].to_numpy(float)
    if np.isfinite(apart).any():
        yield Finding(float(apart.max()), words={"age": int(case.lives["age"].iloc[int(apart.argmax())])})


AGREEMENT = EQUILIBRIUM.register(
    Check(
        id="other starts",
        title="Other starts",
        question="Does another start, trained under other shocks, choose the same?",
        threshold=lambda case: case.limits.agreement,
        computation=_agreement,
        rule=at_most,
        sentence="Another start's solution differs: in 99% of the states consumption at any age by at most "
        "{value:.2g}% of its mean.",
        advice=_LONGER,
    )
)


def _closed(case: SolutionCase) -> Iterator[Finding]:
    known = case.lives.dropna(subset=["closed"])
    if len(known):
        ends = known[["share_low", "share", "share_high"]].sub(known["closed"], axis=0)
        yield Finding(float(100 * ends.abs().div(known["closed"], axis=0).to_numpy().max()))


CLOSED_FORM = EQUILIBRIUM.register(
    Check(
        id="closed form",
        title="Closed form",
        question="Does the network save what the solution in closed form does?",
        threshold=lambda case: CLOSED_FORM_LIMIT,
        computation=_closed,
        rule=at_most,
        sentence="Savings of every age are within {value:.2g}% of theirs in the closed form, in nine states "
        "of ten.",
        advice=_LONGER,
    )
)
