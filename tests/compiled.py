"""Which programs JAX compiles while something is computed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import jax
import pytest

KEYS = {"_threefry_seed", "_threefry_fold_in", "_threefry_split", "unstack", "stage", "convert_element_type"}
"""Those of random keys, each once a process: of seeds, their parts and what is folded in."""


@contextmanager
def compiled(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Within it, JAX remembers no program; on leaving, the list holds the name of every one that it made."""
    names: list[str] = []
    jax.clear_caches()
    with jax.log_compiles(), caplog.at_level("WARNING", logger="jax"):
        yield names
    names += re.findall(r"^Compiling jit\((\w+)\)", "\n".join(caplog.messages), flags=re.MULTILINE)
