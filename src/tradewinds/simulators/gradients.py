"""A function's value and its gradient, by whichever mode of differentiation costs less.

With d parameters, T periods and a state of B bytes, in runs of the function itself:

===========  ================================  ==================================
mode         time                              memory
===========  ================================  ==================================
forward      1 + d (a tangent a parameter)     (1 + d) B, whatever T is
reverse      about 3, whatever d is            T times what a step remembers
===========  ================================  ==================================

Measured in ``benchmarks/surrogates.py``.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp

Function = Callable[[jax.Array], jax.Array]
"""Parameters [d] → a number."""
FEW = 8
"""Parameters up to which forward mode takes no longer."""
REVERSE_MEMORY = 2**30
"""Bytes that reverse mode may take for what steps remember."""
REMEMBERED = 2.5
"""Arrays of the state's size that a step remembers for reverse mode (measured)."""


def forward_costs_less(parameters: int, steps: int, state: int) -> bool:
    """Whether forward mode does: where parameters are few, and where reverse mode would not fit.

    ``state``: bytes of the simulator's state, times the draws that are run at once.
    """
    return parameters <= FEW or REMEMBERED * state * steps > REVERSE_MEMORY


def value_and_gradient(
    function: Function, forward: bool
) -> Callable[[jax.Array], tuple[jax.Array, jax.Array]]:
    """Parameters [d] → the function's value and its gradient [d]; the same to rounding in either mode."""
    if not forward:
        return jax.value_and_grad(function)

    def slopes(parameters: jax.Array) -> tuple[jax.Array, jax.Array]:
        def along(direction: jax.Array) -> tuple[jax.Array, jax.Array]:
            return jax.jvp(function, (parameters,), (direction,))

        directions = jnp.eye(len(parameters), dtype=parameters.dtype)
        return jax.vmap(along, out_axes=(None, 0))(directions)

    return slopes
