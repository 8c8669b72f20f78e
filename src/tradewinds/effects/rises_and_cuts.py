"""Is a rise of the policy answered as a cut is, with the sign turned?

To a regression with one response the sum of all rises so far is added: y = … θ x + d r, r[s, t] the rises of
the policy up to t. It is asked as in ``score_tests``. By how much the one response is that of neither follows
from the share of the cuts in what moves the policy: with c = x − r and π the slope of c beside the same
inputs, the estimate is that of rises plus −d π, and of cuts plus d (1 − π).
"""

from typing import NamedTuple

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.instrumented import detectable
from tradewinds.effects.score_tests import UNTESTED, Restricted, ScoreTest, joint_test

_STILL = 1e-8
"""Share of the length of a sum below which what effects leave of it is rounding."""


class Asymmetry(NamedTuple):
    """``apart``: by how much a rise is answered otherwise than a cut; of ``rise`` and ``cut`` by how much the
    estimate must be off to be found; NaN where nothing is tested. ``rose`` and ``fell``: whether the policy
    did so in some sectors and not in others.
    """

    test: ScoreTest
    apart: float
    rise: float
    cut: float
    rose: bool
    fell: bool


def rises_and_cuts(
    grid: Grid, asked: EventDesign, found: Restricted, place: int, seed: int, size: float
) -> Asymmetry:
    """Of the regression ``found``, whose input at ``place`` has the response that is asked about."""
    policy = asked.policy_of(grid)
    moves = np.nan_to_num(np.diff(policy, axis=1, prepend=np.nan))
    sums = [np.cumsum(one(moves, 0.0), axis=1) for one in (np.maximum, np.minimum)]
    rises, cuts = (one[found.rows.sector, found.rows.period][:, None] for one in sums)
    z = found.columns(rises)
    length = float((z**2).sum())
    rose, fell = (_varies(found, one) for one in (rises, cuts))
    if not length > 0 or not fell:
        return Asymmetry(UNTESTED, np.nan, np.nan, np.nan, rose, fell)
    error = float(np.sqrt(found.variances(z).sum())) / length
    within = found.net_of_effects(cuts)[:, 0]
    share = float(np.linalg.lstsq(found.x, within, rcond=None)[0][place])
    least, test = detectable(error, None, size), joint_test(found, rises, seed)
    apart = float(z[:, 0] @ found.left) / length
    return Asymmetry(test, apart, abs(share) * least, abs(1 - share) * least, rose, fell)


def _varies(found: Restricted, sums: np.ndarray) -> bool:
    """Whether effects leave something of [N, 1] that is more than rounding."""
    return float(np.linalg.norm(found.net_of_effects(sums))) > _STILL * float(np.linalg.norm(sums))
