"""Laws of estimates by SciPy's special functions, which load in a quarter of the time that its distributions
take: the same numbers."""

import numpy as np
import pytest
from scipy import stats

from tradewinds.effects.instrumented import detectable
from tradewinds.effects.least_squares import critical
from tradewinds.effects.path import zero_test
from tradewinds.evaluation.scatter import scatter_found

FREEDOM = np.array([1.0, 2.5, 7.0, 40.0, 1e6])


def test_half_a_band_is_students():
    np.testing.assert_array_equal(critical(FREEDOM, 0.9), stats.t.ppf(0.95, FREEDOM))


@pytest.mark.parametrize(("freedom", "law"), [(None, stats.norm), (3.5, stats.t(3.5)), (60.0, stats.t(60.0))])
def test_what_is_found_with_a_power_of_four_fifths(freedom, law):
    assert detectable(0.3, freedom, 0.1) == pytest.approx((law.ppf(0.95) + law.ppf(0.8)) * 0.3, rel=1e-12)


@pytest.mark.parametrize(("freedom", "how"), [(30.0, "Hotelling"), (5.0, "Bonferroni")])
def test_leads_that_are_zero(freedom, how):
    values, covariance = np.array([0.4, -0.1, 0.3]), np.diag([0.04, 0.09, 0.01])
    found = zero_test(values, covariance, freedom)
    each = 2 * stats.t.sf(np.abs(values) / np.sqrt(np.diag(covariance)), freedom)
    wald = float(values @ np.linalg.inv(covariance) @ values)
    joint = stats.f.sf(wald * (freedom - 2) / (freedom * 3), 3, freedom - 2)
    np.testing.assert_array_equal(found.each, each)
    assert found.cumulated == pytest.approx(2 * stats.t.sf(0.6 / np.sqrt(0.14), freedom), rel=1e-12)
    assert found.joint == pytest.approx(joint if how == "Hotelling" else 3 * each.min(), rel=1e-12)
    assert found.by == how


def test_scatter_of_starts():
    assert scatter_found(0.1, 4) == pytest.approx(0.1 * np.sqrt(4 * 3 / stats.chi2.ppf(0.2, 3)), rel=1e-12)
