"""Uniform ranks pass as often as is claimed, others are found, and the band is that of the test."""

import numpy as np
import pytest
from scipy.stats import norm

from tradewinds.evaluation.sbc.uniformity import band, normalised_ranks, p_value

SETS = 400


def ranks(rng: np.random.Generator, count: int, draws: int, width: float = 1.0, shift: float = 0.0):
    """Ranks of truths among draws that are ``width`` as wide and ``shift`` deviations too high."""
    return (shift + width * rng.standard_normal((count, draws)) < rng.standard_normal((count, 1))).sum(axis=1)


@pytest.mark.parametrize(("count", "draws"), [(30, 8), (100, 100)])
def test_ranks_of_exact_draws_pass_as_often_as_claimed(count, draws):
    rng = np.random.default_rng(0)
    p = np.array(
        [p_value(normalised_ranks(ranks(rng, count, draws), np.full(count, draws))) for _ in range(SETS)]
    )
    # places of a set share one stream of fractions, which with eight draws is a fifth of their spread
    assert abs((p < 0.05).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / SETS)


@pytest.mark.parametrize(("width", "shift"), [(0.5, 0.0), (2.0, 0.0), (1.0, 0.7), (1.0, -0.7)])
def test_ranks_of_other_draws_are_found(width, shift):
    rng = np.random.default_rng(1)
    found = [
        p_value(normalised_ranks(ranks(rng, 100, 100, width, shift), np.full(100, 100))) < 0.05 / 10
        for _ in range(50)
    ]
    assert np.mean(found) > 0.9


def test_the_band_is_left_where_the_test_rejects():
    rng = np.random.default_rng(2)
    for width in (0.7, 1.0):
        for _ in range(50):
            place = normalised_ranks(ranks(rng, 60, 100, width), np.full(60, 100))
            edges, p = band(place, 0.05), p_value(place)
            outside = (edges.found < edges.lower - 1e-9) | (edges.found > edges.upper + 1e-9)
            if abs(p - 0.05) > 1e-3:
                assert outside.any() == (p < 0.05)


def test_the_band_holds_uniform_curves_as_a_whole():
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(SETS):
        edges = band(rng.random(50), 0.1)
        inside += ((edges.found >= edges.lower - 1e-9) & (edges.found <= edges.upper + 1e-9)).all()
    assert abs(inside / SETS - 0.9) < 4 * np.sqrt(0.1 * 0.9 / SETS)


def test_places_are_uniform_whatever_the_number_of_draws():
    place = normalised_ranks(np.repeat(np.arange(9), 500), np.full(4500, 8))
    assert abs(place.mean() - 0.5) < 4 * np.sqrt(1 / 12 / 4500) and place.min() > 0 and place.max() < 1


def test_nothing_to_judge_is_no_number():
    assert np.isnan(p_value(np.array([0.4]))) and np.isnan(p_value(np.array([0.4, np.nan])))


def test_a_point_mass_is_as_far_away_as_can_be():
    assert p_value(norm.cdf(np.full(40, 1.0))) < 2e-4
