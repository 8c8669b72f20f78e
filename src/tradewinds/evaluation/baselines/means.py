"""The last value, drift, and means by sector and month."""

import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.data.scaling import EquationScaler
from tradewinds.evaluation.baselines.model import Model
from tradewinds.evaluation.noise import leave_one_out_residuals, normal_noise
from tradewinds.evaluation.scoring import last_value
from tradewinds.evaluation.shrinkage import shrunken_means
from tradewinds.settings.diagnostics import DiagnosticsSettings


def fit_last_value(fit: EquationRows, statistics: EquationScaler, settings: DiagnosticsSettings) -> Model:
    """The target stays at its previous value."""
    residuals = statistics.target(fit.y) - last_value(fit, statistics)
    return Model(lambda rows: last_value(rows, statistics), normal_noise(residuals, fit.sector))


def fit_drift(fit: EquationRows, statistics: EquationScaler, settings: DiagnosticsSettings) -> Model:
    """Last value plus the sector's mean change over the training rows, shrunken to all sectors'."""
    moves = statistics.target(fit.y) - last_value(fit, statistics)
    everyone = np.zeros_like(fit.sector)
    means, leverage = shrunken_means(moves, fit.sector, everyone)

    def location(rows: EquationRows) -> np.ndarray:
        return last_value(rows, statistics) + means.at(rows.sector, np.zeros_like(rows.sector))

    residuals = leave_one_out_residuals(moves - means.at(fit.sector, everyone), leverage)
    return Model(location, normal_noise(residuals, fit.sector))


def fit_sector_months(
    fit: EquationRows, statistics: EquationScaler, settings: DiagnosticsSettings
) -> Model | None:
    """Mean of the explained quantity by sector and calendar month (or quarter), shrunken to the month's.

    None for data without such a calendar.
    """
    if not (fit.calendar > 0).all():
        return None
    y = statistics.target(fit.y)

    def cell(rows: EquationRows) -> np.ndarray:
        return rows.sector * 100 + rows.calendar

    means, leverage = shrunken_means(y, cell(fit), fit.calendar)
    residuals = leave_one_out_residuals(y - means.at(cell(fit), fit.calendar), leverage)
    return Model(lambda rows: means.at(cell(rows), rows.calendar), normal_noise(residuals, fit.sector))
