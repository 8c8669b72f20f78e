"""Which groups an equation's rows belong to, for linear regressions that stand in for its effects."""

import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid
from tradewinds.model.rows import group_labels


def effect_labels(rows: EquationRows, grid: Grid, effects: list[str], table: str) -> list[np.ndarray]:
    """Labels [N] of each effect, the period last where the equation has ``t``; the nation has none."""
    if table != "sectors":
        return []
    economy = ["period"] if rows.equation.economy and "period" not in effects else []
    return [group_labels(rows, grid, effect) for effect in (*effects, *economy)]
