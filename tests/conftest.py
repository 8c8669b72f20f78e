"""JAX as every stage starts it: double precision on the CPU, compiled programs kept from one run to the next.

Set before anything imports JAX.
"""

from pathlib import Path

from tradewinds.runtime import start_jax

start_jax("float64", "cpu", Path(__file__).parents[1] / ".cache" / "tests")
