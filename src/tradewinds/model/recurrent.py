"""Recurrent layers over a window of a sector's rows, the oldest first; the state before it is learned.

    tanh    h' = tanh(x W + h U + b)                                                         (Elman 1990)
    GRU     h' = (1 − z) tanh(x Wₙ + (r h) Uₙ + bₙ) + z h,   r, z = σ(x W + h U + b)         (Cho et al. 2014)
    LSTM    c' = f c + i tanh(x W_g + h U_g + b_g),  h' = o tanh(c'),  i, f, o = σ(x W + h U + b)
                                                (Hochreiter & Schmidhuber 1997; Gers et al. 2000)

Of several layers each reads the states of the one below.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.model.arrays import Array
from tradewinds.model.rows import ParameterSizes
from tradewinds.model.weights import Product, Weight
from tradewinds.settings.model import ModelSettings

CellState = tuple[jax.Array, ...]
"""What a cell hands from one row to the next, [N, H] each; its output first."""


class RecurrentCell(NamedTuple):
    """One step of a recurrent layer of H units."""

    parts: int
    """Gates and candidates, H units of W, U and b each."""
    states: int
    step: Callable[[CellState, Array, Callable[[Array, int, int], Array]], CellState]
    """(state, x W + b [N, parts · H], (h, first part, end) → h U of these parts) → the state after the row"""


def _tanh(state: CellState, given: Array, fed: Callable[[Array, int, int], Array]) -> CellState:
    return (jnp.tanh(given + fed(state[0], 0, 1)),)


def _gru(state: CellState, given: Array, fed: Callable[[Array, int, int], Array]) -> CellState:
    (h,) = state
    width = h.shape[-1]
    reset, keep = jnp.split(jax.nn.sigmoid(given[:, : 2 * width] + fed(h, 0, 2)), 2, axis=1)
    new = jnp.tanh(given[:, 2 * width :] + fed(reset * h, 2, 3))
    return ((1 - keep) * new + keep * h,)


def _lstm(state: CellState, given: Array, fed: Callable[[Array, int, int], Array]) -> CellState:
    h, memory = state
    into, forget, out, new = jnp.split(given + fed(h, 0, 4), 4, axis=1)
    memory = jax.nn.sigmoid(forget) * memory + jax.nn.sigmoid(into) * jnp.tanh(new)
    return (jax.nn.sigmoid(out) * jnp.tanh(memory), memory)


TANH = RecurrentCell(1, 1, _tanh)
GRU = RecurrentCell(3, 1, _gru)
LSTM = RecurrentCell(4, 2, _lstm)


def recurrent_layers(cell: RecurrentCell) -> tuple[Callable, Callable]:
    """Weights and hidden layers of a network of this cell (``network.HiddenLayers``)."""
    return partial(_weights, cell), partial(_hidden, cell)


def _weights(
    cell: RecurrentCell, shape: ParameterSizes, model: ModelSettings, fan_in: Array | float
) -> list[Weight]:
    """Of every layer W [D, parts · H], U [H, parts · H], b [parts · H], the states [states · H] before."""
    found, size, units = [], shape.own, cell.parts * model.width
    for layer in range(1, model.depth + 1):
        found += [
            Weight(f"input_weights{layer}", (size, units), "hidden", float(size), layer - 1),
            Weight(f"state_weights{layer}", (model.width, units), "recurrent", float(model.width), layer),
            Weight(f"state_bias{layer}", (units,)),
            Weight(f"first_state{layer}", (cell.states * model.width,)),
        ]
        size = model.width
    return found


def _hidden(
    cell: RecurrentCell,
    weights: dict,
    x: Array,
    shape: ParameterSizes,
    model: ModelSettings,
    product: Product,
) -> Array:
    """The last layer's output [N, H] at the row itself, the last of the window."""
    rows = x[:, jnp.array(shape.window)].swapaxes(0, 1)  # [window, N, D]
    for layer in range(1, model.depth + 1):
        rows = _layer(cell, weights, rows, layer, model.width, product)
    return rows[-1]


def _layer(
    cell: RecurrentCell, weights: dict, rows: Array, layer: int, width: int, product: Product
) -> jax.Array:
    """Outputs [window, N, H] of a layer that reads ``rows`` [window, N, D]."""
    window, count, size = rows.shape
    back = weights[f"state_weights{layer}"]
    given = product(rows.reshape(-1, size), weights[f"input_weights{layer}"]) + weights[f"state_bias{layer}"]

    def fed(h: Array, first: int, end: int) -> Array:
        return product(h, back[:, first * width : end * width])

    def step(state: CellState, row: jax.Array) -> tuple[CellState, jax.Array]:
        state = cell.step(state, row, fed)
        return state, state[0]

    first = jnp.split(weights[f"first_state{layer}"], cell.states)
    start = tuple(jnp.broadcast_to(one, (count, width)) for one in first)
    return jax.lax.scan(step, start, given.reshape(window, count, -1))[1]
