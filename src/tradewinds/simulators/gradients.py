"""A function's value and its gradient, by whichever mode of differentiation costs less.

With d parameters, T periods and a state of B bytes, in runs of the function itself:

===========  ================================  ==================================
mode         time                              memory
===========  ================================  ==================================
forward      a tangent a parameter             (1 + d) B, whatever T is
reverse      the same for every d              about 2 T B
===========  ================================  ==================================

Random numbers, most of the time of a run of agents, are drawn once in either. Measured in
``benchmarks/surrogates.py``: both take the same time with four parameters or so, forward mode three times as
long with 16 and ten times with 64.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp

Function = Callable[[jax.Array], jax.Array]
"""Parameters [d] → a number."""
FEW = 4
"""Parameters up to which forward mode takes no longer."""
REVERSE_MEMORY = 2**30
"""Bytes that reverse mode may take for what steps remember."""
REMEMBERED = 2.5
"""Arrays of the state's size that a step remembers for reverse mode (measured)."""


def forward_costs_less(parameters: int, history: int) -> bool:
    """Whether forward mode does: where parameters are few, and where reverse mode would not fit.

    ``history``: bytes of a run's states in all of its periods, times the runs that are made at once.
    """
    return parameters <= FEW or REMEMBERED * history > REVERSE_MEMORY


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
