"""Does the network answer a change alike, made at once and cut into steps?

With e[k] the effect, after k periods, of the whole change at once, and the change made in N equal steps, the
first in the first period, the steps that have been taken for k, k − 1, … periods leave

    1/N Σ_{i = 0 … N − 1} e[H − i]

at the end, period H, in every economy with one long run, bent or not, once each step has settled, and in one
that is linear in the policy always. What the network says of the steps is held against it, draw by draw.
"""

from typing import NamedTuple

import numpy as np

from tradewinds.policy.differences import Described, joint_effect
from tradewinds.policy.rollout import RollOut

_SAME = 1e-12
_LEAST = 3
"""Periods of a path below which there are no steps to be taken."""


class InSteps(NamedTuple):
    """At the end of the path, on all sectors together: the effect in ``steps`` less what the change at once
    leaves, ``apart``, and the ``width`` of the 90 % band of the latter; in the effect's own unit.
    """

    apart: float
    width: float
    steps: int


def apart_in_steps(
    rolled: RollOut, described: dict[str, Described], weight: np.ndarray
) -> dict[str, InSteps]:
    """Sector variable → how far steps lead elsewhere; empty where nothing of the path lasts to its end, or it
    cannot be rolled out again.
    """
    baseline, scenario = (rolled.tariffs[name] for name in ("baseline", "scenario"))
    lasting, periods = scenario[-1] - baseline[-1], len(scenario)
    if rolled.run is None or periods < _LEAST or not (np.abs(lasting) > _SAME).any():
        return {}
    steps = max(2, periods // 3)
    shares = {"at once": np.ones(periods), "in steps": np.minimum(np.arange(1, periods + 1) / steps, 1.0)}
    before, found = rolled.paths["baseline"].values["sectors"], {}
    for name, share in shares.items():
        values = rolled.run(baseline + share[:, None] * lasting).values["sectors"]
        kept = {variable: values[variable][rolled.kept] for variable in described}
        found[name] = {
            variable: joint_effect(kept[variable], before[variable], one, weight, rolled.draw)[..., 0]
            for variable, one in described.items()
        }
        del values, kept
    at_once, in_steps = found["at once"], found["in steps"]
    return {name: _held(at_once[name], in_steps[name], steps) for name in described}


def _held(at_once: np.ndarray, in_steps: np.ndarray, steps: int) -> InSteps:
    """From the effects [G, H] of both; draws that run away on either do not count, of more than half none."""
    left = at_once[:, -steps:].mean(axis=1)
    apart = in_steps[:, -1] - left
    there = np.isfinite(apart)
    if there.mean() <= 0.5:
        return InSteps(np.nan, np.nan, steps)
    low, high = np.quantile(left[there], [0.05, 0.95])
    return InSteps(float(np.median(apart[there])), float(high - low), steps)
