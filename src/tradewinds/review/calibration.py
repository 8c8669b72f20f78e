"""Checks of simulated fits: may their ranks be those of exact draws, and if not, how do they err."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradewinds.evaluation.sbc.uniformity import normalised_ranks, p_value
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.review.check import Area, Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_least, at_most
from tradewinds.review.status import Status
from tradewinds.review.table import results_table
from tradewinds.settings.sbc import SbcSettings

_FEWEST_SIMULATIONS = 50
"""Ranked simulations below which uniform ranks prove little (docs/inference.md has what so many find)."""
_HELD_LEVEL = 0.9
"""Central share of the draws in which the truth is said to lie so often."""
CALIBRATION = Area("calibration")
"""Checks of ``RanksCase``."""


@dataclass(frozen=True)
class RanksCase:
    """Ranks of one equation (``evaluation.sbc.ranks``), and how many quantities its whole tier has."""

    ranks: pd.DataFrame
    quantities: int
    sbc: SbcSettings


def review_ranks(ranks: pd.DataFrame, sbc: SbcSettings, algorithm: str) -> pd.DataFrame:
    """One verdict on the fits of each equation and one on each of its quantities.

    ``ranks`` are those of all equations of a tier. The p-value of a quantity is held against ``alpha``
    divided by their number, so that with exact draws the whole tier passes with probability 1 − ``alpha``;
    between the two it is not decided.
    """
    ranked = ranks[ranks["status"] == "ranked"]
    count = len(ranked[["equation", "quantity"]].drop_duplicates())

    def remedy(check: str, found: Finding) -> str:
        return ALGORITHMS[algorithm].advice_for(check, found.words)

    return results_table(
        result
        for equation, of in ranks.groupby("equation", sort=False)
        for result in CALIBRATION.review(RanksCase(of, count, sbc), str(equation), remedy)
    )


def _failures(case: RanksCase) -> Iterator[Finding]:
    """Share of the simulations that were fitted whose fit failed."""
    status = case.ranks.groupby("simulation")["status"].first()
    total, failed = len(status), int((status == "failed").sum())
    rejected = int((status == "rejected").sum())
    share = failed / (total - rejected) if total > rejected else np.nan
    yield Finding(share, words={"total": total, "rejected": rejected, "failed": failed})


_FITTED = "Of {total} simulations {rejected} were not fitted, their targets being beyond the limit"
FITS = CALIBRATION.register(
    Check(
        id="simulated fits",
        title="Simulated fits",
        question="Did nearly all simulated data sets give draws?",
        threshold=lambda case: case.sbc.failures,
        computation=_failures,
        rule=at_most,
        sentence=f"{_FITTED}; {{failed}} of the others gave no draws.",
        advice={
            Status.failed: "Ranks of the rest are those of the easy cases: look at the reasons in "
            "ranks.parquet.",
            Status.not_computed: f"{_FITTED}, and none was ranked: raise sbc.largest.",
        },
    )
)


def _uniformity(case: RanksCase) -> Iterator[Finding]:
    """p-value of uniform ranks of every quantity, NaN where too few were ranked."""
    ranked = case.ranks[case.ranks["status"] == "ranked"]
    for quantity, mine in ranked.groupby("quantity", sort=False):
        place = normalised_ranks(mine["rank"].to_numpy(), mine["draws"].to_numpy())
        wrong, meaning = direction(place)
        words = {
            "held": float((np.abs(place - 0.5) <= _HELD_LEVEL / 2).mean()),
            "count": len(place),
            "quantities": case.quantities,
            "alpha": case.sbc.alpha,
            "wrong": wrong,
            "meaning": meaning,
        }
        yield Finding(p_value(place), detail=str(quantity), words=words)


def _ranks_rule(found: Finding, limit: float) -> Status:
    likely = found.value >= found.words["alpha"] and found.words["count"] >= _FEWEST_SIMULATIONS
    held = at_least(found, limit)
    return Status.undecided if held is Status.passed and not likely else held


def _ranks_advice(found: Finding, status: Status, limit: float) -> str:
    if status is Status.failed:
        return "{meaning}: {remedy}."
    if status is Status.not_computed:
        return "Too few simulations were ranked to test any: raise sbc.simulations."
    if status is Status.passed:
        return ""
    if found.value < found.words["alpha"]:
        return (
            "One of {quantities} quantities departs as far by chance more often than {alpha:g}: raise "
            "sbc.simulations to decide."
        )
    return f"Fewer than {_FEWEST_SIMULATIONS} simulations show great errors only: raise sbc.simulations."


def direction(place: np.ndarray) -> tuple[str, str]:
    """In which way places [n] of the truth among the draws are not uniform, and what that means.

    Their mean and variance, each in standard errors of those of uniform numbers, √1/12n and √1/180n.
    """
    shift = (place.mean() - 0.5) * np.sqrt(12 * len(place))
    spread = (place.var() - 1 / 12) * np.sqrt(180 * len(place))
    if max(abs(shift), abs(spread)) < 2:
        return "The draws are off in shape.", "Neither bias nor width alone"
    if abs(shift) >= abs(spread):
        side = "low" if shift > 0 else "high"
        return f"Biased: the draws are too {side}.", "Some of the posterior is not reached"
    if spread > 0:
        return "Too narrow.", "Bands claim more than is known"
    return "Too wide.", "Bands claim less than is known"


_HELD = f"The middle {_HELD_LEVEL:.0%} of the draws held the truth in {{held:.0%}} of {{count}} simulations."
RANKS = CALIBRATION.register(
    Check(
        id="ranks",
        title="Ranks of {detail}",
        question="Is the truth equally likely at every rank among the draws?",
        threshold=lambda case: case.sbc.alpha / case.quantities,
        computation=_uniformity,
        rule=_ranks_rule,
        sentence={
            Status.passed: _HELD,
            Status.undecided: _HELD,
            Status.failed: f"{_HELD} {{wrong}}",
        },
        advice=_ranks_advice,
    )
)
