"""The network of an equation: hidden layers of one kind or another, with a linear path beside them (Neal
1996, chapter 1).

``NETWORKS`` is where a network is declared: its weights (what begins it) and what it makes of its inputs.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.model import feedforward, recurrent
from tradewinds.model.arrays import Array
from tradewinds.model.rows import ParameterSizes
from tradewinds.model.weights import Product, Weight
from tradewinds.settings.model import ModelSettings, Network


class HiddenLayers(NamedTuple):
    """One kind of network, its linear path and output aside."""

    weights: Callable[[ParameterSizes, ModelSettings, Array | float], list[Weight]]
    """(sizes, settings, number of true inputs) → its weights, in the order in which they are drawn."""
    hidden: Callable[[dict, Array, ParameterSizes, ModelSettings, Product], Array]
    """(weights, x [N, D], sizes, settings, product) → the last hidden layer [N, H]."""


NETWORKS: dict[Network, HiddenLayers] = {
    Network.feedforward: HiddenLayers(feedforward.feedforward_weights, feedforward.plain_layers),
    Network.residual: HiddenLayers(feedforward.feedforward_weights, feedforward.residual_layers),
    Network.recurrent: HiddenLayers(*recurrent.recurrent_layers(recurrent.TANH)),
    Network.gru: HiddenLayers(*recurrent.recurrent_layers(recurrent.GRU)),
    Network.lstm: HiddenLayers(*recurrent.recurrent_layers(recurrent.LSTM)),
}

_LONGEST_SUM = 16
"""Most terms of a sum that is written out."""


def hidden(
    weights: dict, x: Array, shape: ParameterSizes, model: ModelSettings, product: Product = jnp.matmul
) -> Array:
    """Last hidden layer [N, H] of inputs x [N, D]; without hidden layers the inputs."""
    return NETWORKS[model.network].hidden(weights, x, shape, model, product) if model.depth else x


def own_inputs(x: Array, shape: ParameterSizes) -> Array:
    """Inputs [N, D] that the linear path has: all of them, or the row's own of those read in order."""
    return x[:, list(shape.window[-1])] if shape.window else x


def written_out(x: Array, w: jax.Array) -> Array:
    """x @ w [N, H] as a sum over the inputs, for weights [D, H] that serve few rows: it becomes one loop with
    what comes after it, where a library's product of so little takes longer than the activations.
    """
    if not 0 < len(w) <= _LONGEST_SUM:
        return x @ w
    return jnp.asarray(sum(x[:, i, None] * w[i] for i in range(len(w))))


def output(
    weights: dict, x: Array, features: Array, model: ModelSettings, bend: Array | float = 1.0
) -> jax.Array:
    """[N] ``bend`` h·v + x·β + c of x [N, D], the linear path's, and ``features`` h [N, H], with the terms
    that settings leave in."""
    mean = jnp.broadcast_to(weights["intercept"], x.shape[:1])
    if model.depth:
        mean = mean + bend * (features @ weights["v"])
    if model.linear:
        mean = mean + x @ weights["beta"]
    return mean
