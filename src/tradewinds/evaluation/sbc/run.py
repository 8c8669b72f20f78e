"""Simulation-based calibration of one equation of an experiment, on its own training rows."""

from dataclasses import dataclass

import jax
import pandas as pd
import xarray as xr

from tradewinds.data.panel import to_grid
from tradewinds.errors import SettingsError
from tradewinds.evaluation.sbc.quantities import measure_of
from tradewinds.evaluation.sbc.ranks import Trial, ranks
from tradewinds.inference.fit import pose
from tradewinds.inference.keys import equation_key
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.inference.running import run_algorithm
from tradewinds.loop import Log
from tradewinds.model.simulate import simulate_from_prior
from tradewinds.model.tier import TierModel
from tradewinds.settings.sbc import SbcSettings
from tradewinds.streams import EQUATION_SIMULATED_FITS


@dataclass(frozen=True)
class SimulatedFits:
    """Which simulations of one equation are fitted: their ``numbers``, of which each has its own seed."""

    equation: str
    numbers: range
    settings: SbcSettings


def rank_equation(
    train: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    model: TierModel,
    simulated: SimulatedFits,
    seed: int,
    log: Log,
) -> pd.DataFrame:
    """Ranks of the true quantities in these simulations; columns as ``ranks`` has them.

    The equation's model, rows, algorithm and settings are those of ``fit_tier``; only the targets are
    simulated. Raises FitError for training rows that are not finite, SettingsError where the equations are
    learned from several horizons.
    """
    name, sbc = simulated.equation, simulated.settings
    table, beside, equation = next(
        (table, found, one) for table, found in model.equations().items() for one in found if one.name == name
    )
    grid, settings = to_grid(train[table], model.data.tables[table]), model.settings
    if not settings.one_step:
        raise SettingsError(
            f"{model.name}.horizons = {settings.horizons}",
            "[1]: what is simulated are targets one period ahead, of which long forecasts are no part",
            f"Set {model.name}.horizons=[1] for it.",
        )
    problem, _ = pose(equation, beside, grid, scaler, model)
    algorithm = ALGORITHMS[settings.inference.algorithm]
    trial = Trial(
        problem=problem,
        simulate=lambda rows, key: simulate_from_prior(problem.probability_model, rows, key),
        measure=measure_of(problem, sbc.rows),
        draw=lambda posed, key: run_algorithm(algorithm, posed, settings.inference, key, lambda _: None),
    )
    key = jax.random.fold_in(equation_key(seed, name), EQUATION_SIMULATED_FITS)
    return ranks(trial, name, simulated.numbers, sbc.draws, sbc.largest, key, log)
