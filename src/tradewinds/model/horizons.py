"""Forecasts of several periods, an equation's own means fed back, by which it may be learned.

From an origin t the target is forecast for t + 1, t + 2, … with its own past forecast and all else as
observed, the policy's path among it. With e the forecast less what was observed, on the target's scale in
standard deviations of the explained quantity y, and inputs that are linear in the target's own past,

    e[t+j] = Σ_l o_l e[t+j−l] + f(x[t+j] + Σ_l C_l e[t+j−l]) − y[t+j],    e[t] = e[t−1] = … = 0,

o_l the weights of what y counts from and C_l those of the inputs (``OwnPast``). These are the iterated
forecasts of Marcellino, Stock & Watson (2006); Weiss (1991) estimates a dynamic model by those of several
periods.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.model.own_past import OwnPast
from tradewinds.model.rows import Past, Rows


class IteratedForecasts(NamedTuple):
    """Of every horizon and row [H, N]: by how much the forecast is too high, the noise scale of its last
    period, both standardised, and whether (0 or 1) the row has the past that it takes.
    """

    error: jax.Array
    scale: jax.Array
    reached: jax.Array


def iterated(
    own: OwnPast, past: Past, periods: int, one_period: Callable[[Rows], tuple[jax.Array, jax.Array]]
) -> IteratedForecasts:
    """Forecasts of the rows at every horizon of ``own``; ``one_period``: location and scale [M] of M rows.

    A mean over the sectors moves with the forecasts of those that have a row in its period, and takes all
    others as observed; ``periods``: of the training.
    """
    every, known = past.rows, past.before >= 0
    inputs, common, offset = (jnp.asarray(of, every.x.dtype) for of in (own.inputs, own.common, own.offset))
    back = jnp.where(known, past.before, 0)

    def over_sectors(values: jax.Array) -> jax.Array:
        """Sums over the rows of each row's period [M, D], of values [M, D]."""
        return jax.ops.segment_sum(values, every.period, periods)[every.period]

    def step(state: tuple[jax.Array, jax.Array], _: None) -> tuple:
        ago, reached = state
        moved = ago @ inputs.T
        if own.has_common:
            moved = moved + over_sectors(ago @ common.T) / past.behind
        location, scale = one_period(every._replace(x=every.x + moved * past.ratio))
        error = ago @ offset + location - every.y
        error = jnp.where(reached > 0, error, 0.0)
        later = jnp.concatenate([error[:, None], ago[:, :-1]], axis=1)[back]
        return (jnp.where(known[:, None], later, 0.0), reached[back] * known), (error, scale, reached)

    begun = (jnp.zeros((len(every.y), own.longest), every.x.dtype), jnp.ones_like(every.y))
    found: tuple[jax.Array, ...] = jax.lax.scan(step, begun, None, length=own.horizons[-1])[1]
    at = jnp.asarray(own.horizons) - 1
    return IteratedForecasts(*(each[at][:, past.place] for each in found))
