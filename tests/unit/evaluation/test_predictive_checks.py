"""Posterior predictive checks: statistics by hand, and data the model could not have produced."""

from dataclasses import replace

import numpy as np
import pytest

from tradewinds.evaluation.checks import STATISTICS, predictive_checks, statistics
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.predictive import PredictedRows

REPLICAS, DRAWS = 400, 10


def rows_at(rows, sector, period):
    """A sample whose rows stand in these sectors and periods."""
    made = rows().take(np.arange(len(sector)))
    return replace(made, sector=np.array(sector), period=np.array(period))


def test_the_statistics_by_hand(rows):
    """The third row comes two periods after the second, and the fourth is of another sector."""
    y, residual = np.array([1.0, 3.0, 2.0, 5.0, 4.0]), np.array([1.0, -2.0, 3.0, 2.0, 4.0])
    at = rows_at(rows, [0, 0, 0, 1, 1], [1, 2, 4, 5, 6])
    deviation, smallest, largest, persistence = statistics(y, residual, at)
    assert deviation == pytest.approx(np.sqrt(2.0))
    assert (smallest, largest) == (1.0, 5.0)
    assert persistence == pytest.approx(np.mean([-2.0, 8.0]) / np.mean([1.0, 4.0, 9.0, 4.0, 16.0]))


def test_the_statistics_of_several_sets_at_once(rows):
    y, residual = np.random.default_rng(0).normal(size=(2, 3, 10))
    at = rows_at(rows, np.repeat([0, 1], 5), np.tile(np.arange(5), 2))
    together = statistics(y, residual, at)
    assert together.shape == (len(STATISTICS), 3)
    for index in range(3):
        np.testing.assert_allclose(together[:, index], statistics(y[index], residual[index], at))


def test_without_two_rows_in_a_row_there_is_no_persistence(rows):
    at = rows_at(rows, [0, 0, 1], [1, 3, 4])
    assert statistics(np.ones(3), np.ones(3), at)[3] == 0.0


def checked(rows, scale, y, df=None):
    """Shares by statistic of observed standardised values y [N] under a predictive of mean 0 and scale 1."""
    unit = scale(rows)
    sample = replace(rows.take(np.lexsort((rows.period, rows.sector))), y=unit.explained(y))
    freedom = None if df is None else np.full(DRAWS, df)
    law = Predictive(np.zeros((DRAWS, len(y))), np.ones((DRAWS, len(y))), freedom)
    found = predictive_checks("price", PredictedRows(sample, law, law.mean, law.scale), unit, REPLICAS, 0)
    assert (found["quantity"] == "predictive check").all() and tuple(found["metric"]) == STATISTICS
    return found.set_index("metric")["value"]


@pytest.fixture
def white(rows):
    return np.random.default_rng(3).normal(size=len(rows()))


def test_data_from_the_model_are_in_the_middle(rows, scale, white):
    assert checked(rows(), scale, white).between(0.02, 0.98).all()


def test_too_wide_data(rows, scale, white):
    found = checked(rows(), scale, 2 * white)
    assert found["standard deviation"] == 0.0 and found["largest"] < 0.01 and found["smallest"] > 0.99


def test_too_narrow_data(rows, scale, white):
    assert checked(rows(), scale, white / 2)["standard deviation"] == 1.0


def test_an_outlier_no_normal_makes_but_a_student_does(rows, scale, white):
    white[7] = 12.0
    assert checked(rows(), scale, white)["largest"] == 0.0
    assert checked(rows(), scale, white, df=2.5)["largest"] > 0.05


def test_persistence_the_model_does_not_have(rows, scale, white):
    within = white.reshape(5, 60).cumsum(axis=1)
    walk = ((within - within.mean()) / within.std()).ravel()
    assert checked(rows(), scale, walk)["persistence"] == 0.0


def test_the_seed_decides(rows, scale, white):
    one, other = (checked(rows(), scale, white) for _ in range(2))
    assert one.equals(other)
