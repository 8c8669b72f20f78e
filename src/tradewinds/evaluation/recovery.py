"""Known truth: is the true effect of an intervention inside the band as often as the band claims?

The intervention raises one input at t, everything before as observed. On synthetic data the true
effect is a difference of two steps of the economy's own equations.
"""

import jax
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import joined
from tradewinds.data.scaling import design
from tradewinds.data.synthetic import one_step_effect
from tradewinds.evaluation.predictive import Fitted, fitted_equations, over_draws
from tradewinds.evaluation.scoring import LEVELS
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import table_of
from tradewinds.settings.tier import TierSettings

POLICY_RISE = 0.1
"""Rise of a rate: ten points."""


def recover(
    posterior: xr.DataTree,
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
) -> pd.DataFrame:
    """Coverage, bias and width of every equation's one-step effects over the rows ahead.

    Columns: equation, intervention, rise, level, coverage, rows, bias, mean_true, mean_estimate,
    interval_width; effects in log points for targets in logs, in their unit otherwise.
    """
    table_by_equation = {
        text.partition("[")[0].rpartition("(")[2].strip(): table_of(data, tier, text)
        for text in settings.equations
    }
    found = []
    for fitted in fitted_equations(posterior, train, test, scaler, data, settings, tier):
        table = table_by_equation[fitted.name]
        panel = joined(train[table], test[table])
        inputs = fitted.design.equation.inputs
        for variable in dict.fromkeys(term.variable for term in inputs if term.lag == 0):
            described = data.tables[table].variables[variable]
            rise = POLICY_RISE if described.rate else _one_deviation(fitted, variable)
            true = one_step_effect(data.synthetic, panel, fitted.name, rise, variable)
            found.append(_compare(fitted, panel, variable, rise, true, settings.model.explain))
    return pd.concat(found, ignore_index=True)


def _one_deviation(fitted: Fitted, variable: str) -> float:
    """Standard deviation of the variable's first same-period term over the training rows."""
    inputs = fitted.design.equation.inputs
    position = next(i for i, term in enumerate(inputs) if term.variable == variable and term.lag == 0)
    return float(fitted.scale.scale[position])


def _compare(
    fitted: Fitted, panel: pd.DataFrame, variable: str, rise: float, true: np.ndarray, explain: str
) -> pd.DataFrame:
    grid, scale = fitted.grid, fitted.scale
    raised = design(grid, fitted.design.equation, explain, scale, (variable, rise))
    ahead = fitted.design.role == "ahead"
    before, after = fitted.design.take(ahead), raised.take(ahead)

    def one(sites: dict, fit: object, rows: tuple, key: jax.Array) -> jax.Array:
        without, with_rise = (fitted.model.conditional(sites, r).location for r in rows)
        return (with_rise - without) * scale.target_scale

    rows = (fitted.rows(before), fitted.rows(after))
    estimated = np.asarray(over_draws(one, fitted, rows, jax.random.key(0)))
    truth = pd.Series(true, index=pd.MultiIndex.from_frame(panel[["sector", "period"]]))
    at = pd.MultiIndex.from_arrays([np.array(grid.sectors)[before.sector], grid.periods[before.period]])
    expected = truth.loc[at].to_numpy()
    table = []
    for level in LEVELS:
        low, high = np.quantile(estimated, [(1 - level) / 2, (1 + level) / 2], axis=0)
        table.append(
            {
                "equation": fitted.name,
                "intervention": variable,
                "rise": rise,
                "level": level,
                "coverage": float(((low <= expected) & (expected <= high)).mean()),
                "rows": len(expected),
                "bias": float((estimated.mean(axis=0) - expected).mean()),
                "mean_true": float(expected.mean()),
                "mean_estimate": float(estimated.mean()),
                "interval_width": float((high - low).mean()),
            }
        )
    return pd.DataFrame(table)
