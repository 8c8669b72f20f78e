"""Arrays of either library: NumPy's where they are read and written, JAX's inside a compiled program."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import jax

    Array = np.ndarray | jax.Array
else:
    Array = np.ndarray  # what needs no JAX imports none
