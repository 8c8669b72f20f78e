from dataclasses import replace

import numpy as np
import pytest

from tradewinds.evaluation.baselines.autoregression import fit_autoregression, fit_vector_autoregression
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings()


@pytest.mark.parametrize(("fit", "variables"), [(fit_autoregression, 1), (fit_vector_autoregression, 2)])
def test_it_is_least_squares_with_an_intercept_a_sector(rows, scale, fit, variables):
    sample = rows()
    statistics = scale(sample)
    known = sample.take(np.isfinite(sample.before[:, 0]))
    inputs = np.hstack([known.sector[:, None] == np.arange(5), known.before[:, :variables]])
    expected = inputs @ np.linalg.lstsq(inputs, statistics.target(known.y), rcond=None)[0]
    found = fit(sample, statistics, SETTINGS).predict(known).mean[0]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_the_own_variable_is_found_wherever_it_stands(rows, scale):
    sample = rows()
    swapped = replace(sample, explained=("volume", "price"), before=sample.before[:, ::-1])
    for fit in (fit_autoregression, fit_vector_autoregression):
        one, other = (fit(d, scale(d), SETTINGS).predict(d).mean for d in (sample, swapped))
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_without_a_previous_value_the_forecast_is_the_sectors_mean(rows, scale):
    sample = rows()
    statistics = scale(sample)
    first = ~np.isfinite(sample.before[:, 0])
    law = fit_autoregression(sample, statistics, SETTINGS).predict(sample)
    for sector in range(5):
        own = sample.sector == sector
        mean = statistics.target(sample.y[own & ~first]).mean()
        assert law.mean[0, own & first] == pytest.approx(mean, abs=1e-9)


def test_a_vector_of_one_variable_is_no_model_of_its_own(rows, scale):
    sample = rows()
    alone = replace(sample, explained=("price",), before=sample.before[:, :1])
    assert fit_vector_autoregression(alone, scale(alone), SETTINGS) is None
    assert fit_autoregression(alone, scale(alone), SETTINGS) is not None


def test_previous_values_that_cannot_be_told_apart_are_no_model(rows, scale):
    sample = rows()
    twice = replace(sample, before=sample.before[:, [0, 0]])
    assert fit_vector_autoregression(twice, scale(twice), SETTINGS) is None
    still = replace(sample, before=np.full_like(sample.before, 0.3))
    assert fit_autoregression(still, scale(still), SETTINGS) is None
