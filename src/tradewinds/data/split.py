"""Forward in time: the last periods are the future, some earlier rows are held out inside."""

import math

import numpy as np
import pandas as pd

from tradewinds.data.panel import NATION
from tradewinds.errors import DataError, few_of
from tradewinds.settings.split import SplitSettings
from tradewinds.streams import SEED_SPLIT

_FEWEST_TRAINING_ROWS = 10
"""Training rows a sector must keep once its lags are taken."""
_TABLES = ("sectors", "national")


def first_ahead(periods: pd.Series, share: float) -> np.generic:
    """The first held-out period: the last ``share`` of the distinct periods, rounded, at least one."""
    distinct = np.sort(periods.unique())
    held_out = max(1, min(len(distinct) - 1, math.floor(share * len(distinct) + 0.5)))
    return distinct[len(distinct) - held_out]


def check_length(
    table: pd.DataFrame, name: str, reach: int, test_share: float, key: str = "split.test_share"
) -> None:
    """Too few periods for the lags and the test part raise DataError naming the sectors.

    reach: periods of history the longest-looking equation needs; test_share: of the periods, held
    out last, by the setting ``key``.
    """
    before = table[table["period"] < first_ahead(table["period"], test_share)]
    rows = before["sector"].value_counts().reindex(table["sector"].unique(), fill_value=0)
    require_long_enough(rows, name, table["period"].nunique(), before["period"].nunique(), reach, key)


def require_long_enough(
    rows: pd.Series, name: str, periods: int, training: int, reach: int, key: str = "split.test_share"
) -> None:
    """As ``check_length``, of the training rows of each sector and the number of distinct periods."""
    rows = rows - reach
    short = rows[rows < _FEWEST_TRAINING_ROWS]
    if len(short):
        who = "" if list(short.index) == [NATION] else " for " + few_of(list(short.index))
        raise DataError(
            f"table “{name}” has too few periods{who}: {periods} in all, {training} of them for training, "
            f"{max(0, int(short.min()))} left once lags over {reach} periods are taken",
            f"at least {_FEWEST_TRAINING_ROWS} left",
            f"Add periods, shorten the lags, lower {key}, or exclude the sector.",
        )


def split(
    tables: dict[str, pd.DataFrame], settings: SplitSettings, seed: int
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Table → (train, test), both with the column ``role``.

    Each table is cut at its own share of its distinct periods. Train holds the periods before the
    cut: ``fit`` rows, and ``inside`` rows held out as targets only, drawn at random; test holds
    the ``ahead`` rows. Rows keep their order.
    """
    return {name: _cut(table, settings, entropy_of(seed, name)) for name, table in tables.items()}


def rolling_origins(
    tables: dict[str, pd.DataFrame], share: float, origins: int
) -> list[tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]]:
    """(train, test) of every origin, the earliest first, from training tables alone.

    The last ``share`` of a table's periods is cut into ``origins`` runs of equal length, rounded, at least
    one period each; a run is the test part of one origin, and all that comes before it the training part.
    No period is tested twice. Rows held out inside stay held out, as targets, on both sides of the cut.
    Raises DataError where nothing would be left to train on.
    """
    cuts = {}
    for name, table in tables.items():
        periods = np.sort(table["period"].unique())
        length = max(1, math.floor(share * len(periods) / origins + 0.5))
        first = len(periods) - length * origins
        if first < 1:
            raise DataError(
                f"table “{name}” has {len(periods)} training periods for {origins} origins of {length}",
                "periods before the first of them",
                "Lower sweep.origins or sweep.share.",
            )
        cuts[name] = [periods[first + k * length : first + (k + 1) * length] for k in range(origins)]
    return [
        (
            {name: table[table["period"] < cuts[name][k][0]] for name, table in tables.items()},
            {name: _ahead(table[table["period"].isin(cuts[name][k])]) for name, table in tables.items()},
        )
        for k in range(origins)
    ]


def _ahead(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(role=table["role"].where(table["role"] == "inside", "ahead"))


def entropy_of(seed: int, table: str) -> tuple[int, ...]:
    """What the random numbers of a table's split follow from."""
    return seed, SEED_SPLIT, _TABLES.index(table)


def held_inside(training: int, share: float, entropy: tuple[int, ...]) -> np.ndarray:
    """Which [N] of the training rows are held out as targets, drawn at random."""
    inside = np.zeros(training, dtype=bool)
    inside[np.random.default_rng(entropy).choice(training, round(share * training), replace=False)] = True
    return inside


def cut_at(table: pd.DataFrame, first: np.generic, inside: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows before the period ``first``, of which some are ``inside``, and those from it on, with roles."""
    ahead = (table["period"] >= first).to_numpy()
    train, test = table[~ahead].reset_index(drop=True), table[ahead].reset_index(drop=True)
    role = pd.Series(np.where(inside, "inside", "fit"), dtype="str")
    return train.assign(role=role), test.assign(role=pd.Series(["ahead"] * len(test), dtype="str"))


def _cut(
    table: pd.DataFrame, settings: SplitSettings, entropy: tuple[int, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    first = first_ahead(table["period"], settings.test_share)
    training = int((table["period"] < first).sum())
    return cut_at(table, first, held_inside(training, settings.inside_share, entropy))
