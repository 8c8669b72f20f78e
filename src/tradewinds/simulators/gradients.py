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
from enum import StrEnum

import jax
import jax.numpy as jnp

Function = Callable[[jax.Array], jax.Array]
"""Parameters [d] → a number."""
REVERSE_COST = 3
"""Reverse mode costs what so many tangents of forward mode do (measured: 2 to 5)."""
MEMORY = 2**30
"""Bytes that reverse mode may take for what steps remember."""
REMEMBERED = 4
"""Arrays of the state's size that a step remembers for reverse mode (measured)."""


class Mode(StrEnum):
    """Of differentiation."""

    forward = "forward"
    reverse = "reverse"


def cheaper_mode(parameters: int, steps: int, state: int) -> Mode:
    """The mode that costs less: forward for few parameters, and where reverse mode would not fit.

    ``state``: bytes of the simulator's state, times the draws that are run at once.
    """
    if parameters <= REVERSE_COST or REMEMBERED * state * steps > MEMORY:
        return Mode.forward
    return Mode.reverse


def value_and_gradient(function: Function, mode: Mode) -> Callable[[jax.Array], tuple[jax.Array, jax.Array]]:
    """Parameters [d] → the function's value and its gradient [d]; the same to rounding in either mode."""
    if mode == Mode.reverse:
        return jax.value_and_grad(function)

    def forward(parameters: jax.Array) -> tuple[jax.Array, jax.Array]:
        def along(direction: jax.Array) -> tuple[jax.Array, jax.Array]:
            return jax.jvp(function, (parameters,), (direction,))

        directions = jnp.eye(len(parameters), dtype=parameters.dtype)
        return jax.vmap(along, out_axes=(None, 0))(directions)

    return forward
