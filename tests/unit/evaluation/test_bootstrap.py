import numpy as np
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.bootstrap import PeriodBootstrap, mean, paired_difference

PERIOD = np.repeat(np.arange(12), 4)


def bootstrap_error(values: np.ndarray, period: np.ndarray, samples: int, seed: int) -> float:
    return paired_difference(values, np.zeros_like(values), period, samples, seed)[1]


def test_a_value_that_is_the_same_in_every_period_has_no_error():
    values = np.tile([1.0, 5.0, -2.0, 0.0], 12)
    assert bootstrap_error(values, PERIOD, 200, seed=0) == pytest.approx(0.0, abs=1e-12)


def test_the_seed_alone_decides():
    values = np.random.default_rng(0).normal(size=48)
    assert bootstrap_error(values, PERIOD, 200, 1) == bootstrap_error(values, PERIOD, 200, 1)
    assert bootstrap_error(values, PERIOD, 200, 1) != bootstrap_error(values, PERIOD, 200, 2)


def test_rows_of_a_period_stay_together_in_any_order_and_number():
    rng = np.random.default_rng(1)
    values, order = rng.normal(size=48), rng.permutation(48)
    expected = bootstrap_error(values, PERIOD, 300, 4)
    assert bootstrap_error(values[order], PERIOD[order] * 7 + 3, 300, 4) == pytest.approx(expected, rel=1e-12)
    resamples = PeriodBootstrap.draw(PERIOD[:-3], 50, 0)
    value, _ = resamples.estimate(mean, values[:-3])
    assert value == pytest.approx(values[:-3].mean())


def test_the_band_holds_all_but_a_fortieth_of_the_resampled_means_on_either_side():
    values = np.random.default_rng(3).normal(size=48)
    resamples = PeriodBootstrap.draw(PERIOD, 2000, 0)
    value, error = resamples.estimate(mean, values)
    assert resamples.band(values) == pytest.approx(
        (value - 1.96 * error, value + 1.96 * error), abs=0.25 * error
    )
    assert resamples.band(np.full(48, 0.5)) == pytest.approx((0.5, 0.5))


def test_two_models_with_the_same_errors_differ_without_error():
    a = np.random.default_rng(2).normal(size=48)
    assert paired_difference(a, a - 0.5, PERIOD, 200, 0) == pytest.approx((0.5, 0.0), abs=1e-12)
    assert bootstrap_error(a, PERIOD, 200, 0) > 0.05


@pytest.mark.parametrize(
    ("values", "period", "word"),
    [
        (np.full(48, np.nan), PERIOD, "48 of them not finite"),
        (np.zeros(0), np.zeros(0), "shape"),
        (np.zeros(3), PERIOD, "shape"),
        (np.r_[np.inf, np.zeros(47)], PERIOD, "1 of them not finite"),
        (np.zeros(4), np.zeros(4), "1 period in the rows"),
    ],
)
def test_what_has_no_error_is_named(values, period, word):
    with pytest.raises(DataError, match=word):
        bootstrap_error(values, period, 100, 0)


@pytest.mark.parametrize("rows", [slice(None), slice(0, 1), slice(4, 40)])
def test_a_score_that_is_not_finite_has_no_error_that_looks_fine(rows):
    resamples, values = PeriodBootstrap.draw(PERIOD, 50, 0), np.zeros(48)
    values[rows] = np.inf
    value, error = resamples.estimate(mean, values)
    assert value == np.inf and np.isnan(error)
