"""The simulators that settings name, and a series of one as a table."""

import jax
import numpy as np
import pandas as pd

from tradewinds.errors import SimulatorError
from tradewinds.settings.simulator import SimulatorName, SimulatorSettings
from tradewinds.simulators.import_market import import_market
from tradewinds.simulators.random_walk import RANDOM_WALK
from tradewinds.simulators.simulator import Simulator, simulate
from tradewinds.simulators.source_file import source_file
from tradewinds.simulators.traders import traders
from tradewinds.simulators.user_file import simulator_in
from tradewinds.streams import EXPERIMENT_SIMULATE


def simulator_of(settings: SimulatorSettings) -> Simulator:
    """The simulator that settings name. Raises SimulatorError for a user's file that cannot be used."""
    file = source_file(settings)
    if file is not None:
        return simulator_in(file, settings.name)
    if settings.name == SimulatorName.volatility:
        return traders(settings.agents)
    return import_market(settings.agents) if settings.name == SimulatorName.import_market else RANDOM_WALK


def input_paths(settings: SimulatorSettings) -> dict[str, np.ndarray]:
    """Input → its path [steps]."""
    periods = np.arange(1, settings.steps + 1)
    return {
        name: np.asarray(given.values, dtype=float)[np.searchsorted(given.since, periods, side="right")]
        for name, given in settings.inputs.items()
    }


def simulated_series(settings: SimulatorSettings, seed: int) -> pd.DataFrame:
    """One run with the settings' parameters: a row a period from 1, inputs and what is observed.

    Raises SimulatorError as ``simulator_of`` and for a series that is not finite, SettingsError for
    parameters or inputs that are not the simulator's.
    """
    simulator, inputs = simulator_of(settings), input_paths(settings)
    parameters = simulator.vector(settings.parameters)
    key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_SIMULATE)
    observed = np.asarray(simulate(simulator, key, parameters, settings.steps, inputs))
    require_finite_series(simulator, observed)
    columns = {name: observed[:, place] for place, name in enumerate(simulator.observables)}
    return pd.DataFrame({"period": np.arange(1, settings.steps + 1)} | inputs | columns)


def require_finite_series(simulator: Simulator, observed: np.ndarray) -> None:
    """Raises SimulatorError where a series [steps, observables] is not finite, with the first such place."""
    wrong = np.argwhere(~np.isfinite(observed))
    if len(wrong):
        period, place = wrong[0]
        found = f"{simulator.observables[place]} is {observed[period, place]} in period {period + 1}"
        raise SimulatorError(
            f"{simulator.name}: {found}",
            "finite values",
            "Look at what its step divides by and takes logarithms of, and at its parameters.",
        )
