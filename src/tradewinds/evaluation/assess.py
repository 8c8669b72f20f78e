"""Assess every equation of a tier: predictions of held-out rows, scores, calibration, convergence."""

from typing import NamedTuple

import jax
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import to_value
from tradewinds.errors import FitError
from tradewinds.evaluation.bootstrap import scatters
from tradewinds.evaluation.checks import predictive_checks
from tradewinds.evaluation.convergence import convergence_metrics
from tradewinds.evaluation.feedback import FED_BACK, fed_back
from tradewinds.evaluation.mixture import log_density, pit
from tradewinds.evaluation.predictive import PredictedRows, ask, left_out_densities
from tradewinds.evaluation.quantiles import quantiles
from tradewinds.evaluation.scoring import HOLDOUTS, LEVELS, calibration_table, scores_of_model
from tradewinds.evaluation.subset import RowSample
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.runtime import in_double
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.streams import EXPERIMENT_PREDICT

NETWORK_MODEL = "network"


class TierAssessment(NamedTuple):
    predictions: xr.DataTree
    scores: pd.DataFrame
    calibration: pd.DataFrame
    convergence: pd.DataFrame


@in_double
def assess_tier(fit: Fit, tier: str, diagnostics: DiagnosticsSettings) -> TierAssessment:
    """Predictions and what follows from them, per equation of the tier and holdout.

    Of more than ``diagnostics.rows`` rows of a holdout whole sectors drawn at random are asked.

    Raises FitError when no equation has rows to be asked about ahead.
    """
    tree, scores, calibration, convergence = {}, [], [], []
    seed, settings, posterior = fit.seed, fit.tiers[tier].model.settings, fit.tiers[tier].posterior
    limit = RowSample(diagnostics.rows, seed)
    for fitted in fit.equations(tier):
        predicted = _predicted(fitted, limit, seed)
        for role, one in predicted.items():
            tree[f"/{fitted.name}/{role}"] = _predictions(fitted, one)
            if role != "fit":
                about = (one.predictive, one.equation_rows, fitted.scaler, fitted.name, role)
                limits = (diagnostics.bootstrap, seed)
                scores.append(scores_of_model(*about, NETWORK_MODEL, *limits))
                calibration.append(calibration_table(*about, *limits))
        # what several horizons say of a row cannot be taken back out of the posterior
        exact = ALGORITHMS[settings.inference.algorithm].exact and fitted.model.own_past is None
        left_out = left_out_densities(fitted, limit) if exact else None
        convergence.append(_convergence(fitted, predicted, posterior.children[fitted.name], left_out))
        replicas = (diagnostics.replicas, seed)
        convergence.append(predictive_checks(fitted.name, predicted["fit"], fitted.scaler, *replicas))
    return TierAssessment(
        xr.DataTree.from_dict(tree),
        pd.concat(scores, ignore_index=True),
        pd.concat(calibration, ignore_index=True),
        pd.concat(convergence, ignore_index=True),
    )


@in_double
def predict_tier(fit: Fit, tier: str, diagnostics: DiagnosticsSettings) -> xr.DataTree:
    """The predictions of ``assess_tier`` alone. Raises as it does."""
    limit, tree = RowSample(diagnostics.rows, fit.seed), {}
    for fitted in fit.equations(tier):
        for role, one in _predicted(fitted, limit, fit.seed).items():
            tree[f"/{fitted.name}/{role}"] = _predictions(fitted, one)
    return xr.DataTree.from_dict(tree)


def _predicted(fitted: FittedEquation, limit: RowSample, seed: int) -> dict[str, PredictedRows]:
    """Role → its rows with what the equation predicts of them. Raises FitError without a row ahead."""
    key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_PREDICT)
    asked = {role: ask(fitted, role, key, limit) for role in ("fit", *HOLDOUTS)}
    predicted = {role: one for role, one in asked.items() if one is not None}
    if "inside" in predicted and not scatters(predicted["inside"].equation_rows.period):
        del predicted["inside"]  # one period says nothing of how scores scatter
    if "ahead" not in predicted:
        raise FitError(f"{fitted.name}: no test row to be scored on", "at least one period ahead")
    return predicted | _long_forecast(fitted, key, limit, seed)


def _long_forecast(
    fitted: FittedEquation, key: jax.Array, limit: RowSample, seed: int
) -> dict[str, PredictedRows]:
    """The rows ahead with the target's own past simulated, where that can be done."""
    found = fed_back(fitted, jax.random.fold_in(key, 1), seed, limit)
    return {} if found is None else {FED_BACK: found}


def _convergence(
    fitted: FittedEquation,
    predicted: dict[str, PredictedRows],
    group: xr.DataTree,
    left_out: np.ndarray | None,
) -> pd.DataFrame:
    """Convergence of the draws over the rows asked; leave-one-out where they were sampled.

    The long forecast is left out: its inputs differ from draw to draw.
    """
    predicted = {role: one for role, one in predicted.items() if role != FED_BACK}
    return convergence_metrics(
        fitted.name,
        np.concatenate([one.location for one in predicted.values()], axis=1),
        np.concatenate([one.noise_scale for one in predicted.values()], axis=1),
        fitted.chains,
        left_out,
        group["sample_stats"].to_dataset(),
        group["training"].to_dataset(),
    )


def _predictions(fitted: FittedEquation, asked: PredictedRows) -> xr.Dataset:
    """Observed values with medians, bands, PIT and log density, one entry per row; of how many rows."""
    rows, predictive, scaler = asked.equation_rows, asked.predictive, fitted.scaler
    y = scaler.target(rows.y)
    edges = [(1 - level) / 2 for level in LEVELS]
    probabilities = [0.5, *edges, *(1 - edge for edge in edges)]
    values = to_value(scaler.explained(quantiles(predictive, probabilities)), rows.offset, rows.log)
    count = len(LEVELS)
    return xr.Dataset(
        {
            "observed": ("row", rows.observed),
            "median": ("row", values[0]),
            "lower": (("level", "row"), values[1 : 1 + count]),
            "upper": (("level", "row"), values[1 + count :]),
            "pit": ("row", pit(predictive, y)),
            "log_density": ("row", log_density(predictive, y)),
        },
        coords={
            "level": list(LEVELS),
            "sector": ("row", np.array(fitted.grid.sectors)[rows.sector]),
            "period": ("row", fitted.grid.periods[rows.period]),
        },
        attrs={"of": asked.of or len(rows)},
    )
