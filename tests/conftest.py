"""JAX as every stage starts it: double precision on the CPU, compiled programs kept from one run to the next.

Set before anything imports JAX. Programs of tests run for milliseconds: what counts is how long they take to
compile.
"""

import os
from pathlib import Path

from tradewinds.runtime import start_jax

os.environ["JAX_DISABLE_MOST_OPTIMIZATIONS"] = "1"
start_jax("float64", "cpu", Path(__file__).parents[1] / ".cache" / "tests")
