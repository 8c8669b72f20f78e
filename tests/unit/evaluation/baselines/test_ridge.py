from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from tradewinds.evaluation.baselines import ridge
from tradewinds.evaluation.baselines.ridge import fit_ridge, fit_ridge_student
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def test_ridge_is_scikit_learns(rows, scale):
    sample = rows()
    statistics = scale(sample)
    x, y = statistics.inputs(sample.x), statistics.target(sample.y)
    ours = fit_ridge(sample, statistics, replace(SETTINGS, ridge=20.0)).predict(sample).mean[0]
    np.testing.assert_allclose(ours, Ridge(alpha=20.0).fit(x, y).predict(x), rtol=1e-9, atol=1e-12)
    weights = np.random.default_rng(0).uniform(0.1, 3.0, size=len(y))
    line = ridge._ridge(x, y, weights, 20.0)
    expected = Ridge(alpha=20.0).fit(x, y, sample_weight=weights).predict(x)
    np.testing.assert_allclose(line.at(x), expected, rtol=1e-9, atol=1e-12)


def test_leverages_give_the_residuals_of_leaving_a_row_out(rows, scale):
    sample = rows(periods=6)
    x, y = scale(sample).inputs(sample.x), scale(sample).target(sample.y)
    line = ridge._ridge(x, y, np.ones(len(y)), 2.0)
    predicted = (y - line.at(x)) / (1 - line.leverage)
    for n in (0, 13, 29):
        rest = np.arange(len(y)) != n
        refit = ridge._ridge(x[rest], y[rest], np.ones(len(y) - 1), 2.0)
        assert y[n] - refit.at(x[n : n + 1])[0] == pytest.approx(predicted[n], rel=1e-9)


def test_equations_without_inputs_have_a_line_too(rows, scale):
    sample = rows("price[t] ~ t")
    for fit in (fit_ridge, fit_ridge_student):
        law = fit(sample, scale(sample), SETTINGS).predict(sample)
        assert np.ptp(law.mean) < 1e-12


def test_an_outlier_hardly_moves_the_student_line(rows, scale):
    sample = rows(slope=0.0)
    statistics = scale(sample)
    y = sample.y.copy()
    far = np.argmax(sample.x[:, 0])
    y[far] += 40 * statistics.target_scale
    spoilt = replace(sample, y=y)
    moved = {}
    for fit in (fit_ridge, fit_ridge_student):
        before = fit(sample, statistics, SETTINGS).predict(sample).mean
        moved[fit] = np.abs(fit(spoilt, statistics, SETTINGS).predict(sample).mean - before).max()
    assert moved[fit_ridge_student] < 0.05 * moved[fit_ridge]
