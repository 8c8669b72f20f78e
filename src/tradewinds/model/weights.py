"""What a network says of its weights, from which they are drawn, begun and dropped."""

from collections.abc import Callable
from typing import NamedTuple

import jax

from tradewinds.model.arrays import Array

Product = Callable[[Array, jax.Array], Array]
"""Of x [N, D] and W [D, H]."""


class Weight(NamedTuple):
    """One site of a network's weights or biases."""

    name: str
    shape: tuple[int, ...]
    """Of weights the units they leave come first, those they lead to last."""
    prior: str = ""
    """Field of ``PriorSettings`` that is its scale; empty for a bias, whose scale does not depend on it."""
    fan_in: Array | float | None = None
    """Units that lead into one; None for a bias."""
    leaves: int = 0
    """Hidden layer whose units the weights leave, from 1; 0 for inputs and biases."""
