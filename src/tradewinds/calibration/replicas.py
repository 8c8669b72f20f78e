"""Simulations at an answer's parameters, beside the data."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.calibration.comparison_rows import Observed, compared_values, simulated_units
from tradewinds.calibration.pose import PosedCalibration

REPLICA_LEVELS = np.linspace(0.02, 0.98, 33)
"""Quantiles that data and simulations are compared by."""


def replica_table(posed: PosedCalibration, theta: np.ndarray, key: jax.Array) -> pd.DataFrame:
    """Quantiles over periods and units of every observable, of the data and of simulations: in logarithms and
    counted from a base where these are compared.

    Simulations are at learned coordinates ``theta`` [R, d], one each. One row an observable and level:
    quantile of the data, median and 90 % band of the simulations' quantiles, of those that are finite, and
    how many these are.
    """
    observed = jax.tree.map(jnp.asarray, posed.observed)
    found = np.asarray(_quantiles(posed, key, jnp.asarray(posed.parameters(theta)), observed))
    data = np.asarray(_levels_of(compared_values(observed.series, posed.search.settings)))
    finite = np.isfinite(found).all(axis=(1, 2))
    rows = []
    for place, name in enumerate(posed.simulator.observables):
        for number, level in enumerate(REPLICA_LEVELS):
            values = found[finite, number, place]
            low, middle, high = np.quantile(values, [0.05, 0.5, 0.95]) if len(values) else [np.nan] * 3
            row = {"observable": name, "level": level, "observed": data[number, place]}
            rows.append(row | {"low": low, "middle": middle, "high": high, "replicas": int(finite.sum())})
    return pd.DataFrame(rows)


def _quantiles(
    posed: PosedCalibration, key: jax.Array, parameters: jax.Array, observed: Observed
) -> jax.Array:
    """[R, levels, observables]"""

    def one(pair: tuple[jax.Array, jax.Array]) -> jax.Array:
        units = simulated_units(posed.simulator, *pair, observed)
        return _levels_of(compared_values(units, posed.search.settings))

    keys = jax.random.split(key, len(parameters))
    return jax.jit(partial(jax.lax.map, one, batch_size=20))((keys, parameters))


def _levels_of(series: jax.Array) -> jax.Array:
    """Quantiles [levels, k] of series [J, T, k]."""
    return jnp.quantile(series.reshape(-1, series.shape[-1]), REPLICA_LEVELS, axis=0)
