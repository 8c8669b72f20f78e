"""Bootstrap errors on data whose error is known: rows of a period share a disturbance."""

import numpy as np
import pytest

from tradewinds.evaluation.bootstrap import paired_difference

PERIODS, SECTORS, SAMPLES = 200, 20, 1000
PERIOD = np.repeat(np.arange(PERIODS), SECTORS)


def equicorrelated(shared: float, own: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.repeat(shared * rng.normal(size=PERIODS), SECTORS) + own * rng.normal(size=PERIODS * SECTORS)


def bootstrap_error(values: np.ndarray, period: np.ndarray, samples: int, seed: int) -> float:
    return paired_difference(values, np.zeros_like(values), period, samples, seed)[1]


@pytest.mark.parametrize(("shared", "own"), [(1.0, 1.0), (0.5, 2.0), (0.0, 1.0)])
def test_the_error_of_a_mean_is_the_analytic_one(shared, own):
    """√((shared² + own² / S) / T). A standard deviation from 200 periods is known to 1/√400 = 5 %,

    from 1,000 resamples to 1/√2000 = 2.2 %: four times 5.5 % is granted. Against the scatter of the very
    period means, only the resampling remains: four times 2.2 %.
    """
    values = equicorrelated(shared, own, seed=1)
    found = bootstrap_error(values, PERIOD, SAMPLES, seed=2)
    assert found == pytest.approx(np.sqrt((shared**2 + own**2 / SECTORS) / PERIODS), rel=0.22)
    means = values.reshape(PERIODS, SECTORS).mean(axis=1)
    assert found == pytest.approx(means.std(ddof=1) / np.sqrt(PERIODS), rel=0.09)


def test_errors_from_few_periods_are_not_too_small_on_average():
    """Six periods, as a short test has: without √(T/(T−1)) the error would be 9 % too small.

    Mean of the variances over 400 data sets, each variance of five degrees of freedom: ±√(2/5/400) = 3 %.
    """
    rng = np.random.default_rng(0)
    period = np.repeat(np.arange(6), 4)
    variances = [
        bootstrap_error(np.repeat(rng.normal(size=6), 4), period, 200, seed) ** 2 for seed in range(400)
    ]
    assert np.mean(variances) == pytest.approx(1 / 6, rel=0.12)


def test_resampling_rows_instead_of_periods_would_be_far_too_small():
    """With shared = own = 1 a mean of 4,000 rows is worth 200 periods: rows claim 3.2 times less."""
    values = equicorrelated(1.0, 1.0, seed=3)
    whole = bootstrap_error(values, PERIOD, SAMPLES, seed=4)
    rows = bootstrap_error(values, np.arange(len(values)), SAMPLES, seed=4)
    assert rows < 0.4 * whole


def test_a_paired_difference_sheds_what_two_models_share():
    """Errors in common cancel: what is left is √(2 own² / (S T))."""
    common = equicorrelated(2.0, 0.0, seed=5)
    a, b = common + equicorrelated(0.0, 0.3, seed=6), common + equicorrelated(0.0, 0.3, seed=7)
    _, found = paired_difference(a, b, PERIOD, SAMPLES, seed=8)
    assert found == pytest.approx(np.sqrt(2 * 0.3**2 / (SECTORS * PERIODS)), rel=0.22)
    assert found < 0.1 * bootstrap_error(a, PERIOD, SAMPLES, seed=8)
