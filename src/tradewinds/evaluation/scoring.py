"""Scores of a predictive against what was observed, as tables: one function for every model.

============  ================================================================================
``lppd``      mean log predictive density, nats per observation, higher is better. On the original
              scale the density of the value in its own unit: log p(y) − log target_scale, and
              − log value where the target enters in logs.
``crps``      continuous ranked probability score, lower is better. On the original scale in the target's
              own unit: target_scale times the standardised one, or from quantiles for a target in logs.
``rmse``      root mean squared error of the predictive mean (standardised) or median (original).
``skill``     1 − MSE / MSE(last value) of the same points: 0 is the last value, 1 is perfect.
``constant``  root mean squared error of the training mean of what is explained (standardised).
============  ================================================================================
"""

import numpy as np
import pandas as pd
import scoringrules

from tradewinds.data.features import EquationRows, to_value
from tradewinds.data.scaling import EquationScaler
from tradewinds.errors import DataError
from tradewinds.evaluation.bootstrap import PeriodBootstrap, Statistic, mean
from tradewinds.evaluation.mixture import (
    Predictive,
    crps,
    log_density,
    observations,
    pieces,
    pit,
    point,
    sample,
    samples_per_draw,
)
from tradewinds.evaluation.quantiles import quantiles
from tradewinds.streams import SEED_RESAMPLES, SEED_SCORES

HOLDOUTS = ("inside", "ahead")
LEVELS = (0.5, 0.8, 0.9)
"""Central bands whose coverage is reported."""
_LATTICE = (np.arange(100) + 0.5) / 100


def last_value(rows: EquationRows, statistics: EquationScaler) -> np.ndarray:
    """The standardised explained quantity [N] if the target stays at its previous value."""
    with np.errstate(invalid="ignore", divide="ignore"):
        before = np.log(rows.previous) if rows.log else rows.previous
    explained = statistics.target(before - rows.offset)
    if not np.isfinite(explained).all():
        bad = np.flatnonzero(~np.isfinite(explained))
        raise DataError(
            f"{len(bad)} rows have no usable previous value, first row {bad[0]}: {rows.previous[bad[0]]}",
            "finite numbers, above 0 where the target enters in logs",
        )
    return explained


def scores_of_model(
    predictive: Predictive,
    rows: EquationRows,
    statistics: EquationScaler,
    equation: str,
    holdout: str,
    model: str,
    bootstrap: int,
    seed: int,
) -> pd.DataFrame:
    """Every score of one model on the N rows of ``rows``, with errors over whole periods.

    Columns equation, holdout, model, metric, scale (standardised, original), value, error, rows.
    ``predictive`` is of the standardised explained quantity; ``bootstrap`` resamples are taken.
    A skill against a last value without error is NaN. Raises DataError for rows that do not match, are
    empty or not finite, FitError for a predictive that cannot be used.
    """
    y = observations(predictive, statistics.target(rows.y))
    value = observations(predictive, rows.observed)
    if rows.log and not (value > 0).all():
        raise DataError(f"an observed {equation} of {value.min():g}", "values above 0 for a target in logs")
    resamples = PeriodBootstrap.draw(rows.period, bootstrap, _fold(seed, SEED_RESAMPLES))
    density = log_density(predictive, y)
    to_unit = np.log(statistics.target_scale) + (np.log(value) if rows.log else 0.0)
    ranked = crps(predictive, y, _fold(seed, SEED_SCORES))
    if rows.log:
        in_unit = _crps_of_logs(predictive, rows, statistics, seed)
    else:
        in_unit = statistics.target_scale * ranked
    median = quantiles(predictive, [0.5])[0]
    with np.errstate(over="ignore"):
        missed = to_value(statistics.explained(median), rows.offset, rows.log) - value
        squares = {
            "standardised": ((point(predictive) - y) ** 2, (last_value(rows, statistics) - y) ** 2),
            "original": (missed**2, (rows.previous - value) ** 2),
        }
    scores: dict[tuple[str, str], tuple[Statistic, *tuple[np.ndarray, ...]]] = {
        ("lppd", "standardised"): (mean, density),
        ("lppd", "original"): (mean, density - to_unit),
        ("crps", "standardised"): (mean, ranked),
        ("crps", "original"): (mean, in_unit),
    }
    for scale, (own, reference) in squares.items():
        scores["rmse", scale] = (_root_mean, own)
        scores["skill", scale] = (_skill, own, reference)
    scores["constant", "standardised"] = (_root_mean, y**2)
    found = [
        (metric, scale, *resamples.estimate(statistic, *columns))
        for (metric, scale), (statistic, *columns) in scores.items()
    ]
    table = pd.DataFrame(found, columns=["metric", "scale", "value", "error"])
    return _labelled(table, predictive.rows, equation=equation, holdout=holdout, model=model)


def _crps_of_logs(
    predictive: Predictive, rows: EquationRows, statistics: EquationScaler, seed: int
) -> np.ndarray:
    """CRPS [N] in the unit of a target that enters in logs, from quantiles.

    Twice the mean pinball loss at the probabilities 0.005, 0.015 … 0.995 (Gneiting & Ranjan 2011): a
    proper score of every law. exp of a Student-t has no finite CRPS at all, and what samples then
    gave would depend on how many were drawn. Quantiles of a mixture are those of its samples.
    """
    rng, per_draw = np.random.default_rng(_fold(seed, SEED_SCORES)), samples_per_draw(predictive)
    result = np.empty(predictive.rows)
    for places, piece in pieces(predictive, per_draw * predictive.draws):
        if piece.draws == 1:
            standardised = quantiles(piece, _LATTICE)
        else:
            standardised = np.quantile(sample(piece, per_draw, rng), _LATTICE, axis=0)
        with np.errstate(over="ignore"):
            lattice = to_value(statistics.explained(standardised), rows.offset[places], log=True)
        result[places] = scoringrules.crps_quantile(rows.observed[places], lattice, _LATTICE, m_axis=0)
    return result


def calibration_table(
    predictive: Predictive,
    rows: EquationRows,
    statistics: EquationScaler,
    equation: str,
    holdout: str,
    bootstrap: int,
    seed: int,
) -> pd.DataFrame:
    """Share of rows inside the central 50, 80 and 90 % bands, with errors over whole periods.

    Columns equation, holdout, level, coverage, error, rows. Raises as ``scores_of_model``.
    """
    distance = 2 * np.abs(pit(predictive, statistics.target(rows.y)) - 0.5)
    resamples = PeriodBootstrap.draw(rows.period, bootstrap, _fold(seed, SEED_RESAMPLES))
    found = [(level, *resamples.estimate(mean, (distance <= level).astype(float))) for level in LEVELS]
    table = pd.DataFrame(found, columns=["level", "coverage", "error"])
    return _labelled(table, predictive.rows, equation=equation, holdout=holdout)


def _root_mean(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    return np.sqrt(total / count)


def _skill(own: np.ndarray, reference: np.ndarray, count: np.ndarray) -> np.ndarray:
    return 1.0 - own / np.where(reference > 0, reference, np.nan)


def _labelled(table: pd.DataFrame, rows: int, **labels: str) -> pd.DataFrame:
    for place, (name, label) in enumerate(labels.items()):
        table.insert(place, name, label)
    table["rows"] = rows
    return table


def _fold(seed: int, number: int) -> int:
    """A seed of its own for each use of randomness."""
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0])
