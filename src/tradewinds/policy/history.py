"""What a roll-out starts from: the last known values of every variable."""

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.model.arrays import on_device
from tradewinds.policy.forecast_origin import known_until


def history_until(grid: Grid, last: int, length: int) -> dict[str, jax.Array]:
    """Variable → [length, S] up to period index ``last``, the latest last.

    A gap holds the value before it; periods before the first known one hold that.
    """
    filled = {}
    for name, values in grid.values.items():
        known = known_until(values, last)
        padded = np.concatenate([np.repeat(known[:1], length, axis=0), known])
        filled[name] = padded[-length:]
    return on_device(filled)


def latest(history: dict[str, jax.Array]) -> dict[str, jax.Array]:
    """Variable → its last values [S]: what a variable that nothing explains goes on with."""
    return {name: values[-1] for name, values in history.items()}


def shift(history: dict[str, jax.Array], now: dict[str, jax.Array]) -> dict[str, jax.Array]:
    """Drop the oldest period of every variable and append this one."""
    return {name: jnp.concatenate([past[1:], now[name][None]]) for name, past in history.items()}
