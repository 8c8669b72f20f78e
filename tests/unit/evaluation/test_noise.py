import numpy as np
import pytest
from scipy.stats import t

from tradewinds.errors import DataError
from tradewinds.evaluation.noise import leave_one_out_residuals, normal_noise, student_noise


def test_student_noise_of_one_sector_is_the_librarys_maximum_likelihood():
    residuals = t.rvs(4.0, scale=0.7, size=800, random_state=np.random.default_rng(0))
    ours = student_noise(residuals, np.zeros(800, dtype=int))
    df, _, scale = t.fit(residuals, floc=0)
    assert ours.df == pytest.approx(df, rel=1e-3)
    assert ours.pooled == pytest.approx(scale, rel=1e-3)
    assert ours.own[0] == pytest.approx(ours.pooled, rel=1e-5)


def test_a_sector_that_stands_still_does_not_swallow_the_likelihood():
    rng = np.random.default_rng(1)
    sector = np.repeat([0, 1], 100)
    residuals = np.where(sector == 0, 0.0, rng.normal(size=200))
    for noise in (normal_noise(residuals, sector), student_noise(residuals, sector)):
        scale = noise.scale(np.array([0, 1, 9]))
        assert (scale > 0).all() and scale[2] == noise.pooled


def test_leverage_near_one_does_not_blow_a_residual_up():
    assert leave_one_out_residuals(np.array([1e-12]), np.array([1.0 - 1e-13]))[0] < 1e-10


@pytest.mark.parametrize("residuals", [np.zeros(0), np.array([1.0, np.nan])])
@pytest.mark.parametrize("noise", [normal_noise, student_noise])
def test_residuals_that_cannot_be_used_are_named(noise, residuals):
    with pytest.raises(DataError, match="residuals"):
        noise(residuals, np.zeros(len(residuals), dtype=int))
