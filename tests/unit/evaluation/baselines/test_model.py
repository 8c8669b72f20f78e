import numpy as np
import pandas as pd
import pytest

from tradewinds.data.features import raw_rows
from tradewinds.data.panel import Grid
from tradewinds.equations import parse
from tradewinds.evaluation.baselines.model import with_past

SCALES = {"price": "log", "rate": "level"}
LOG_PRICE = np.array([[0.0, 1.0, 3.0, 4.0, 8.0], [1.0, 3.0, 2.0, 2.5, 6.0]])
RATE = np.array([[1.0, 4.0, 2.0, 7.0, 1.0], [3.0, 3.5, 5.0, 1.0, 2.0]])
ROLE = np.array([["fit", "fit", "inside", "fit", "ahead"]] * 2, dtype=object)


def grid_of(log_price: np.ndarray, rate: np.ndarray) -> Grid:
    return Grid(
        sectors=["a", "b"],
        keys=pd.DataFrame({"sector": ["a", "b"], "label": ["a", "b"]}, index=["a", "b"]),
        periods=np.arange(5),
        calendar=np.zeros(5, dtype=int),
        year=np.arange(5),
        values={"price": np.exp(log_price), "rate": rate},
        role=ROLE,
    )


def rows_of(first: str, second: str, explain: str, grid: Grid | None = None):
    grid = grid or grid_of(LOG_PRICE, RATE)
    equations = [parse(text, SCALES) for text in (first, second)]
    return with_past(raw_rows(grid, equations[0], explain), grid, equations, explain)


@pytest.mark.parametrize(
    ("price", "rate", "explain"),
    [("price[t]", "rate[t]", "change"), ("dlog(price[t])", "d(rate[t])", "level")],
)
def test_what_was_explained_one_period_before(price, rate, explain):
    rows = rows_of(f"{price} ~ price[t-1]", f"{rate} ~ rate[t-1]", explain)
    assert rows.explained == ("price", "rate")
    for series, found in zip((LOG_PRICE, RATE), rows.before.T, strict=True):
        change = np.full(series.shape, np.nan)
        change[:, 2:] = np.diff(series)[:, :-1]
        np.testing.assert_allclose(found, change[rows.sector, rows.period], atol=1e-12)
    again = np.isfinite(rows.before[:, 0]) & (rows.period > 2)
    previous = {(s, p): y for s, p, y in zip(rows.sector, rows.period, rows.y, strict=True)}
    expected = [previous[s, p - 1] for s, p in zip(rows.sector[again], rows.period[again], strict=True)]
    np.testing.assert_allclose(rows.before[again, 0], expected, atol=1e-12)


def test_levels_and_changes_over_several_periods():
    levels = rows_of("price[t] ~ price[t-1]", "d(rate[t], 2) ~ rate[t-1]", "level")
    where = (levels.sector, levels.period - 1)
    np.testing.assert_allclose(levels.before[:, 0], LOG_PRICE[where], atol=1e-12)
    over_two = np.full(RATE.shape, np.nan)
    over_two[:, 3:] = RATE[:, 2:-1] - RATE[:, :-3]
    np.testing.assert_allclose(levels.before[:, 1], over_two[levels.sector, levels.period], atol=1e-12)


def test_rows_are_taken_with_their_past():
    rows = rows_of("price[t] ~ price[t-1]", "rate[t] ~ rate[t-1]", "change")
    chosen = rows.with_role("inside")
    np.testing.assert_array_equal(chosen.before, rows.before[rows.role == "inside"])


def test_what_happens_ahead_is_in_no_earlier_row():
    other = grid_of(np.where(ROLE == "ahead", 99.0, LOG_PRICE), np.where(ROLE == "ahead", 99.0, RATE))
    texts = ("price[t] ~ price[t-1]", "rate[t] ~ rate[t-1]", "change")
    for role in ("fit", "inside"):
        one, two = (rows_of(*texts, grid).with_role(role) for grid in (None, other))
        np.testing.assert_array_equal(one.before, two.before)
