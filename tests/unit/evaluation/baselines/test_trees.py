from dataclasses import replace

import numpy as np
import pytest

from tradewinds.evaluation.baselines.trees import RUNS, fit_boosting, fit_forest
from tradewinds.settings.diagnostics import DiagnosticsSettings

pytestmark = pytest.mark.slow

SETTINGS = DiagnosticsSettings()
BOTH = pytest.mark.parametrize("fit", [fit_forest, fit_boosting])


@BOTH
def test_the_same_rows_give_the_same_digits(rows, scale, fit):
    sample = rows()
    one, two = (fit(sample, scale(sample), SETTINGS).predict(sample) for _ in range(2))
    np.testing.assert_array_equal(one.mean, two.mean)
    np.testing.assert_array_equal(one.scale, two.scale)


@BOTH
def test_noise_is_that_of_periods_left_out(rows, scale, fit):
    """Every row of a period has one disturbance and one input of its own: learned by heart, no more.

    In sample, and with other rows of the period to learn from, such a target is known almost exactly.
    """
    sample = rows(sectors=20, slope=0.0)
    shock = np.random.default_rng(3).normal(size=60)
    found = np.random.default_rng(4).normal(size=60)
    sample = replace(
        sample, x=np.tile(found[sample.period], (2, 1)).T, y=shock[sample.period] + 0.1 * sample.y
    )
    statistics = scale(sample)
    model = fit(sample, statistics, SETTINGS)
    inside = statistics.target(sample.y) - model.predict(sample).mean[0]
    noise = model.noise.pooled * np.sqrt(model.noise.df / max(model.noise.df - 2, 0.1))
    assert noise > 0.9 and np.sqrt(np.mean(inside**2)) < noise


@BOTH
def test_without_inputs_or_periods_there_is_no_model(rows, scale, fit):
    nothing = rows("price[t] ~ t", sectors=1)
    assert fit(nothing, scale(nothing), SETTINGS) is None
    sectors_alone = rows("price[t] ~ t")
    assert fit(sectors_alone, scale(sectors_alone), SETTINGS) is not None
    brief = rows(sectors=50, periods=RUNS - 1)
    assert fit(brief, scale(brief), SETTINGS) is None
