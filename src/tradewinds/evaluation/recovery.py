"""Known truth: is the true effect of an intervention inside the band as often as the band claims?

The intervention raises one input at t, everything before as observed. On synthetic data the true
effect is a difference of two steps of the economy's own equations.
"""

import jax
import numpy as np
import pandas as pd

from tradewinds.data.scaling import equation_rows
from tradewinds.data.synthetic import one_step_effect
from tradewinds.errors import DataError
from tradewinds.evaluation.scoring import LEVELS
from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.fitted.fit import Fit
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import Rows
from tradewinds.runtime import in_double
from tradewinds.settings.data_table import TableSettings

POLICY_RISE = 0.1
"""Rise of a rate: ten points."""
COLUMNS = (
    "equation", "intervention", "rise", "level", "coverage", "rows", "bias", "mean_true", "mean_estimate",
    "interval_width",
)  # fmt: skip


@in_double
def recover(fit: Fit, tier: str) -> pd.DataFrame:
    """Coverage, bias and width of every equation's one-step effects over the rows ahead.

    Columns as in ``COLUMNS``; effects in log points for targets in logs, in their unit otherwise. No row for
    an equation without inputs of the same period. Raises DataError for data whose truth is not known.
    """
    rows = []
    data = fit.data
    if data.synthetic is None:
        raise DataError("no true effect is known of these data", "a simulated economy")
    for fitted in fit.equations(tier):
        panel = fit.panel.all_rows(fitted.table)
        for variable, rise in interventions(fitted, data.tables[fitted.table]).items():
            about = {"equation": fitted.name, "intervention": variable, "rise": rise}
            true = one_step_effect(data.synthetic, panel, fitted.name, rise, variable)
            estimated = estimated_effect(fitted, variable, rise)
            rows += [
                about | found for found in interval_metrics(estimated, _of_rows_ahead(fitted, panel, true))
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def interventions(fitted: FittedEquation, table: TableSettings) -> dict[str, float]:
    """Variable → rise, for every variable the equation takes from the same period.

    Ten points for a rate, else one standard deviation of its first such term over the training rows.
    """
    found: dict[str, float] = {}
    for term, deviation in zip(fitted.equation.inputs, fitted.scaler.scale, strict=False):
        if term.lag == 0 and term.variable not in found:
            found[term.variable] = POLICY_RISE if table.variables[term.variable].rate else float(deviation)
    return found


def estimated_effect(fitted: FittedEquation, variable: str, rise: float) -> np.ndarray:
    """Effect [R, N] of every draw on the rows ahead, in the unit of the explained quantity."""
    raised = equation_rows(fitted.grid, fitted.equation, fitted.explain, fitted.scaler, (variable, rise))
    ahead = fitted.equation_rows.role == "ahead"
    rows = tuple(fitted.rows(rows.take(ahead)) for rows in (fitted.equation_rows, raised))
    moved = over_draws(_moved, (fitted.model,), fitted, rows, jax.random.key(0))
    return moved * fitted.scaler.target_scale


def _moved(
    model: EquationModel, sites: dict, fit: Rows, rows: tuple[Rows, Rows], key: jax.Array
) -> jax.Array:
    without, with_rise = (model.conditional(sites, each).location for each in rows)
    return with_rise - without


def interval_metrics(estimated: np.ndarray, true: np.ndarray) -> list[dict[str, float]]:
    """Coverage, bias and width at every level, from effects [R, N] and the truth [N]."""
    found = []
    for level in LEVELS:
        low, high = np.quantile(estimated, [(1 - level) / 2, (1 + level) / 2], axis=0)
        found.append(
            {
                "level": level,
                "coverage": float(((low <= true) & (true <= high)).mean()),
                "rows": len(true),
                "bias": float((estimated.mean(axis=0) - true).mean()),
                "mean_true": float(true.mean()),
                "mean_estimate": float(estimated.mean()),
                "interval_width": float((high - low).mean()),
            }
        )
    return found


def _of_rows_ahead(fitted: FittedEquation, panel: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """Those of the values [rows of panel] that belong to the equation's rows ahead, in their order."""
    ahead = fitted.equation_rows.with_role("ahead")
    by_place = pd.Series(values, index=pd.MultiIndex.from_frame(panel[["sector", "period"]]))
    sectors, periods = np.array(fitted.grid.sectors)[ahead.sector], fitted.grid.periods[ahead.period]
    return by_place.loc[pd.MultiIndex.from_arrays([sectors, periods])].to_numpy()
