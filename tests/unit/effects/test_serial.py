"""Rows weighed for errors that last, and the error of what is linear in the outcome."""

import numpy as np
import pytest
from event_world import as_grid
from scipy import linalg

from tradewinds.effects.design import EventDesign, EventRows, rows_where
from tradewinds.effects.distributed_lag import in_levels, level_lag, level_rows
from tradewinds.effects.error_law import error_of, errors_by_law, loads_of, on_grid
from tradewinds.effects.least_squares import critical, freedom_of, least_squares
from tradewinds.effects.score_tests import restricted
from tradewinds.effects.serial import memory_of, scaled, scaling
from tradewinds.normal import REACH_90

SECTORS, PERIODS = 12, 80


def world(seed: int, memory: float, gaps: bool = False) -> tuple[EventRows, np.ndarray, np.ndarray]:
    """Rows of an outcome that answers to a policy by −2, with errors that last; policy and outcome [S, T]."""
    rng = np.random.default_rng((seed, 3))
    policy = (rng.standard_normal((SECTORS, PERIODS)) * (rng.random((SECTORS, PERIODS)) < 0.06)).cumsum(
        axis=1
    )
    errors = rng.standard_normal((SECTORS, PERIODS)) / np.sqrt(1 - min(memory, 0.9) ** 2)
    for t in range(1, PERIODS):
        errors[:, t] = memory * errors[:, t - 1] + rng.standard_normal(SECTORS)
    outcome = errors - 2 * policy + rng.standard_normal(PERIODS).cumsum()
    if gaps:
        outcome[rng.random(outcome.shape) < 0.2] = np.nan
    grid = as_grid({"x": policy, "y": np.exp(np.nan_to_num(outcome) / 20)})
    asked = EventDesign("y", "x", serial=True)
    return in_levels(rows_where(grid, asked, outcome, [policy]), asked), policy, outcome


@pytest.mark.parametrize("memory", [0.0, 0.6, 0.9, 1.0])
def test_the_memory_of_errors_is_found(memory: float):
    """In the mean of 20 worlds, within .02; of random walks nearly all."""
    found = [world(seed, memory)[0].memory for seed in range(20)]
    assert np.mean(found) == pytest.approx(min(memory, 0.98), abs=0.025)


def test_what_is_new_of_a_row_is_told_by_hand():
    rows = world(0, 0.6, gaps=True)[0]._replace(memory=0.5)
    column = np.arange(len(rows.y), dtype=float)[:, None] ** 1.5
    first = np.diff(rows.sector, prepend=-1) != 0
    gap = np.where(first, 1, np.diff(rows.period, prepend=0))
    kept = 0.5**gap
    again = (column[1:, 0] - kept[1:] * column[:-1, 0]) * np.sqrt(0.75 / (1 - kept[1:] ** 2))
    expected = np.where(first[1:], np.sqrt(0.75) * column[1:, 0], again)
    np.testing.assert_allclose(scaled(rows, column)[1:, 0], expected, rtol=1e-12)
    assert (gap[1:][~first[1:]] > 1).any()


def test_without_memory_rows_are_levels():
    rows = world(1, 0.6)[0]._replace(memory=0.0)
    np.testing.assert_array_equal(scaled(rows, rows.x), rows.x)
    np.testing.assert_allclose(scaling(rows).toarray(), np.eye(len(rows.y)))


@pytest.mark.parametrize("memory", [0.6, 1.0])
@pytest.mark.parametrize("gaps", [False, True])
def test_it_is_generalised_least_squares(memory: float, gaps: bool):
    """Slopes by the covariance of the errors itself, inverted, and all dummies."""
    rows = world(2, memory, gaps)[0]
    rho = rows.memory
    apart = np.abs(rows.period[:, None] - rows.period)
    omega = np.where(rows.sector[:, None] == rows.sector, rho**apart, 0.0)
    known = np.column_stack([rows.x, rows.taken_out.toarray()])
    inverse = linalg.inv(omega)
    expected = np.linalg.pinv(known.T @ inverse @ known) @ (known.T @ inverse @ rows.y)
    assert least_squares(rows).slopes[0] == pytest.approx(expected[0], abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("memory", [0.6, 1.0])
def test_it_is_nearer_to_the_truth_than_levels_and_changes(memory: float):
    """Root mean square error over 40 worlds: of errors that fade less than that of either, of random walks
    within a twentieth of that of changes, which are then the best there is.
    """
    errors = []
    for seed in range(40):
        rows, policy, outcome = world(seed, memory)
        steps = [np.diff(one, axis=1, prepend=np.nan) for one in (outcome, policy)]
        grid = as_grid({"x": policy, "y": np.exp(outcome / 20)})
        changes = rows_where(grid, EventDesign("y", "x"), steps[0], [steps[1]])
        each = (rows, rows._replace(memory=0.0), changes)
        errors.append([least_squares(one).slopes[0] + 2 for one in each])
    weighed, levels, changes = np.sqrt(np.mean(np.square(errors), axis=0))
    assert weighed < 0.9 * levels and weighed < (1.05 if memory == 1.0 else 0.8) * changes


@pytest.mark.slow
def test_a_slope_is_its_loads_times_the_outcome_and_its_error_that_of_the_law():
    """Over 200 worlds the scatter of the slope is the error, within three of its own, .05."""
    found, errors = [], []
    for seed in range(200):
        rows, _, _ = world(seed, 0.6)
        loads = loads_of(restricted(rows), np.ones(1))
        slope = float(loads @ rows.y)
        if seed == 0:
            assert slope == pytest.approx(least_squares(rows).slopes[0], abs=1e-9)
        found.append(slope)
        errors.append(error_of(on_grid(rows, loads, (SECTORS, PERIODS)), restricted(rows)))
    assert np.std(np.array(found) + 2) == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=0.15)


def test_loads_of_changes_are_those_of_levels_a_period_apart():
    _, policy, outcome = world(4, 0.6)
    grid = as_grid({"x": policy, "y": np.exp(outcome / 20)})
    steps = [np.diff(one, axis=1, prepend=np.nan) for one in (outcome, policy)]
    rows = rows_where(grid, EventDesign("y", "x"), steps[0], [steps[1]])
    loads = loads_of(restricted(rows), np.ones(1))
    on_levels = on_grid(rows, loads, outcome.shape, changes=True)
    assert (on_levels * outcome).sum() == pytest.approx(float(loads @ rows.y), abs=1e-9)


def test_few_rows_that_follow_one_another_have_no_memory():
    rows = world(5, 0.9)[0]
    alone = rows.period % 2 == 0
    kept = rows._replace(
        **{
            name: getattr(rows, name)[alone]
            for name in ("y", "x", "taken_out", "weights", "sector", "period")
        }
    )
    assert memory_of(replace_clusters(kept, alone, rows)) == 0.0


def replace_clusters(kept: EventRows, alone: np.ndarray, rows: EventRows) -> EventRows:
    return kept._replace(clusters=tuple((sign, codes[alone]) for sign, codes in rows.clusters))


@pytest.mark.parametrize("weighed", [False, True])
def test_errors_of_slopes_by_law_are_those_of_their_loads(weighed: bool):
    rows, _, _ = world(6, 0.6)
    if weighed:
        rows = rows._replace(weights=np.random.default_rng(6).uniform(0.2, 5.0, len(rows.y)))
    law = restricted(rows)
    loads = on_grid(rows, loads_of(restricted(rows), np.ones(1)), (SECTORS, PERIODS))
    assert errors_by_law(law)[0] == pytest.approx(error_of(loads, law), rel=1e-9)


def test_no_band_of_a_weighed_path_is_narrower_than_by_law():
    """That by law is normal, that of clusters Student's."""
    _, policy, outcome = world(7, 0.6)
    grid, asked = as_grid({"x": policy, "y": np.exp(outcome / 20)}), EventDesign("y", "x", serial=True)
    path, rows = level_lag(grid, asked, 3, 2), level_rows(grid, asked, 3, 2)
    by_law = errors_by_law(restricted(rows))[:6]
    by_clusters = np.sqrt(np.diag(least_squares(rows).covariance))[:6]
    half = (path.table()["high"] - path.table()["estimate"])[1:]
    of_clusters = critical(freedom_of(path.effective))[1:] * by_clusters
    np.testing.assert_allclose(half, np.maximum(REACH_90 * by_law, of_clusters))
    assert (half > 1.001 * of_clusters).any() and (half > 1.001 * REACH_90 * by_law).any()
