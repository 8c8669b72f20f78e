"""Arrays handed to JAX without a program of their own."""

import jax
import numpy as np
import pytest
from compiled import compiled

from tradewinds.model.arrays import on_device
from tradewinds.runtime import computing

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_arrays_are_brought_into_the_precision_in_use_and_nothing_is_compiled(caplog, precision):
    values = {"x": np.linspace(0.1, 1, 7), "code": (np.arange(5), [np.ones(3, dtype=bool)])}
    with computing(precision), compiled(caplog) as found:
        placed = on_device(values)
    assert found == [] and all(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(placed))
    assert placed["x"].dtype == precision and placed["code"][1][0].dtype == bool
    np.testing.assert_array_equal(placed["x"], values["x"].astype(precision))
    np.testing.assert_array_equal(placed["code"][0], values["code"][0])
