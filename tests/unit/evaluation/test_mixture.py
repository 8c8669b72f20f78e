import numpy as np
import pytest
from scipy.stats import norm, t

from tradewinds.errors import DataError, FitError
from tradewinds.evaluation.mixture import Predictive, crps, log_density, pit, point, sample

ONES = np.ones((3, 4))


@pytest.mark.parametrize("df", [None, np.array([2.5, 4.0, 30.0])])
def test_equal_draws_are_one_draw(df):
    rng = np.random.default_rng(0)
    mean, scale, y = rng.normal(size=6), rng.uniform(0.5, 2.0, size=6), rng.normal(size=6)
    freedom = None if df is None else np.full(3, 4.0)
    many = Predictive(np.tile(mean, (3, 1)), np.tile(scale, (3, 1)), freedom)
    one = Predictive.single(mean, scale, None if df is None else 4.0)
    np.testing.assert_allclose(log_density(many, y), log_density(one, y), rtol=1e-12)
    np.testing.assert_allclose(pit(many, y), pit(one, y), rtol=1e-12)


def test_density_distribution_function_and_mean_are_means_over_the_draws():
    mean, scale, y = (
        np.array([[0.0, 1.0], [2.0, -1.0]]),
        np.array([[1.0, 0.5], [3.0, 2.0]]),
        np.array([0.7, -2]),
    )
    normal, student = Predictive(mean, scale), Predictive(mean, scale, np.array([2.0, 9.0]))
    df = student.df[:, None]
    np.testing.assert_allclose(np.exp(log_density(normal, y)), norm.pdf(y, mean, scale).mean(axis=0))
    np.testing.assert_allclose(np.exp(log_density(student, y)), t.pdf(y, df, mean, scale).mean(axis=0))
    np.testing.assert_allclose(pit(normal, y), norm.cdf(y, mean, scale).mean(axis=0))
    np.testing.assert_allclose(pit(student, y), t.cdf(y, df, mean, scale).mean(axis=0))
    np.testing.assert_array_equal(point(normal), [1.0, 0.0])


def test_the_score_of_few_samples_is_unbiased(monkeypatch):
    """Two samples a row: an estimator that counts each with itself would miss 0.28."""
    monkeypatch.setattr("tradewinds.evaluation.mixture._SAMPLES", 2)
    zeros = np.zeros((2, 4000))
    found = crps(Predictive(zeros, zeros + 1), zeros[0], 0)
    exact = crps(Predictive.single(zeros[0], zeros[0] + 1), zeros[0], 0)
    assert found.std() / np.sqrt(4000) < 0.01 and found.mean() == pytest.approx(exact[0], abs=0.05)


def test_samples_of_a_student_have_its_tails():
    law = Predictive(np.ones((2, 1)), np.full((2, 1), 2.0), np.array([3.0, 3.0]))
    beyond = np.abs(sample(law, 10_000, np.random.default_rng(0)) - 1) > 2 * 3
    share = 2 * t.sf(3, 3)  # 0.058; of Normal draws 0.003
    assert beyond.mean() == pytest.approx(share, abs=4 * np.sqrt(share / 20_000))


def test_density_survives_where_a_plain_mean_would_underflow():
    far = Predictive.single(np.zeros(1), np.ones(1))
    expected = -0.5 * 200.0**2 - 0.5 * np.log(2 * np.pi)
    assert log_density(far, np.array([200.0]))[0] == pytest.approx(expected, rel=1e-12)


def test_rows_are_taken_in_pieces_without_changing_anything(monkeypatch):
    rng = np.random.default_rng(1)
    law = Predictive(rng.normal(size=(7, 50)), rng.uniform(0.5, 1, size=(7, 50)), rng.uniform(3, 9, size=7))
    y = rng.normal(size=50)
    whole = log_density(law, y), pit(law, y)
    monkeypatch.setattr("tradewinds.evaluation.mixture._CHUNK", 20)
    np.testing.assert_array_equal(whole[0], log_density(law, y))
    np.testing.assert_array_equal(whole[1], pit(law, y))


def test_samples_are_seeded_and_have_the_mixtures_moments():
    law = Predictive(np.array([[0.0], [4.0]]), np.array([[1.0], [1.0]]))
    first = sample(law, 20_000, np.random.default_rng(3))
    again = sample(law, 20_000, np.random.default_rng(3))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (40_000, 1)
    assert first.mean() == pytest.approx(point(law)[0], abs=4 * np.sqrt(5.0 / 40_000))
    assert first.var() == pytest.approx(5.0, rel=0.03)  # 1 within and 4 between draws


@pytest.mark.parametrize(
    ("mean", "scale", "df", "word"),
    [
        (ONES * np.nan, ONES, None, "means"),
        (ONES, 0 * ONES, None, "scales"),
        (ONES, np.inf * ONES, None, "scales"),
        (ONES, ONES, np.array([3.0, 3.0, 1.0]), "degrees of freedom"),
        (ONES, ONES, np.array([3.0]), "df"),
        (ONES, np.ones(4), None, "mean"),
        (np.ones((0, 4)), np.ones((0, 4)), None, "0 draws"),
        (np.ones((3, 0)), np.ones((3, 0)), None, "0 rows"),
    ],
)
def test_a_predictive_that_cannot_be_used_is_named(mean, scale, df, word):
    with pytest.raises(FitError, match=word):
        Predictive(mean, scale, df)


@pytest.mark.parametrize("score", [log_density, pit, lambda law, y: crps(law, y, 0)])
@pytest.mark.parametrize("y", [np.array([0, 1, np.nan, 0.0]), np.zeros(3), np.zeros(0), np.zeros((4, 1))])
def test_observations_that_cannot_be_scored_are_named(score, y):
    with pytest.raises(DataError, match=r"observations"):
        score(Predictive(ONES, ONES), y)
