"""The simple models beside the networks: same rows, same scores."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import joined
from tradewinds.data.panel import to_grid
from tradewinds.data.scaling import design, read_scale
from tradewinds.evaluation.baselines import QUESTIONS, compare
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.tables import equations_of


def compare_tier(
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    predictions: xr.DataTree,
    data: DataSettings,
    tier: str,
    equations: list[str],
    explain: str,
    diagnostics: DiagnosticsSettings,
    seed: int,
) -> pd.DataFrame:
    """Scores of every simple model on every equation of a tier, and the network's lead over each.

    ``predictions`` are the network's, of the same rows.
    """
    designs, statistics, network = {}, {}, {}
    for table, parsed in equations_of(data, tier, equations).items():
        grid = to_grid(joined(train[table], test[table]), data.tables[table])
        for equation in parsed:
            scale = read_scale(scaler, equation.name)
            rows = design(grid, equation, explain, scale)
            designs[equation.name] = tuple(rows.with_role(role) for role in ("fit", *QUESTIONS))
            statistics[equation.name] = scale
            network[equation.name] = _log_densities(predictions, equation.name)
    return compare(designs, statistics, diagnostics, seed, network)


def _log_densities(predictions: xr.DataTree, equation: str) -> dict[str, np.ndarray]:
    """Question → the network's log densities [N], standardised, in the order of the rows."""
    asked = predictions[equation].children
    return {question: asked[question]["log_density"].values for question in QUESTIONS if question in asked}
