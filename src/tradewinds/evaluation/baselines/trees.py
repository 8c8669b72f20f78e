"""Random forest and gradient boosting on the network's inputs and the sector (scikit-learn).

The training periods are cut into runs, and for each run a learner is fitted without it. The location is
the mean of these learners; the noise is learned from each run's residuals of the learner that has not seen
it. Whole periods are left out, since rows of one period share its disturbance and a tree finds a period
again by inputs that all its rows have; runs of them, since what is asked about ahead is a run of periods
too. This is the cross-conformal scheme of Barber, Candès, Ramdas & Tibshirani (2021, “CV+”), with a
Student-t law in place of the residuals' empirical distribution. A month effect among the inputs is a
mean over the training years, the left-out ones too: with it the residuals are slightly too small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from threadpoolctl import threadpool_limits

from tradewinds.data.scaling import EquationScaler
from tradewinds.evaluation.baselines.model import Model, RowsWithPast
from tradewinds.evaluation.noise import student_noise
from tradewinds.settings.diagnostics import DiagnosticsSettings

_FEWEST_ROWS = 25
"""Training rows below which there is no such model."""
RUNS = 5
"""Runs of periods that are left out in turn."""
_STATE = 0
"""Of both learners; a simple model has no seed of its own."""
_TREES = 20
"""Trees of each run's forest: five times as many in all."""
_ROUNDS = 60
"""Boosting rounds that are tried."""


def fit_forest(fit: RowsWithPast, statistics: EquationScaler, settings: DiagnosticsSettings) -> Model | None:
    """Random forest (Breiman 2001), a third of the inputs tried at each cut.

    None without inputs, and with too few rows or periods.
    """
    sample = _Sample.of(fit, statistics)
    if sample is None:
        return None
    forests = [
        RandomForestRegressor(
            _TREES, min_samples_leaf=5, max_features=1 / 3, n_jobs=1, random_state=_STATE + number
        ).fit(sample.x[~run], sample.y[~run])
        for number, run in enumerate(sample.runs)
    ]
    predicted = np.empty(len(sample.y))
    for forest, run in zip(forests, sample.runs, strict=True):
        predicted[run] = forest.predict(sample.x[run])

    def location(rows: RowsWithPast) -> np.ndarray:
        x = sample.inputs(rows)
        return np.mean([forest.predict(x) for forest in forests], axis=0)

    return Model(location, student_noise(sample.y - predicted, fit.sector))


def fit_boosting(
    fit: RowsWithPast, statistics: EquationScaler, settings: DiagnosticsSettings
) -> Model | None:
    """Histogram gradient boosting (Friedman 2001; Ke et al. 2017), of as many rounds as predict the
    left-out rows best. None as for the forest.
    """
    sample = _Sample.of(fit, statistics)
    if sample is None:
        return None
    predicted = np.empty((_ROUNDS, len(sample.y)))
    with threadpool_limits(1):  # the same digits on every machine, and other jobs have the other cores
        boostings = [_boosting(sample.x[~run], sample.y[~run]) for run in sample.runs]
        for boosting, run in zip(boostings, sample.runs, strict=True):
            predicted[:, run] = list(boosting.staged_predict(sample.x[run]))
    best = int(((sample.y - predicted) ** 2).mean(axis=1).argmin())

    def location(rows: RowsWithPast) -> np.ndarray:
        x = sample.inputs(rows)
        with threadpool_limits(1):
            return np.mean([_at(boosting.staged_predict(x), best) for boosting in boostings], axis=0)

    return Model(location, student_noise(sample.y - predicted[best], fit.sector))


def _at(stages: Iterator[np.ndarray], number: int) -> np.ndarray:
    return next(islice(stages, number, None))


def _boosting(x: np.ndarray, y: np.ndarray) -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(
        learning_rate=0.1,
        max_iter=_ROUNDS,
        max_leaf_nodes=8,
        min_samples_leaf=10,
        early_stopping=False,
        random_state=_STATE,
    ).fit(x, y)


@dataclass(frozen=True, eq=False)
class _Sample:
    """x [N, D] and y [N] of the training rows, standardised, and masks [N] of the runs left out in turn."""

    x: np.ndarray
    y: np.ndarray
    runs: list[np.ndarray]
    statistics: EquationScaler
    several: bool

    @classmethod
    def of(cls, fit: RowsWithPast, statistics: EquationScaler) -> "_Sample | None":
        """None without inputs, and with too few rows or periods."""
        several, periods = bool(np.ptp(fit.sector) > 0), np.unique(fit.period)
        if len(fit) < _FEWEST_ROWS or len(periods) < RUNS or not (several or fit.x.shape[1]):
            return None
        runs = [np.isin(fit.period, run) for run in np.array_split(periods, RUNS)]
        return cls(_inputs(fit, statistics, several), statistics.target(fit.y), runs, statistics, several)

    def inputs(self, rows: RowsWithPast) -> np.ndarray:
        """Inputs [N, D] of other rows."""
        return _inputs(rows, self.statistics, self.several)


def _inputs(rows: RowsWithPast, statistics: EquationScaler, several: bool) -> np.ndarray:
    """The network's inputs, standardised, and the sector's number where there are several."""
    x = statistics.inputs(rows.x)
    return np.column_stack([x, rows.sector]) if several else x
