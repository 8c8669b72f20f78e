from dataclasses import replace

import numpy as np
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.baselines.means import fit_drift, fit_last_value, fit_sector_months
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def test_drift_is_the_sectors_mean_change(rows, scale):
    """Sectors far apart against their noise: hardly shrunken. The last value plus it is predicted."""
    sample = rows(slope=0.0)
    far = 0.5 * sample.sector
    sample = replace(sample, y=sample.y + far, observed=sample.observed * np.exp(far))
    statistics = scale(sample)
    law = fit_drift(sample, statistics, SETTINGS).predict(sample)
    for sector in range(5):
        chosen = sample.sector == sector
        assert statistics.explained(law.mean[0, chosen]) == pytest.approx(sample.y[chosen].mean(), abs=1e-3)


def test_sector_months_need_a_calendar(rows, scale):
    sample = rows()
    assert fit_sector_months(replace(sample, calendar=0 * sample.calendar), scale(sample), SETTINGS) is None


def test_sector_months_find_the_season(rows, scale):
    sample = rows(slope=0.0, periods=120)
    season = 0.3 * np.sin(sample.calendar * np.pi / 6) * (1 + sample.sector)
    sample = replace(sample, y=sample.y + season)
    law = fit_sector_months(sample, scale(sample), SETTINGS).predict(sample)
    assert np.mean((law.mean[0] - scale(sample).target(sample.y)) ** 2) < 0.02


def test_a_target_that_never_moves_is_named(rows, scale):
    sample = rows()
    still = replace(sample, observed=sample.previous, y=0 * sample.y)
    with pytest.raises(DataError, match="every training residual is 0"):
        fit_last_value(still, scale(sample), SETTINGS)
