from dataclasses import replace

import numpy as np
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.baselines.means import fit_drift, fit_last_value, fit_sector_months
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def test_drift_is_the_sectors_mean_change(rows, scale):
    """Sectors far apart against their noise: hardly shrunken. The last value plus it is predicted."""
    design = rows(slope=0.0)
    far = 0.5 * design.sector
    design = replace(design, y=design.y + far, observed=design.observed * np.exp(far))
    statistics = scale(design)
    law = fit_drift(design, statistics, SETTINGS).predict(design)
    for sector in range(5):
        chosen = design.sector == sector
        assert statistics.explained(law.mean[0, chosen]) == pytest.approx(design.y[chosen].mean(), abs=1e-3)


def test_sector_months_need_a_calendar(rows, scale):
    design = rows()
    assert fit_sector_months(replace(design, calendar=0 * design.calendar), scale(design), SETTINGS) is None


def test_sector_months_find_the_season(rows, scale):
    design = rows(slope=0.0, periods=120)
    season = 0.3 * np.sin(design.calendar * np.pi / 6) * (1 + design.sector)
    design = replace(design, y=design.y + season)
    law = fit_sector_months(design, scale(design), SETTINGS).predict(design)
    assert np.mean((law.mean[0] - scale(design).target(design.y)) ** 2) < 0.02


def test_a_target_that_never_moves_is_named(rows, scale):
    design = rows()
    still = replace(design, observed=design.previous, y=0 * design.y)
    with pytest.raises(DataError, match="every training residual is 0"):
        fit_last_value(still, scale(design), SETTINGS)
