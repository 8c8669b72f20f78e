"""Which checks decide whether an effect stands, in what order, and what each would have found."""

from tradewinds.review.effect.case import EffectCase
from tradewinds.review.effect.comparison import (
    COMPARABLE,
    COVERED,
    ENOUGH_TREATED,
    ESTIMATED,
    POWER,
    SET_RATE,
    STRONG_STAGE,
)
from tradewinds.review.effect.exogeneity import LEVELS_AND_CHANGES, NO_LEADS, NOTHING_SHARED, TRENDS
from tradewinds.review.effect.meaning import NO_SPILLOVERS, RISES_AND_CUTS
from tradewinds.review.effect.network import NETWORK_AGREES, NETWORK_IN_STEPS, NETWORK_OVER_SEEDS
from tradewinds.review.effect.stability import (
    OF_THE_TREATED,
    SAME_EVERYWHERE,
    SAME_FOR_ALL_CHANGES,
    SAME_THROUGHOUT,
    SINCE_BREAK,
)

REASONS = (
    COMPARABLE,
    SET_RATE,
    SINCE_BREAK,
    OF_THE_TREATED,
    NO_LEADS,
    ENOUGH_TREATED,
    LEVELS_AND_CHANGES,
    SAME_THROUGHOUT,
    TRENDS,
    NOTHING_SHARED,
    SAME_EVERYWHERE,
    SAME_FOR_ALL_CHANGES,
    RISES_AND_CUTS,
    NO_SPILLOVERS,
    POWER,
    STRONG_STAGE,
    COVERED,
    ESTIMATED,
)
"""The first that fails is the reason for which an answer is withheld: a break before what it makes fail."""
OF_A_BREAK = (
    SAME_THROUGHOUT,
    TRENDS,
    NOTHING_SHARED,
    SAME_EVERYWHERE,
    SAME_FOR_ALL_CHANGES,
    RISES_AND_CUTS,
    NO_SPILLOVERS,
    POWER,
)
"""Those that a break in the response can make fail: where no others do, the rows since then are asked, all of
it again."""
OF_DIFFERING = (
    LEVELS_AND_CHANGES,
    SAME_THROUGHOUT,
    TRENDS,
    SAME_EVERYWHERE,
    RISES_AND_CUTS,
    POWER,
    COVERED,
)
"""Those that sectors which differ can make fail, or few that were treated: where no others do, the treated
alone are asked, each with an answer of its own, all of it again. Single changes that are answered otherwise
are one of these only where sectors differ and, beside answers of their own, changes do not, and would have
been seen to: where another duty came with half of them, answers of sectors' own would hide it."""
ONLY_WHERE_FAILED = (NO_SPILLOVERS, SAME_EVERYWHERE, SAME_FOR_ALL_CHANGES)
"""Of these one that cannot tell is no reason. Of spillovers none could be had: the answer is one relative to
other sectors, and that is said of it wherever it stands. What sectors may differ by is in the band."""
OF_A_PART = (SINCE_BREAK.id, OF_THE_TREATED.id)
"""Those by which the answer is one of a part of what was asked."""
SAID_OF_WHAT_STANDS = (SINCE_BREAK, OF_THE_TREATED, NO_SPILLOVERS)
"""Those that say what the answer is one of: of the time since a break, of the treated, of sectors beside
others."""
BESIDE = (NETWORK_AGREES, NETWORK_IN_STEPS, NETWORK_OVER_SEEDS)
"""Those that decide nothing."""
OF_ITSELF = (NETWORK_IN_STEPS, NETWORK_OVER_SEEDS)
"""Those without which the network's own figure is not shown: it would be another in steps, or from another
start."""


def powers(case: EffectCase) -> dict[str, float]:
    """Check → what it would have found with 80 % power, per cent of the outcome for each per cent of the
    price; those without a test are left out.
    """
    if case.evidence is None:
        return {}
    found = case.evidence
    power = {
        NO_LEADS.id: found.lead_power,
        LEVELS_AND_CHANGES.id: found.changes.detectable,
        TRENDS.id: found.trends.detectable,
        SAME_THROUGHOUT.id: found.shift_power,
        SAME_EVERYWHERE.id: found.differ_power,
        SAME_FOR_ALL_CHANGES.id: found.apart_power,
        RISES_AND_CUTS.id: found.asymmetry.cut if case.falls else found.asymmetry.rise,
        NO_SPILLOVERS.id: found.common.detectable,
        POWER.id: found.detectable,
    }
    return {check: one / case.scale for check, one in power.items()}
