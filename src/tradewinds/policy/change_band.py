"""The band of a change of an estimate that two results make on data with rows in common.

    Var(b − a) = Σ_d s_d Σ_g (v[g] − u[g])²

with u[g] and v[g] the influences of cluster g on the older and the newer estimate
(``effects.least_squares``), over every dimension of clusters and what two share, with its sign. Clusters are
matched by their names; one that a result lacks has no influence on it. Without clusters in common it is the
sum of both variances; of the same rows it is nothing. Two settings that use the same rows otherwise are told
apart likewise.
"""

import numpy as np
import pandas as pd

from tradewinds.data.panel import to_grid
from tradewinds.effects.least_squares import critical
from tradewinds.effects.scenario_effect import EndInfluences
from tradewinds.errors import DataError, SettingsError
from tradewinds.policy.attribution import EstimateSide
from tradewinds.policy.posed_effect import influences_on_effect

_NOTHING = 1e-12
"""Share of the two variances below which that of the difference is rounding."""


def change_band(
    old: EstimateSide, new: EstimateSide, outcome: str, level: float = 0.9
) -> tuple[float, float, float] | None:
    """Low end, middle and high end of the newer estimate less the older one, at the end of the path.

    None where a design refuses, the two are clustered otherwise, or dimensions of clusters leave no variance.
    """
    try:
        (one, names), (other, others) = (_influences(side, outcome) for side in (old, new))
    except (DataError, SettingsError):
        return None
    if [sign for sign, _ in one.influences] != [sign for sign, _ in other.influences]:
        return None
    variance, alone = 0.0, 0.0
    for (sign, u), (_, v), mine, theirs in zip(one.influences, other.influences, names, others, strict=True):
        before, now = _by_name(u, mine).align(_by_name(v, theirs), join="outer", fill_value=0.0)
        variance += sign * float(((now - before) ** 2).sum())
        alone += float((before**2).sum() + (now**2).sum())
    middle = other.estimate - one.estimate
    if variance <= _NOTHING * alone and len(names) > 1:
        return None
    half = float(critical(np.asarray(min(one.freedom, other.freedom)), level)) * float(
        np.sqrt(max(variance, 0.0))
    )
    return middle - half, middle, middle + half


def _influences(side: EstimateSide, outcome: str) -> tuple[EndInfluences, list[np.ndarray]]:
    grid = to_grid(side.table, side.data.tables["sectors"])
    return influences_on_effect(
        grid, side.data, side.effect_question(), outcome, side.asked, *side.part_of(outcome)
    )


def _by_name(influences: np.ndarray, names: np.ndarray) -> pd.Series:
    return pd.Series(influences, index=names[: len(influences)])
