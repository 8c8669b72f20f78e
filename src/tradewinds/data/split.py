"""Forward in time: the last periods are the future, some earlier rows are held out inside."""

import math

import numpy as np
import pandas as pd

from tradewinds.settings.split import SplitSettings

_STREAM = 101
"""Folded into the experiment's seed: the stage's own random numbers."""
_TABLES = ("sectors", "national")


def first_ahead(periods: pd.Series, share: float) -> np.generic:
    """The first held-out period: the last ``share`` of the distinct periods, rounded, at least one."""
    distinct = np.sort(periods.unique())
    held_out = min(len(distinct) - 1, max(1, math.floor(share * len(distinct) + 0.5)))
    return distinct[len(distinct) - held_out]


def split(
    tables: dict[str, pd.DataFrame], settings: SplitSettings, seed: int
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Table → (train, test), both with the column ``role``.

    Each table is cut at its own share of its distinct periods. Train holds the periods before the
    cut: ``fit`` rows, and ``inside`` rows held out as targets only, drawn at random; test holds
    the ``ahead`` rows. Rows keep their order.
    """
    return {
        name: _cut(table, settings, (seed, _STREAM, _TABLES.index(name))) for name, table in tables.items()
    }


def _cut(
    table: pd.DataFrame, settings: SplitSettings, entropy: tuple[int, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    ahead = (table["period"] >= first_ahead(table["period"], settings.test_share)).to_numpy()
    train, test = table[~ahead].reset_index(drop=True), table[ahead].reset_index(drop=True)
    role = np.full(len(train), "fit", dtype=object)
    held_out = round(settings.inside_share * len(train))
    role[np.random.default_rng(entropy).choice(len(train), held_out, replace=False)] = "inside"
    return (
        train.assign(role=pd.Series(role, dtype="str")),
        test.assign(role=pd.Series(["ahead"] * len(test), dtype="str")),
    )
