"""Arrays of either library: NumPy's where they are read and written, JAX's inside a compiled program."""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import jax

    Array = np.ndarray | jax.Array
else:
    Array = np.ndarray  # what needs no JAX imports none


def on_device(arrays: Any) -> Any:
    """NumPy's arrays, in containers of any kind, as JAX's, in the precision and on the device in use.

    Nothing is compiled for it: ``jax.numpy.asarray`` makes a program of every new shape, which takes 9 ms,
    and 4 where the program is kept from an earlier run, against 0.1.
    """
    import jax

    return jax.device_put(arrays)
