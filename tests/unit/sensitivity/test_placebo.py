"""A placebo keeps the values and their order, and loses what they belong to."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.sensitivity.placebo import misplaced

SECTORS, PERIODS = 4, 20


def table(values: np.ndarray) -> pd.DataFrame:
    sector, period = (a.ravel() for a in np.indices(values.shape))
    return pd.DataFrame(
        {"sector": [f"s{n}" for n in sector], "period": period, "other": 1.0, "candidate": values.ravel()}
    )


def moved(values: np.ndarray, seed: int = 0) -> np.ndarray:
    found = misplaced(table(values), "candidate", np.random.default_rng(seed))
    assert (found["other"] == 1).all()
    return found["candidate"].to_numpy().reshape(values.shape)


def test_every_sector_has_the_series_of_another_begun_elsewhere():
    values = np.arange(SECTORS * PERIODS, dtype=float).reshape(SECTORS, PERIODS)
    found = moved(values)
    assert sorted(found.ravel()) == sorted(values.ravel())
    assert (found // PERIODS != values // PERIODS).all() and (found % PERIODS != values % PERIODS).all()
    steps = np.diff(found, axis=1)
    assert ((steps == 1) | (steps == 1 - PERIODS)).all() and (steps != 1).sum() == SECTORS


def test_what_sectors_share_they_still_share():
    shared = np.tile(np.random.default_rng(1).normal(size=PERIODS), (SECTORS, 1))
    found = moved(shared)
    assert (found == found[0]).all() and (found != shared).all()


def test_a_single_sector_has_its_own_series_begun_elsewhere():
    values = np.arange(PERIODS, dtype=float)[None]
    found = moved(values)
    assert sorted(found[0]) == sorted(values[0]) and (found != values).all()


def test_sectors_of_other_lengths_and_rows_in_any_order():
    values = np.arange(SECTORS * PERIODS, dtype=float).reshape(SECTORS, PERIODS)
    short = table(values).query("sector != 's0' or period >= 15").sample(frac=1, random_state=0)
    found = misplaced(short, "candidate", np.random.default_rng(0))
    assert len(found) == len(short) and found["candidate"].notna().all()
    pd.testing.assert_frame_equal(
        found[["sector", "period"]],
        short[["sector", "period"]].sort_values(["sector", "period"], ignore_index=True),
    )


def test_another_seed_misplaces_otherwise():
    values = np.arange(SECTORS * PERIODS, dtype=float).reshape(SECTORS, PERIODS)
    assert (moved(values, 0) != moved(values, 3)).any()


def test_a_column_that_never_moves_is_refused():
    with pytest.raises(
        DataError, match="candidate is the same on every training row.*sensitivity.candidates"
    ):
        moved(np.ones((SECTORS, PERIODS)))
