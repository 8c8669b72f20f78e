"""From settings and a series to what is calibrated: loss, prior, approximation and data."""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pandas as pd

from tradewinds.calibration.comparison_rows import Observed, loss_of_simulations, observed_of, rows_of_signs
from tradewinds.calibration.families import beta_numbers, family_of
from tradewinds.calibration.likelihoods import loss_of_likelihood
from tradewinds.calibration.search import GeneralisedSearch
from tradewinds.errors import DataError, SettingsError
from tradewinds.settings.calibration import CalibrationFamily, CalibrationSettings, DiscrepancyName
from tradewinds.settings.simulator import SimulatorSettings
from tradewinds.simulators.registry import simulator_of
from tradewinds.simulators.simulator import Simulator, observing, state_bytes


class PosedCalibration(NamedTuple):
    """A simulator with the data that it is calibrated to."""

    simulator: Simulator
    search: GeneralisedSearch
    observed: Observed
    natural: bool
    """Whether parameters are learned in their own units, not as unbounded coordinates."""

    @property
    def left_out(self) -> list[str]:
        """Inputs that a distance does not compare, since they do not move in the data."""
        if self.search.settings.discrepancy == DiscrepancyName.likelihood:
            return []
        return [name for name in self.observed.inputs if name not in self.observed.compared]

    def parameters(self, theta: np.ndarray) -> np.ndarray:
        """Parameters [..., d] in their own units from learned coordinates [..., d]."""
        return theta if self.natural else np.asarray(self.simulator.natural(jnp.asarray(theta)))

    def coordinates(self, parameters: np.ndarray) -> np.ndarray:
        """The inverse of ``parameters``."""
        return parameters if self.natural else np.asarray(self.simulator.free(jnp.asarray(parameters)))


def pose_calibration(
    series: pd.DataFrame, of: SimulatorSettings, settings: CalibrationSettings
) -> PosedCalibration:
    """A calibration to ``series``: a row a period, with the simulator's inputs and observables as columns;
    several units below each other where there is a column ``unit``.

    Raises DataError for columns that are missing, units of different length and what ``observed_of`` says;
    SettingsError for a prior of a parameter that the simulator has not, and as ``family_of`` and
    ``loss_of_likelihood``.
    """
    simulator = simulator_of(of)
    if settings.observables:
        simulator = observing(simulator, tuple(settings.observables))
    tables, inputs = _units(series, simulator)
    natural = settings.family == CalibrationFamily.beta
    prior = prior_of(simulator, settings)
    family = family_of(settings.family, prior, settings.flow)
    signs = rows_of_signs(tables, inputs, settings)
    if settings.discrepancy == DiscrepancyName.likelihood:
        loss, history = loss_of_likelihood(simulator, of.agents, natural), 0
    else:
        loss = loss_of_simulations(simulator, settings, signs, natural, of.temperature)
        history = state_bytes(simulator) * tables.shape[0] * tables.shape[1]
    search = GeneralisedSearch(loss, prior, family, settings, history)
    return PosedCalibration(simulator, search, observed_of(tables, inputs, settings, signs), natural)


def prior_of(simulator: Simulator, settings: CalibrationSettings) -> dist.Distribution:
    """The prior of all parameters as one vector [d]; raises SettingsError for a name that is none of them."""
    unknown = sorted(set(settings.prior) - set(simulator.parameter_names))
    if unknown:
        raise SettingsError(
            f"calibration.prior of {unknown[0]}",
            f"parameters of {simulator.name}: {', '.join(simulator.parameter_names)}",
        )
    declared = [settings.prior.get(name) for name in simulator.parameter_names]
    mean = jnp.array([0.0 if one is None else one.mean for one in declared])
    deviation = jnp.array([1.0 if one is None else one.deviation for one in declared])
    if settings.family == CalibrationFamily.beta:
        return dist.Beta(*beta_numbers(mean, deviation**2)).to_event(1)
    return dist.Normal(mean, deviation).to_event(1)


def _units(series: pd.DataFrame, simulator: Simulator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Observables [J, T, k] and input → [J, T]."""
    missing = [name for name in (*simulator.observables, *simulator.inputs) if name not in series]
    if missing:
        raise DataError(
            f"the series has no column {missing[0]}",
            f"a column for each of {', '.join((*simulator.observables, *simulator.inputs))}",
        )
    groups = [one for _, one in series.groupby("unit", sort=False)] if "unit" in series else [series]
    lengths = {len(one) for one in groups}
    if len(lengths) > 1:
        raise DataError(
            f"units of {min(lengths)} to {max(lengths)} periods", "as many periods of each", "Cut them alike."
        )
    tables = np.stack([one[list(simulator.observables)].to_numpy(dtype=float) for one in groups])
    return tables, {
        name: np.stack([one[name].to_numpy(float) for one in groups]) for name in simulator.inputs
    }
