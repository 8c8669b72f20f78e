"""The simple models on the very rows the network was asked about, for every equation of a tier."""

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
    predictions: xr.DataTree,
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    data: DataSettings,
    equations: list[str],
    explain: str,
    tier: str,
    diagnostics: DiagnosticsSettings,
    seed: int,
) -> pd.DataFrame:
    """Scores of every simple model, and the network's lead over each (metric ``lppd lead``).

    ``predictions`` holds the network's log densities of the same rows in the same order.
    """
    designs, statistics, network = {}, {}, {}
    for table, parsed in equations_of(data, tier, equations).items():
        grid = to_grid(joined(train[table], test[table]), data.tables[table])
        for equation in parsed:
            name = equation.name
            statistics[name] = read_scale(scaler, name)
            rows = design(grid, equation, explain, statistics[name])
            designs[name] = tuple(rows.with_role(role) for role in ("fit", *QUESTIONS))
            network[name] = {
                question: predictions[f"{name}/{question}"]["log_density"].values
                for question in QUESTIONS
                if question in predictions[name].children
            }
    return compare(designs, statistics, diagnostics, seed, network)
