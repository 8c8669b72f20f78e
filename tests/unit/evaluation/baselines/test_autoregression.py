from dataclasses import replace

import numpy as np
import pytest

from tradewinds.evaluation.baselines.autoregression import fit_autoregression, fit_vector_autoregression
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings()


@pytest.mark.parametrize(("fit", "variables"), [(fit_autoregression, 1), (fit_vector_autoregression, 2)])
def test_it_is_least_squares_with_an_intercept_a_sector(rows, scale, fit, variables):
    design = rows()
    statistics = scale(design)
    known = design.take(np.isfinite(design.before[:, 0]))
    inputs = np.hstack([known.sector[:, None] == np.arange(5), known.before[:, :variables]])
    expected = inputs @ np.linalg.lstsq(inputs, statistics.target(known.y), rcond=None)[0]
    found = fit(design, statistics, SETTINGS).predict(known).mean[0]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_the_own_variable_is_found_wherever_it_stands(rows, scale):
    design = rows()
    swapped = replace(design, explained=("volume", "price"), before=design.before[:, ::-1])
    for fit in (fit_autoregression, fit_vector_autoregression):
        one, other = (fit(d, scale(d), SETTINGS).predict(d).mean for d in (design, swapped))
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_without_a_previous_value_the_forecast_is_the_sectors_mean(rows, scale):
    design = rows()
    statistics = scale(design)
    first = ~np.isfinite(design.before[:, 0])
    law = fit_autoregression(design, statistics, SETTINGS).predict(design)
    for sector in range(5):
        own = design.sector == sector
        mean = statistics.target(design.y[own & ~first]).mean()
        assert law.mean[0, own & first] == pytest.approx(mean, abs=1e-9)


def test_a_vector_of_one_variable_is_no_model_of_its_own(rows, scale):
    design = rows()
    alone = replace(design, explained=("price",), before=design.before[:, :1])
    assert fit_vector_autoregression(alone, scale(alone), SETTINGS) is None
    assert fit_autoregression(alone, scale(alone), SETTINGS) is not None


def test_previous_values_that_cannot_be_told_apart_are_no_model(rows, scale):
    design = rows()
    twice = replace(design, before=design.before[:, [0, 0]])
    assert fit_vector_autoregression(twice, scale(twice), SETTINGS) is None
    still = replace(design, before=np.full_like(design.before, 0.3))
    assert fit_autoregression(still, scale(still), SETTINGS) is None
