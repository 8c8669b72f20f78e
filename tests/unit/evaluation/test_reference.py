"""Distances between posteriors in function space, against those known by hand."""

import numpy as np
import pytest

from tradewinds.data.features import EquationRows
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.predictive import PredictedRows
from tradewinds.evaluation.reference import distances

ROWS, SIGMA = 20, 2.0


def asked(rows, mean: float = 0.0, width: float = 1.0, draws: int = 4000, seed: int = 0) -> PredictedRows:
    """Draws of a Normal posterior of the output, of unit width where nothing is said, with noise SIGMA."""
    sample: EquationRows = rows(sectors=2, periods=ROWS // 2)
    location = mean + width * np.random.default_rng(seed).normal(size=(draws, len(sample)))
    predictive = Predictive(location, np.full_like(location, SIGMA), None)
    return PredictedRows(sample, predictive, location, predictive.scale)


def test_one_posterior_drawn_twice_is_as_near_as_chance_lets_it(rows):
    found = distances([(asked(rows, seed=1), asked(rows))])
    # the distance of two samples of n is some √(1/n) of their width: 0.02 to 0.05, over a unit of √5
    assert found["distance"] < 0.03 and found["distance_floor"] < 0.04
    assert found["width"] == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("mean", "width", "expected"),
    [
        (0.5, 1.0, 0.5),  # a shift moves every draw by as much
        (0.0, 0.5, 0.5 * np.sqrt(2 / np.pi)),  # E|z − z/2|
    ],
)
def test_a_shift_and_a_posterior_too_narrow_have_their_distance(rows, mean, width, expected):
    found = distances([(asked(rows, mean, width, seed=1), asked(rows))])
    assert found["distance"] == pytest.approx(expected / np.sqrt(SIGMA**2 + 1), abs=0.02)
    assert found["width"] == pytest.approx(width, abs=0.03)
