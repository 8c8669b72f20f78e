"""From series to the rows that a distance compares, of the data and of every simulation in the same way."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.calibration.discrepancies import (
    energy_distance,
    energy_distance_of_signs,
    median_bandwidth,
    of_two_values,
    rows_with_lags,
    scales,
    squared_mmd,
)
from tradewinds.calibration.loss import SimulationLoss
from tradewinds.errors import DataError
from tradewinds.model.arrays import Array
from tradewinds.settings.calibration import CalibrationSettings, DiscrepancyName
from tradewinds.simulators.simulator import TEMPERATURE, Simulator, simulate


class Observed(NamedTuple):
    """Data as a loss takes them: an argument of its programs, which serve other data of the same shape."""

    series: Array
    """[J, T, k] observables of J units over T periods."""
    inputs: dict[str, Array]
    """Input → [J, T]."""
    compared: dict[str, Array]
    """Of the inputs those that move, which are compared with the series; one that does not tells no
    simulation from the data."""
    rows: Array
    """[m, c] what is compared."""
    scale: Array
    """[c] standard deviations that columns are measured in."""
    bandwidth: Array
    """h of the kernel, a scalar; zero where there is none."""


def observed_of(
    series: Array, inputs: Mapping[str, Array], settings: CalibrationSettings, signs: bool = False
) -> Observed:
    """Data [J, T, k] (or [T, k] of one unit) with inputs [J, T] (or [T]).

    ``signs``: the rows hold −1 and 1 alone and are left as they are. Raises DataError for values that are
    not finite, and as ``scales`` and ``median_bandwidth``.
    """
    table = np.asarray(series, dtype=float)
    table = table[None] if table.ndim == 2 else table
    paths: dict[str, Array] = {
        name: np.atleast_2d(np.asarray(path, dtype=float)) for name, path in inputs.items()
    }
    for name, values in {"series": table, **paths}.items():
        if not np.isfinite(values).all():
            raise DataError(
                f"{(~np.isfinite(values)).sum()} values of {name} are not finite",
                "finite values in every period",
                "Leave out units and periods that have none.",
            )
    compared = {name: path for name, path in paths.items() if _moves(path, settings)}
    if settings.logs and not (table > 0).all():
        raise DataError(
            f"{(~(table > 0)).sum()} values of series are not positive",
            "positive ones, of which logarithms are compared",
            "Set calibration.logs to false, or leave these units out.",
        )
    if settings.base >= table.shape[1]:
        raise DataError(f"calibration.base = {settings.base} of {table.shape[1]} periods", "fewer than these")
    rows = np.asarray(comparison_rows(jnp.asarray(table), jax.tree.map(jnp.asarray, compared), settings))
    # a single column stays in its own unit: a scale would change neither distance but by a factor
    scale = np.ones(rows.shape[1]) if signs or rows.shape[1] == 1 else scales(rows)
    kernel = settings.discrepancy == DiscrepancyName.mmd
    bandwidth = median_bandwidth(rows / scale) if kernel else 0.0
    return Observed(table, paths, compared, rows / scale, scale, np.asarray(bandwidth))


def _moves(path: Array, settings: CalibrationSettings) -> bool:
    """Whether every column that an input [J, T] gives to the rows does."""
    columns = comparison_rows(jnp.zeros((*path.shape, 0)), {"": jnp.asarray(path)}, settings)
    return bool((np.ptp(np.asarray(columns), axis=0) > 0).all())


def comparison_rows(
    series: jax.Array, inputs: Mapping[str, Array], settings: CalibrationSettings
) -> jax.Array:
    """Rows [m, c] of series [J, T, k]: values, logarithms or changes, the inputs beside them and lags before
    them."""
    series = compared_values(series, settings)
    columns = jnp.concatenate([series, *(path[..., None] for path in inputs.values())], axis=-1)
    if settings.changes:
        columns = jnp.diff(columns, axis=1)
    rows = jax.vmap(partial(rows_with_lags, lags=settings.lags))(columns)
    return rows.reshape(-1, rows.shape[-1])


def compared_values(series: jax.Array, settings: CalibrationSettings) -> jax.Array:
    """Observables [J, T, k] as they are compared: in logarithms, counted from their mean over the base."""
    if settings.logs:
        series = jnp.log(series)
    return series - series[:, : settings.base].mean(axis=1, keepdims=True) if settings.base else series


def loss_of_simulations(
    simulator: Simulator,
    settings: CalibrationSettings,
    signs: bool,
    natural: bool = False,
    temperature: float = TEMPERATURE,
) -> SimulationLoss:
    """The loss of one simulation of all units: simulate, make rows, compare with the data's.

    ``natural``: parameters are given in their own units, not as unbounded coordinates. ``signs`` as
    ``rows_of_signs`` says of the data; ``temperature`` is that of surrogate gradients.
    """

    def loss(key: jax.Array, theta: jax.Array, observed: Observed) -> jax.Array:
        parameters = theta if natural else simulator.natural(theta)
        units = simulated_units(simulator, key, parameters, observed, temperature)
        rows = comparison_rows(units, observed.compared, settings) / observed.scale
        if settings.discrepancy == DiscrepancyName.mmd:
            return squared_mmd(rows, observed.rows, observed.bandwidth)
        if signs:
            return energy_distance_of_signs(rows[:, 0], observed.rows[:, 0])
        return energy_distance(rows, observed.rows)

    return loss


def simulated_units(
    simulator: Simulator,
    key: jax.Array,
    parameters: jax.Array,
    observed: Observed,
    temperature: float = TEMPERATURE,
) -> jax.Array:
    """One simulation [J, T, k] of all units, each with its inputs and random numbers of its own."""
    units, periods = observed.series.shape[:2]

    def one(key: jax.Array, inputs: dict[str, Array]) -> jax.Array:
        return simulate(simulator, key, parameters, periods, inputs, temperature)

    return jax.vmap(one)(jax.random.split(key, units), observed.inputs)


def rows_of_signs(series: Array, inputs: Mapping[str, Array], settings: CalibrationSettings) -> bool:
    """Whether what is compared is one column of −1 and 1, whose distance has a form without a kink."""
    table = jnp.asarray(series)
    table = table[None] if table.ndim == 2 else table
    if inputs or settings.lags or table.shape[-1] > 1 or settings.discrepancy != DiscrepancyName.energy:
        return False
    return of_two_values(comparison_rows(table, {}, settings))
