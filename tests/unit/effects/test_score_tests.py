"""Score tests with few clusters: sizes of tests, known p, and power."""

from dataclasses import replace

import numpy as np
import pytest
from event_world import as_grid

from tradewinds.effects.design import EventDesign, EventRows, rows_where
from tradewinds.effects.distributed_lag import in_levels
from tradewinds.effects.score_tests import UNTESTED, joint_test, largest_test, restricted, turns
from tradewinds.effects.slopes_differ import detectable_spread, slopes_by_cluster, slopes_differ

SECTORS, PERIODS = 10, 80


def lasting(rng: np.random.Generator, memory: float = 0.6) -> np.ndarray:
    """Errors [S, T] that last, of other variance in every sector."""
    noise = rng.standard_normal((SECTORS, PERIODS)) * rng.uniform(0.5, 2, (SECTORS, 1))
    for t in range(1, PERIODS):
        noise[:, t] += memory * noise[:, t - 1]
    return noise


def rows_of(rng: np.random.Generator, answer: np.ndarray | float = 0.0) -> tuple[EventRows, np.ndarray]:
    """Rows of an outcome that answers to a walk by ``answer``, and the walk [N]."""
    walk = (rng.standard_normal((SECTORS, PERIODS)) * (rng.random((SECTORS, PERIODS)) < 0.1)).cumsum(axis=1)
    outcome = lasting(rng) + answer * walk
    grid = as_grid({"x": walk, "y": np.exp(outcome / 10)})
    asked = EventDesign("y", "x", serial=True)
    found = in_levels(rows_where(grid, asked, outcome, [walk]), asked)
    return found, walk[found.sector, found.period]


def test_of_few_clusters_every_turn_is_taken_once():
    found = turns(10, 0)
    assert found.shape == (2**9, 10) and len(np.unique(found, axis=0)) == 2**9
    np.testing.assert_array_equal(found[0], 1)
    assert turns(40, 0).shape[0] == 2000


def test_where_all_clusters_agree_p_is_the_smallest_there_is():
    rng = np.random.default_rng(1)
    rows, walk = rows_of(rng, 3.0)
    left_out = restricted(rows._replace(x=rng.standard_normal((len(walk), 1))))
    found = joint_test(left_out, walk[:, None], 0)
    assert found.p == found.smallest == 1 / 2000
    assert joint_test(left_out, np.zeros((len(walk), 0)), 0) is UNTESTED


def test_turned_scores_fall_short_by_what_effects_and_inputs_take_up():
    """With errors of a unit each, their variance is Σ_b |M z̃_b|², M by its own matrix: less than |z̃|². Of
    100 draws, each with 130 blocks, within three errors of a hundredth.
    """
    rng = np.random.default_rng(3)
    rows, walk = rows_of(rng)
    rows = rows._replace(memory=0.0)
    beside = np.column_stack([np.roll(walk, shift) for shift in (-3, 3)])
    found = restricted(rows._replace(x=beside))
    alone = np.eye(1, len(found.correlation))[0]
    found = replace(found, correlation=alone, variance=np.ones(len(found.variance)))
    z = found.columns(walk[:, None])
    known = np.column_stack([rows.taken_out.toarray(), beside])
    left = np.eye(len(walk)) - known @ np.linalg.pinv(known)
    blocks = found.blocks()
    assert len(np.unique(blocks)) == SECTORS * (PERIODS // 6 + 1)
    parts = [left @ np.where(blocks == one, z[:, 0], 0.0) for one in np.unique(blocks)]
    expected = sum(part @ part for part in parts)
    assert found.covariance_of_turned(z, 0).item() == pytest.approx(expected, rel=0.04)
    assert expected < 0.9 * found.covariance(z).item() == pytest.approx(0.9 * float((z**2).sum()))


def share_rejected(test, level: float = 0.1, draws: int = 80) -> float:
    """Of tests of what is not there."""
    return float(np.mean([test(np.random.default_rng((seed, 7))) <= level for seed in range(draws)]))


def joint(rng: np.random.Generator) -> float:
    rows, walk = rows_of(rng)
    later = np.column_stack([np.roll(walk, shift) for shift in range(1, 5)])
    return joint_test(restricted(rows), later, 0).p


def a_break(rng: np.random.Generator) -> float:
    rows, walk = rows_of(rng)
    columns = walk[:, None] * (rows.period[:, None] >= np.arange(15, 65, 3))
    return largest_test(restricted(rows), columns, 0).p


def unlike(rng: np.random.Generator) -> float:
    rows, walk = rows_of(rng)
    return slopes_differ(slopes_by_cluster(restricted(rows), walk, rows.sector), 0).p


@pytest.mark.slow
@pytest.mark.parametrize("test", [joint, a_break, unlike])
def test_what_is_not_there_is_found_as_often_as_stated(test):
    """10 % of 80 draws, within three of its errors, .034, above: at twice the size it would fail."""
    assert share_rejected(test) <= 0.1 + 3 * 0.034


@pytest.mark.slow
def test_a_spread_of_responses_is_found_as_often_as_stated():
    """Slopes drawn with that standard deviation: in 60 draws, within three errors, .052, of 80 %."""
    found = []
    for seed in range(60):
        rng = np.random.default_rng((seed, 11))
        rows, walk = rows_of(rng)
        spread = detectable_spread(slopes_by_cluster(restricted(rows), walk, rows.sector), 0.05)
        own = spread * rng.standard_normal(SECTORS)
        shifted = rows._replace(y=rows.y + own[rows.sector] * walk)
        found.append(slopes_differ(slopes_by_cluster(restricted(shifted), walk, rows.sector), 0).p <= 0.05)
    assert 0.8 - 3 * 0.052 <= np.mean(found) <= 0.8 + 3 * 0.052


def test_a_break_is_dated():
    rows, walk = rows_of(np.random.default_rng(5))
    broken = rows._replace(y=rows.y + 2 * walk * (rows.period >= 40))
    dates = np.arange(15, 65)
    found = largest_test(restricted(broken), walk[:, None] * (rows.period[:, None] >= dates), 0)
    assert found.p < 0.03 and abs(dates[found.at] - 40) <= 3


@pytest.mark.parametrize("wrong", [False, True])
def test_six_clusters_show_leads(wrong: bool):
    """Signs of whole clusters have 32 turns of six: nothing is rare."""
    rng = np.random.default_rng(2)
    rows, walk = rows_of(rng)
    few = rows.sector < 6
    outcome = rows.y + (2.0 * np.roll(walk, -2) if wrong else 0.0)
    kept = rows._replace(
        **{name: getattr(rows, name)[few] for name in ("x", "taken_out", "weights", "sector", "period")},
        y=outcome[few],
        clusters=tuple((sign, codes[few]) for sign, codes in rows.clusters),
        groups=tuple(codes[few] for codes in rows.groups),
    )
    p = joint_test(restricted(kept), np.roll(walk, -2)[few][:, None], 0).p
    assert (p <= 0.01) == wrong
