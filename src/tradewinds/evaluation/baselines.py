"""The simple models a network must beat, on the same rows, each forecast one period ahead.

A simple model is a location and a noise law, learned from the training rows (role ``fit``) alone. To
add one: a function below that returns a ``Model`` (None where it does not apply), its line in
``BASELINES``, and a test with a known answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradewinds.data.features import Design
from tradewinds.data.scaling import Scale
from tradewinds.errors import DataError, FitError
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.noise import (
    Noise,
    change,
    left_out,
    normal_noise,
    student_noise,
    student_step,
    student_weights,
)
from tradewinds.evaluation.scoring import last_value, lead_table, score_table
from tradewinds.evaluation.shrinkage import shrunken_means
from tradewinds.settings.diagnostics import DiagnosticsSettings

QUESTIONS = ("inside", "ahead")
_STEPS, _CLOSE = 1000, 1e-7


@dataclass(frozen=True)
class Model:
    """A fitted simple model: location of the standardised explained quantity, and the noise about it."""

    location: Callable[[Design], np.ndarray]
    noise: Noise

    def predict(self, rows: Design) -> Predictive:
        return Predictive.single(self.location(rows), self.noise.scale(rows.sector), self.noise.df)


Fit = Callable[[Design, Scale, DiagnosticsSettings], Model | None]
Designs = tuple[Design, Design, Design]
"""Rows of one equation with role fit, inside and ahead, on one grid (the same sector numbers)."""


def fit_last_value(fit: Design, statistics: Scale, settings: DiagnosticsSettings) -> Model:
    """The target stays at its previous value."""
    residuals = statistics.target(fit.y) - last_value(fit, statistics)
    return Model(lambda rows: last_value(rows, statistics), normal_noise(residuals, fit.sector))


def fit_drift(fit: Design, statistics: Scale, settings: DiagnosticsSettings) -> Model:
    """Last value plus the sector's mean change over the training rows, shrunken to all sectors'."""
    moves = statistics.target(fit.y) - last_value(fit, statistics)
    everyone = np.zeros_like(fit.sector)
    means, leverage = shrunken_means(moves, fit.sector, everyone)

    def location(rows: Design) -> np.ndarray:
        return last_value(rows, statistics) + means.at(rows.sector, np.zeros_like(rows.sector))

    residuals = left_out(moves - means.at(fit.sector, everyone), leverage)
    return Model(location, normal_noise(residuals, fit.sector))


def fit_sector_months(fit: Design, statistics: Scale, settings: DiagnosticsSettings) -> Model | None:
    """Mean of the explained quantity by sector and calendar month (or quarter), shrunken to the month's.

    None for data without such a calendar.
    """
    if not (fit.calendar > 0).all():
        return None
    y = statistics.target(fit.y)

    def cell(rows: Design) -> np.ndarray:
        return rows.sector * 100 + rows.calendar

    means, leverage = shrunken_means(y, cell(fit), fit.calendar)
    residuals = left_out(y - means.at(cell(fit), fit.calendar), leverage)
    return Model(lambda rows: means.at(cell(rows), rows.calendar), normal_noise(residuals, fit.sector))


def fit_ridge(fit: Design, statistics: Scale, settings: DiagnosticsSettings) -> Model:
    """Linear regression on the network's inputs, standardised, with a squared penalty; Normal noise."""
    x, y = statistics.inputs(fit.x), statistics.target(fit.y)
    line = _ridge(x, y, np.ones(len(y)), settings.ridge)
    residuals = left_out(y - line.at(x), line.leverage)
    return Model(lambda rows: line.at(statistics.inputs(rows.x)), normal_noise(residuals, fit.sector))


def fit_ridge_student(fit: Design, statistics: Scale, settings: DiagnosticsSettings) -> Model:
    """A line on the same inputs and Student-t noise, all by penalised maximum likelihood.

    Ridge with weights that are small for outliers and for noisy sectors, and noise given the line, in turn.
    Raises FitError when the iteration does not settle.
    """
    x, y = statistics.inputs(fit.x), statistics.target(fit.y)
    line = _ridge(x, y, np.ones(len(y)), settings.ridge)
    noise = student_step(Noise(1.0, np.array([]), df=5.0), y - line.at(x), fit.sector)
    for _ in range(_STEPS):
        residuals = y - line.at(x)
        before, noise = (line, noise), student_step(noise, residuals, fit.sector)
        line = _ridge(x, y, student_weights(noise, residuals, fit.sector), settings.ridge)
        moved = np.abs(line.at(x) - before[0].at(x)).max() / noise.pooled
        if max(moved, change(before[1], noise)) < _CLOSE:
            break
    else:
        raise FitError(f"ridge with Student-t noise did not settle in {_STEPS} steps", "convergence")
    noise = student_noise(left_out(y - line.at(x), line.leverage), fit.sector, start=noise)
    return Model(lambda rows: line.at(statistics.inputs(rows.x)), noise)


BASELINES: dict[str, Fit] = {
    "last value": fit_last_value,
    "drift": fit_drift,
    "sector-month means": fit_sector_months,
    "ridge": fit_ridge,
    "ridge, Student-t": fit_ridge_student,
}


def predictions(
    designs: dict[str, Designs], statistics: dict[str, Scale], settings: DiagnosticsSettings
) -> dict[str, dict[str, dict[str, Predictive]]]:
    """Equation → question → simple model → predictive of that question's rows.

    Each model is fitted once, on the first design. A question without rows (nothing was held out
    inside) and a model that does not apply are left out. Raises DataError for training rows of another
    role than ``fit``, no rows, or numbers that are not finite.
    """
    found: dict[str, dict[str, dict[str, Predictive]]] = {}
    for equation, (fit, *asked) in designs.items():
        for rows, role in zip((fit, *asked), ("fit", *QUESTIONS), strict=True):
            _require_usable(rows, equation, role, statistics[equation])
        models = {name: learn(fit, statistics[equation], settings) for name, learn in BASELINES.items()}
        found[equation] = {
            question: {name: model.predict(rows) for name, model in models.items() if model is not None}
            for question, rows in zip(QUESTIONS, asked, strict=True)
            if len(rows)
        }
    return found


def compare(
    designs: dict[str, Designs],
    statistics: dict[str, Scale],
    settings: DiagnosticsSettings,
    seed: int,
    network: dict[str, dict[str, np.ndarray]] | None = None,
) -> pd.DataFrame:
    """Scores of every simple model on the rows of every equation; columns as in ``score_table``.

    With ``network``, equation → question → the network's log densities [N] of the same rows in the
    same order (standardised), also its lead over each simple model (``lead_table``). Raises as
    ``predictions``, and DataError when there is no equation at all.
    """
    tables = []
    for equation, questions in predictions(designs, statistics, settings).items():
        rows = dict(zip(QUESTIONS, designs[equation][1:], strict=True))
        for question, models in questions.items():
            about = (rows[question], statistics[equation], equation, question)
            limits = (settings.bootstrap, seed)
            tables += [score_table(law, *about, name, *limits) for name, law in models.items()]
            if network is not None:
                density = network.get(equation, {}).get(question, np.empty(0))
                tables.append(lead_table(density, models, *about, *limits))
    if not tables:
        raise DataError("no equation to score", "at least one", "Write equations into tier1 or tier2.")
    return pd.concat(tables, ignore_index=True)


@dataclass(frozen=True)
class _Line:
    intercept: float
    slopes: np.ndarray
    leverage: np.ndarray

    def at(self, x: np.ndarray) -> np.ndarray:
        return self.intercept + x @ self.slopes


def _ridge(x: np.ndarray, y: np.ndarray, weights: np.ndarray, penalty: float) -> _Line:
    """Minimise Σ w (y − a − x b)² + penalty |b|²; leverage [N] is ∂fit/∂y of each row's own y.

    Solved here and not by scikit-learn for the sake of the leverages, which need the same solution.
    """
    share = weights / weights.sum()
    centred = x - share @ x
    gram = (centred.T * weights) @ centred + penalty * np.eye(x.shape[1])
    solved = np.linalg.solve(gram, centred.T)
    slopes = solved @ (weights * (y - share @ y))
    leverage = share + weights * np.einsum("nd,dn->n", centred, solved)
    return _Line(float(share @ y - share @ x @ slopes), slopes, leverage)


def _require_usable(rows: Design, equation: str, role: str, statistics: Scale) -> None:
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
