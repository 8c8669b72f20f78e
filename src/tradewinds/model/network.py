"""The network: hidden layers with a linear path beside them."""

from collections.abc import Callable

import jax
import jax.numpy as jnp

from tradewinds.settings.model import Activation, ModelSettings

ACTIVATIONS: dict[Activation, Callable] = {
    Activation.tanh: jnp.tanh,
    Activation.relu: jax.nn.relu,
    Activation.swish: jax.nn.swish,
}


def hidden(weights: dict, x: jax.Array, model: ModelSettings) -> jax.Array:
    """Last hidden layer [N, H] of inputs x [N, D]: h = φ(h W + b), layer by layer."""
    activation = ACTIVATIONS[model.activation]
    for layer in range(1, model.depth + 1):
        x = activation(x @ weights[f"W{layer}"] + weights[f"b{layer}"])
    return x


def output(weights: dict, x: jax.Array, features: jax.Array, model: ModelSettings) -> jax.Array:
    """Mean [N] = h·v + x·β + c, with the terms the settings leave in."""
    mean = jnp.broadcast_to(weights["intercept"], x.shape[:1])
    if model.depth:
        mean = mean + features @ weights["v"]
    if model.linear:
        mean = mean + x @ weights["beta"]
    return mean
