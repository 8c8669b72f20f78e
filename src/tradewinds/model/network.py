"""The network: hidden layers with a linear path beside them (Neal 1996, chapter 1)."""

from collections.abc import Callable

import jax
import jax.numpy as jnp

from tradewinds.model.arrays import Array
from tradewinds.settings.model import Activation, ModelSettings

ACTIVATIONS: dict[Activation, Callable] = {
    Activation.tanh: jnp.tanh,
    Activation.relu: jax.nn.relu,
    Activation.swish: jax.nn.swish,
}


Product = Callable[[Array, jax.Array], Array]
"""Of x [N, D] and W [D, H]."""
_LONGEST_SUM = 16
"""Most terms of a sum that is written out."""


def hidden(weights: dict, x: Array, model: ModelSettings, product: Product = jnp.matmul) -> Array:
    """Last hidden layer [N, H] of inputs x [N, D]: h = φ(h W + b), layer by layer."""
    activation = ACTIVATIONS[model.activation]
    for layer in range(1, model.depth + 1):
        x = activation(product(x, weights[f"W{layer}"]) + weights[f"b{layer}"])
    return x


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
    """[N] ``bend`` h·v + x·β + c of x [N, D] and ``features`` h [N, H], with the terms settings leave in."""
    mean = jnp.broadcast_to(weights["intercept"], x.shape[:1])
    if model.depth:
        mean = mean + bend * (features @ weights["v"])
    if model.linear:
        mean = mean + x @ weights["beta"]
    return mean
