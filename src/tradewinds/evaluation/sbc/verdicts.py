"""Verdicts on ranks: may these be those of exact draws, and if not, in which direction they err."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.evaluation.sbc.uniformity import p_value, places
from tradewinds.evaluation.verdicts import COLUMNS, Verdict
from tradewinds.settings.inference import Algorithm
from tradewinds.settings.sbc import SbcSettings

FEWEST = 50
"""Ranked simulations below which uniform ranks prove little (docs/inference.md has what so many find)."""
LEVEL = 0.9
"""Central share of the draws in which the truth is said to lie so often."""
FAILURES, PREFIX = "simulated fits", "ranks of "
_RAISE = {
    Algorithm.microcanonical: "raise inference.microcanonical.thin or warmup, or lower energy_variance",
    Algorithm.nuts: "raise inference.nuts.warmup and draws",
    Algorithm.ensemble: "an ensemble has no width of its own: use inference=microcanonical",
    Algorithm.laplace: "use inference=microcanonical",
    Algorithm.variational: "use inference=microcanonical, or inference=full_rank in place of a simpler guide",
}


def judge_ranks(ranks: pd.DataFrame, sbc: SbcSettings, algorithm: Algorithm) -> pd.DataFrame:
    """One verdict on the fits of each equation and one on each of its quantities.

    ``ranks`` as of ``tradewinds.evaluation.sbc.ranks``, of all equations of a tier. The p-value of a
    quantity is held against ``alpha`` divided by their number, so that with exact draws the whole tier
    passes with probability 1 − ``alpha``; between the two it is not decided.
    """
    ranked = ranks[ranks["status"] == "ranked"]
    count = len(ranked[["equation", "quantity"]].drop_duplicates())
    verdicts = []
    for equation, of in ranks.groupby("equation", sort=False):
        verdicts.append(_fits(str(equation), of, sbc.failures))
        verdicts += _quantities(str(equation), of[of["status"] == "ranked"], sbc.alpha, count, algorithm)
    return pd.DataFrame(verdicts, columns=list(COLUMNS))


def _fits(equation: str, of: pd.DataFrame, limit: float) -> Verdict:
    status = of.groupby("simulation")["status"].first()
    total, failed = len(status), int((status == "failed").sum())
    rejected = int((status == "rejected").sum())
    share = failed / (total - rejected) if total > rejected else np.nan
    told = f"Of {total} simulations {rejected} were not fitted, their targets being beyond the limit; "
    told += f"{failed} of the others gave no draws."
    if not np.isfinite(share):
        return Verdict(
            FAILURES, equation, share, limit, "fail", f"{told} Nothing was ranked: raise sbc.largest."
        )
    if share <= limit:
        return Verdict(FAILURES, equation, share, limit, "pass", told)
    advice = "Ranks of the rest are those of the easy cases: look at the reasons in ranks.parquet."
    return Verdict(FAILURES, equation, share, limit, "fail", f"{told} {advice}")


def _quantities(
    equation: str, of: pd.DataFrame, alpha: float, count: int, algorithm: Algorithm
) -> Iterator[Verdict]:
    for quantity, mine in of.groupby("quantity", sort=False):
        place = places(mine["rank"].to_numpy(), mine["draws"].to_numpy())
        value, limit = p_value(place), alpha / count
        check = f"{PREFIX}{quantity}"
        if not np.isfinite(value):
            yield Verdict(
                check, equation, value, limit, "fail", "Too few simulations were ranked to judge any."
            )
            continue
        held = f"The middle {LEVEL:.0%} of the draws held the truth in {_share(place):.0%} of {len(place)} "
        held += "simulations."
        if value < limit:
            wrong, advice = direction(place)
            yield Verdict(
                check, equation, value, limit, "fail", f"{held} {wrong} {advice}: {_RAISE[algorithm]}."
            )
        elif value < alpha:
            told = f"One of {count} quantities departs as far by chance more often than {alpha:g}: "
            yield Verdict(
                check,
                equation,
                value,
                limit,
                "inconclusive",
                f"{held} {told}raise sbc.simulations to decide.",
            )
        elif len(place) < FEWEST:
            told = f"Fewer than {FEWEST} simulations show great errors only: raise sbc.simulations."
            yield Verdict(check, equation, value, limit, "inconclusive", f"{held} {told}")
        else:
            yield Verdict(check, equation, value, limit, "pass", held)


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


def _share(place: np.ndarray) -> float:
    """Share of places in the middle ``LEVEL``."""
    return float((np.abs(place - 0.5) <= LEVEL / 2).mean())
