"""Recurrent layers over a window of a sector's rows, the oldest first; the state before it is learned.

    tanh    h' = tanh(x W + h U + b)                                                         (Elman 1990)
    GRU     h' = (1 − z) tanh(x Wₙ + (r h) Uₙ + bₙ) + z h,   r, z = σ(x W + h U + b)         (Cho et al. 2014)
    LSTM    c' = f c + i tanh(x W_g + h U_g + b_g),  h' = o tanh(c'),  i, f, o = σ(x W + h U + b)
                                                (Hochreiter & Schmidhuber 1997; Gers et al. 2000)

Of several layers each reads the states of the one below.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.model.arrays import Array
from tradewinds.model.rows import ParameterSizes
from tradewinds.model.weights import Product, Weight
from tradewinds.settings.model import ModelSettings

CellState = tuple[jax.Array, ...]
"""What a cell hands from one row to the next, [H, N] each; its output first. Units come first in memory, so
that gates are blocks of it: gradients take less than half the time."""
Fed = Callable[[Array, int, int], Array]
"""(h [H, N], first part, end) → U h of these parts, [parts · H, N]."""


class RecurrentCell(NamedTuple):
    """One step of a recurrent layer of H units."""

    parts: int
    """Gates and candidates, H units of W, U and b each."""
    states: int
    step: Callable[[CellState, Array, Fed], CellState]
    """(state, W x + b [parts · H, N], what is fed back) → the state after the row"""


def _tanh(state: CellState, given: Array, fed: Fed) -> CellState:
    return (jnp.tanh(given + fed(state[0], 0, 1)),)


def _gru(state: CellState, given: Array, fed: Fed) -> CellState:
    (h,) = state
    gates, new = given[: 2 * len(h)], given[2 * len(h) :]
    reset, keep = jnp.split(jax.nn.sigmoid(gates + fed(h, 0, 2)), 2)
    return ((1 - keep) * jnp.tanh(new + fed(reset * h, 2, 3)) + keep * h,)


def _lstm(state: CellState, given: Array, fed: Fed) -> CellState:
    h, memory = state
    into, forget, out, new = jnp.split(given + fed(h, 0, 4), 4)
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
    rows: Sequence[Array] = [x[:, list(columns)].T for columns in shape.window]
    for layer in range(1, model.depth + 1):
        rows = _layer(cell, weights, rows, layer, product)
    return rows[-1].T


def _layer(
    cell: RecurrentCell, weights: dict, rows: Sequence[Array], layer: int, product: Product
) -> list[jax.Array]:
    """Outputs [H, N] of a layer after each of the ``rows`` [D, N]."""
    into, back, bias, first = (
        weights[f"{name}{layer}"] for name in ("input_weights", "state_weights", "state_bias", "first_state")
    )

    def fed(h: Array, begin: int, end: int) -> Array:
        return product(h.T, back[:, begin * len(back) : end * len(back)]).T

    states = jnp.split(first, cell.states)
    state: CellState = tuple(jnp.broadcast_to(one[:, None], (len(one), rows[0].shape[1])) for one in states)
    found = []
    for row in rows:  # written out: a loop of few turns takes half as long again
        state = cell.step(state, product(row.T, into).T + bias[:, None], fed)
        found.append(state[0])
    return found
