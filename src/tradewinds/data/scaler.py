"""The scaler of a tier: those of its equations, of tables in memory or in files."""

import pandas as pd
import xarray as xr

from tradewinds.data.blocks import LongTable
from tradewinds.data.panel import to_grid
from tradewinds.data.scale_fit import fit_equation_scaler
from tradewinds.data.scale_fit_in_blocks import fit_equation_scaler_in_blocks
from tradewinds.data.scaling import scaler_dataset
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import equations_of


def fit_scaler(
    train: dict[str, pd.DataFrame | LongTable],
    data: DataSettings,
    tier: str,
    equations: list[str],
    explain: str,
    within: bool = False,
    window: int = 1,
) -> xr.DataTree:
    """Scaler of every equation of a tier, from training tables alone; one group per equation.

    ``within``: whether levels count from their sector's own mean, as in ``fit_equation_scaler``, those of
    rates too; ``window``: as in ``equations_of``.
    """
    groups = {}
    for table, parsed in equations_of(data, tier, equations, window).items():
        settings = data.tables[table]
        rows, named = train[table], frozenset(settings.rates) if within else None
        grid = rows.frame if isinstance(rows, LongTable) else to_grid(rows, settings)
        for equation in parsed:
            if isinstance(rows, LongTable):
                scaler = fit_equation_scaler_in_blocks(rows, equation, explain, named)
            else:
                scaler = fit_equation_scaler(grid, equation, explain, named)
            groups[equation.name] = scaler_dataset(scaler, grid.sectors)
    return xr.DataTree.from_dict(groups)
