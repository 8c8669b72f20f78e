"""All simple models, each fitted once on an equation's training rows."""

from collections.abc import Callable

import numpy as np

from tradewinds.data.scaling import EquationScaler
from tradewinds.errors import DataError, FitError
from tradewinds.evaluation.baselines.autoregression import fit_autoregression, fit_vector_autoregression
from tradewinds.evaluation.baselines.means import fit_drift, fit_last_value, fit_sector_months
from tradewinds.evaluation.baselines.model import Model, RowsWithPast
from tradewinds.evaluation.baselines.ridge import fit_ridge, fit_ridge_student
from tradewinds.evaluation.baselines.trees import fit_boosting, fit_forest
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.scoring import HOLDOUTS
from tradewinds.settings.diagnostics import DiagnosticsSettings

FitSimpleModel = Callable[[RowsWithPast, EquationScaler, DiagnosticsSettings], Model | None]
RowsByRole = tuple[RowsWithPast, RowsWithPast, RowsWithPast]
"""Rows of one equation with role fit, inside and ahead, on one grid (the same sector numbers)."""

BASELINES: dict[str, FitSimpleModel] = {
    "last value": fit_last_value,
    "drift": fit_drift,
    "sector-month means": fit_sector_months,
    "ridge": fit_ridge,
    "ridge, Student-t": fit_ridge_student,
    "autoregression": fit_autoregression,
    "vector autoregression": fit_vector_autoregression,
    "random forest": fit_forest,
    "gradient boosting": fit_boosting,
}


def predictions(
    by_equation: dict[str, RowsByRole], statistics: dict[str, EquationScaler], settings: DiagnosticsSettings
) -> dict[str, dict[str, dict[str, Predictive]]]:
    """Equation → holdout → simple model → predictive of that holdout's rows.

    Each model is fitted once, on the first of its rows. A holdout without rows (nothing was held out
    inside) and a model that does not apply or settle are left out. Raises DataError for training rows of
    another role than ``fit``, no rows, or numbers that are not finite.
    """
    found: dict[str, dict[str, dict[str, Predictive]]] = {}
    for equation, (fit, *asked) in by_equation.items():
        for rows, role in zip((fit, *asked), ("fit", *HOLDOUTS), strict=True):
            _require_usable(rows, equation, role, statistics[equation])
        models = {
            name: _learned(learn, fit, statistics[equation], settings) for name, learn in BASELINES.items()
        }
        found[equation] = {
            holdout: {name: model.predict(rows) for name, model in models.items() if model is not None}
            for holdout, rows in zip(HOLDOUTS, asked, strict=True)
            if len(rows)
        }
    return found


def _learned(
    learn: FitSimpleModel, fit: RowsWithPast, statistics: EquationScaler, settings: DiagnosticsSettings
) -> Model | None:
    """The model, None too where its iteration does not settle: one rival less, not the end of all."""
    try:
        return learn(fit, statistics, settings)
    except FitError:
        return None


def _require_usable(rows: RowsWithPast, equation: str, role: str, statistics: EquationScaler) -> None:
    if role != "inside" and not len(rows):
        raise DataError(f"no {role} row of {equation}", "at least one", "Give the table more periods.")
    if not (rows.role == role).all():
        wrong = sorted(set(rows.role) - {role})
        raise DataError(
            f"{equation}: rows with role {', '.join(wrong)} among the {role} rows", f"only {role}"
        )
    if rows.columns != statistics.columns:
        raise DataError(f"{equation}: inputs {rows.columns}", f"the scaler's, {statistics.columns}")
    for name in ("x", "y", "offset", "observed", "previous"):
        bad = np.count_nonzero(~np.isfinite(getattr(rows, name)))
        if bad:
            raise DataError(f"{equation}: {bad} numbers of {name} are not finite in the {role} rows", "none")
