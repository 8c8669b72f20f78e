"""An experiment before training: its data, its scalers, and draws of its prior as “posterior”."""

import jax
import xarray as xr

from tradewinds.data.panel import to_grid
from tradewinds.data.scaler import fit_scaler
from tradewinds.data.scaling import equation_rows, read_scaler
from tradewinds.data.sources import load_tables
from tradewinds.data.split import split
from tradewinds.data.split_panel import SplitPanel
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.model.build import build, labels_of
from tradewinds.model.rows import widest
from tradewinds.model.simulate import prior_sites
from tradewinds.model.tier import TierModel
from tradewinds.settings.experiment import ExperimentSettings, tiers_of
from tradewinds.settings.tables import equations_of


def prior_world(experiment: ExperimentSettings, draws: int, within: bool = False) -> Fit:
    """``within``: levels in logs count from their sector's own mean."""
    data, seed = experiment.data, experiment.seed
    parts = split(load_tables(data, {}, seed), experiment.split, seed)
    train, test = ({name: pair[i] for name, pair in parts.items()} for i in (0, 1))
    tiers = {name: getattr(experiment, name) for name in tiers_of(experiment)}
    scalers, posteriors = {}, {}
    for tier, settings in tiers.items():
        explain, groups = settings.model.explain, {}
        scalers[tier] = fit_scaler(train, data, tier, settings.equations, explain, within)
        for table, equations in equations_of(data, tier, settings.equations).items():
            grid = to_grid(train[table], data.tables[table])
            for equation in equations:
                rows = equation_rows(grid, equation, explain, read_scaler(scalers[tier], equation.name))
                labels = labels_of(rows.with_role("fit"), grid, settings.effects, table)
                model = build(equation, grid, labels, settings, table, widest(equations))
                groups[f"/{equation.name}/posterior"] = _drawn(model, draws, len(groups), equation.columns)
        posteriors[tier] = xr.DataTree.from_dict(groups)
    fitted = {
        name: FittedTier(TierModel(name, settings, data), scalers[name], posteriors[name])
        for name, settings in tiers.items()
    }
    return Fit(SplitPanel(train, test, data), fitted, seed)


def _drawn(model, draws: int, number: int, columns: tuple[str, ...]) -> xr.Dataset:
    sites = prior_sites(model, len(columns), draws, jax.random.key(number))
    return xr.Dataset(
        {
            name: (("chain", "draw", *(f"{name} {axis}" for axis in range(value.ndim - 1))), value[None])
            for name, value in sites.items()
        }
    )
