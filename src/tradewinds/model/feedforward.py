"""Hidden layers one after another, and the same with each added to the one before.

plain       h₁ = φ(x W₁ + b₁),   h_l = φ(h_{l−1} W_l + b_l)
residual    h₁ = φ(x W₁ + b₁),   h_l = h_{l−1} + φ(h_{l−1} W_l + b_l)         (He, Zhang, Ren & Sun 2016)
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp

from tradewinds.model.arrays import Array
from tradewinds.model.rows import ParameterSizes
from tradewinds.model.weights import Product, Weight
from tradewinds.settings.model import Activation, ModelSettings

ACTIVATIONS: dict[Activation, Callable] = {
    Activation.tanh: jnp.tanh,
    Activation.relu: jax.nn.relu,
    Activation.swish: jax.nn.swish,
}


def feedforward_weights(shape: ParameterSizes, model: ModelSettings, fan_in: Array | float) -> list[Weight]:
    """W₁ [D, H], then W_l [H, H], with b_l [H] each."""
    found, size, into = [], shape.inputs, fan_in
    for layer in range(1, model.depth + 1):
        found.append(Weight(f"W{layer}", (size, model.width), "hidden", into, layer - 1))
        found.append(Weight(f"b{layer}", (model.width,)))
        size = into = model.width
    return found


def plain_layers(
    weights: dict, x: Array, shape: ParameterSizes, model: ModelSettings, product: Product
) -> Array:
    """Last hidden layer [N, H] of inputs x [N, D]."""
    for layer in range(1, model.depth + 1):
        x = _layer(weights, x, layer, model, product)
    return x


def residual_layers(
    weights: dict, x: Array, shape: ParameterSizes, model: ModelSettings, product: Product
) -> Array:
    """As ``plain_layers``, every layer but the first added to the one before."""
    x = _layer(weights, x, 1, model, product)
    for layer in range(2, model.depth + 1):
        x = x + _layer(weights, x, layer, model, product)
    return x


def _layer(weights: dict, x: Array, layer: int, model: ModelSettings, product: Product) -> Array:
    activation = ACTIVATIONS[model.activation]
    return activation(product(x, weights[f"W{layer}"]) + weights[f"b{layer}"])
