"""Settings tried forward in time inside the training periods: one variant fitted and scored, row by row.

From each origin the tier's equations are fitted anew to all that comes before it, scaled by those rows
alone, and asked for the periods after it, one ahead. The test periods are no argument of anything here.
"""

import jax
import numpy as np
import pandas as pd

from tradewinds.data.scaling import read_scaler
from tradewinds.data.split import check_length, rolling_origins
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import FitError
from tradewinds.evaluation.mixture import crps, log_density, pit, point
from tradewinds.evaluation.predictive import ask
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.inference.fit import fit_tier
from tradewinds.loop import Log
from tradewinds.model.tier import TierModel
from tradewinds.runtime import computing
from tradewinds.settings.sweep import SweepSettings
from tradewinds.streams import EXPERIMENT_SWEEP

_Tables = dict[str, pd.DataFrame]


def try_variant(
    train: _Tables,
    model: TierModel,
    explain: str,
    sweep: SweepSettings,
    seed: int,
    log: Log,
) -> pd.DataFrame:
    """Scores of every row that a variant forecasts, one period ahead, from each origin.

    ``train`` holds training tables with their roles, ``model`` is the variant. Columns equation,
    table, origin, sector, period, log_density, crps, error (mean forecast less outcome), pit, failure. All
    variants share one unit, the training deviation of what the tier itself explains (``explain``).
    A fit that fails is one row, of the origin it failed at: ``failure`` says why, its numbers are NaN.
    Raises DataError for too few periods.
    """
    _require_length(train, model, sweep)
    origins = rolling_origins(train, sweep.share, sweep.origins)
    found = []
    for number, (before, after) in enumerate(origins, start=1):
        log(f"{model.name}: origin {number} of {len(origins)}")
        try:
            found += _from_origin(SplitPanel(before, after, model.data), model, explain, seed, log, number)
        except FitError as error:
            log(f"{model.name}: the fit failed: {error}")
            return pd.DataFrame([_row(number, failure=str(error))])
    return pd.concat(found, ignore_index=True)


def _from_origin(
    panel: SplitPanel,
    model: TierModel,
    explain: str,
    seed: int,
    log: Log,
    number: int,
) -> list[pd.DataFrame]:
    before = panel.train
    scaler, unit = model.scaler(before), model.scaler(before, explain)
    tier = FittedTier(model, scaler, fit_tier(before, scaler, model, seed, log))
    with computing("float64"):  # as in the stage ``predict``, whatever the fit ran in and on
        key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_SWEEP)
        return [
            _scored(fitted, key, read_scaler(unit, fitted.name).target_scale, number, seed)
            for fitted in Fit(panel, {model.name: tier}, seed).equations()
        ]


def _scored(fitted: FittedEquation, key: jax.Array, unit: float, number: int, seed: int) -> pd.DataFrame:
    asked = ask(fitted, "ahead", key)
    if asked is None:
        raise FitError(f"{fitted.name}: no row to be scored on", "at least one period ahead")
    rows, predictive = asked.equation_rows, asked.predictive
    y, ratio = fitted.scaler.target(rows.y), fitted.scaler.target_scale / unit
    columns = _row(
        number,
        equation=fitted.name,
        table=fitted.table,
        sector=np.array(fitted.grid.sectors)[rows.sector],
        period=fitted.grid.periods[rows.period],
        log_density=log_density(predictive, y) - np.log(ratio),
        crps=ratio * crps(predictive, y, seed),
        error=ratio * (point(predictive) - y),
        pit=pit(predictive, y),
    )
    return pd.DataFrame(columns)


def _row(origin: int, failure: str = "", **known: object) -> dict[str, object]:
    texts = {"equation": "", "table": "", "origin": origin, "sector": "", "period": None}
    numbers = dict.fromkeys(("log_density", "crps", "error", "pit"), np.nan)
    return {**texts, **numbers, **known, "failure": failure}


def _require_length(train: _Tables, model: TierModel, sweep: SweepSettings) -> None:
    """The first origin has the fewest rows before it; the same least as for the split itself."""
    for table, equations in model.equations().items():
        reach = max(equation.reach for equation in equations)
        check_length(train[table], f"{table}, training periods", reach, sweep.share, "sweep.share")
