"""Settings tried forward in time inside the training periods: one variant fitted and scored, row by row.

From each origin the tier's equations are fitted anew to all that comes before it, scaled by those rows
alone, and asked for the periods after it, one ahead. The test periods are no argument of anything here.
"""

import jax
import numpy as np
import pandas as pd

from tradewinds.data.scaling import fit_scaler, read_scale
from tradewinds.data.split import check_length, rolling_origins
from tradewinds.errors import FitError
from tradewinds.evaluation.fitted import Fitted, fitted_equations
from tradewinds.evaluation.mixture import crps, log_density, pit, point
from tradewinds.evaluation.predictive import ask
from tradewinds.inference.fit import fit_tier
from tradewinds.inference.loop import Say
from tradewinds.settings.data import DataSettings
from tradewinds.settings.sweep import SweepSettings
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings
from tradewinds.streams import EXPERIMENT_SWEEP

Frames = dict[str, pd.DataFrame]


def try_variant(
    train: Frames,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
    explain: str,
    sweep: SweepSettings,
    seed: int,
    say: Say,
) -> pd.DataFrame:
    """Scores of every row that a variant forecasts, one period ahead, from each origin.

    ``train`` holds training tables with their roles, ``settings`` are the variant's. Columns equation,
    table, origin, sector, period, log_density, crps, error (mean forecast less outcome), pit, failure. All
    variants share one unit, the training deviation of what the tier itself explains (``explain``).
    A fit that fails is one row, of the origin it failed at: ``failure`` says why, its numbers are NaN.
    Raises DataError for too few periods.
    """
    _require_length(train, data, settings, tier, sweep)
    origins = rolling_origins(train, sweep.share, sweep.origins)
    found = []
    for number, (before, after) in enumerate(origins, start=1):
        say(f"{tier}: origin {number} of {len(origins)}")
        try:
            found += _from_origin(before, after, data, settings, tier, explain, seed, say, number)
        except FitError as error:
            say(f"{tier}: the fit failed: {error}")
            return pd.DataFrame([_row(number, failure=str(error))])
    return pd.concat(found, ignore_index=True)


def _from_origin(
    before: Frames,
    after: Frames,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
    explain: str,
    seed: int,
    say: Say,
    number: int,
) -> list[pd.DataFrame]:
    scaler = fit_scaler(before, data, tier, settings.equations, settings.model.explain)
    unit = fit_scaler(before, data, tier, settings.equations, explain)
    posterior = fit_tier(before, scaler, data, settings, tier, seed, say)
    # as in the stage ``predict``: whatever the fit ran in and on
    with jax.enable_x64(True), jax.default_device(jax.devices("cpu")[0]):
        key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_SWEEP)
        return [
            _scored(fitted, key, read_scale(unit, fitted.name).target_scale, number, seed)
            for fitted in fitted_equations(posterior, before, after, scaler, data, settings, tier)
        ]


def _scored(fitted: Fitted, key: jax.Array, unit: float, number: int, seed: int) -> pd.DataFrame:
    asked = ask(fitted, "ahead", key)
    if asked is None:
        raise FitError(f"{fitted.name}: no row to be judged on", "at least one period ahead")
    rows, predictive = asked.design, asked.predictive
    y, ratio = fitted.scale.target(rows.y), fitted.scale.target_scale / unit
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


def _require_length(
    train: Frames, data: DataSettings, settings: TierSettings, tier: str, sweep: SweepSettings
) -> None:
    """The first origin has the fewest rows before it; the same least as for the split itself."""
    for table, equations in equations_of(data, tier, settings.equations).items():
        reach = max(equation.reach for equation in equations)
        check_length(train[table], f"{table}, training periods", reach, sweep.share, "sweep.share")
