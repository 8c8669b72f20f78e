"""Ridge regression on the network's inputs, with Normal and with Student-t noise."""

from dataclasses import dataclass

import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.data.scaling import EquationScaler
from tradewinds.errors import FitError
from tradewinds.evaluation.baselines.model import Model
from tradewinds.evaluation.noise import (
    Noise,
    _relative_change,
    leave_one_out_residuals,
    normal_noise,
    student_noise,
    student_step,
    student_weights,
)
from tradewinds.settings.diagnostics import DiagnosticsSettings

_STEPS, _CLOSE = 1000, 1e-7


def fit_ridge(fit: EquationRows, statistics: EquationScaler, settings: DiagnosticsSettings) -> Model:
    """Linear regression on the network's inputs, standardised, with a squared penalty; Normal noise."""
    x, y = statistics.inputs(fit.x), statistics.target(fit.y)
    line = _ridge(x, y, np.ones(len(y)), settings.ridge)
    residuals = leave_one_out_residuals(y - line.at(x), line.leverage)
    return Model(lambda rows: line.at(statistics.inputs(rows.x)), normal_noise(residuals, fit.sector))


def fit_ridge_student(fit: EquationRows, statistics: EquationScaler, settings: DiagnosticsSettings) -> Model:
    """A line on the same inputs and Student-t noise, all by penalised maximum likelihood.

    Ridge with weights that are small for outliers and for noisy sectors, and noise given the line, in turn.
    statsmodels' ``TLinearModel`` has no penalty and one scale for all sectors: where these differ eightfold
    it is 0.24 nats an observation worse, in half the time (``benchmarks/libraries.py``). Raises FitError
    when the iteration does not settle.
    """
    x, y = statistics.inputs(fit.x), statistics.target(fit.y)
    line = _ridge(x, y, np.ones(len(y)), settings.ridge)
    noise = student_step(Noise(1.0, np.array([]), df=5.0), y - line.at(x), fit.sector)
    for _ in range(_STEPS):
        residuals = y - line.at(x)
        before, noise = (line, noise), student_step(noise, residuals, fit.sector)
        line = _ridge(x, y, student_weights(noise, residuals, fit.sector), settings.ridge)
        moved = np.abs(line.at(x) - before[0].at(x)).max() / noise.pooled
        if max(moved, _relative_change(before[1], noise)) < _CLOSE:
            break
    else:
        raise FitError(f"ridge with Student-t noise did not settle in {_STEPS} steps", "convergence")
    noise = student_noise(leave_one_out_residuals(y - line.at(x), line.leverage), fit.sector, start=noise)
    return Model(lambda rows: line.at(statistics.inputs(rows.x)), noise)


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
