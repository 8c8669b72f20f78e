import numpy as np
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.policy.history import history_until, latest, shift


def grid_of(*rows: list[float]):
    values = np.array(rows, dtype=float)
    table = panel({"price": values}, 1, "step", industry=[f"{i}" for i in range(len(rows))])
    return to_grid(table, described(table, "step"))


def test_a_gap_holds_the_value_before_it_and_an_early_one_the_first():
    grid = grid_of(
        [1, 2, np.nan, 4, 5, 6], [np.nan, np.nan, 7, 8, 9, 10], [3, 3.5, np.nan, np.nan, np.nan, 9]
    )
    found = history_until(grid, 4, 4)["price"]
    np.testing.assert_array_equal(found, [[2, 7, 3.5], [2, 7, 3.5], [4, 8, 3.5], [5, 9, 3.5]])


def test_history_longer_than_the_panel_repeats_its_first_period():
    found = history_until(grid_of([1, 2, 3]), 2, 5)["price"]
    np.testing.assert_array_equal(found[:, 0], [1, 1, 1, 2, 3])


def test_nothing_after_the_origin_is_known():
    grid = grid_of([1, 2, 3, 4])
    np.testing.assert_array_equal(history_until(grid, 1, 2)["price"][:, 0], [1, 2])


def test_shifting_drops_the_oldest_and_appends_the_newest():
    history = history_until(grid_of([1, 2, 3]), 2, 3)
    np.testing.assert_array_equal(latest(history)["price"], [3])
    after = shift(history, {"price": np.array([4.0]), "more": np.array([0.0])})
    assert list(after) == ["price"]
    np.testing.assert_array_equal(after["price"][:, 0], [2, 3, 4])
