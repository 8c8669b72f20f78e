"""Are the gradients right? Each estimator beside differences of the mean loss."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.calibration.loss import losses_with_slopes
from tradewinds.calibration.search import GeneralisedSearch


def check_gradients(
    names: Sequence[str],
    search: GeneralisedSearch,
    observed: Any,
    points: np.ndarray,
    step: np.ndarray,
    simulations: int,
    key: jax.Array,
) -> pd.DataFrame:
    """One row a point and parameter: the mean slope of the loss through the simulation, and a difference.

    ``points`` [P, d] in learned coordinates, ``step`` [d] half the difference's length. The slope is that at
    points spread evenly over the difference, so that both estimate [L(θ + h) − L(θ − h)]/2h: their expected
    values are the same whatever the curvature. ``z`` is their distance in standard errors. Simulations of the
    two ends meet the same random numbers.
    """
    rows = []
    for number, point in enumerate(points):
        for place, name in enumerate(names):
            shift = np.zeros(len(names))
            shift[place] = step[place]
            run = jax.random.fold_in(jax.random.fold_in(key, number), place)
            slope, difference = _both(search, point, shift, run, observed, simulations)
            slope, difference = (np.asarray(one)[np.isfinite(one)] for one in (slope, difference))
            difference = difference / (2 * step[place])
            errors = [one.std(ddof=1) / np.sqrt(len(one)) for one in (slope, difference)]
            apart = slope.mean() - difference.mean()
            rows.append(
                {
                    "point": number,
                    "parameter": name,
                    "at": point[place],
                    "slope": slope.mean(),
                    "slope_error": errors[0],
                    "difference": difference.mean(),
                    "difference_error": errors[1],
                    "z": _in_errors(apart, float(np.hypot(*errors))),
                }
            )
    return pd.DataFrame(rows)


def _in_errors(apart: float, error: float) -> float:
    """Where no simulation moves the loss both are exactly zero, and agree."""
    if error > 0:
        return apart / error
    return 0.0 if apart == 0 else np.nan


@partial(jax.jit, static_argnums=(0, 5))
def _both(
    search: GeneralisedSearch,
    point: jax.Array,
    shift: jax.Array,
    key: jax.Array,
    observed: Any,
    simulations: int,
) -> tuple[jax.Array, jax.Array]:
    """Slopes along ``shift`` per its length, and losses at its end less those at its start, [simulations]."""
    slope_key, ends_key = jax.random.split(key)
    length = jnp.abs(shift).sum()
    along = jnp.linspace(-1.0, 1.0, 2 * simulations + 1)[1::2]

    def slope(pair: tuple[jax.Array, jax.Array]) -> jax.Array:
        key, part = pair
        theta = (point + part * shift)[None]
        found = losses_with_slopes(search.loss, search.forward, theta, key[None, None], observed)
        return jnp.where(found.finite[0], found.slope[0] @ shift / length, jnp.nan)

    def difference(key: jax.Array) -> jax.Array:
        return search.loss(key, point + shift, observed) - search.loss(key, point - shift, observed)

    return (
        jax.lax.map(slope, (jax.random.split(slope_key, simulations), along), batch_size=64),
        jax.lax.map(difference, jax.random.split(ends_key, simulations), batch_size=64),
    )
