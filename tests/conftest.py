"""JAX as every stage starts it: double precision on the CPU, compiled programs kept from one run to the next.

Set before anything imports JAX. Programs of tests run for milliseconds: what counts is how long they take to
compile.
"""

import gc
import os
from importlib.metadata import version
from pathlib import Path

import pytest
from warm_start import warm_python

from tradewinds.runtime import start_jax

os.environ["JAX_DISABLE_MOST_OPTIMIZATIONS"] = "1"
if version("jaxlib").startswith("0.10."):  # one that does not know a flag ends the process
    # compiled in two thirds of the time, and in a tenth less where programs are not cut into pieces; chains
    # run by half as long again, so that stages do without
    flags = ("--xla_cpu_use_fusion_emitters=false", "--xla_cpu_parallel_codegen_split_count=1")
    os.environ["XLA_FLAGS"] = " ".join([os.environ.get("XLA_FLAGS", ""), *flags]).strip()
start_jax("float64", "cpu", Path(__file__).parents[1] / ".cache" / "tests")

gc.set_threshold(50_000)
"""New objects after which Python looks for cycles among them: it would after 700, and tests make many."""


@pytest.fixture(scope="session")
def python():
    """The command that stands for ``python`` where many short processes are begun: a warm start of it."""
    with warm_python() as command:
        yield command


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For several workers, who take whole modules: those of the workflow first, then those with slow tests,
    so that no worker is left alone with a long one at the end.
    """
    if hasattr(config, "workerinput"):
        workflow = Path(__file__).parent / "workflow"
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (workflow not in item.path.parents, item.path not in slow))
