"""Surrogate gradients: what agents choose is all or nothing, its gradient that of a smooth relaxation.

Forward values are exact draws and exact comparisons; gradients are those of a sigmoid whose width is the
``temperature``: the lower it is, the smaller the bias of a gradient and the larger its variance.

Values stay on their lattice, where |a − b| has its kink exactly at ties: whatever slope is taken there, half
of a gradient is lost (0) or one side of it made up (JAX takes 1). A distance of such values is to be written
smooth in the relaxed value: |a − b| = 1 − ab for a and b among −1 and 1, |r| = sign(ε) r where r has the sign
of ε.
"""

import jax
import jax.numpy as jnp


def straight_through(hard: jax.Array, relaxed: jax.Array) -> jax.Array:
    """The value of ``hard`` to the last bit, with the gradient of ``relaxed``; one shape."""
    return jax.lax.stop_gradient(hard) + (relaxed - jax.lax.stop_gradient(relaxed))


def bernoulli(
    key: jax.Array, probability: jax.Array, temperature: jax.Array, shape: tuple[int, ...] = ()
) -> jax.Array:
    """Draws [shape] of 0 and 1 with this ``probability`` of 1, between 0 and 1 without these.

    With two Gumbel numbers g the draw is argmax(g + log π) over (1 − p, p), and the relaxation of its second
    place softmax((g + log π) / τ): both depend on the difference of the two alone, a logistic number l,

        hard = 1{log(p / (1 − p)) + l > 0},   relaxed = sigmoid((log(p / (1 − p)) + l) / τ).

    Source: Jang, Gu and Poole (2017), Maddison, Mnih and Teh (2017).
    """
    probability = jnp.asarray(probability, dtype=float)
    odds = jnp.log(probability) - jnp.log1p(-probability) + jax.random.logistic(key, shape)
    return exceeds(odds, 0.0, temperature)


def exceeds(value: jax.Array, threshold: jax.Array | float, temperature: jax.Array) -> jax.Array:
    """1 where ``value`` is above ``threshold``, else 0; gradient of sigmoid((value − threshold) / τ).

    Shapes broadcast. A tie is not above.
    """
    above = value - threshold
    return straight_through((above > 0).astype(above.dtype), jax.nn.sigmoid(above / temperature))
