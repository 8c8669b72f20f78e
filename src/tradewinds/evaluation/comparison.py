"""The simple models on the very rows the network is asked about, for every equation of a tier.

What they answer does not depend on the network, so it is computed beside its training; ``leads`` sets the
two side by side.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import EquationRows
from tradewinds.data.scaled_tier import ScaledTier
from tradewinds.data.scaling import EquationScaler
from tradewinds.errors import DataError
from tradewinds.evaluation.baselines.model import with_past
from tradewinds.evaluation.baselines.registry import RowsByRole, predictions
from tradewinds.evaluation.bootstrap import scatters
from tradewinds.evaluation.mixture import Predictive, log_density
from tradewinds.evaluation.scoring import HOLDOUTS, scores_of_model
from tradewinds.evaluation.subset import RowSample
from tradewinds.settings.diagnostics import DiagnosticsSettings


class SimpleModels(NamedTuple):
    scores: pd.DataFrame
    """Columns as in ``scores_of_model``."""
    densities: xr.DataTree
    """/{equation}/{holdout}: log_density [model, row], standardised; coordinates model, sector, period."""


def compare_tier(tier: ScaledTier, diagnostics: DiagnosticsSettings, seed: int) -> SimpleModels:
    """What every simple model says of the rows that the network is asked about, in the same order."""
    by_equation, statistics, grids = {}, {}, {}
    for table, parsed in tier.equations().items():
        grid = tier.panel.grids[table]
        for equation in parsed:
            name = equation.name
            statistics[name], grids[name] = tier.scaler_of(equation, grid), grid
            rows = with_past(tier.equation_rows(equation, grid), grid, parsed, tier.explain)
            inside, ahead = (rows.with_role(holdout) for holdout in HOLDOUTS)
            limit = RowSample(diagnostics.rows, seed)
            asked = (inside.take(limit.asked(inside)), ahead.take(limit.asked(ahead)))
            by_equation[name] = (rows.with_role("fit"), *asked)
    found = compare_rows(by_equation, statistics, diagnostics, seed)
    for name, holdouts in found.densities.children.items():
        grid = grids[name]
        for densities in holdouts.children.values():
            sector, period = (densities.coords[of].values for of in ("sector", "period"))
            densities.coords["sector"] = ("row", np.array(grid.sectors)[sector])
            densities.coords["period"] = ("row", grid.periods[period])
    return found


def compare_rows(
    by_equation: dict[str, RowsByRole],
    statistics: dict[str, EquationScaler],
    settings: DiagnosticsSettings,
    seed: int,
) -> SimpleModels:
    """As ``compare_tier``, of rows at hand; sectors and periods are numbered as these are.

    Rows inside of a single period are left out: they say nothing of how scores scatter. Raises as
    ``predictions``, and DataError when there is no equation at all.
    """
    tables, tree = [], {}
    for equation, holdouts in predictions(by_equation, statistics, settings).items():
        rows = dict(zip(HOLDOUTS, by_equation[equation][1:], strict=True))
        for holdout, models in holdouts.items():
            if holdout == "inside" and not scatters(rows[holdout].period):
                continue
            about = (rows[holdout], statistics[equation], equation, holdout)
            limits = (settings.bootstrap, seed)
            tables += [scores_of_model(one, *about, name, *limits) for name, one in models.items()]
            tree[f"/{equation}/{holdout}"] = _densities(models, rows[holdout], statistics[equation])
    if not tables:
        raise DataError("no equation to score", "at least one", "Write equations into tier1 or tier2.")
    return SimpleModels(pd.concat(tables, ignore_index=True), xr.DataTree.from_dict(tree))


def _densities(models: dict[str, Predictive], rows: EquationRows, scaler: EquationScaler) -> xr.Dataset:
    y = scaler.target(rows.y)
    return xr.Dataset(
        {"log_density": (("model", "row"), np.stack([log_density(one, y) for one in models.values()]))},
        coords={"model": list(models), "sector": ("row", rows.sector), "period": ("row", rows.period)},
    )
