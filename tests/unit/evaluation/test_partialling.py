"""Against least squares with a column for every group, solved outright."""

import numpy as np

from tradewinds.evaluation.partialling import dummies_of, residual


def test_what_is_left_is_that_of_a_regression_on_all_groups():
    rng = np.random.default_rng(0)
    sector, period = np.repeat(np.arange(5), 7), np.tile(np.arange(7), 5)
    values = rng.standard_normal(35) + sector - period**2
    dummies = dummies_of([sector.astype(str), period.astype(str)])
    full = dummies.toarray()
    assert full.shape == (35, 12) and (full.sum(axis=1) == 2).all()
    expected = values - full @ np.linalg.lstsq(full, values, rcond=None)[0]
    np.testing.assert_allclose(residual(values, dummies), expected, atol=1e-9)
