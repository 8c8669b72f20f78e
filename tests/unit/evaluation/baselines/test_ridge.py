from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from tradewinds.evaluation.baselines import ridge
from tradewinds.evaluation.baselines.ridge import fit_ridge, fit_ridge_student
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def test_ridge_is_scikit_learns(rows, scale):
    design = rows()
    statistics = scale(design)
    x, y = statistics.inputs(design.x), statistics.target(design.y)
    ours = fit_ridge(design, statistics, replace(SETTINGS, ridge=20.0)).predict(design).mean[0]
    np.testing.assert_allclose(ours, Ridge(alpha=20.0).fit(x, y).predict(x), rtol=1e-9, atol=1e-12)
    weights = np.random.default_rng(0).uniform(0.1, 3.0, size=len(y))
    line = ridge._ridge(x, y, weights, 20.0)
    expected = Ridge(alpha=20.0).fit(x, y, sample_weight=weights).predict(x)
    np.testing.assert_allclose(line.at(x), expected, rtol=1e-9, atol=1e-12)


def test_leverages_give_the_residuals_of_leaving_a_row_out(rows, scale):
    design = rows(periods=6)
    x, y = scale(design).inputs(design.x), scale(design).target(design.y)
    line = ridge._ridge(x, y, np.ones(len(y)), 2.0)
    predicted = (y - line.at(x)) / (1 - line.leverage)
    for n in (0, 13, 29):
        rest = np.arange(len(y)) != n
        refit = ridge._ridge(x[rest], y[rest], np.ones(len(y) - 1), 2.0)
        assert y[n] - refit.at(x[n : n + 1])[0] == pytest.approx(predicted[n], rel=1e-9)


def test_equations_without_inputs_have_a_line_too(rows, scale):
    design = rows("price[t] ~ t")
    for fit in (fit_ridge, fit_ridge_student):
        law = fit(design, scale(design), SETTINGS).predict(design)
        assert np.ptp(law.mean) < 1e-12


def test_an_outlier_hardly_moves_the_student_line(rows, scale):
    design = rows(slope=0.0)
    statistics = scale(design)
    y = design.y.copy()
    far = np.argmax(design.x[:, 0])
    y[far] += 40 * statistics.target_scale
    spoilt = replace(design, y=y)
    moved = {}
    for fit in (fit_ridge, fit_ridge_student):
        before = fit(design, statistics, SETTINGS).predict(design).mean
        moved[fit] = np.abs(fit(spoilt, statistics, SETTINGS).predict(design).mean - before).max()
    assert moved[fit_ridge_student] < 0.05 * moved[fit_ridge]
