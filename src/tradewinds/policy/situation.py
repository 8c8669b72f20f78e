"""A past that was otherwise: what a check says of the state in which the policy moves."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid
from tradewinds.identities import compute
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.economics import CheckSettings

_WORDS: dict[str, Callable[[pd.Series], float]] = {
    "lowest": np.nanmin,
    "usual": np.nanmedian,
    "highest": np.nanmax,
}


def levels(check: CheckSettings, train: pd.DataFrame, settings: TableSettings) -> dict[str, float]:
    """Variable → the level at which the situation holds it; ``train``: the sectors' training rows.

    What is written in percent, and is no rate, is given in percent.
    """
    divisor = {
        name: 100.0 if one.percent and not one.rate else 1.0 for name, one in settings.variables.items()
    }
    return {
        name: _WORDS[value](train[name]) if isinstance(value, str) else float(value) / divisor[name]
        for name, value in check.situation.items()
        if value is not None
    }


def in_situation(
    grid: Grid, settings: TableSettings, levels: dict[str, float], among: np.ndarray, last: int
) -> Grid:
    """The sectors' grid with some of them, ``among`` [S], at these levels in every period until ``last``.

    Identities are computed anew.
    """
    if not levels:
        return grid
    values = {name: array[:, : last + 1].copy() for name, array in grid.values.items()}
    for name, level in levels.items():
        values[name][among] = level
    for name, text in settings.identities.items():
        values[name] = np.asarray(compute(text, values))
    later = {name: array[:, last + 1 :] for name, array in grid.values.items()}
    return replace(
        grid, values={name: np.concatenate([values[name], later[name]], axis=1) for name in values}
    )
